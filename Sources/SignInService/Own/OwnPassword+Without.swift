internal import Delivery
package import Identity
internal import PasswordHashing
package import SignInPolicy
internal import Store

// Signing in without a password: the app with its lock takes the password's place (product.md P-4). Switching it on takes
// the password away, and switching it off sets a new one; the one that was there before never comes back.

extension OwnPassword {
    /// Whether the account may go without its password.
    package struct Removal: Sendable, Hashable {
        package let verdict: FloorRule.Verdict
        /// The devices whose app lock makes them good for it.
        package let devices: [OwnDevice]
        package let hasBackupCodes: Bool
    }

    /// Judges it before it is asked for; `nil` if the account is gone or has no password.
    package func removal(of account: AccountID) async throws -> Removal? {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            guard let record = try transaction.account(account) else { return nil }
            return try removal(of: record, in: transaction, at: now)
        }
    }

    /// What came of taking the password away.
    package enum Removing: Sendable {
        /// All other sessions have ended, and this one has a new secret.
        case removed(token: Secret<String>)
        /// Something is missing that has to be there first.
        case refused(Removal)
        /// The session isn't fresh, or was opened with less than the account has.
        case stepUpFirst
        /// There is no password, or the session has ended.
        case notFound
    }

    /// Takes the password away, if the account can be entered without it whatever single thing is lost (product.md §4.5).
    package func remove(by session: LiveSession, from client: Client) async throws -> Removing {
        guard session.isFresh, session.authentication.assurance.level >= .two else { return .stepUpFirst }
        let now = environment.time.now()
        let outcome: Removing = try await environment.store.write { transaction in
            guard let account = try transaction.holdAccount(session.account),
                let removal = try removal(of: account, in: transaction, at: now)
            else { return .notFound }
            if case .refused = removal.verdict { return .refused(removal) }
            guard let token = try renew(session, in: transaction, at: now),
                try transaction.removePassword(of: account.id)
            else { return .notFound }
            try endOthers(than: session, in: transaction, at: now)
            try transaction.record(AuditEntry(.passwordRemoved, .succeeded, of: account.id, by: client, at: now))
            try environment.tell(account, .passwordRemoved(client.occasion(at: now)), in: transaction, at: now)
            return .removed(token: token)
        }
        environment.outbox.ring()
        return outcome
    }

    /// Gives an account without a password one: from then on the app is its second step.
    ///
    /// Nothing is asked for but the fresh session: there is no current password to ask for. Where there is one, this
    /// changes nothing.
    package func set(_ wanted: String, by session: LiveSession, from client: Client) async throws -> Answer {
        guard session.isFresh, let chosen = try await judge(wanted, for: session.account) else { return .signedOut }
        guard case .accepted(let standsAlone) = chosen.verdict, let password = chosen.accepted else {
            return .refused(chosen.verdict)
        }
        let hash = try await environment.passwords.hash(password, salt: environment.tokens.salt())
        let now = environment.time.now()
        let answer: Answer = try await environment.store.write { transaction in
            guard let account = try transaction.holdAccount(session.account) else { return .signedOut }
            guard try transaction.password(of: account.id) == nil else { return .wrongCurrent }
            guard let token = try renew(session, in: transaction, at: now) else { return .signedOut }
            try transaction.set(
                PasswordRecord(
                    id: environment.tokens.id(), account: account.id, hash: hash.text, standsAlone: standsAlone,
                    changedAt: now))
            try endOthers(than: session, in: transaction, at: now)
            try transaction.record(
                AuditEntry(
                    .passwordSet, .succeeded, of: account.id, by: client, at: now, reason: "there was none"))
            try environment.tell(account, .passwordSet(client.occasion(at: now)), in: transaction, at: now)
            return .changed(token: token)
        }
        environment.outbox.ring()
        return answer
    }

    private func removal(of account: AccountRecord, in transaction: any ReadTransaction, at now: Moment) throws
        -> Removal?
    {
        guard try transaction.password(of: account.id) != nil else { return nil }
        let shape = try transaction.shape(of: account, settings: environment.settings, at: now)
        let devices = try transaction.installations(of: account.id)
            .map { OwnDevice($0, at: now) }
            .filter { $0.appLock != .none && ($0.life == .live || $0.life == .quiet) }
        return Removal(
            verdict: FloorRule(under: environment.settings.rules).judge(.removePassword, of: shape), devices: devices,
            hasBackupCodes: try transaction.countUnspentBackupCodes(of: account.id) > 0)
    }
}

extension WriteTransaction {
    /// Has every copy of the app look again at the account.
    func tellDevices(of account: AccountID) throws {
        for device in try installations(of: account) where device.ending == nil { signal(.installation(device.id)) }
    }
}
