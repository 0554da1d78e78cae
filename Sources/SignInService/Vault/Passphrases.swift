internal import Delivery
package import Identity
internal import PasswordHashing
internal import SignInPolicy
internal import Store

/// The passphrase: a recovery method, and what the vault is opened with (product.md §4.6).
///
/// A device derives two keys from it. One comes here and is kept as an Argon2id hash; the other wraps the vault key and
/// never comes. So whoever has the whole database has to guess passphrases, each at the price of both derivations.
package struct Passphrases: Sendable {
    let environment: Environment
    let checker: ProofChecker

    init(_ environment: Environment) {
        self.environment = environment
        checker = ProofChecker(environment: environment)
    }

    /// How keys are derived from a passphrase that is set.
    package struct Derivation: Sendable, Hashable {
        package let salt: [UInt8]
        package let rounds: Int
    }

    /// What the person's own page works with.
    package struct Standing: Sendable, Hashable {
        /// A passphrase that is set.
        package struct Current: Sendable, Hashable {
            package let derivation: Derivation
            package let wrappedKey: [UInt8]
            package let changed: Moment
        }

        package let account: AccountID
        /// For the browser's password store.
        package let identifier: String
        /// `nil`: none is set.
        package let current: Current?
        /// Of the vault key; 0 before the first.
        package let keyNumber: Int64
        /// Whether the server's copy of the vault holds anything.
        package let holdsCodes: Bool
        /// Whether there is a second factor that a passphrase could stand in for.
        package let mayBeSet: Bool
    }

    /// `nil` if the account is gone.
    package func standing(of id: AccountID) async throws -> Standing? {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            guard let account = try transaction.account(id) else { return nil }
            let vault = try transaction.vault(of: id)
            return Standing(
                account: id, identifier: try transaction.chiefIdentifier(of: id),
                current: try transaction.passphrase(of: id).map { record in
                    Standing.Current(
                        derivation: Derivation(salt: record.salt, rounds: record.rounds),
                        wrappedKey: record.wrappedKey, changed: record.changedAt)
                },
                keyNumber: vault?.keyNumber ?? 0, holdsCodes: vault?.content != nil,
                mayBeSet: try mayHavePassphrase(account, in: transaction, at: now))
        }
    }

    /// How the keys of a signed-in person's passphrase are derived; `nil` without one.
    package func derivation(of account: AccountID) async throws -> Derivation? {
        try await environment.store.read { transaction in
            try transaction.passphrase(of: account).map { Derivation(salt: $0.salt, rounds: $0.rounds) }
        }
    }

    // MARK: Setting and changing

    /// What came of a new passphrase.
    package enum Setting: Sendable, Hashable {
        case saved(keyNumber: Int64, version: Int64)
        /// The old one is not the one that was proven.
        case wrongOld
        /// Too many tries. `nil`: waiting does not help; resetting does.
        case wait(until: Moment?)
        /// The vault has another key than the caller thought: somebody was faster.
        case keyChanged(Int64)
        /// A passphrase stands in for a second factor, and there is none yet.
        case addAppFirst
        /// The caller has not shown that the person agrees.
        case notAllowed(Obstacle)
        case notFound
    }

    /// Why an installation may not set a passphrase.
    package enum Obstacle: Sendable, Hashable {
        case noAppLock, badSignature
    }

    /// Sets, resets or changes the passphrase from the person's own pages.
    ///
    /// - Parameter old: the authentication key of the present passphrase, for a change, which keeps the vault. Without
    ///   it the vault begins anew.
    package func set(
        _ new: NewPassphrase, changing old: [UInt8]? = nil, by session: LiveSession, from client: Client
    ) async throws -> Setting {
        guard session.isFresh else { return .notFound }
        return try await set(new, changing: old, of: session.account, from: client) { _, _ in nil }
    }

    /// - Parameter objection: what stands in the way, asked before anything is counted and once more when it is done.
    func set(
        _ new: NewPassphrase, changing old: [UInt8]?, of account: AccountID, from client: Client,
        unless objection: @escaping @Sendable (any WriteTransaction, Moment) throws -> Setting?
    ) async throws -> Setting {
        var examined: ProofChecker.Examined?
        switch try await admit(old, of: account, from: client, unless: objection) {
        case .answer(let setting): return setting
        case .examine(let ticket): examined = try await checker.examine(ticket)
        case .nothingToExamine: break
        }
        guard let key = Password(authenticationKey: new.authenticationKey) else { return .notFound }
        let hash = try await environment.passwords.hash(key, salt: environment.tokens.salt())
        let now = environment.time.now()
        let setting: Setting = try await environment.store.write { [examined] transaction in
            if let answer = try objection(transaction, now) { return answer }
            guard let record = try transaction.holdAccount(account) else { return .notFound }
            if let examined {
                guard case .passed = try checker.settle(examined, in: transaction, at: now) else {
                    try noteWrong(record, client, in: transaction, at: now)
                    return .wrongOld
                }
            }
            return try save(new, hash, isChange: examined != nil, record, client, in: transaction, at: now)
        }
        environment.outbox.ring()
        return setting
    }

    /// Whether there is something for it to stand in for: a passphrase alone beside a password would be two memories.
    func mayHavePassphrase(_ account: AccountRecord, in transaction: any ReadTransaction, at now: Moment) throws -> Bool
    {
        let shape = try transaction.shape(of: account, settings: environment.settings, at: now)
        let coming = Authenticator(id: environment.tokens.id(), kind: .passphrase)
        return FloorRule(under: environment.settings.rules).judge(adding: [coming], to: shape) != .onlyRecovery
    }
}

