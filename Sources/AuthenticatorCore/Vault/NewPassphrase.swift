internal import ApprovalProtocol

/// A passphrase that was chosen now, with what becomes of the vault key.
public struct NewPassphrase: Sendable {
    /// What opens the vault once the server has taken the passphrase.
    public let vault: OpenVault
    let keys: PassphraseKeys
    let salt: [UInt8]
    /// Proves the old passphrase, where it is only changed.
    let old: PassphraseKeys?

    /// The first passphrase, or one in the place of another that is forgotten: with a new vault key, so that what the
    /// vault held on the server can be opened by nobody any more.
    public init(setting text: String, after standing: VaultStanding) throws {
        salt = PassphraseKeys.newSalt()
        keys = try PassphraseKeys(text, salt: salt)
        vault = OpenVault(key: .random(), keyNumber: standing.keyNumber + 1)
        old = nil
    }

    /// Another passphrase around the same vault key.
    public init(changing old: PassphraseKeys, of standing: VaultStanding, to text: String) throws {
        salt = PassphraseKeys.newSalt()
        keys = try PassphraseKeys(text, salt: salt)
        vault = try standing.open(with: old)
        self.old = old
    }

    func body(of installation: Installation, approvalKey: any SigningKey, at time: Int64) throws -> PassphraseBody {
        let wrapped = try VaultEnvelope.seal(
            vault.key.bytes, under: keys.encryptionKey, for: .vaultKey(account: installation.account))
        let statement = KeyStatement.newPassphrase(
            authenticationKey: keys.authenticationKey, wrappedKey: wrapped, keyNumber: vault.keyNumber,
            installation: installation.id, origin: installation.origin.text, time: time)
        return PassphraseBody(
            salt: WireBytes(salt), rounds: PassphraseKeys.defaultRounds,
            authenticationKey: WireBytes(keys.authenticationKey), wrappedKey: WireBytes(wrapped),
            keyNumber: vault.keyNumber, old: old.map { WireBytes($0.authenticationKey) }, time: time,
            signature: WireBytes(try approvalKey.sign(statement.bytesToSign)))
    }
}
