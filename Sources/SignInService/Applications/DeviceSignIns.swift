package import Identity
package import OpenIDConnect
internal import SignInPolicy
internal import Store

/// Devices without a keyboard that wait for somebody to let them in with their own browser (RFC 8628).
///
/// Whoever sends somebody a code of theirs wants to be let in by mistake. So nothing is allowed by opening an address:
/// the person sees the code, the application and where the device asked from, and decides.
package struct DeviceSignIns: Sendable {
    let environment: Environment

    init(_ environment: Environment) {
        self.environment = environment
    }

    /// What a device shows, and asks with.
    package struct Started: Sendable {
        package let deviceCode: Secret<String>
        package let userCode: UserCode
        package let life: Duration
        package let pace: Duration
    }

    /// What a person is asked before a device gets in.
    package struct Question: Sendable, Hashable {
        package let code: UserCode
        package let application: String
        package let scopes: [Scope]
        /// The network address that the device asked from.
        package let place: String
        package let askedAt: Moment
    }

    /// What became of a code that somebody typed.
    package enum Step: Sendable, Hashable {
        case ask(Question)
        /// No code of ours has that form.
        case unreadable
        /// Nothing waits under it, or not any more.
        case unknown
        case wait(until: Moment)
        /// The application wants to know the person better, by that way if there is a choice.
        case stepUp(by: Identity.Method?)
        case allowed(application: String)
        case denied(application: String)
    }

    /// Begins a wait.
    ///
    /// - Parameter place: the network address of the device.
    package func begin(
        _ scopes: [Scope], for application: RegisteredApplication, from place: String
    ) async throws -> Result<Started, TokenRequest.ErrorCode> {
        guard application.metadata.terms.signsInDevices else { return .failure(.unauthorizedClient) }
        guard scopes.contains(.openid) else { return .failure(.invalidScope) }
        let now = environment.time.now()
        let code = environment.tokens.token()
        // Two devices with one code are about as likely as a hit by chance; the next code is another.
        while true {
            var random = environment.tokens.generator()
            let userCode = UserCode(using: &random)
            let record = DeviceRequestRecord(
                codeHash: TokenHash(code).bytes, userCode: userCode.letters, application: application.id,
                scopes: scopes.text, place: place, pace: TokenLimits.devicePace, createdAt: now,
                expiresAt: now + TokenLimits.deviceRequestLife)
            guard try await environment.store.write({ try $0.keep(record) }) else { continue }
            return .success(
                Started(
                    deviceCode: code, userCode: userCode, life: TokenLimits.deviceRequestLife,
                    pace: TokenLimits.devicePace))
        }
    }

    /// Looks up a code that somebody has typed. Wrong ones are counted (OP-12).
    package func look(_ typed: String, in session: LiveSession) async throws -> Step {
        guard let code = UserCode(typed) else { return .unreadable }
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            try found(code, by: session.account, in: transaction, at: now) { request, application in
                .ask(
                    Question(
                        code: code, application: application.name, scopes: Scope.list(in: request.scopes),
                        place: request.place, askedAt: request.createdAt))
            }
        }
    }

    /// The person lets the device in, or doesn't.
    package func decide(
        _ typed: String, allowing isAllowed: Bool, in session: LiveSession, from client: Client
    ) async throws -> Step {
        guard let code = UserCode(typed) else { return .unreadable }
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            try found(code, by: session.account, in: transaction, at: now) { request, application in
                guard isAllowed else {
                    return try transaction.answer(deviceRequest: code.letters, with: nil, at: now)
                        ? .denied(application: application.name) : .unknown
                }
                let requirement = application.metadata.leastContext.requirement
                guard session.assurance.meets(requirement) else {
                    return .stepUp(by: nil)
                }
                return try allow(request, application, in: session, from: client, transaction, at: now)
            }
        }
    }

    private func allow(
        _ request: DeviceRequestRecord, _ application: RegisteredApplication, in session: LiveSession,
        from client: Client, _ transaction: any WriteTransaction, at now: Moment
    ) throws -> Step {
        guard let (record, account) = try transaction.session(tokenHash: TokenHash(session.token).bytes, at: now),
            record.id == session.id
        else { return .unknown }
        let scopes = Scope.list(in: request.scopes)
        let isOffline = scopes.contains(.offlineAccess)
        let grant = ApplicationGrantRecord(
            id: environment.tokens.id(), account: account.id, application: application.id, session: session.id,
            isOffline: isOffline, scopes: scopes.text, content: try GrantedSignIn(session).stored(), createdAt: now,
            endsAt: isOffline ? now + TokenLimits.refreshLife : record.endsAt)
        try transaction.give(grant)
        guard try transaction.answer(deviceRequest: request.userCode, with: grant.id, at: now) else {
            _ = try transaction.revoke(grant: grant.id)
            return .unknown
        }
        try transaction.noteForLogout(grant, of: application, at: now)
        try transaction.record(
            AuditEntry(
                .applicationDeviceAllowed, .succeeded, of: account.id, by: client, at: now,
                subject: application.id.rawValue, detail: application.name))
        return .allowed(application: application.name)
    }

    /// How many wrong codes an account may try; RFC 8628 §5.1: few enough that 34 bits are not guessed in ten minutes.
    private static let wrongCodes = Allowance(count: 10, in: .seconds(10 * 60))

    private func found(
        _ code: UserCode, by account: AccountID, in transaction: any WriteTransaction, at now: Moment,
        _ go: (DeviceRequestRecord, RegisteredApplication) throws -> Step
    ) throws -> Step {
        let window = Self.wrongCodes.window
        let held = try transaction.holdThrottles(["device codes of \(account)"])
        let answer = Self.wrongCodes.answer(
            usedUntil: held.first?.usedUntil(at: now, in: window), at: now)
        guard case .allowed(let end) = answer else {
            guard case .wait(let until) = answer else { return .unknown }
            return .wait(until: until)
        }
        if let request = try transaction.deviceRequest(userCode: code.letters, at: now),
            let record = try transaction.application(request.application)
        {
            return try go(request, try RegisteredApplication(record))
        }
        try transaction.save(try held.map { try $0.used(until: end) })
        return .unknown
    }
}
