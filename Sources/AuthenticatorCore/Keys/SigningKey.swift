public import Crypto

/// A private key on P-256 that can sign. It may live in a chip, as long as its public half is known.
public protocol SigningKey: Sendable {
    /// The public key as an uncompressed point: 65 bytes, the first 0x04.
    var publicKey: [UInt8] { get }

    /// ECDSA with SHA-256 over the bytes: r and s, 32 bytes each.
    func sign(_ bytes: [UInt8]) throws -> [UInt8]
}

/// A private key in memory. It prints as `‹private key›`.
public struct SoftwareKey: SigningKey, CustomStringConvertible, CustomReflectable {
    private let key: P256.Signing.PrivateKey

    /// A new key, from the system's randomness.
    public init() {
        key = P256.Signing.PrivateKey()
    }

    /// A key that was kept.
    public init(_ key: P256.Signing.PrivateKey) {
        self.key = key
    }

    /// A key from its PKCS #8 form; nil if the bytes are none.
    init?(pkcs8 bytes: [UInt8]) {
        guard let key = try? P256.Signing.PrivateKey(derRepresentation: bytes) else { return nil }
        self.key = key
    }

    /// The PKCS #8 form.
    var pkcs8: [UInt8] { Array(key.derRepresentation) }

    public var publicKey: [UInt8] { Array(key.publicKey.x963Representation) }

    public func sign(_ bytes: [UInt8]) throws -> [UInt8] {
        Array(try key.signature(for: bytes).rawRepresentation)
    }

    public var description: String { "‹private key›" }
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
