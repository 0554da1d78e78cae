internal import Delivery
internal import Identity
internal import SignInPolicy
internal import Store

extension SignIn {
    /// Admit, examine, settle: the three steps of every proof.
    func submit(_ submission: Submission, to secret: Secret<String>, from client: Client) async throws -> SignInAnswer {
        defer { environment.outbox.ring() }
        switch try await admit(submission, to: secret, from: client) {
        case .answer(let answer): return answer
        case .examine(let ticket): return try await settle(try await checker.examine(ticket), for: secret, from: client)
        }
    }

    private enum Admitted: Sendable {
        case answer(SignInAnswer)
        case examine(ProofChecker.Ticket)
    }

    private func admit(_ submission: Submission, to secret: Secret<String>, from client: Client) async throws
        -> Admitted
    {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard var attempt = try attempts.load(secret, in: transaction, at: now), let shape = attempt.shape else {
                return .answer(SignInAnswer(.startAgain))
            }
            let submission = try checker.recognised(
                submission, ofOwner: ApprovalOwner.attempt(attempt.record.id).name,
                isFirst: attempt.machine.step == .first, of: shape, in: transaction)
            let counts: Bool
            let authenticators: [Authenticator]
            switch attempt.machine.proofSubmitted(by: submission.method, of: shape, under: rules, at: now) {
            case .check(let found): (counts, authenticators) = (true, found)
            case .pretend(let found): (counts, authenticators) = (false, found)
            case .notOffered, .outOfOrder:
                return .answer(SignInAnswer(.ask(prompt(attempt.machine, of: shape))))
            case .refuse(let refusal):
                return .answer(try refuse(refusal, attempt, from: client, in: transaction, at: now))
            }
            let admission = try checker.admit(
                submission, to: authenticators, of: shape.account, counts: counts, from: client, in: transaction,
                at: now)
            switch admission {
            case .admitted(let ticket):
                guard let examined = ticket.examinedAtOnce else { return .examine(ticket) }
                return .answer(try settle(examined, on: attempt, shape, from: client, in: transaction, at: now))
            case .held(let until):
                return .answer(try held(until: until, &attempt, shape, from: client, in: transaction, at: now))
            }
        }
    }

    private func held(
        until: Moment?, _ attempt: inout OpenAttempt, _ shape: AccountShape, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> SignInAnswer {
        try transaction.record(
            AuditEntry(
                .signInFailed, .refused, of: attempt.account?.id, by: client, at: now,
                method: attempt.machine.named?.choice.method, reason: until == nil ? "disabled" : "held"))
        if let account = attempt.account {
            try environment.tellOnce(
                account, .suspiciousTries(.manyFailures, client.occasion(at: now)), in: transaction, at: now)
        }
        switch attempt.machine.held(until: until, at: now) {
        case .tellToWait(let until): return SignInAnswer(.wait(until: until, prompt(attempt.machine, of: shape)))
        case .refuse(let refusal): return try refuse(refusal, attempt, from: client, in: transaction, at: now)
        case .outOfOrder: return SignInAnswer(.ask(prompt(attempt.machine, of: shape)))
        }
    }

    private func settle(_ examined: ProofChecker.Examined, for secret: Secret<String>, from client: Client)
        async throws -> SignInAnswer
    {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard let attempt = try attempts.load(secret, in: transaction, at: now), let shape = attempt.shape else {
                return SignInAnswer(.startAgain)
            }
            return try settle(examined, on: attempt, shape, from: client, in: transaction, at: now)
        }
    }

    private func settle(
        _ examined: ProofChecker.Examined, on attempt: OpenAttempt, _ shape: AccountShape, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> SignInAnswer {
        let finding = try checker.settle(examined, in: transaction, at: now)
        let settling = Settling(
            signIn: self, client: client, transaction: transaction, now: now, shape: shape,
            method: examined.ticket.submission.method)
        return try settling.decide(finding, on: attempt)
    }

    /// Ends the attempt with a refusal page.
    ///
    /// - Parameter proofs: everything that was proven, where the last of it is in this request.
    func refuse(
        _ refusal: Refusal, _ attempt: OpenAttempt, proving proofs: [Proof]? = nil, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> SignInAnswer {
        let machine = try attempts.found(attempt) ?? attempt.machine
        let code = try keep(
            refusal, at: machine.refusedStep(of: attempt.shape, under: rules, proving: proofs),
            on: attempt.account?.id, from: client, in: transaction, at: now)
        try attempts.end(attempt, in: transaction)
        if attempt.shape?.hasApp ?? false {
            try asking.withdraw(of: .attempt(attempt.record.id), in: transaction, at: now)
        }
        return SignInAnswer(.refused(refusal, code))
    }
}
