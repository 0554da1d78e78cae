internal import Delivery
package import Identity
internal import PasswordHashing
internal import SignInPolicy
internal import Store

extension PasswordResets {
    /// Takes the code from the mailbox.
    package func submit(mailCode typed: String, to secret: Secret<String>, from client: Client) async throws
        -> PasswordResetAnswer
    {
        let now = environment.time.now()
        let owner = try await environment.store.read { try resets.load(secret, in: $0, at: now)?.record.id.rawValue }
        return try await submit(
            .mailCode(typed, purpose: .resetPassword, owner: owner ?? ""), to: secret, from: client)
    }

    /// Takes a code from an authenticator app.
    package func submit(appCode typed: String, to secret: Secret<String>, from client: Client) async throws
        -> PasswordResetAnswer
    {
        try await submit(.appCode(typed), to: secret, from: client)
    }

    /// Takes a backup code.
    package func submit(backupCode typed: String, to secret: Secret<String>, from client: Client) async throws
        -> PasswordResetAnswer
    {
        try await submit(.backupCode(typed), to: secret, from: client)
    }

    /// Takes the authentication key of the passphrase.
    package func submit(passphraseKey key: [UInt8], to secret: Secret<String>, from client: Client) async throws
        -> PasswordResetAnswer
    {
        try await submit(.passphrase(Password(authenticationKey: key)), to: secret, from: client)
    }

    private enum Admitted: Sendable {
        case answer(PasswordResetAnswer)
        case examine(ProofChecker.Ticket)
    }

    /// Admit, examine, settle: the same throttles as on every other road (RATE-05).
    func submit(_ submission: Submission, to secret: Secret<String>, from client: Client) async throws
        -> PasswordResetAnswer
    {
        defer { environment.outbox.ring() }
        switch try await admit(submission, to: secret, from: client) {
        case .answer(let answer): return answer
        case .examine(let ticket): return try await settle(try await checker.examine(ticket), for: secret, from: client)
        }
    }

    private func admit(_ submission: Submission, to secret: Secret<String>, from client: Client) async throws
        -> Admitted
    {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard var reset = try resets.load(secret, in: transaction, at: now), let shape = reset.shape else {
                return .answer(PasswordResetAnswer(.startAgain))
            }
            let submission = try checker.recognised(
                submission, ofOwner: ApprovalOwner.attempt(reset.record.id).name, isFirst: false, of: shape,
                in: transaction)
            let counts: Bool
            let authenticators: [Authenticator]
            switch reset.machine.proofSubmitted(by: submission.method, of: shape, under: rules, at: now) {
            case .check(let found): (counts, authenticators) = (true, found)
            // Counted where a real one would be, so that the delays are the same (REC-23).
            case .pretend: (counts, authenticators) = (false, shape.mailboxes(named: reset.machine.subject))
            case .notOffered, .outOfOrder:
                return .answer(PasswordResetAnswer(.ask(prompt(reset.machine, of: shape))))
            case .refuse(let refusal):
                return .answer(try refuse(refusal, reset, from: client, in: transaction, at: now))
            }
            let admission = try checker.admit(
                submission, to: authenticators, of: shape.account, counts: counts, from: client, in: transaction,
                at: now)
            switch admission {
            case .admitted(let ticket):
                guard let examined = ticket.examinedAtOnce else { return .examine(ticket) }
                return .answer(try settle(examined, on: reset, shape, from: client, in: transaction, at: now))
            case .held(let until):
                return .answer(try held(until: until, &reset, shape, from: client, in: transaction, at: now))
            }
        }
    }

    private func held(
        until: Moment?, _ reset: inout OpenConversation<PasswordReset>, _ shape: AccountShape, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> PasswordResetAnswer {
        try transaction.record(
            AuditEntry(
                reset.machine.goal.failure, .refused, of: reset.account?.id, by: client, at: now,
                reason: until == nil ? "disabled" : "held"))
        switch reset.machine.held(until: until, at: now) {
        case .tellToWait(let until): return PasswordResetAnswer(.wait(until: until, prompt(reset.machine, of: shape)))
        case .refuse(let refusal): return try refuse(refusal, reset, from: client, in: transaction, at: now)
        case .outOfOrder: return PasswordResetAnswer(.ask(prompt(reset.machine, of: shape)))
        }
    }

    private func settle(_ examined: ProofChecker.Examined, for secret: Secret<String>, from client: Client)
        async throws -> PasswordResetAnswer
    {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard let reset = try resets.load(secret, in: transaction, at: now), let shape = reset.shape else {
                return PasswordResetAnswer(.startAgain)
            }
            return try settle(examined, on: reset, shape, from: client, in: transaction, at: now)
        }
    }

    private func settle(
        _ examined: ProofChecker.Examined, on reset: OpenConversation<PasswordReset>, _ shape: AccountShape,
        from client: Client, in transaction: any WriteTransaction, at now: Moment
    ) throws -> PasswordResetAnswer {
        let finding = try checker.settle(examined, in: transaction, at: now)
        let settling = ResetSettling(
            resets: self, client: client, transaction: transaction, now: now, shape: shape,
            method: examined.ticket.submission.method)
        return try settling.decide(finding, on: reset)
    }
}

extension AccountShape {
    /// The mailboxes behind an address, in whatever state.
    fileprivate func mailboxes(named identifier: Identifier?) -> [Authenticator] {
        authenticators.filter { authenticator in
            if case .emailAddress(let address, _) = authenticator.kind { .email(address) == identifier } else { false }
        }
    }
}
