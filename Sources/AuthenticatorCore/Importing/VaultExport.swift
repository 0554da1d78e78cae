internal import ApprovalProtocol

/// A file with codes that only its passphrase opens, on any account (docs/formats/vault.md).
public struct VaultExport: Sendable {
    /// Another passphrase, or changed bytes.
    public struct WrongPassphrase: Error, Sendable, Hashable {}

    private let file: File

    /// Nil for any other file.
    public init?(_ bytes: [UInt8]) {
        guard let file = try? JSON.read(File.self, bytes), file.format == Self.format, file.version == 1 else {
            return nil
        }
        self.file = file
    }

    /// What is in it.
    public func codes(with passphrase: String) throws -> [ImportedCodes] {
        let keys = try PassphraseKeys(passphrase, salt: file.salt.bytes, rounds: file.rounds)
        guard
            let plain = try? VaultEnvelope.open(file.content.bytes, under: keys.encryptionKey, for: .export)
        else { throw WrongPassphrase() }
        return try VaultForm.read(plain).entries.compactMap { ImportedCodes($0.entry, id: $0.id) }
    }

    static func seal(_ document: VaultDocument, under passphrase: String) throws -> [UInt8] {
        let salt = PassphraseKeys.newSalt()
        let keys = try PassphraseKeys(passphrase, salt: salt)
        let content = try VaultEnvelope.seal(VaultForm.write(document), under: keys.encryptionKey, for: .export)
        return try JSON.write(
            File(
                format: format, version: 1, salt: WireBytes(salt), rounds: PassphraseKeys.defaultRounds,
                content: WireBytes(content)))
    }

    private static let format = "aikagi-vault-export"

    private struct File: Codable {
        let format: String
        let version: Int
        let salt: WireBytes
        let rounds: Int
        let content: WireBytes
    }
}
