package import ApprovalProtocol
internal import Bytes
internal import Delivery
package import Identity
package import SignInPolicy
internal import Store

/// Approval requests, from the question to the proof: what the app asks and answers, and what the waiting page is told.
///
/// The browser comes with the secret of its attempt, or with its session, and never names a request (PUSH-21). The app
/// comes as an installation whose signature on the HTTP request was found good; what it may do is looked up again in
/// the transaction that does it (PUSH-18).
package struct Approvals: Sendable {
    let environment: Environment
    let signIn: SignIn
    let asking: ApprovalAsking

    init(_ environment: Environment) {
        self.environment = environment
        signIn = SignIn(environment)
        asking = ApprovalAsking(environment: environment)
    }
}

// MARK: For the app

extension Approvals {
    /// The requests that an installation has to answer now, oldest first.
    package func open(for installation: AuthenticatorID) async throws -> [ApprovalRequestID] {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            guard let asked = try transaction.installation(installation), asked.ending == nil else { return [] }
            return try transaction.openApprovalRequests(of: asked.account, at: now)
                .map(AskedRequest.init)
                .filter { request in
                    request.machine.concerns(installation) && request.machine.isOpen(at: now)
                        && (request.machine.purpose == .test || asked.activatedAt != nil)
                }
                .map(\.record.id)
        }
    }

    /// What the app shows of a request. The number is not in it (PUSH-02).
    ///
    /// - Returns: `nil` for one that does not exist, is not this installation's or is over: nobody can tell which
    ///   (PUSH-20).
    package func summary(of id: ApprovalRequestID, for installation: AuthenticatorID) async throws -> RequestSummary? {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            guard let (request, _) = try transaction.asked(id, of: installation), request.machine.isOpen(at: now),
                let account = try transaction.account(request.record.account)
            else { return nil }
            return request.summary(accountName: account.displayName)
        }
    }

    /// Notes that a request has arrived at an installation or is on its screen: proof of life, and news for the page.
    ///
    /// - Returns: `false` for what ``summary(of:for:)`` would not show.
    package func receipt(
        _ progress: ApprovalRequest.Progress, of id: ApprovalRequestID, by installation: AuthenticatorID
    ) async throws -> Bool {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard let (found, _) = try transaction.holdAsked(id, of: installation) else { return false }
            try transaction.received(installation: installation, at: now)
            var request = found
            switch request.machine.receiptCame(progress, by: installation, at: now) {
            case .tellPage:
                try transaction.save(request, at: now)
                transaction.signal(.request(id))
                return true
            case .nothing: return true
            case .over, .notConcerned: return false
            }
        }
    }

    /// The push service has refused a request: the page opens the other ways without waiting for the time-out.
    package func becameUndeliverable(_ id: ApprovalRequestID, to installation: AuthenticatorID) async throws {
        let now = environment.time.now()
        try await environment.store.write { transaction in
            guard let (found, _) = try transaction.holdAsked(id, of: installation),
                found.machine.asked == installation
            else { return }
            var request = found
            guard request.machine.becameUndeliverable(at: now) == .tellPage else { return }
            try transaction.save(request, at: now)
            transaction.signal(.request(id))
        }
    }

    /// Sends an installation a request that only asks whether it answers (product.md D-8).
    ///
    /// - Returns: `nil` if the account has no such installation, or it was asked too often.
    package func sendTest(to installation: AuthenticatorID, of account: AccountID, from client: Client) async throws
        -> ApprovalRequestID?
    {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard let account = try transaction.holdAccount(account) else { return nil }
            let asked = try asking.ask(
                .test, of: account, asking: installation, owner: ApprovalOwner.test(installation).name,
                from: client, in: transaction, at: now)
            guard case .asked(let request) = asked else { return nil }
            return request.record.id
        }
    }

    /// How the newest test of an installation stands; `nil` if there was none.
    package func test(of installation: AuthenticatorID) async throws -> (
        phase: ApprovalRequest.Phase, isOverdue: Bool, topic: ApprovalRequestID
    )? {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            try transaction.newestRequest(of: .test(installation)).map { request in
                (request.machine.phase(at: now), request.machine.isOverdue(at: now), request.record.id)
            }
        }
    }
}
