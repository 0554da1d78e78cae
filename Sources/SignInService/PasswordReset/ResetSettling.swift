internal import Delivery
internal import Identity
internal import SignInPolicy
internal import Store

/// The last part of a proof in a reset: what the machine makes of a finding, inside the transaction that saves it.
struct ResetSettling {
    let resets: PasswordResets
    let client: Client
    let transaction: any WriteTransaction
    let now: Moment
    let shape: AccountShape
    let method: Method

    func decide(_ finding: ProofChecker.Finding, on reset: OpenConversation<PasswordReset>) throws
        -> PasswordResetAnswer
    {
        if case .failed(let failure) = finding { try recordFailure(failure, on: reset) }
        var reset = reset
        let check = check(finding)
        switch reset.machine.step {
        case .code:
            return try decideCode(check, &reset)
        case .second:
            return try decideSecond(check, finding, &reset)
        case .identifier, .newPassword, .confirmation, .completed, .refused:
            return PasswordResetAnswer(.ask(resets.prompt(reset.machine, of: shape)))
        }
    }

    private func check(_ finding: ProofChecker.Finding) -> ProofCheck {
        guard case .passed(let authenticator) = finding,
            let proof = shape.verifiedProof(by: method, with: authenticator)
        else {
            return .failed
        }
        return .passed(proof)
    }

    private func decideCode(_ check: ProofCheck, _ reset: inout OpenConversation<PasswordReset>) throws
        -> PasswordResetAnswer
    {
        switch reset.machine.codeChecked(check, of: shape, under: resets.rules, at: now) {
        case .askSecond, .askPassword, .askConfirmation: try goOn(reset)
        // A code that has expired reads like a wrong one: where none was sent there is none to expire (REC-23).
        case .askAgain: try askAgain(.wrong, reset)
        case .refuse(let refusal): try resets.refuse(refusal, reset, from: client, in: transaction, at: now)
        case .outOfOrder: PasswordResetAnswer(.ask(resets.prompt(reset.machine, of: shape)))
        }
    }

    private func decideSecond(
        _ check: ProofCheck, _ finding: ProofChecker.Finding, _ reset: inout OpenConversation<PasswordReset>
    ) throws -> PasswordResetAnswer {
        switch reset.machine.secondChecked(check, of: shape, under: resets.rules, at: now) {
        case .askPassword, .askConfirmation:
            return try goOn(reset)
        case .askAgain:
            let problem = if case .failed(let failure) = finding { ProofProblem(failure) } else { ProofProblem.wrong }
            return try askAgain(problem, reset)
        case .refuse(let refusal):
            return try resets.refuse(refusal, reset, from: client, in: transaction, at: now)
        case .outOfOrder:
            return PasswordResetAnswer(.ask(resets.prompt(reset.machine, of: shape)))
        }
    }

    /// Something was proven: the next step, under a new secret.
    private func goOn(_ reset: OpenConversation<PasswordReset>) throws -> PasswordResetAnswer {
        let secret = try resets.resets.save(reset, rotating: true, in: transaction)
        try resets.sendIfChosen(reset, in: transaction, at: now)
        return PasswordResetAnswer(.ask(resets.prompt(reset.machine, of: shape)), newSecret: secret)
    }

    private func askAgain(_ problem: ProofProblem, _ reset: OpenConversation<PasswordReset>) throws
        -> PasswordResetAnswer
    {
        _ = try resets.resets.save(reset, rotating: false, in: transaction)
        return PasswordResetAnswer(.askAgain(resets.prompt(reset.machine, of: shape), problem))
    }

    private func recordFailure(_ failure: ProofChecker.Failure, on reset: OpenConversation<PasswordReset>) throws {
        try transaction.record(
            AuditEntry(
                reset.machine.goal.failure, .refused, of: reset.account?.id, by: client, at: now, method: method,
                reason: String(describing: failure)))
        guard let account = reset.account, reset.machine.step == .second else { return }
        // Somebody reads the mailbox. One slip is no reason to worry the person; the third is (RATE-22).
        if reset.machine.triesLeft <= Limits.triesPerStep - 2 || failure == .used {
            try resets.environment.tellOnce(
                account, .suspiciousTries(.firstStepRightSecondWrong, client.occasion(at: now)), in: transaction,
                at: now)
        }
    }
}
