internal import Delivery
package import Identity
internal import PasswordHashing
package import SignInPolicy
internal import Store

/// The person's password: since when it is, another one, and none at all.
package struct OwnPassword: Sendable {
    let environment: Environment
    let checker: ProofChecker

    init(_ environment: Environment) {
        self.environment = environment
        checker = ProofChecker(environment: environment)
    }

    /// What the page of the password says of it.
    package struct Standing: Sendable, Hashable {
        /// For the browser's password store.
        package let identifier: String
        /// `nil`: there is none, and the app signs in alone.
        package let changed: Moment?
        /// Code points that a new one must have.
        package let minimumLength: Int
    }

    /// `nil` if the account is gone.
    package func standing(of account: AccountID) async throws -> Standing? {
        try await environment.store.read { transaction in
            guard let rule = try rule(for: account, in: transaction) else { return nil }
            return Standing(
                identifier: try transaction.chiefIdentifier(of: account),
                changed: try transaction.password(of: account)?.changedAt, minimumLength: rule.minimumLength)
        }
    }

    /// What came of a new password.
    package enum Answer: Sendable {
        /// All other sessions have ended, and this one has a new secret.
        case changed(token: Secret<String>)
        /// The current password is not the one that was typed.
        case wrongCurrent
        /// The new one may not be had.
        case refused(PasswordRule.Verdict)
        /// The new one is the old one.
        case unchanged
        /// Too many tries. `nil`: waiting does not help.
        case wait(until: Moment?)
        case signedOut
    }

    /// Changes the password, if the current one is right (PWD-09).
    ///
    /// The rule is asked first: it tells nothing about the current password, and spares a try.
    package func change(
        from current: String, to wanted: String, by session: LiveSession, from client: Client
    ) async throws -> Answer {
        guard let chosen = try await judge(wanted, for: session.account) else { return .signedOut }
        guard case .accepted(let standsAlone) = chosen.verdict, let password = chosen.accepted else {
            return .refused(chosen.verdict)
        }
        let typed = try? Password(current)
        switch try await admit(typed, of: session, from: client) {
        case .answer(let answer): return answer
        case .examine(let ticket):
            let examined = try await checker.examine(ticket)
            let hash = try await environment.passwords.hash(password, salt: environment.tokens.salt())
            let change = Change(
                examined: examined, hash: hash, standsAlone: standsAlone,
                isUnchanged: typed?.text == password.text)
            let answer = try await settle(change, of: session, from: client)
            environment.outbox.ring()
            return answer
        }
    }

    func judge(_ wanted: String, for account: AccountID) async throws -> ChosenPassword? {
        try await environment.store.read { transaction in
            guard let record = try transaction.account(account), let rule = try rule(for: account, in: transaction)
            else { return nil }
            return ChosenPassword(
                wanted, under: rule,
                in: ChosenPassword.Context(
                    serviceName: environment.settings.serviceName, name: record.displayName,
                    addresses: try transaction.identifiers(of: account).compactMap(\.identifier.email)))
        }
    }

    /// Lets the person keep a password that somebody else may know: nobody asks for another one any more.
    package func keep(by session: LiveSession, from client: Client) async throws {
        let now = environment.time.now()
        try await environment.store.write { transaction in
            guard try transaction.setPasswordDoubted(at: nil, of: session.account) else { return }
            try transaction.record(AuditEntry(.passwordKept, .succeeded, of: session.account, by: client, at: now))
        }
    }

    private func rule(for account: AccountID, in transaction: any ReadTransaction) throws -> PasswordRule? {
        try transaction.account(account).map { record in
            PasswordRule(
                for: WaysIn(
                    of: try transaction.shape(of: record, settings: environment.settings, at: environment.time.now()),
                    under: environment.settings.rules))
        }
    }
}

// MARK: Carrying it out

extension OwnPassword {
    private enum Admitted: Sendable {
        case answer(Answer)
        case examine(ProofChecker.Ticket)
    }

    private struct Change: Sendable {
        let examined: ProofChecker.Examined
        let hash: PasswordHash
        let standsAlone: Bool
        let isUnchanged: Bool
    }

    private func admit(_ typed: Password?, of session: LiveSession, from client: Client) async throws -> Admitted {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard let account = try transaction.account(session.account) else { return .answer(.signedOut) }
            let shape = try transaction.shape(of: account, settings: environment.settings, at: now)
            let passwords = shape.authenticators.filter { $0.methods == [.password] }
            let admission = try checker.admit(
                .password(typed), to: passwords, of: account.id, counts: true, from: client, in: transaction, at: now)
            switch admission {
            case .admitted(let ticket): return .examine(ticket)
            case .held(let until):
                try environment.tellOnce(
                    account, .suspiciousTries(.manyFailures, client.occasion(at: now)), in: transaction, at: now)
                return .answer(.wait(until: until))
            }
        }
    }

    private func settle(_ change: Change, of session: LiveSession, from client: Client) async throws -> Answer {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard let account = try transaction.holdAccount(session.account) else { return .signedOut }
            guard case .passed = try checker.settle(change.examined, in: transaction, at: now) else {
                try transaction.record(
                    AuditEntry(
                        .stepUpFailed, .refused, of: account.id, by: client, at: now, method: .password,
                        reason: "wrong current password"))
                return .wrongCurrent
            }
            guard !change.isUnchanged else { return .unchanged }
            return try carryOut(change, account, of: session, from: client, in: transaction, at: now)
        }
    }

    private func carryOut(
        _ change: Change, _ account: AccountRecord, of session: LiveSession, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> Answer {
        guard let token = try renew(session, in: transaction, at: now) else { return .signedOut }
        try transaction.set(
            PasswordRecord(
                id: environment.tokens.id(), account: account.id, hash: change.hash.text,
                standsAlone: change.standsAlone, changedAt: now))
        try endOthers(than: session, in: transaction, at: now)
        try transaction.record(AuditEntry(.passwordChanged, .succeeded, of: account.id, by: client, at: now))
        try environment.tell(account, .passwordChanged(client.occasion(at: now)), in: transaction, at: now)
        return .changed(token: token)
    }

    /// Gives the session a new secret (SESS-02); `nil` if it has ended meanwhile.
    func renew(_ session: LiveSession, in transaction: any WriteTransaction, at now: Moment) throws -> Secret<String>? {
        let old = TokenHash(session.token).bytes
        guard let (record, _) = try transaction.session(tokenHash: old, at: now), record.id == session.id else {
            return nil
        }
        let token = environment.tokens.token()
        let isRenewed = try transaction.renew(
            session.id, from: old, to: TokenHash(token).bytes, authentication: record.authentication,
            provenAt: record.provenAt)
        return isRenewed ? token : nil
    }

    /// Everything that the old password may have opened.
    func endOthers(than session: LiveSession, in transaction: any WriteTransaction, at now: Moment) throws {
        try transaction.endOtherSessions(than: session.id, of: session.account)
        try transaction.killCodes(for: MailCodePurpose.resetPassword.rawValue, of: session.account, at: now)
        try transaction.tellDevices(of: session.account)
    }
}
