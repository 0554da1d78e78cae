internal import Bytes
internal import Crypto
internal import CryptoExtras
package import StrictJSON

/// A key that checks signatures: this server's own, or one that an application has registered. It knows its one
/// algorithm, so that a token can't choose another (RFC 8725 §3.1).
package struct PublicKey: Sendable {
    enum Key: Sendable {
        case p256(P256.Signing.PublicKey)
        case rsa(_RSA.Signing.PublicKey)
    }

    private let key: Key

    init(_ key: Key) {
        self.key = key
    }

    /// Below it an RSA key is not taken (RFC 7518 §3.3).
    private static let leastRSABits = 2_048

    /// Reads a JWK (RFC 7517).
    ///
    /// - Returns: `nil` for a key of another kind, one that holds a private part, and one that is too short.
    package init?(jwk: JSONValue) {
        guard jwk["d"] == nil, jwk["k"] == nil, jwk["p"] == nil else { return nil }
        func number(_ name: String) -> [UInt8]? { jwk[name]?.string.flatMap { try? Base64.url.decode($0) } }
        switch jwk["kty"]?.string {
        case "EC":
            guard jwk["crv"]?.string == "P-256", let x = number("x"), let y = number("y"), x.count == 32,
                y.count == 32, let key = try? P256.Signing.PublicKey(x963Representation: [4] + x + y)
            else { return nil }
            self.key = .p256(key)
        case "RSA":
            guard let modulus = number("n"), let exponent = number("e"),
                let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent), key.keySizeInBits >= Self.leastRSABits
            else { return nil }
            self.key = .rsa(key)
        default: return nil
        }
    }

    package var algorithm: SigningAlgorithm {
        switch key {
        case .p256: .es256
        case .rsa: .rs256
        }
    }

    /// The key as a JWK of a published set.
    package func jwk(named id: String) -> JSONValue {
        var members = required
        members["kid"] = .string(id)
        members["use"] = .string("sig")
        members["alg"] = .string(algorithm.rawValue)
        return .object(members)
    }

    /// The name of the key by what it is. RFC 7638 §3: SHA-256 of the required members in their order.
    package var thumbprint: String {
        Base64.url.encode(SHA256.hash(data: Array(JSONValue.object(required).text.utf8)))
    }

    private var required: [String: JSONValue] {
        switch key {
        case .p256(let key):
            let point = Array(key.rawRepresentation)
            return [
                "kty": .string("EC"), "crv": .string("P-256"), "x": .string(Base64.url.encode(point.prefix(32))),
                "y": .string(Base64.url.encode(point.suffix(32))),
            ]
        case .rsa(let key):
            let numbers = try? key.getKeyPrimitives()
            return [
                "kty": .string("RSA"),
                "n": .string((numbers?.modulus).map { Base64.url.encode($0) } ?? ""),
                "e": .string((numbers?.publicExponent).map { Base64.url.encode($0) } ?? ""),
            ]
        }
    }

    func isValid(_ signature: [UInt8], of bytes: [UInt8]) -> Bool {
        switch key {
        case .p256(let key):
            (try? P256.Signing.ECDSASignature(rawRepresentation: signature)).map {
                key.isValidSignature($0, for: bytes)
            } ?? false
        case .rsa(let key):
            key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: bytes, padding: .insecurePKCS1v1_5)
        }
    }
}
