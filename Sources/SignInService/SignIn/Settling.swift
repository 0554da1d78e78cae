internal import Delivery
internal import Identity
internal import SignInPolicy
internal import Store

/// The last part of a proof on the way in: what the machine makes of a finding, inside the transaction that saves it.
struct Settling {
    let signIn: SignIn
    let client: Client
    let transaction: any WriteTransaction
    let now: Moment
    let shape: AccountShape
    let method: Method

    /// - Parameter account: whose proof it is, where nobody was named before; else the attempt's own.
    func decide(
        _ finding: ProofChecker.Finding, on attempt: OpenAttempt, by account: AccountRecord? = nil
    ) throws -> SignInAnswer {
        if case .failed(let failure) = finding { try recordFailure(failure, on: attempt) }
        var attempt = attempt
        let check = finding.check(by: method, of: shape)
        switch attempt.machine.step {
        case .first:
            return try decideFirst(check, finding, &attempt)
        case .second:
            return try decideSecond(check, finding, &attempt)
        case .address:
            return try decideAddress(check, finding, &attempt)
        case .identifier:
            return try decideDiscovery(check, finding, &attempt, by: account)
        case .enrolment, .signedIn, .refused:
            return SignInAnswer(.ask(signIn.prompt(attempt.machine, of: shape)))
        }
    }

    /// A proof that names its account by itself, such as a QR that an app has read.
    private func decideDiscovery(
        _ check: ProofCheck, _ finding: ProofChecker.Finding, _ attempt: inout OpenAttempt, by account: AccountRecord?
    ) throws -> SignInAnswer {
        switch attempt.machine.discovered(check, of: shape, under: signIn.rules, at: now) {
        case .grantSession(let grant):
            return try open(grant, attempt, of: account)
        case .askFirst:
            attempt.record.account = account?.id
            return try goOn(attempt)
        case .askAgain:
            return try askAgain(finding, attempt)
        case .refuse(let refusal):
            return try signIn.refuse(refusal, attempt, from: client, in: transaction, at: now)
        case .outOfOrder:
            return SignInAnswer(.ask(signIn.prompt(attempt.machine, of: shape)))
        }
    }

    private func decideFirst(_ check: ProofCheck, _ finding: ProofChecker.Finding, _ attempt: inout OpenAttempt) throws
        -> SignInAnswer
    {
        let trust = try attempt.account.flatMap { try transaction.trust(of: client, for: $0.id, at: now) }
        return switch attempt.machine.firstChecked(check, in: trust, of: shape, under: signIn.rules, at: now) {
        case .grantSession(let grant): try open(grant, attempt)
        case .askSecond: try goOn(attempt)
        case .proveAddress(let mailbox): try proveAddress(mailbox, attempt)
        case .askAgain: try askAgain(finding, attempt)
        case .refuse(let refusal): try signIn.refuse(refusal, attempt, from: client, in: transaction, at: now)
        case .outOfOrder: SignInAnswer(.ask(signIn.prompt(attempt.machine, of: shape)))
        }
    }

    private func decideSecond(_ check: ProofCheck, _ finding: ProofChecker.Finding, _ attempt: inout OpenAttempt) throws
        -> SignInAnswer
    {
        switch attempt.machine.secondChecked(check, of: shape, under: signIn.rules, at: now) {
        case .grantSession(let grant): try open(grant, attempt)
        case .askAgain: try askAgain(finding, attempt)
        case .refuse(let refusal): try signIn.refuse(refusal, attempt, from: client, in: transaction, at: now)
        case .outOfOrder: SignInAnswer(.ask(signIn.prompt(attempt.machine, of: shape)))
        }
    }

    private func decideAddress(_ check: ProofCheck, _ finding: ProofChecker.Finding, _ attempt: inout OpenAttempt)
        throws -> SignInAnswer
    {
        switch attempt.machine.addressChecked(check, of: shape, at: now) {
        // Nothing is enrolled from where the account may not be used: the end would refuse it all the same.
        case .enrolSecondFactor where try isOutside(attempt):
            try signIn.refuse(.outsideNetworks, attempt, from: client, in: transaction, at: now)
        case .enrolSecondFactor: try goOn(attempt)
        case .askAgain: try askAgain(finding, attempt)
        case .refuse(let refusal): try signIn.refuse(refusal, attempt, from: client, in: transaction, at: now)
        case .outOfOrder: SignInAnswer(.ask(signIn.prompt(attempt.machine, of: shape)))
        }
    }

    private func isOutside(_ attempt: OpenAttempt) throws -> Bool {
        guard let account = attempt.account else { return false }
        return try !transaction.networksInForce(of: account.id).admits(client.source.address)
    }

    /// Something was proven: the next step, under a new secret.
    private func goOn(_ attempt: OpenAttempt) throws -> SignInAnswer {
        let secret = try signIn.attempts.save(attempt, rotating: true, in: transaction)
        try signIn.askIfChosen(attempt, from: client, in: transaction, at: now)
        try signIn.sendIfChosen(attempt, from: client, in: transaction, at: now)
        return SignInAnswer(.ask(signIn.prompt(attempt.machine, of: shape)), newSecret: secret)
    }

    private func askAgain(_ finding: ProofChecker.Finding, _ attempt: OpenAttempt) throws -> SignInAnswer {
        _ = try signIn.attempts.save(attempt, rotating: false, in: transaction)
        // A code that has expired reads like a wrong one: where none was sent there is none to expire (RATE-15).
        let saysWhy = attempt.machine.step != .first || !method.isSent
        let problem: ProofProblem =
            if saysWhy, case .failed(let failure) = finding { ProofProblem(failure) } else { .wrong }
        return SignInAnswer(.askAgain(signIn.prompt(attempt.machine, of: shape), problem))
    }

    private func open(_ grant: SignInAttempt.Grant, _ attempt: OpenAttempt, of named: AccountRecord? = nil) throws
        -> SignInAnswer
    {
        guard let account = attempt.account ?? named, account.id == grant.account else {
            return SignInAnswer(.startAgain)
        }
        if let refusal = try transaction.objection(to: grant, for: account, from: client) {
            return try signIn.refuse(refusal, attempt, proving: grant.proofs, from: client, in: transaction, at: now)
        }
        try signIn.attempts.end(attempt, in: transaction)
        if shape.hasApp { try signIn.asking.withdraw(of: .attempt(attempt.record.id), in: transaction, at: now) }
        return SignInAnswer(.signedIn(try signIn.opening.open(grant, for: account, from: client, in: transaction)))
    }

    /// Mails a code to the account's own address before a second factor may be enrolled (FLOW-24).
    private func proveAddress(_ mailbox: Authenticator, _ attempt: OpenAttempt) throws -> SignInAnswer {
        try signIn.sendAddressCode(to: mailbox, attempt, in: transaction, at: now)
        return try goOn(attempt)
    }

    private func recordFailure(_ failure: ProofChecker.Failure, on attempt: OpenAttempt) throws {
        try transaction.record(
            AuditEntry(
                .signInFailed, .refused, of: attempt.account?.id, by: client, at: now, method: method,
                reason: String(describing: failure)))
        guard let account = attempt.account, attempt.machine.step == .second else { return }
        // Somebody knows the password. One slip is no reason to worry the person; the third is (RATE-22).
        if attempt.machine.triesLeft <= Limits.triesPerStep - 2 || failure == .used {
            try signIn.environment.tellOnce(
                account, .suspiciousTries(.firstStepRightSecondWrong, client.occasion(at: now)), in: transaction,
                at: now)
        }
    }
}
