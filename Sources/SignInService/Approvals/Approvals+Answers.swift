package import ApprovalProtocol
internal import Bytes
internal import Delivery
package import Identity
internal import SignInPolicy
internal import Store

extension Approvals {
    /// What the app is told of its answer.
    package enum Answering: Sendable, Hashable {
        case approved
        case refused
        /// Here or on another device (PUSH-17).
        case alreadyAnswered
        case expired
        case wrongNumber(triesLeft: Int)
        /// The signature is not by the right key, or over something else.
        case badSignature
        case clockOff
        /// It does not exist, or is not this installation's: nobody can tell which (PUSH-20).
        case notFound
    }

    /// Takes a signed answer.
    ///
    /// Everything that may have changed since the question is looked at in the transaction that decides: the
    /// installation (PUSH-18), the account and its authenticators (PUSH-19), the request itself.
    package func answer(
        _ signed: SignedApproval, to id: ApprovalRequestID, by installation: AuthenticatorID, from client: Client
    ) async throws -> Answering {
        defer { environment.outbox.ring() }
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard let (request, device) = try transaction.holdAsked(id, of: installation),
                let account = try transaction.account(request.record.account)
            else { return .notFound }
            guard try isStillWanted(request, of: account) else {
                return try close(request, in: transaction, at: now)
            }
            let approval: VerifiedApproval
            do {
                approval = try signed.verified(
                    against: expectation(of: request, by: device), keys: try device.keys,
                    at: now.millisecondsSinceEpoch)
            } catch ApprovalRefusal.clockOff {
                return .clockOff
            } catch {
                return .badSignature
            }
            try transaction.received(installation: installation, at: now)
            let answered = Answered(
                by: device, account: account, client: client, transaction: transaction, now: now)
            return try settle(answer(approval.decision, to: request), on: request, answered)
        }
    }

    private struct Answered {
        let by: InstallationRecord
        let account: AccountRecord
        let client: Client
        let transaction: any WriteTransaction
        let now: Moment

        init(
            by device: InstallationRecord, account: AccountRecord, client: Client,
            transaction: any WriteTransaction, now: Moment
        ) {
            by = device
            self.account = account
            self.client = client
            self.transaction = transaction
            self.now = now
        }
    }

    private func expectation(of request: AskedRequest, by device: InstallationRecord) -> SignedApproval.Expectation {
        SignedApproval.Expectation(
            request: request.record.id.rawValue, account: request.record.account.rawValue,
            installation: device.id.rawValue, origin: environment.settings.origin.text, nonce: request.record.nonce)
    }

    /// Whether the account is as it was when the question was asked.
    private func isStillWanted(_ request: AskedRequest, of account: AccountRecord) throws -> Bool {
        guard account.state == .active else { return false }
        return request.machine.purpose == .test || account.factorGeneration == request.context.generation
    }

    private func close(_ found: AskedRequest, in transaction: any WriteTransaction, at now: Moment) throws -> Answering
    {
        var request = found
        if request.machine.withdrawn(at: now) == .withdraw {
            try transaction.save(request, at: now)
            try asking.tellDevices(of: request, in: transaction)
        }
        return .expired
    }

    /// The decision in the machine's terms. A number that is missing, or is there where none is asked for, is wrong.
    private func answer(_ decision: ApprovalMessage.Decision, to request: AskedRequest) -> ApprovalRequest.Answer {
        switch (decision, request.record.number) {
        case (.approve(.some(let typed)), .some(let number)):
            .approve(numberMatches: equalInConstantTime(typed, number.reveal()))
        case (.approve(nil), nil): .approve(numberMatches: true)
        case (.approve, _): .approve(numberMatches: false)
        case (.refuse, _): .refuse
        case (.notMe, _): .notMe
        }
    }

    private func settle(
        _ answer: ApprovalRequest.Answer, on found: AskedRequest, _ answered: Answered
    ) throws -> Answering {
        var request = found
        let outcome = request.machine.answered(answer, by: answered.by.id, at: answered.now)
        switch outcome {
        case .alreadyAnswered: return .alreadyAnswered
        case .over: return .expired
        case .notConcerned: return .notFound
        case .approved, .refused, .stopApprovals, .askNumberAgain, .refuse: break
        }
        try answered.transaction.save(request, at: answered.now)
        try asking.tellDevices(of: request, in: answered.transaction)
        switch outcome {
        case .approved: return try approve(request, answered)
        case .askNumberAgain(let triesLeft):
            try record(.approvalRefused, request, answered, reason: "wrong number")
            return .wrongNumber(triesLeft: triesLeft)
        case .refused: return try refuse(request, answered, reason: "by the person")
        case .refuse: return try refuse(request, answered, reason: "wrong numbers")
        case .stopApprovals: return try stopApprovals(request, answered)
        case .alreadyAnswered, .over, .notConcerned: return .notFound
        }
    }
}

// MARK: What an answer does

extension Approvals {
    private func approve(_ request: AskedRequest, _ answered: Answered) throws -> Answering {
        try answered.transaction.approved(on: answered.by.id, at: answered.now)
        try record(.approvalGiven, request, answered)
        guard request.machine.purpose == .test, answered.by.activatedAt == nil else { return .approved }
        try InstallationActivation(environment: environment).activate(
            answered.by, of: answered.account, from: answered.client, in: answered.transaction, at: answered.now)
        return .approved
    }

    /// A refusal ends the browser's flow, whichever way it would turn to next (PUSH-05): a new generation of
    /// authenticators is the end of every half-open attempt.
    private func refuse(_ request: AskedRequest, _ answered: Answered, reason: String) throws -> Answering {
        if request.machine.purpose != .test { try answered.transaction.endAttempts(of: answered.account.id) }
        try record(.approvalRefused, request, answered, reason: reason)
        return .refused
    }

    private func stopApprovals(_ request: AskedRequest, _ answered: Answered) throws -> Answering {
        let transaction = answered.transaction
        try record(.approvalRepudiated, request, answered)
        try asking.withdrawAll(of: answered.account.id, in: transaction, at: answered.now)
        try Repudiation(environment: environment).carryOut(
            on: request, by: answered.by, of: answered.account, in: transaction, at: answered.now)
        return .refused
    }

    private func record(
        _ event: AuditEvent, _ request: AskedRequest, _ answered: Answered, reason: String? = nil
    ) throws {
        try answered.transaction.record(
            AuditEntry(
                event, event == .approvalGiven ? .succeeded : .refused, of: answered.account.id, by: answered.client,
                at: answered.now, subject: answered.by.id.rawValue, method: .approval, reason: reason,
                detail: request.machine.purpose.rawValue))
    }
}

extension InstallationRecord {
    /// The keys, checked anew: what is in the database was checked when it was enrolled.
    var keys: InstallationKeys {
        get throws {
            try InstallationKeys(
                contact: InstallationKey(x963: contactKey), approval: InstallationKey(x963: approvalKey))
        }
    }
}
