internal import Delivery
package import Identity
package import SignInPolicy
internal import Store

/// The person's authenticator apps and backup codes, as they are. Adding them is ``Enrolling``'s.
package struct OwnAuthenticators: Sendable {
    let environment: Environment

    init(_ environment: Environment) {
        self.environment = environment
    }

    /// An app without its secret (TOTP-11).
    package struct App: Sendable, Hashable {
        package let id: AuthenticatorID
        package let name: String
        package let added: Moment
        package let lastUsed: Moment?
    }

    /// The apps, oldest first.
    package func apps(of account: AccountID) async throws -> [App] {
        try await environment.store.read { try $0.codeApps(of: account).map(App.init) }
    }

    /// How things stand with the confirmed set of backup codes.
    package struct Codes: Sendable, Hashable {
        package let left: Int
        package let total: Int
        package let made: Moment
    }

    /// `nil` if there is no confirmed set.
    package func backupCodes(of account: AccountID) async throws -> Codes? {
        try await environment.store.read { transaction in
            try transaction.backupCodes(of: account).map {
                Codes(left: $0.unspent.count, total: $0.codes.count, made: $0.createdAt)
            }
        }
    }

    // MARK: Names

    /// What came of a new name for an app.
    package enum Renaming: Sendable, Hashable {
        case renamed
        case refused(ChosenName.Refusal)
        case notFound
    }

    /// Gives an app another name.
    package func rename(_ id: AuthenticatorID, to typed: String, by session: LiveSession, from client: Client)
        async throws -> Renaming
    {
        let name: ChosenName
        do throws(ChosenName.Refusal) { name = try ChosenName(typed) } catch { return .refused(error) }
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard try transaction.rename(codeApp: id, of: session.account, to: name.text) else { return .notFound }
            try transaction.record(
                AuditEntry(
                    .authenticatorAppRenamed, .succeeded, of: session.account, by: client, at: now,
                    subject: id.rawValue, detail: name.text))
            return .renamed
        }
    }

    // MARK: Removing

    /// What removing an app would mean.
    package struct Removal: Sendable, Hashable {
        package let app: App
        /// The second step goes with it: the backup codes stand in for nothing any more, and go too.
        package let turnsSecondStepOff: Bool
        /// Whether there is a passphrase, which goes with the second step and takes the vault along.
        package let losesPassphrase: Bool
        package let verdict: FloorRule.Verdict
    }

    /// Judges a removal before it is asked for; `nil` if the account has no such app.
    package func removal(of id: AuthenticatorID, of account: AccountID) async throws -> Removal? {
        try await environment.store.read { try removal(of: id, of: account, in: $0) }
    }

    /// What came of taking an app away.
    package enum RemovalOutcome: Sendable, Hashable {
        case removed
        case refused(Removal)
        case notFound
    }

    /// Removes an app, unless the rules refuse it as the account is now.
    package func remove(_ id: AuthenticatorID, by session: LiveSession, from client: Client) async throws
        -> RemovalOutcome
    {
        let now = environment.time.now()
        let outcome: RemovalOutcome = try await environment.store.write { transaction in
            guard let account = try transaction.holdAccount(session.account),
                let removal = try removal(of: id, of: account.id, in: transaction)
            else { return .notFound }
            if case .refused = removal.verdict { return .refused(removal) }
            guard try transaction.revoke(codeApp: id, of: account.id) else { return .notFound }
            if removal.turnsSecondStepOff {
                try transaction.turnSecondStepOff(of: account.id, at: now)
            }
            try transaction.record(
                AuditEntry(
                    .authenticatorAppRemoved, .succeeded, of: account.id, by: client, at: now, subject: id.rawValue,
                    method: .totp, reason: removal.turnsSecondStepOff ? "second step off" : nil,
                    detail: removal.app.name))
            try environment.tell(
                account, .authenticatorAppRemoved(name: removal.app.name, client.occasion(at: now)), in: transaction,
                at: now)
            return .removed
        }
        environment.outbox.ring()
        return outcome
    }

    private func removal(of id: AuthenticatorID, of account: AccountID, in transaction: any ReadTransaction) throws
        -> Removal?
    {
        guard let record = try transaction.account(account),
            let app = try transaction.codeApps(of: account).first(where: { $0.id == id })
        else { return nil }
        let shape = try transaction.shape(of: record, settings: environment.settings, at: environment.time.now())
        let rule = FloorRule(under: environment.settings.rules)
        let alone = rule.judge(.removeAuthenticator(id), of: shape)
        // The last app, and only recovery methods beside it: what the person asks for is to turn the second step off.
        let isLast = alone == .refused(.onlyRecoveryLeft)
        let leaves =
            isLast || !WaysIn(of: shape.without(authenticators: { $0.id == id }), under: rule.rules).hasSecondFactor
        return Removal(
            app: App(app), turnsSecondStepOff: leaves,
            losesPassphrase: try leaves && transaction.passphrase(of: account) != nil,
            verdict: isLast ? rule.judge(.turnSecondStepOff, of: shape) : alone)
    }
}

extension OwnAuthenticators.App {
    init(_ record: CodeAppRecord) {
        self.init(id: record.id, name: record.name, added: record.createdAt, lastUsed: record.lastUsedAt)
    }
}
