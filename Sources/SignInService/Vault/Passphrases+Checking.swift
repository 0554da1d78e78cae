internal import Delivery
package import Identity
package import SignInPolicy
internal import Store

extension Passphrases {
    // MARK: The drill

    /// What came of a passphrase that a signed-in person repeats, to know that they still know it.
    package enum Checking: Sendable, Hashable {
        case right
        case wrong
        /// Too many tries. `nil`: waiting does not help; resetting does.
        case wait(until: Moment?)
        /// There is none.
        case notSet
    }

    /// Checks the passphrase and changes nothing. Wrong ones count as they do at a sign-in (RATE-05).
    package func check(_ key: [UInt8], by session: LiveSession, from client: Client) async throws -> Checking {
        try await check(key, of: session.account, from: client)
    }

    func check(_ key: [UInt8], of account: AccountID, from client: Client) async throws -> Checking {
        let now = environment.time.now()
        let admission: ProofChecker.Admission? = try await environment.store.write { transaction in
            guard let record = try transaction.account(account) else { return nil }
            return try admit(key, of: record, from: client, in: transaction, at: now)
        }
        let checking: Checking
        switch admission {
        case .none: checking = .notSet
        case .some(.held(let until)): checking = .wait(until: until)
        case .some(.admitted(let ticket)):
            checking = try await settle(try await checker.examine(ticket), of: account, from: client)
        }
        environment.outbox.ring()
        return checking
    }

    private func settle(_ examined: ProofChecker.Examined, of account: AccountID, from client: Client) async throws
        -> Checking
    {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard let record = try transaction.holdAccount(account) else { return .notSet }
            guard case .passed = try checker.settle(examined, in: transaction, at: now) else {
                try noteWrong(record, client, in: transaction, at: now)
                return .wrong
            }
            try transaction.record(
                AuditEntry(
                    .passphraseChecked, .succeeded, of: account, by: client, at: now, method: .passphrase))
            return .right
        }
    }

    // MARK: Removing

    /// What removing the passphrase would mean.
    package struct Removal: Sendable, Hashable {
        package let verdict: FloorRule.Verdict
        /// Whether the server's copy of the vault holds anything that goes with it.
        package let holdsCodes: Bool
    }

    /// `nil` if there is none.
    package func removal(of account: AccountID) async throws -> Removal? {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            guard let record = try transaction.account(account) else { return nil }
            return try removal(of: record, in: transaction, at: now)
        }
    }

    /// What came of taking it away.
    package enum RemovalOutcome: Sendable, Hashable {
        case removed
        case refused(Removal)
        case notFound
    }

    /// Removes the passphrase with the server's copy of the vault, unless the rules refuse it as the account is now.
    package func remove(by session: LiveSession, from client: Client) async throws -> RemovalOutcome {
        guard session.isFresh else { return .notFound }
        let now = environment.time.now()
        let outcome: RemovalOutcome = try await environment.store.write { transaction in
            guard let account = try transaction.holdAccount(session.account),
                let removal = try removal(of: account, in: transaction, at: now)
            else { return .notFound }
            if case .refused = removal.verdict { return .refused(removal) }
            guard try transaction.removePassphrase(of: account.id, at: now) else { return .notFound }
            try note(.passphraseRemoved, .removed, account, client, in: transaction, at: now)
            return .removed
        }
        environment.outbox.ring()
        return outcome
    }

    private func removal(of account: AccountRecord, in transaction: any ReadTransaction, at now: Moment) throws
        -> Removal?
    {
        guard let passphrase = try transaction.passphrase(of: account.id) else { return nil }
        let shape = try transaction.shape(of: account, settings: environment.settings, at: now)
        let verdict = FloorRule(under: environment.settings.rules).judge(.removeAuthenticator(passphrase.id), of: shape)
        return Removal(verdict: verdict, holdsCodes: try transaction.vault(of: account.id)?.content != nil)
    }
}

extension Menu {
    /// How the keys of the account's passphrase are derived, if the menu offers it.
    func derivation(in transaction: any ReadTransaction, of account: AccountID) throws -> Passphrases.Derivation? {
        guard offers.contains(where: { $0.method == .passphrase }) else { return nil }
        return try transaction.passphrase(of: account).map {
            Passphrases.Derivation(salt: $0.salt, rounds: $0.rounds)
        }
    }
}
