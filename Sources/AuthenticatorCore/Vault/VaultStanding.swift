internal import ApprovalProtocol

/// The account's vault as the server has it. Nothing of it can be read without the passphrase, or without the key that an
/// installation keeps where the passphrase was typed.
public struct VaultStanding: Sendable {
    /// The passphrase is another one.
    public struct WrongPassphrase: Error, Sendable, Hashable {}

    private let answer: VaultAnswer
    private let account: String

    init(_ answer: VaultAnswer, account: String) {
        (self.answer, self.account) = (answer, account)
    }

    /// Without one there is nothing to open, and the first can be set.
    public var hasPassphrase: Bool { answer.passphrase != nil }
    /// Which vault key is in force; 0 before the first.
    public var keyNumber: Int64 { answer.keyNumber }

    /// The keys of a typed passphrase. Takes about a tenth of a second.
    public func keys(of passphrase: String) throws -> PassphraseKeys {
        guard let known = answer.passphrase else { throw WrongPassphrase() }
        return try PassphraseKeys(passphrase, salt: known.salt.bytes, rounds: known.rounds)
    }

    /// What opens the vault from now on, to be kept with ``CodeKeeper/open(_:)``.
    public func open(with keys: PassphraseKeys) throws(WrongPassphrase) -> OpenVault {
        guard let wrapped = answer.passphrase?.wrappedKey.bytes,
            let key = try? VaultEnvelope.open(
                wrapped, under: keys.encryptionKey, for: .vaultKey(account: account)), key.count == 32
        else { throw WrongPassphrase() }
        return OpenVault(key: EnvelopeKey(key), keyNumber: answer.keyNumber)
    }

    /// What is in it; nothing before the first time.
    func document(with vault: OpenVault) throws -> VaultDocument? {
        guard vault.keyNumber == answer.keyNumber, hasPassphrase else { throw VaultClosed() }
        guard let content = answer.content?.bytes else { return nil }
        let place = VaultEnvelope.Purpose.content(
            account: account, keyNumber: answer.keyNumber, version: answer.version)
        guard let plain = try? VaultEnvelope.open(content, under: vault.key, for: place) else {
            throw VaultUnreadable.damaged
        }
        return try VaultForm.read(plain)
    }

    /// The body that puts a document in the place of this one.
    func replacing(with document: VaultDocument, under vault: OpenVault) throws -> VaultBody {
        let place = VaultEnvelope.Purpose.content(
            account: account, keyNumber: vault.keyNumber, version: answer.version + 1)
        let content = try VaultEnvelope.seal(VaultForm.write(document), under: vault.key, for: place)
        return VaultBody(basedOn: answer.version, keyNumber: vault.keyNumber, content: WireBytes(content))
    }
}

/// The passphrase was not typed here yet, or was reset since then: ask for it.
public struct VaultClosed: Error, Sendable, Hashable {}

/// The vault is not to be replaced: an app that is newer has written it, or it is damaged.
public enum VaultUnreadable: Error, Sendable, Hashable {
    case newer, damaged
}

/// Codes that are newer here than on the server, ready to be sent.
public struct VaultUpdate: Sendable {
    let body: VaultBody
}

extension CodeKeeper {
    /// Keeps what opens the vault.
    public mutating func open(_ vault: OpenVault) {
        self.vault = vault
    }

    /// Takes in what the server has. Keep the codes before anything is sent.
    ///
    /// - Returns: What the server lacks; nil if it has everything. If it answers ``ServerRefusal/vaultChanged``, ask for
    ///   the vault again and merge again.
    public mutating func merge(_ standing: VaultStanding, at now: Int64) throws -> VaultUpdate? {
        guard let vault else { throw VaultClosed() }
        let there = try standing.document(with: vault)
        document.stampAll(stamp(now))
        if let there { document = document.merged(with: there) }
        guard document != there else { return nil }
        return VaultUpdate(body: try standing.replacing(with: document, under: vault))
    }
}
