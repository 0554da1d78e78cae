internal import Delivery
package import Identity
internal import SignInPolicy
internal import Store

// What the browser that asked is told, and how the approval becomes its proof. It is known by the secret of its attempt.

extension Approvals {
    /// Where the sign-in of this browser stands. Reads and changes nothing.
    package func watch(_ secret: Secret<String>, from client: Client) async throws -> ApprovalWatch {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            guard let attempt = try signIn.attempts.load(secret, in: transaction, at: now), let shape = attempt.shape,
                attempt.machine.isAtApproval, let menu = attempt.machine.menu(of: shape, under: signIn.rules)
            else { return .elsewhere }
            let request = try transaction.newestRequest(of: .attempt(attempt.record.id))
            return try view(
                of: request, of: shape, menu, isFirst: attempt.machine.step == .first, from: client, in: transaction,
                at: now)
        }
    }

    func view(
        of request: AskedRequest?, of shape: AccountShape, _ menu: Menu, isFirst: Bool = false, from client: Client,
        in transaction: any ReadTransaction, at now: Moment
    ) throws -> ApprovalWatch {
        let heldUntil = try asking.heldUntil(
            request?.machine.purpose ?? .signIn, of: shape.account, from: client, in: transaction, at: now)
        guard let request else { return .notAsked(heldUntil: heldUntil, otherWays: menu) }
        let device = try request.record.installation.flatMap(transaction.installation)
        let phase = request.machine.phase(at: now)
        return .waiting(
            ApprovalView(
                purpose: request.machine.purpose, isFirst: isFirst, device: device?.name ?? "",
                lastSeen: device?.lastContactAt,
                isDoubtful: device.map { $0.evidence.lifeBefore(request.machine, at: now) == .doubtful } ?? true,
                isGone: device == nil || device?.ending != nil,
                number: request.machine.isOpen(at: now) ? request.record.number : nil, phase: phase,
                isOverdue: request.machine.isOverdue(at: now),
                endedByWrongNumbers: request.machine.state == .refused(.wrongNumbers),
                askedAt: request.record.createdAt, expires: request.record.expiresAt, heldUntil: heldUntil,
                otherWays: menu, topics: [.request(request.record.id), .account(shape.account)]))
    }

    /// Goes on with an approval, if there is one: what the waiting page does as soon as the app has answered.
    package func settle(_ secret: Secret<String>, from client: Client) async throws -> SignInAnswer {
        defer { environment.outbox.ring() }
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard let attempt = try signIn.attempts.load(secret, in: transaction, at: now) else {
                return SignInAnswer(.startAgain)
            }
            guard var request = try transaction.newestRequest(of: .attempt(attempt.record.id)) else {
                return try stay(attempt)
            }
            switch request.machine.settled(at: now) {
            case .prove(let installation):
                try transaction.save(request, at: now)
                return try prove(installation, by: request, on: attempt, from: client, in: transaction, at: now)
            case .wait: return try stay(attempt)
            case .over(let phase):
                return try over(phase, attempt, from: client, in: transaction, at: now)
            }
        }
    }

    /// Asks once more, on the device of the chosen way.
    package func askAgain(_ secret: Secret<String>, from client: Client) async throws -> SignInAnswer {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard let attempt = try signIn.attempts.load(secret, in: transaction, at: now), attempt.shape != nil else {
                return SignInAnswer(.startAgain)
            }
            try signIn.askIfChosen(attempt, from: client, in: transaction, at: now)
            return try stay(attempt)
        }
    }

    // MARK: Steps

    private func stay(_ attempt: OpenAttempt) throws -> SignInAnswer {
        guard let shape = attempt.shape else {
            // A QR names nobody before it has been read.
            return SignInAnswer(
                .ask(SignInPrompt(step: .identifier, method: .appScan, identifier: "", hasOtherWays: false)))
        }
        return SignInAnswer(.ask(signIn.prompt(attempt.machine, of: shape)))
    }

    private func prove(
        _ installation: AuthenticatorID, by request: AskedRequest, on attempt: OpenAttempt, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> SignInAnswer {
        guard let account = try transaction.holdAccount(request.record.account) else {
            return SignInAnswer(.startAgain)
        }
        try asking.succeeded(request.machine.purpose, of: account.id, from: client, in: transaction)
        let shape = try transaction.shape(of: account, settings: environment.settings, at: now)
        let settling = Settling(
            signIn: signIn, client: client, transaction: transaction, now: now, shape: shape,
            method: request.machine.purpose == .scan ? .appScan : .approval)
        return try settling.decide(.passed(installation), on: attempt, by: account)
    }

    /// The request gives nothing any more: a refusal is the end of the attempt (PUSH-05), the rest is not.
    private func over(
        _ phase: ApprovalRequest.Phase, _ attempt: OpenAttempt, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> SignInAnswer {
        var machine = attempt.machine
        let refusal: Refusal? =
            switch phase {
            case .notMe: machine.repudiated()
            case .refused: machine.declined()
            case .sent, .arrived, .shown, .approved, .expired, .superseded, .withdrawn, .spent: nil
            }
        guard let refusal else { return try stay(attempt) }
        return try signIn.refuse(refusal, attempt, from: client, in: transaction, at: now)
    }
}

extension SignInAttempt {
    /// Whether its page waits for an approval.
    var isAtApproval: Bool {
        switch step {
        case .first, .second: named?.choice.method == .approval
        case .identifier, .address, .enrolment, .signedIn, .refused: false
        }
    }
}

extension InstallationEvidence {
    /// What was thought of it when it was asked: the question itself is no reason to doubt it before its time is up.
    func lifeBefore(_ request: ApprovalRequest, at now: Moment) -> Installation.Life {
        guard let unansweredSince, unansweredSince >= request.lifetime.start else { return life(at: now) }
        return InstallationEvidence(
            enrolledAt: enrolledAt, activatedAt: activatedAt, lastContact: lastContact, lastReceipt: lastReceipt,
            ended: ended
        ).life(at: now)
    }
}
