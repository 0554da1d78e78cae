internal import Crypto
internal import CryptoExtras
internal import X509

/// A public key that a signature is checked with, whatever form it came in.
enum VerificationKey: Sendable {
    case p256(P256.Signing.PublicKey)
    case p384(P384.Signing.PublicKey)
    case p521(P521.Signing.PublicKey)
    case ed25519(Curve25519.Signing.PublicKey)
    case rsa(_RSA.Signing.PublicKey)

    /// The key of a certificate; `nil` if it is of a kind that no algorithm here takes.
    init?(_ key: Certificate.PublicKey) {
        if let key = P256.Signing.PublicKey(key) {
            self = .p256(key)
        } else if let key = P384.Signing.PublicKey(key) {
            self = .p384(key)
        } else if let key = P521.Signing.PublicKey(key) {
            self = .p521(key)
        } else if let key = Curve25519.Signing.PublicKey(key) {
            self = .ed25519(key)
        } else if let key = _RSA.Signing.PublicKey(key), key.keySizeInBits >= Self.leastRSABits {
            self = .rsa(key)
        } else {
            return nil
        }
    }

    /// NIST SP 800-131A rev. 2 §3: shorter keys are disallowed.
    static let leastRSABits = 2_048

    /// Whether the signature was made over the message, with this key and by this algorithm.
    ///
    /// ECDSA signatures are `Ecdsa-Sig-Value` in DER, and nothing else (WebAuthn L3 §6.5.5).
    func isValid(_ signature: [UInt8], of message: [UInt8], by algorithm: COSEAlgorithm) -> Bool {
        switch (self, algorithm) {
        case (.p256(let key), .es256):
            guard let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: SHA256.hash(data: message))
        case (.p384(let key), .es384):
            guard let signature = try? P384.Signing.ECDSASignature(derRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: SHA384.hash(data: message))
        case (.p521(let key), .es512):
            guard let signature = try? P521.Signing.ECDSASignature(derRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: SHA512.hash(data: message))
        case (.ed25519(let key), .edDSA):
            return key.isValidSignature(signature, for: message)
        case (.rsa(let key), .rs256):
            let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
            return key.isValidSignature(signature, for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
        case (.p256, _), (.p384, _), (.p521, _), (.ed25519, _), (.rsa, _):
            return false
        }
    }

    /// The key in the one encoding of its kind, to compare keys by.
    var encoded: [UInt8] {
        switch self {
        case .p256(let key): Array(key.x963Representation)
        case .p384(let key): Array(key.x963Representation)
        case .p521(let key): Array(key.x963Representation)
        case .ed25519(let key): Array(key.rawRepresentation)
        case .rsa(let key): Array(key.derRepresentation)
        }
    }
}
