internal import Bytes
internal import Crypto
internal import CryptoExtras

/// A PIN after PBKDF2, from which each secret behind the app lock is derived (docs/formats/app-lock.md).
///
/// The salt never leaves the device, so that somebody who has only the server's database can't try PINs; the share
/// never leaves the server for a wrong PIN, so that somebody who has only the device can't either.
package struct StretchedPIN: Sendable, CustomStringConvertible, CustomReflectable {
    private let key: SymmetricKey

    /// Takes about a tenth of a second.
    ///
    /// - Parameter salt: 16 random bytes of the installation.
    package init(_ pin: PIN, salt: [UInt8]) throws {
        key = try KDF.Insecure.PBKDF2.deriveKey(
            from: pin.digits, salt: salt, using: .sha256, outputByteCount: 32, rounds: Self.rounds)
    }

    /// PBKDF2-HMAC-SHA-256, what OWASP's cheat sheet of 2023 asks for.
    package static let rounds = 600_000
    /// Bytes of the salt.
    package static let saltLength = 16
    /// Bytes of the server's share, and of every derived secret.
    package static let shareLength = 32

    /// What the server is shown to get the share; it keeps only the SHA-256 of it.
    package var proof: [UInt8] { Self.bytes(of: derive(from: key, "aikagi pin proof")) }

    /// What the approval key is wrapped with.
    package func wrappingKey(share: [UInt8]) -> WrappingKey {
        WrappingKey(derive(from: SymmetricKey(data: Self.bytes(of: key) + share), "aikagi approval key wrap"))
    }

    /// What the secrets of the codes are wrapped with, which have to work without a network.
    package var codesKey: WrappingKey { WrappingKey(derive(from: key, "aikagi offline codes")) }

    /// What the server keeps of a proof.
    package static func verifier(of proof: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: proof)) }

    private func derive(from secret: SymmetricKey, _ purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: secret, info: Array(purpose.utf8), outputByteCount: 32)
    }

    private static func bytes(of key: SymmetricKey) -> [UInt8] { key.withUnsafeBytes { Array($0) } }

    package var description: String { "‹stretched PIN›" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}

/// A key that wraps what an installation keeps on its device: AES-256-GCM.
package struct WrappingKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// The wrong key, another installation's, or changed bytes.
    package struct WrongKey: Error, Hashable {}

    private let key: SymmetricKey

    init(_ key: SymmetricKey) {
        self.key = key
    }

    /// A key from 32 random bytes, for an installation without a lock, whose key lies beside what it wraps.
    package init(bytes: [UInt8]) {
        key = SymmetricKey(data: bytes)
    }

    /// Nonce (12 bytes), ciphertext and tag (16 bytes), bound to the installation.
    package func wrap(_ secret: [UInt8], for installation: String) throws -> [UInt8] {
        let box = try AES.GCM.seal(secret, using: key, authenticating: Array(installation.utf8))
        return Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
    }

    /// What `wrap` was given.
    package func unwrap(_ wrapped: [UInt8], for installation: String) throws(WrongKey) -> [UInt8] {
        do {
            let box = try AES.GCM.SealedBox(combined: wrapped)
            return Array(try AES.GCM.open(box, using: key, authenticating: Array(installation.utf8)))
        } catch {
            throw WrongKey()
        }
    }

    package var description: String { "‹key›" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
