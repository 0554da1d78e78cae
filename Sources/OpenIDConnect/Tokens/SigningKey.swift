internal import Bytes
internal import Crypto
internal import CryptoExtras

/// A private key of this server, with the name that its tokens say it by.
package struct SigningKey: Sendable {
    /// `kid`: the thumbprint of the public key (RFC 7638), so that two keys never share one.
    package let id: String
    package let algorithm: SigningAlgorithm
    private let key: Key

    private enum Key: Sendable {
        case p256(P256.Signing.PrivateKey)
        case rsa(_RSA.Signing.PrivateKey)
    }

    /// Bytes that are no private key of that algorithm.
    package struct Unreadable: Error, Sendable {}

    /// A fresh key. RSA takes a noticeable part of a second.
    package init(makingFor algorithm: SigningAlgorithm) throws {
        switch algorithm {
        case .es256: self.init(.p256(P256.Signing.PrivateKey()))
        // NIST SP 800-131A: 2048 bits until 2030; keys are rotated long before.
        case .rs256: self.init(.rsa(try _RSA.Signing.PrivateKey(keySize: .bits2048)))
        }
    }

    /// - Parameter privateBytes: what ``privateBytes`` gave.
    package init(_ algorithm: SigningAlgorithm, privateBytes: [UInt8]) throws(Unreadable) {
        do {
            switch algorithm {
            case .es256: self.init(.p256(try P256.Signing.PrivateKey(rawRepresentation: privateBytes)))
            case .rs256: self.init(.rsa(try _RSA.Signing.PrivateKey(derRepresentation: privateBytes)))
            }
        } catch {
            throw Unreadable()
        }
    }

    private init(_ key: Key) {
        self.key = key
        let publicKey: PublicKey
        switch key {
        case .p256(let key):
            algorithm = .es256
            publicKey = PublicKey(.p256(key.publicKey))
        case .rsa(let key):
            algorithm = .rs256
            publicKey = PublicKey(.rsa(key.publicKey))
        }
        id = publicKey.thumbprint
    }

    /// The private key for the store to seal: the number of a P-256 key, PKCS #1 of an RSA key.
    package var privateBytes: [UInt8] {
        switch key {
        case .p256(let key): Array(key.rawRepresentation)
        case .rsa(let key): Array(key.derRepresentation)
        }
    }

    /// The half that everybody may have.
    package var publicKey: PublicKey {
        switch key {
        case .p256(let key): PublicKey(.p256(key.publicKey))
        case .rsa(let key): PublicKey(.rsa(key.publicKey))
        }
    }

    /// The signature in the form of RFC 7518: for ES256 the two numbers, 64 bytes.
    func signature(of bytes: [UInt8]) throws -> [UInt8] {
        switch key {
        case .p256(let key): Array(try key.signature(for: bytes).rawRepresentation)
        case .rsa(let key): Array(try key.signature(for: bytes, padding: .insecurePKCS1v1_5).rawRepresentation)
        }
    }
}
