internal import Delivery
package import Identity
internal import PasswordHashing
package import SignInPolicy
internal import Store

/// Fresh proof before a sensitive change: what a stolen session can't give.
///
/// The conversation belongs to one session. Right proof notes the time in the session and gives it a new secret
/// (SESS-02); it makes the session no stronger than its sign-in was (SESS-21).
package struct StepUps: Sendable {
    let environment: Environment
    let checker: ProofChecker
    let refusals: Refusals
    let approvals: Approvals

    init(_ environment: Environment) {
        self.environment = environment
        checker = ProofChecker(environment: environment)
        refusals = Refusals(environment: environment)
        approvals = Approvals(environment)
    }

    var rules: SignInRules { environment.settings.rules }

    /// What a page asks for.
    package struct Prompt: Sendable, Hashable {
        package let method: Identity.Method
        /// The other ways that the account has and may use for this.
        package let others: [Identity.Method]
        /// For the browser's password store.
        package let identifier: String
        /// The number that a code goes to, not whole; `nil` for all other ways.
        package let sentTo: String?
    }

    /// What has come of it.
    package enum Answer: Sendable {
        case ask(Prompt)
        case askAgain(Prompt, ProofProblem)
        /// Too many tries. `nil`: waiting does not help.
        case wait(until: Moment?, Prompt)
        case refused(Refusal, HelpCode)
        /// The session is fresh; the browser must be given its new secret.
        case proven(token: Secret<String>)
        /// The session has ended meanwhile.
        case signedOut
    }

    /// What the page asks for: the wanted way if it is offered, else the best one.
    package func prompt(for wanted: Identity.Method?, in session: LiveSession, from client: Client) async throws
        -> Answer
    {
        let now = environment.time.now()
        let found = try await environment.store.read { transaction in
            try load(session, in: transaction, at: now).map { prompt(for: wanted, $0, in: transaction) }
        }
        switch found {
        case .some(.some(let prompt)): return .ask(prompt)
        case .some(.none): return try await refuseForGood(session, from: client)
        case .none: return .signedOut
        }
    }

    /// Takes the password. With a second factor on the account it is not enough, and nothing is checked.
    package func submit(password typed: String, in session: LiveSession, from client: Client) async throws -> Answer {
        try await submit(.password(try? Password(typed)), in: session, from: client)
    }

    /// Takes a code from an authenticator app.
    package func submit(appCode typed: String, in session: LiveSession, from client: Client) async throws -> Answer {
        try await submit(.appCode(typed), in: session, from: client)
    }

    /// Sends a code to the number that the account offers, if the budget allows, and asks for it.
    package func sendTextCode(in session: LiveSession, from client: Client) async throws -> Answer {
        let now = environment.time.now()
        defer { environment.outbox.ring() }
        return try await environment.store.write { transaction in
            guard let open = try hold(session, in: transaction, at: now) else { return .signedOut }
            let offer = open.machine.menu(of: open.shape, under: rules).offers.first { $0.method == .smsCode }
            guard let offer, case .number(let number) = offer.need,
                let prompt = prompt(for: .smsCode, open, in: transaction)
            else { return try ask(open, from: client, in: transaction, at: now) }
            try TextCodes(environment: environment).send(
                .proveAgain, for: open.account, owner: session.owner, to: number, in: transaction, at: now)
            return .ask(prompt)
        }
    }

    /// Takes a code that was sent to a number.
    package func submit(textCode typed: String, in session: LiveSession, from client: Client) async throws -> Answer {
        try await submit(.textCode(typed, purpose: .proveAgain, owner: session.owner), in: session, from: client)
    }

    /// Takes a backup code.
    package func submit(backupCode typed: String, in session: LiveSession, from client: Client) async throws -> Answer {
        try await submit(.backupCode(typed), in: session, from: client)
    }

    /// Takes the authentication key of the passphrase.
    package func submit(passphraseKey key: [UInt8], in session: LiveSession, from client: Client) async throws
        -> Answer
    {
        try await submit(.passphrase(Password(authenticationKey: key)), in: session, from: client)
    }
}

