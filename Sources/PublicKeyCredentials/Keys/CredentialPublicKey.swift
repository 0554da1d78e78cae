package import CBOR
internal import Crypto
internal import CryptoExtras

/// The public key of a credential: a COSE key with the one algorithm it may be used with (WebAuthn L3 §6.5.1.1).
package struct CredentialPublicKey: Sendable {
    package let algorithm: COSEAlgorithm
    let key: VerificationKey
    /// The COSE key in its only encoding, to be kept.
    package let encoded: [UInt8]

    /// Why a COSE key is none of ours (RFC 9052 §7, RFC 9053 §7, RFC 8230 §4).
    package enum Refusal: Error, Hashable {
        case notAMap
        /// There is no `alg`, or none that this target verifies.
        case algorithmUnknown(Int64?)
        /// `kty` or `crv` is not what the algorithm goes with.
        case typeMismatch
        /// A coordinate, modulus or exponent that is missing or has the wrong length.
        case badLength
        /// Not a point on the curve, or not an RSA key.
        case notAKey
        /// Fewer than 2,048 bits, or an exponent other than 65,537.
        case weak
        /// "MUST NOT contain any other OPTIONAL parameters": a private key, for instance.
        case unexpectedMember
    }

    /// Reads a COSE key.
    package init(_ value: CBORValue) throws(Refusal) {
        guard case .map(let map) = value else { throw .notAMap }
        let number = map[Label.algorithm]?.integer
        guard let algorithm = number.flatMap(COSEAlgorithm.init(rawValue:)) else { throw .algorithmUnknown(number) }
        self.algorithm = algorithm
        encoded = value.encoded
        switch algorithm {
        case .es256:
            key = .p256(try Self.onCurve(1, length: 32, map) { try P256.Signing.PublicKey(x963Representation: $0) })
        case .es384:
            key = .p384(try Self.onCurve(2, length: 48, map) { try P384.Signing.PublicKey(x963Representation: $0) })
        case .es512:
            key = .p521(try Self.onCurve(3, length: 66, map) { try P521.Signing.PublicKey(x963Representation: $0) })
        case .edDSA: key = .ed25519(try Self.ed25519(map))
        case .rs256: key = .rsa(try Self.rsa(map))
        }
    }

    /// Reads a COSE key as it was kept.
    package init(encoded: [UInt8]) throws(Refusal) {
        guard let value = try? CBORValue(decoding: encoded) else { throw .notAMap }
        try self.init(value)
    }

    /// Whether the signature was made over the message with this key.
    package func isValid(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        key.isValid(signature, of: message, by: algorithm)
    }

    private enum Label {
        static let type: Int64 = 1
        static let algorithm: Int64 = 3
        static let curve: Int64 = -1
        static let x: Int64 = -2
        static let y: Int64 = -3
        static let modulus: Int64 = -1
        static let exponent: Int64 = -2
    }

    /// IANA "COSE Key Types".
    private enum KeyType {
        static let octetKeyPair: Int64 = 1
        static let twoCoordinates: Int64 = 2
        static let rsa: Int64 = 3
    }

    /// A key of two coordinates; compressed points are not taken (WebAuthn L3 §5.8.5).
    private static func onCurve<Key>(
        _ curve: Int64, length: Int, _ map: CBORMap, _ make: ([UInt8]) throws -> Key
    ) throws(Refusal) -> Key {
        guard map[Label.type]?.integer == KeyType.twoCoordinates, map[Label.curve]?.integer == curve else {
            throw .typeMismatch
        }
        guard map.entries.count == 5 else { throw .unexpectedMember }
        guard let x = map[Label.x]?.bytes, let y = map[Label.y]?.bytes, x.count == length, y.count == length else {
            throw .badLength
        }
        do { return try make([4] + x + y) } catch { throw .notAKey }
    }

    private static func ed25519(_ map: CBORMap) throws(Refusal) -> Curve25519.Signing.PublicKey {
        let curve: Int64 = 6
        guard map[Label.type]?.integer == KeyType.octetKeyPair, map[Label.curve]?.integer == curve else {
            throw .typeMismatch
        }
        guard map.entries.count == 4 else { throw .unexpectedMember }
        guard let x = map[Label.x]?.bytes, x.count == 32 else { throw .badLength }
        do { return try Curve25519.Signing.PublicKey(rawRepresentation: x) } catch { throw .notAKey }
    }

    private static func rsa(_ map: CBORMap) throws(Refusal) -> _RSA.Signing.PublicKey {
        guard map[Label.type]?.integer == KeyType.rsa else { throw .typeMismatch }
        guard map.entries.count == 4 else { throw .unexpectedMember }
        guard let modulus = map[Label.modulus]?.bytes, let exponent = map[Label.exponent]?.bytes else {
            throw .badLength
        }
        // 8,192 bits are more than any authenticator has, and a check takes no longer than a person notices.
        guard modulus.count * 8 <= 8_192, exponent == [1, 0, 1] else { throw .weak }
        do {
            let key = try _RSA.Signing.PublicKey(n: modulus, e: exponent)
            guard key.keySizeInBits >= VerificationKey.leastRSABits else { throw Refusal.weak }
            return key
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            // BoringSSL takes no key of fewer than 1,024 bits, nor an even modulus.
            throw modulus.count < VerificationKey.leastRSABits / 8 ? .weak : .notAKey
        }
    }
}
