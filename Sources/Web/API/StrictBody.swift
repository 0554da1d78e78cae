internal import Foundation
internal import StrictJSON

extension Decodable {
    /// Reads a body of the protocol, in which nothing can be read in two ways (HTTP-06).
    ///
    /// Foundation's decoder knows the types, and takes one of two equal names, fractions that are none and whatever
    /// depth there is; so a strict reader goes over the text first.
    ///
    /// - Throws: ``MalformedBody`` for what is no such JSON, `DecodingError` for JSON that is something else.
    init(strictJSON bytes: [UInt8]) throws {
        do throws(JSONValue.Refusal) {
            let value = try JSONValue(parsing: bytes, deepest: MalformedBody.deepest)
            guard value.hasIntegersOnly else { throw JSONValue.Refusal.badNumber(at: 0) }
        } catch {
            throw MalformedBody(cause: error)
        }
        self = try JSONDecoder().decode(Self.self, from: Data(bytes))
    }
}

/// A body that is no JSON of this protocol, whatever it was meant to be.
struct MalformedBody: Error {
    let cause: JSONValue.Refusal

    /// How deep objects may stand in each other; the deepest of ours is two.
    fileprivate static let deepest = 8
}

extension JSONValue {
    /// The numbers of the protocol are integers of 64 bits: others would be rounded by one reader and not by another.
    fileprivate var hasIntegersOnly: Bool {
        switch self {
        case .number: integer != nil
        case .array(let items): items.allSatisfy(\.hasIntegersOnly)
        case .object(let members): members.values.allSatisfy(\.hasIntegersOnly)
        case .null, .boolean, .string: true
        }
    }
}
