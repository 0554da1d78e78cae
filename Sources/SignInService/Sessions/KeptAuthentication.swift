internal import Foundation
internal import Identity

/// What the store keeps of how a session's person is known: the sign-in, and the newest proof since.
///
/// The two are apart, because a later proof makes a session no stronger (SESS-21); an application that asks for more is
/// told of both. In the store they are one object, of which sessions of earlier versions have the first part.
struct KeptAuthentication: Sendable, Codable {
    let authentication: Authentication
    let laterProof: Proof?

    private enum CodingKeys: CodingKey {
        case laterProof
    }

    private init(_ authentication: Authentication, laterProof: Proof?) {
        self.authentication = authentication
        self.laterProof = laterProof
    }

    init(from decoder: any Decoder) throws {
        authentication = try Authentication(from: decoder)
        laterProof = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(Proof.self, forKey: .laterProof)
    }

    func encode(to encoder: any Encoder) throws {
        try authentication.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(laterProof, forKey: .laterProof)
    }

    init(stored bytes: [UInt8]) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(bytes))
    }

    func stored() throws -> [UInt8] { Array(try JSONEncoder().encode(self)) }

    func with(_ proof: Proof) -> KeptAuthentication { KeptAuthentication(authentication, laterProof: proof) }
}
