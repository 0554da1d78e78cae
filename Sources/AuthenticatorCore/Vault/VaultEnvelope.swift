internal import Crypto

/// The envelope around everything of the vault that leaves the device (docs/formats/vault.md): a version byte, a nonce, and
/// AES-256-GCM, with what it is for bound into it.
enum VaultEnvelope {
    /// What an envelope is for. None opens in another's place.
    enum Purpose: Sendable, Hashable {
        /// The vault key, under the encryption key of a passphrase.
        case vaultKey(account: String)
        /// One version of the vault, under the vault key.
        case content(account: String, keyNumber: Int64, version: Int64)
        /// A file, under the encryption key of its own passphrase.
        case export

        fileprivate var binding: [UInt8] {
            let parts =
                switch self {
                case .vaultKey(let account): ["aikagi-vault-key-v1", account]
                case .content(let account, let keyNumber, let version):
                    ["aikagi-vault-v1", account, String(keyNumber), String(version)]
                case .export: ["aikagi-vault-export-v1"]
                }
            return Array(parts.joined(separator: "\0").utf8)
        }
    }

    /// No envelope of this version, another key, another purpose, or changed bytes.
    struct CannotOpen: Error, Hashable {}

    private static let version: UInt8 = 1

    static func seal(_ plain: [UInt8], under key: EnvelopeKey, for purpose: Purpose) throws -> [UInt8] {
        let box = try AES.GCM.seal(plain, using: key.key, authenticating: purpose.binding)
        return [version] + Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
    }

    static func open(
        _ envelope: [UInt8], under key: EnvelopeKey, for purpose: Purpose
    ) throws(CannotOpen) -> [UInt8] {
        guard envelope.first == version else { throw CannotOpen() }
        do {
            let box = try AES.GCM.SealedBox(combined: envelope.dropFirst())
            return Array(try AES.GCM.open(box, using: key.key, authenticating: purpose.binding))
        } catch {
            throw CannotOpen()
        }
    }
}

/// 32 bytes that envelopes are sealed under. It prints as `‹key›`.
struct EnvelopeKey: Sendable, CustomStringConvertible, CustomReflectable {
    fileprivate let key: SymmetricKey

    init(_ bytes: [UInt8]) {
        key = SymmetricKey(data: bytes)
    }

    /// Read a use of this as a line to be looked at twice.
    var bytes: [UInt8] { key.withUnsafeBytes { Array($0) } }

    static func random() -> Self { Self(RandomBytes.make(32)) }

    var description: String { "‹key›" }
    var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
