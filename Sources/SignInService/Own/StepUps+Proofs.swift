internal import Delivery
internal import Foundation
internal import Identity
internal import SignInPolicy
internal import Store

extension StepUps {
    func submit(_ submission: Submission, in session: LiveSession, from client: Client) async throws -> Answer {
        let answer: Answer
        switch try await admit(submission, in: session, from: client) {
        case .answer(let known): answer = known
        case .examine(let ticket):
            answer = try await settle(try await checker.examine(ticket), in: session, from: client)
        }
        environment.outbox.ring()
        return answer
    }

    private enum Admitted: Sendable {
        case answer(Answer)
        case examine(ProofChecker.Ticket)
    }

    private func admit(_ submission: Submission, in session: LiveSession, from client: Client) async throws -> Admitted
    {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard var open = try hold(session, in: transaction, at: now) else { return .answer(.signedOut) }
            let submission = try checker.recognised(
                submission, ofOwner: session.owner, isFirst: false, of: open.shape, in: transaction)
            switch open.machine.proofSubmitted(
                by: submission.method, in: session.id, of: open.shape, under: rules, at: now)
            {
            case .check(let authenticators):
                let admission = try checker.admit(
                    submission, to: authenticators, of: open.account.id, counts: true, from: client, in: transaction,
                    at: now)
                switch admission {
                case .admitted(let ticket):
                    guard let examined = ticket.examinedAtOnce else { return .examine(ticket) }
                    return .answer(
                        try settle(examined, open, of: session, from: client, in: transaction, at: now))
                case .held(let until):
                    return .answer(
                        try held(until: until, submission.method, open, from: client, in: transaction, at: now))
                }
            case .notOffered, .outOfOrder:
                return .answer(try ask(open, from: client, in: transaction, at: now))
            case .refuse(let refusal):
                return .answer(try refuse(refusal, open, from: client, in: transaction, at: now))
            }
        }
    }

    private func settle(_ examined: ProofChecker.Examined, in session: LiveSession, from client: Client) async throws
        -> Answer
    {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard let open = try hold(session, in: transaction, at: now) else { return .signedOut }
            return try settle(examined, open, of: session, from: client, in: transaction, at: now)
        }
    }

    /// Loads the conversation under the account's lock, so that parallel proofs are settled one after another.
    func hold(_ session: LiveSession, in transaction: any WriteTransaction, at now: Moment) throws -> Open? {
        guard try transaction.holdAccount(session.account) != nil else { return nil }
        return try load(session, in: transaction, at: now)
    }

    private func settle(
        _ examined: ProofChecker.Examined, _ open: Open, of session: LiveSession, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> Answer {
        var open = open
        let method = examined.ticket.submission.method
        let finding = try checker.settle(examined, in: transaction, at: now)
        switch open.machine.proofChecked(
            finding.check(by: method, of: open.shape), in: session.id, of: open.shape, under: rules, at: now)
        {
        case .refresh(let proof, let moment):
            return try refresh(session, by: proof, open, from: client, in: transaction, at: moment)
        case .askAgain:
            try recordFailure(finding, method, open, from: client, in: transaction, at: now)
            try save(open, of: session, in: transaction)
            guard let prompt = prompt(for: method, open, in: transaction) else {
                return try refuse(.noWayLeft, open, from: client, in: transaction, at: now)
            }
            return .askAgain(prompt, finding.problem)
        case .refuse(let refusal):
            try recordFailure(finding, method, open, from: client, in: transaction, at: now)
            return try refuse(refusal, open, from: client, in: transaction, at: now)
        case .outOfOrder:
            return try ask(open, from: client, in: transaction, at: now)
        }
    }

    /// Notes the time of the proof in the session and changes its secret; whoever holds the old one is signed out.
    func refresh(
        _ session: LiveSession, by proof: Proof, _ open: Open, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> Answer {
        let old = TokenHash(session.token).bytes
        guard let (record, account) = try transaction.session(tokenHash: old, at: now), record.id == session.id else {
            return .signedOut
        }
        let token = environment.tokens.token()
        let kept = try KeptAuthentication(stored: record.authentication).with(proof)
        guard
            try transaction.renew(
                session.id, from: old, to: TokenHash(token).bytes, authentication: kept.stored(), provenAt: now)
        else { return .signedOut }
        try drop(open, in: transaction)
        try transaction.record(
            AuditEntry(
                .stepUpPassed, .succeeded, of: account.id, by: client, at: now, subject: session.id.rawValue,
                method: proof.method))
        if proof.method == .backupCode {
            let left = try transaction.countUnspentBackupCodes(of: account.id)
            try environment.tell(
                account, .backupCodeUsed(left: left, client.occasion(at: now)), in: transaction, at: now)
        }
        return .proven(token: token)
    }

    private func held(
        until: Moment?, _ method: Method, _ open: Open, from client: Client, in transaction: any WriteTransaction,
        at now: Moment
    ) throws -> Answer {
        try transaction.record(
            AuditEntry(
                .stepUpFailed, .refused, of: open.account.id, by: client, at: now, method: method,
                reason: until == nil ? "disabled" : "held"))
        try environment.tellOnce(
            open.account, .suspiciousTries(.manyFailures, client.occasion(at: now)), in: transaction, at: now)
        guard let prompt = prompt(for: method, open, in: transaction) else {
            return try refuse(.lockedOut(until: until), open, from: client, in: transaction, at: now)
        }
        return .wait(until: until, prompt)
    }

    func ask(_ open: Open, from client: Client, in transaction: any WriteTransaction, at now: Moment) throws
        -> Answer
    {
        if let prompt = prompt(for: nil, open, in: transaction) { return .ask(prompt) }
        return try refuse(.noWayLeft, open, from: client, in: transaction, at: now)
    }

    private func recordFailure(
        _ finding: ProofChecker.Finding, _ method: Method, _ open: Open, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws {
        try transaction.record(
            AuditEntry(
                .stepUpFailed, .refused, of: open.account.id, by: client, at: now, method: method,
                reason: String(describing: finding.problem)))
    }
}

extension ProofChecker.Finding {
    /// The verified proof behind a finding, in the machine's terms.
    func check(by method: Method, of shape: AccountShape) -> ProofCheck {
        guard case .passed(let authenticator) = self, let proof = shape.verifiedProof(by: method, with: authenticator)
        else { return .failed }
        return .passed(proof)
    }

    /// What was wrong; a proof that the machine would not have counts as a wrong one.
    var problem: ProofProblem {
        switch self {
        case .failed(let failure): ProofProblem(failure)
        case .passed: .wrong
        }
    }
}

extension AccountShape {
    /// Whether there is anything that could have been asked.
    var hasApp: Bool { authenticators.contains { if case .installation = $0.kind { true } else { false } } }

    /// The proof that has just been verified. An installation with an app lock verifies its user: its approval key and
    /// its codes exist only unlocked (product.md §4.3). So does a passkey, or its signature is not taken.
    func verifiedProof(by method: Method, with id: AuthenticatorID) -> Proof? {
        switch authenticator(id)?.kind {
        case .installation(let installation): proof(by: method, with: id, userVerified: installation.appLock != .none)
        case .passkey: proof(by: method, with: id, userVerified: true)
        default: proof(by: method, with: id)
        }
    }
}

extension StepUp {
    init?(stored content: Secret<[UInt8]>) {
        guard let machine = try? JSONDecoder().decode(StepUp.self, from: Data(content.reveal())) else { return nil }
        self = machine
    }

    func stored() throws -> Secret<[UInt8]> { Secret(Array(try JSONEncoder().encode(self))) }
}
