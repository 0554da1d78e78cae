internal import ApprovalProtocol
internal import OneTimeCodes

/// The codes of an installation as they are wrapped: its own as a link, those of other services as the vault has them, and
/// the key of the vault.
struct SavedCodes: Codable {
    /// 2: before, there was a list of links and no vault.
    private let form: Int
    private let own: [String]
    /// ``VaultForm``.
    private let document: WireBytes?
    private let vaultKey: WireBytes?
    private let vaultKeyNumber: Int64?
    /// Of other services, from a time without a vault.
    private var older: [String]?

    /// Those of an installation that is new.
    init(own: [String]) {
        (form, self.own, document, vaultKey, vaultKeyNumber) = (2, own, nil, nil, nil)
    }

    init(_ codes: CodeKeeper) {
        form = 2
        own = codes.ownCodes.map(\.uri.text)
        document = WireBytes(VaultForm.write(codes.document))
        vaultKey = codes.vault.map { WireBytes($0.key.bytes) }
        vaultKeyNumber = codes.vault?.keyNumber
    }

    /// Nil for what is none, in this form or the one before.
    init?(reading bytes: [UInt8]) {
        if let saved = try? JSON.read(Self.self, bytes), saved.form == 2 {
            self = saved
        } else if let links = try? JSON.read([String].self, bytes) {
            self.init(own: Array(links.prefix(1)))
            older = Array(links.dropFirst())
        } else {
            return nil
        }
    }

    /// - Parameter device: The installation, by which its changes are known in the vault.
    func keeper(on device: String) throws -> CodeKeeper {
        var kept = try document.map { try VaultForm.read($0.bytes) } ?? VaultDocument()
        for (place, link) in (older ?? []).enumerated() {
            let uri = try OTPAuthURI(parsing: link)
            let codes = ImportedCodes(issuer: uri.issuer, account: uri.account, totp: uri.totp)
            kept.takeOver(VaultEntry(codes, added: Int64(place)))
        }
        var entries: [CodeKeeper.Entry] = []
        for link in own { entries.append(CodeKeeper.Entry(try OTPAuthURI(parsing: link))) }
        var vault: OpenVault?
        if let vaultKey, let vaultKeyNumber {
            vault = OpenVault(key: EnvelopeKey(vaultKey.bytes), keyNumber: vaultKeyNumber)
        }
        return CodeKeeper(own: entries, document: kept, device: device, vault: vault)
    }
}
