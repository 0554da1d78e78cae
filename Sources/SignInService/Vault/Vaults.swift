package import ApprovalProtocol
internal import Identity
internal import SignInPolicy
internal import Store

/// The vault as the server has it: bytes that it can't read, and numbers by which installations agree on them.
package struct Vaults: Sendable {
    let environment: Environment
    let passphrases: Passphrases

    init(_ environment: Environment) {
        self.environment = environment
        passphrases = Passphrases(environment)
    }

    /// What an installation opens the vault with, and the vault.
    package func current(for live: LiveInstallation) async throws -> VaultAnswer {
        try await environment.store.read { transaction in
            let vault = try transaction.vault(of: live.account)
            return VaultAnswer(
                passphrase: try transaction.passphrase(of: live.account).map { record in
                    VaultAnswer.Passphrase(
                        salt: WireBytes(record.salt), rounds: record.rounds, wrappedKey: WireBytes(record.wrappedKey))
                },
                keyNumber: vault?.keyNumber ?? 0, version: vault?.version ?? 0,
                content: vault?.content.map(WireBytes.init))
        }
    }

    /// What came of new content.
    package enum Saving: Sendable, Hashable {
        case saved(version: Int64)
        /// Another installation was faster: merge with what it has saved, and try again.
        case changed(version: Int64)
        /// The content is sealed under a key that is not the vault's any more.
        case keyChanged(Int64)
        case tooLong
        case gone
    }

    /// Puts new content in the place of the version that it was made from; compare-and-set, so that no installation
    /// overwrites what it has not seen.
    package func save(_ body: VaultBody, by live: LiveInstallation) async throws -> Saving {
        let content = body.content.bytes
        guard !content.isEmpty, content.count <= Limits.vaultBytes else { return .tooLong }
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard let (_, account) = try transaction.hold(live) else { return .gone }
            let vault = try transaction.vault(of: account.id)
            guard let vault, vault.keyNumber == body.keyNumber, try transaction.passphrase(of: account.id) != nil else {
                return .keyChanged(vault?.keyNumber ?? 0)
            }
            let isSaved = try transaction.saveVault(
                of: account.id, content: content, under: body.keyNumber, basedOn: body.basedOn, at: now)
            guard isSaved else { return .changed(version: vault.version) }
            transaction.signal(.account(account.id))
            return .saved(version: vault.version + 1)
        }
    }

    /// Sets, resets or changes the passphrase from one of the person's apps.
    ///
    /// The statement is signed by the approval key, which exists behind the app lock only: an installation without one
    /// could not show that its person agrees.
    package func setPassphrase(_ body: PassphraseBody, by live: LiveInstallation, from client: Client) async throws
        -> Passphrases.Setting
    {
        guard
            let new = NewPassphrase(
                salt: body.salt.bytes, rounds: body.rounds, authenticationKey: body.authenticationKey.bytes,
                wrappedKey: body.wrappedKey.bytes, keyNumber: body.keyNumber)
        else { return .notFound }
        let origin = environment.settings.origin.text
        return try await passphrases.set(new, changing: body.old?.bytes, of: live.account, from: client) {
            transaction, now in
            guard let (device, _) = try transaction.hold(live), device.activatedAt != nil else { return .notFound }
            guard device.appLock != .none else { return .notAllowed(.noAppLock) }
            let statement = KeyStatement.newPassphrase(
                authenticationKey: new.authenticationKey, wrappedKey: new.wrappedKey, keyNumber: new.keyNumber,
                installation: device.id.rawValue, origin: origin, time: body.time)
            let key = try InstallationKey(x963: device.approvalKey)
            guard statement.isSigned(by: key, body.signature.bytes, at: now.millisecondsSinceEpoch) else {
                return .notAllowed(.badSignature)
            }
            return nil
        }
    }

    /// Whether the person behind an installation still knows the passphrase.
    package func check(_ body: PassphraseCheckBody, by live: LiveInstallation, from client: Client) async throws
        -> Passphrases.Checking
    {
        try await passphrases.check(body.authenticationKey.bytes, of: live.account, from: client)
    }
}