// MARK: Steps

extension Passphrases {
    enum Admitted: Sendable {
        case answer(Setting)
        case examine(ProofChecker.Ticket)
        case nothingToExamine
    }

    private func admit(
        _ old: [UInt8]?, of account: AccountID, from client: Client,
        unless objection: @escaping @Sendable (any WriteTransaction, Moment) throws -> Setting?
    ) async throws -> Admitted {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            if let answer = try objection(transaction, now) { return .answer(answer) }
            guard let record = try transaction.account(account) else { return .answer(.notFound) }
            guard try mayHavePassphrase(record, in: transaction, at: now) else { return .answer(.addAppFirst) }
            guard let old else { return .nothingToExamine }
            switch try admit(old, of: record, from: client, in: transaction, at: now) {
            case .none: return .answer(.wrongOld)
            case .some(.admitted(let ticket)): return .examine(ticket)
            case .some(.held(let until)): return .answer(.wait(until: until))
            }
        }
    }

    /// Counts a try at the account's passphrase; `nil` if it has none.
    func admit(
        _ key: [UInt8], of account: AccountRecord, from client: Client, in transaction: any WriteTransaction,
        at now: Moment
    ) throws -> ProofChecker.Admission? {
        let shape = try transaction.shape(of: account, settings: environment.settings, at: now)
        let passphrases = shape.authenticators.filter { $0.kind == .passphrase }
        guard !passphrases.isEmpty else { return nil }
        let admission = try checker.admit(
            .passphrase(Password(authenticationKey: key)), to: passphrases, of: account.id, counts: true, from: client,
            in: transaction, at: now)
        if case .held = admission {
            try environment.tellOnce(
                account, .suspiciousTries(.manyFailures, client.occasion(at: now)), in: transaction, at: now)
        }
        return admission
    }

    func noteWrong(
        _ account: AccountRecord, _ client: Client, in transaction: any WriteTransaction, at now: Moment
    ) throws {
        try transaction.record(
            AuditEntry(
                .passphraseChecked, .refused, of: account.id, by: client, at: now, method: .passphrase,
                reason: "wrong passphrase"))
    }

    private func save(
        _ new: NewPassphrase, _ hash: PasswordHash, isChange: Bool, _ account: AccountRecord, _ client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> Setting {
        guard try mayHavePassphrase(account, in: transaction, at: now) else { return .addAppFirst }
        let hadOne = try transaction.passphrase(of: account.id) != nil
        let number = try transaction.vault(of: account.id)?.keyNumber ?? 0
        guard new.keyNumber == (isChange ? number : number + 1) else { return .keyChanged(number) }
        if !isChange, try !transaction.beginVault(of: account.id, keyNumber: new.keyNumber, at: now) {
            return .keyChanged(number)
        }
        try transaction.set(
            PassphraseRecord(
                id: environment.tokens.id(), account: account.id, salt: new.salt, rounds: new.rounds,
                verifier: hash.text, wrappedKey: new.wrappedKey, changedAt: now))
        let event: AuditEvent = isChange ? .passphraseChanged : hadOne ? .passphraseReset : .passphraseSet
        let word: Notice.PassphraseChange = isChange ? .changed : hadOne ? .reset : .set
        try note(event, word, account, client, in: transaction, at: now)
        let version = try transaction.vault(of: account.id)?.version ?? 0
        return .saved(keyNumber: new.keyNumber, version: version)
    }

    /// The record of a change, word to every address, and a wink to every device.
    func note(
        _ event: AuditEvent, _ change: Notice.PassphraseChange, _ account: AccountRecord, _ client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws {
        try transaction.record(
            AuditEntry(event, .succeeded, of: account.id, by: client, at: now, method: .passphrase))
        try environment.tell(account, .passphrase(change, client.occasion(at: now)), in: transaction, at: now)
        transaction.signal(.account(account.id))
    }
}
