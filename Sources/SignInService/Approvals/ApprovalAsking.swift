internal import Foundation
internal import Identity
internal import OneTimeCodes
internal import SignInPolicy
internal import Store

/// Asks installations, and takes questions back, inside the transaction of whatever wants an approval.
struct ApprovalAsking: Sendable {
    let environment: Environment

    enum Answer: Sendable {
        case asked(AskedRequest)
        /// Asked too often: nothing is sent.
        case held(until: Moment)
        /// The account has no such installation that could answer.
        case notFound
    }

    /// Makes a request, sends it off with the commit, and takes the place of every older one (PUSH-04).
    ///
    /// - Parameters:
    ///   - account: held by the caller, so that two questions at once come one after the other.
    ///   - isSent: `false` for an account that may not sign in: the page looks the same, and nobody's phone rings.
    func ask(
        _ purpose: ApprovalRequest.Purpose, of account: AccountRecord, asking installation: AuthenticatorID,
        owner: String, from client: Client, isSent: Bool = true, in transaction: any WriteTransaction, at now: Moment
    ) throws -> Answer {
        let all = try transaction.installations(of: account.id)
        guard let asked = all.first(where: { $0.id == installation }),
            purpose == .test || asked.activatedAt != nil
        else { return .notFound }
        if let until = try count(purpose, of: account.id, from: client, in: transaction, at: now) {
            return .held(until: until)
        }
        try supersede(purpose, of: account.id, asking: installation, in: transaction, at: now)
        let request = try make(
            ApprovalRequest(purpose, of: account.id, asking: installation, at: now), of: account, owner: owner,
            about: client.source)
        try transaction.ask(request.record)
        guard isSent else { return .asked(request) }
        try transaction.requestSent(to: installation, at: now)
        for device in all where request.machine.concerns(device.id) && (device.activatedAt != nil || purpose == .test) {
            try send(request.record, to: device.id, in: transaction, at: now)
        }
        return .asked(request)
    }

    /// Takes back what a conversation has asked, if nothing has come of it yet.
    func withdraw(of owner: ApprovalOwner, in transaction: any WriteTransaction, at now: Moment) throws {
        guard var request = try transaction.newestRequest(of: owner) else { return }
        guard request.machine.withdrawn(at: now) == .withdraw else { return }
        try transaction.save(request, at: now)
        try tellDevices(of: request, in: transaction)
    }

    /// Takes back everything that the account is asked, because it must not be answered any more.
    func withdrawAll(of account: AccountID, in transaction: any WriteTransaction, at now: Moment) throws {
        for var request in try open(of: account, in: transaction) {
            _ = request.machine.withdrawn(at: now)
            try transaction.save(request, at: now)
            try tellDevices(of: request, in: transaction)
        }
    }

    /// Takes back what an installation was asked or has approved, because it is gone. What the account's others were
    /// asked stands.
    func withdraw(
        from installation: AuthenticatorID, of account: AccountID, in transaction: any WriteTransaction, at now: Moment
    ) throws {
        for var request in try open(of: account, in: transaction) where request.machine.hangs(on: installation) {
            _ = request.machine.withdrawn(at: now)
            try transaction.save(request, at: now)
            try tellDevices(of: request, in: transaction)
        }
    }

    /// Tells the page that waits and every app that shows the request to look again.
    func tellDevices(of request: AskedRequest, in transaction: any WriteTransaction) throws {
        transaction.signal(.request(request.record.id))
        for device in try transaction.installations(of: request.record.account)
        where request.machine.concerns(device.id) {
            transaction.signal(.installation(device.id))
        }
    }
}

// MARK: Steps of asking

