internal import Bytes
package import StrictJSON

/// A JSON Web Token in the compact form of a JWS (RFC 7515 §3.1, RFC 7519).
package struct SignedToken: Sendable {
    /// What the token says. Whoever has one of these has checked its signature.
    package let claims: JSONValue

    /// Why a text is no token of that key. Nothing of it may be believed.
    package enum Refusal: Error, Sendable, Hashable {
        case malformed
        /// Another algorithm than the key's, `none` among them.
        case otherAlgorithm
        /// A token for another purpose, by its `typ`.
        case otherType
        /// It names critical extensions; we know none (RFC 7515 §4.1.11).
        case criticalExtension
        case unknownKey
        case badSignature
    }

    /// More than any token of ours, or of an application, needs.
    package static let longest = 8 * 1_024

    /// Signs `claims`.
    ///
    /// - Parameter type: the `typ` of the header; tokens of different purposes have different ones (RFC 8725 §3.11).
    package static func sign(_ claims: JSONValue, as type: String, with key: SigningKey) throws -> String {
        let header = JSONValue.object([
            "alg": .string(key.algorithm.rawValue), "kid": .string(key.id), "typ": .string(type),
        ])
        let signed = [header, claims].map { Base64.url.encode($0.text.utf8) }.joined(separator: ".")
        return "\(signed).\(Base64.url.encode(try key.signature(of: Array(signed.utf8))))"
    }

    /// Checks a token.
    ///
    /// - Parameters:
    ///   - types: what `typ` may be, in lower case. The empty text stands for a header without one.
    ///   - keys: the keys it may be signed with, by `kid`; `nil` for a token that names none.
    package init(
        verifying text: String, as types: Set<String>, by keys: (_ id: String?) -> [PublicKey]
    ) throws(Refusal) {
        guard text.utf8.count <= Self.longest else { throw .malformed }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.json(parts[0]), let claims = Self.json(parts[1]),
            case .object = claims, let signature = try? Base64.url.decode(parts[2])
        else { throw .malformed }
        guard header["crit"] == nil else { throw .criticalExtension }
        guard types.contains((header["typ"]?.string ?? "").lowercased()) else { throw .otherType }
        let candidates = keys(header["kid"]?.string)
        guard !candidates.isEmpty else { throw .unknownKey }
        let fitting = candidates.filter { $0.algorithm.rawValue == header["alg"]?.string }
        guard !fitting.isEmpty else { throw .otherAlgorithm }
        let signed = Array("\(parts[0]).\(parts[1])".utf8)
        guard fitting.contains(where: { $0.isValid(signature, of: signed) }) else { throw .badSignature }
        self.claims = claims
    }

    /// What a token says, believed of nobody: for finding out whose key would check it.
    static func unchecked(_ text: String) -> JSONValue? {
        guard text.utf8.count <= longest else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 3 ? json(parts[1]) : nil
    }

    private static func json(_ part: Substring) -> JSONValue? {
        (try? Base64.url.decode(part)).flatMap { try? JSONValue(parsing: $0) }
    }
}