// MARK: The conversation

extension StepUps {
    /// The step-up of a session as it is in one transaction.
    struct Open {
        var machine: StepUp
        let record: EnrolmentRecord?
        let account: AccountRecord
        let shape: AccountShape
    }

    /// The conversation that this session has begun, or a new one. One that the account has changed under is over, and
    /// a new one takes its place.
    func load(_ session: LiveSession, in transaction: any ReadTransaction, at now: Moment) throws -> Open? {
        guard let account = try transaction.account(session.account) else { return nil }
        let shape = try transaction.shape(of: account, settings: environment.settings, at: now)
        if let record = try transaction.enrolment(
            ofKind: Self.kind, of: account.id, ownedBy: session.owner, at: now),
            let machine = StepUp(stored: record.content), machine.generation == shape.factorGeneration
        {
            return Open(machine: machine, record: record, account: account, shape: shape)
        }
        let machine = StepUp(in: session.id, of: shape, under: rules, at: now)
        return Open(machine: machine, record: nil, account: account, shape: shape)
    }

    /// It stands beside the enrolments: another thing that a session has begun and not proven.
    private static let kind = "stepUp"

    func save(_ open: Open, of session: LiveSession, in transaction: any WriteTransaction) throws {
        try transaction.begin(
            EnrolmentRecord(
                id: open.record?.id ?? environment.tokens.id(), account: open.account.id, owner: session.owner,
                kind: Self.kind, content: try open.machine.stored(), createdAt: open.machine.lifetime.start,
                expiresAt: open.machine.lifetime.end))
    }

    func drop(_ open: Open, in transaction: any WriteTransaction) throws {
        if let record = open.record { try transaction.abandon(record.id) }
    }

    /// - Returns: `nil` if there is nothing to prove anything with.
    func prompt(for wanted: Identity.Method?, _ open: Open, in transaction: any ReadTransaction) -> Prompt? {
        let offered = open.machine.menu(of: open.shape, under: rules).offers.map(\.method)
        guard let best = offered.first else { return nil }
        let method = wanted.flatMap { offered.contains($0) ? $0 : nil } ?? best
        let identifier = open.shape.identifiers.first { $0.email == open.shape.noticeAddress }
        return Prompt(
            method: method, others: offered.filter { $0 != method },
            identifier: (identifier ?? open.shape.identifiers.first)?.shown ?? "",
            sentTo: method == .smsCode ? open.shape.masked(open.machine.menu(of: open.shape, under: rules)) : nil)
    }

    /// Keeps the refusal and ends the conversation; the next one begins anew, under the same failure counters.
    func refuse(
        _ refusal: Refusal, _ open: Open, from client: Client, in transaction: any WriteTransaction, at now: Moment
    ) throws -> Answer {
        try transaction.record(
            AuditEntry(.stepUpFailed, .refused, of: open.account.id, by: client, at: now, reason: refusal.word))
        let code = try refusals.keep(
            ExplainedRefusal(
                at: now, road: "step-up", account: open.account.id, step: "proof",
                refusal: String(describing: refusal), address: client.source.address,
                browser: client.source.browser.summary),
            at: RefusedStep(
                name: "proof", menu: WaysIn(of: open.shape, under: rules).freshProofs, proofs: []), in: transaction)
        try drop(open, in: transaction)
        return .refused(refusal, code)
    }

    private func refuseForGood(_ session: LiveSession, from client: Client) async throws -> Answer {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard let open = try load(session, in: transaction, at: now) else { return .signedOut }
            return try refuse(.noWayLeft, open, from: client, in: transaction, at: now)
        }
    }
}

extension LiveSession {
    /// The session's name as the owner of what it has begun.
    var owner: String { Enrolment.Holder.session(id).name }
}

extension AccountShape {
    /// The number that codes go to, not whole.
    fileprivate func masked(_ menu: Menu) -> String? {
        menu.offers.lazy.compactMap { if case .number(let number) = $0.need { number.masked } else { nil } }.first
    }
}