extension ApprovalAsking {
    /// Counts a request at the allowance.
    ///
    /// - Returns: until when nothing is sent; `nil` if this one may go.
    private func count(
        _ purpose: ApprovalRequest.Purpose, of account: AccountID, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> Moment? {
        guard let key = try AllowanceKey(purpose, of: account, from: client, in: transaction) else { return nil }
        guard var record = try transaction.holdThrottles([key.name]).first else { return nil }
        var allowance = ApprovalAllowance(stored: record.state)
        switch allowance.ask(at: now) {
        case .hold(let until): return until
        case .ask:
            record.state = Array(try JSONEncoder().encode(allowance))
            record.expiresAt = now + Limits.approvalDay
            try transaction.save(record)
            return nil
        }
    }

    /// Until when nothing more would be sent; `nil` if another request may go.
    func heldUntil(
        _ purpose: ApprovalRequest.Purpose, of account: AccountID, from client: Client,
        in transaction: any ReadTransaction, at now: Moment
    ) throws -> Moment? {
        guard let key = try AllowanceKey(purpose, of: account, from: client, in: transaction) else { return nil }
        let allowance = ApprovalAllowance(stored: try transaction.throttle(key.name)?.state)
        return if case .hold(let until) = allowance.outlook(at: now) { until } else { nil }
    }

    /// Somebody got in by an approval: what was asked before is forgotten.
    func succeeded(
        _ purpose: ApprovalRequest.Purpose, of account: AccountID, from client: Client,
        in transaction: any WriteTransaction
    ) throws {
        guard let key = try AllowanceKey(purpose, of: account, from: client, in: transaction) else { return }
        try transaction.forgetThrottle(key.name)
    }

    /// Closes every request that this one takes the place of, also one whose approval nobody has taken yet.
    private func supersede(
        _ purpose: ApprovalRequest.Purpose, of account: AccountID, asking installation: AuthenticatorID,
        in transaction: any WriteTransaction, at now: Moment
    ) throws {
        for var request in try open(of: account, in: transaction) {
            let isTest = request.machine.purpose == .test
            guard isTest == (purpose == .test), !isTest || request.machine.asked == installation else { continue }
            _ = request.machine.overtakenByNewer(at: now)
            try transaction.save(request, at: now)
            try tellDevices(of: request, in: transaction)
        }
    }

    /// Every request that is not closed, those included whose time is over.
    private func open(of account: AccountID, in transaction: any ReadTransaction) throws -> [AskedRequest] {
        try transaction.openApprovalRequests(of: account, at: Moment(secondsSinceEpoch: 0)).map(AskedRequest.init)
    }

    private func make(
        _ machine: ApprovalRequest, of account: AccountRecord, owner: String, about source: ClientSource
    ) throws -> AskedRequest {
        var random = environment.tokens.generator()
        let context = ApprovalContext(
            application: environment.settings.serviceName, address: source.address, browser: source.browser.summary,
            generation: account.factorGeneration)
        let number =
            machine.purpose.needsNumber
            ? Secret(OneTimeCode.random(length: Limits.approvalDigits, using: &random).text) : nil
        return try AskedRequest(
            ApprovalRequestRecord(
                id: environment.tokens.id(), account: account.id, owner: owner, installation: machine.asked,
                purpose: machine.purpose.rawValue, state: try machine.stored(), number: number,
                nonce: environment.tokens.random(32), context: Secret(Array(try JSONEncoder().encode(context))),
                createdAt: machine.lifetime.start, expiresAt: machine.lifetime.end))
    }

    /// Wakes the app's stream, and puts a push that carries nothing but the name of the request into the queue.
    private func send(
        _ request: ApprovalRequestRecord, to installation: AuthenticatorID, in transaction: any WriteTransaction,
        at now: Moment
    ) throws {
        transaction.signal(.installation(installation))
        guard try transaction.pushSubscription(of: installation) != nil else { return }
        try transaction.enqueue(
            PushMessage(
                id: environment.tokens.name(), installation: installation, content: request.id.rawValue,
                topic: request.purpose == ApprovalRequest.Purpose.test.rawValue ? "test" : "approval",
                createdAt: now, expiresAt: request.expiresAt))
        transaction.signal(.pushes)
    }
}

/// Where an allowance is counted: per account and side, so that strangers who know a name can't use up the requests of
/// the person's own browser, as with failures (RATE-10).
private struct AllowanceKey {
    let name: String

    /// `nil` where nothing is counted: a QR was read by the device itself.
    init?(
        _ purpose: ApprovalRequest.Purpose, of account: AccountID, from client: Client,
        in transaction: any ReadTransaction
    ) throws {
        switch purpose {
        case .scan: return nil
        case .test: name = "tests \(account)"
        case .signIn, .stepUp:
            name = "approvals \(account) \(try ThrottleSide(of: client, for: account, in: transaction).name)"
        }
    }
}

extension ApprovalAllowance {
    /// What can't be read is damage in the store, and is taken for all that may be sent (RATE-24).
    fileprivate init(stored state: [UInt8]?) {
        guard let state else {
            self.init()
            return
        }
        let damaged = ApprovalAllowance(
            asked: Array(repeating: Moment(millisecondsSinceEpoch: .max), count: Limits.approvalsPerDay))
        self = (try? JSONDecoder().decode(ApprovalAllowance.self, from: Data(state))) ?? damaged
    }
}

extension ApprovalRequest {
    /// Whether nothing can come of it without this installation.
    fileprivate func hangs(on installation: AuthenticatorID) -> Bool {
        if case .approved(let answerer, _) = state { return answerer == installation }
        return asked == installation
    }
}
