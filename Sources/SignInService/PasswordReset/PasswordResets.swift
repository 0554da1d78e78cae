internal import Addresses
internal import Delivery
package import Identity
package import SignInPolicy
internal import Store

/// Password resets, one request at a time: the identifier, a code from the mailbox, the second step, the new password.
///
/// The same pages, mails apart, for whoever is asked about: known, unknown or disabled (REC-20, REC-23). The mail only
/// enters the outbox, so neither a slow nor a dead mail server shows (RATE-20).
package struct PasswordResets: Sendable {
    let environment: Environment
    let resets: Conversations<PasswordReset>
    let checker: ProofChecker
    let refusals: Refusals
    let mailCodes: MailCodes
    let textCodes: TextCodes
    private let mailRequests: MailRequests

    init(_ environment: Environment) {
        self.environment = environment
        resets = Conversations(environment: environment)
        checker = ProofChecker(environment: environment)
        refusals = Refusals(environment: environment)
        mailCodes = MailCodes(environment: environment)
        textCodes = TextCodes(environment: environment)
        mailRequests = MailRequests(environment: environment)
    }

    var rules: SignInRules { environment.settings.rules }

    /// What came of a typed identifier.
    package enum Beginning: Sendable {
        case begun(PasswordResetAnswer)
        /// Too many mails were asked for: not before this.
        case held(MailPause)
        /// It can't be anybody's.
        case unreadable
        /// Several people read it: whoever does would be its owner (product.md ID-5). Said alike whether or not
        /// somebody has it, because it follows from the administrator's list alone.
        case groupAddress
    }

    /// Begins a reset for whoever `typed` names.
    package func begin(
        _ typed: String, for goal: PasswordReset.Goal = .newPassword, from client: Client
    ) async throws -> Beginning {
        guard let address = try? EmailEntry(typed).address else { return .unreadable }
        guard !environment.settings.isGroupAddress(address) else { return .groupAddress }
        defer { environment.outbox.ring() }
        let identifier = Identifier.email(address)
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            if let pause = try mailRequests.pause(for: client, in: transaction, at: now) { return .held(pause) }
            let account = try transaction.account(namedBy: identifier)
            let shape =
                try account.map { try transaction.shape(of: $0, settings: environment.settings, at: now) }
                ?? environment.phantom(identifier)
            var machine = PasswordReset(startedAt: now, for: goal)
            let id = environment.tokens.id(AttemptID.self)
            if case .askForCode(let mailbox) = machine.identifierGiven(identifier, of: shape, at: now) {
                try send(to: mailbox, of: account, owner: id, for: goal, from: client, in: transaction, at: now)
            }
            let secret = try resets.begin(machine, named: id, on: account?.id, in: transaction, at: now)
            return .begun(PasswordResetAnswer(.ask(prompt(machine, of: shape)), newSecret: secret))
        }
    }

    /// Mails another code, if the budget allows. Nobody can tell whether it was.
    package func sendAgain(_ secret: Secret<String>, from client: Client) async throws {
        let now = environment.time.now()
        try await environment.store.write { transaction in
            guard let reset = try resets.load(secret, in: transaction, at: now), reset.machine.step == .code,
                // Before the account is looked at: an unknown one uses the allowance up just as fast.
                try mailRequests.pause(for: client, in: transaction, at: now) == nil,
                let shape = reset.shape, shape.maySignIn
            else { return }
            let mailbox = reset.machine.named?.mailbox.flatMap(shape.authenticator)
            try send(
                to: mailbox, of: reset.account, owner: reset.record.id, for: reset.machine.goal, from: client,
                in: transaction, at: now)
        }
        environment.outbox.ring()
    }

    /// Where the reset of this browser stands.
    package func current(_ secret: Secret<String>) async throws -> PasswordResetAnswer {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            guard let reset = try resets.load(secret, in: transaction, at: now), let shape = reset.shape else {
                return PasswordResetAnswer(.startAgain)
            }
            return PasswordResetAnswer(.ask(prompt(reset.machine, of: shape)))
        }
    }

    /// What the second step offers, and what for; `nil` if there is no reset at that step.
    package func menu(_ secret: Secret<String>) async throws -> (ways: Menu, goal: PasswordReset.Goal)? {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            guard let reset = try resets.load(secret, in: transaction, at: now), let shape = reset.shape else {
                return nil
            }
            return reset.machine.menu(of: shape, under: rules).map { ($0, reset.machine.goal) }
        }
    }

    /// How the keys of the passphrase are derived, where it is offered as the second step; else `nil`.
    package func derivation(for secret: Secret<String>) async throws -> Passphrases.Derivation? {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            guard let reset = try resets.load(secret, in: transaction, at: now), let shape = reset.shape,
                reset.machine.step == .second
            else { return nil }
            return try reset.machine.menu(of: shape, under: rules)?.derivation(in: transaction, of: shape.account)
        }
    }

    /// The code goes to the stored address, never to the one that was typed (OTP-10).
    private func send(
        to mailbox: Authenticator?, of account: AccountRecord?, owner: AttemptID, for goal: PasswordReset.Goal,
        from client: Client, in transaction: any WriteTransaction, at now: Moment
    ) throws {
        guard let account, let mailbox, case .emailAddress(let address, _) = mailbox.kind else { return }
        let isSent = try mailCodes.send(
            .resetPassword, for: account.id, owner: owner.rawValue,
            to: Outbox.Addressee(account: account.id, address: address, language: account.language), alone: true,
            in: transaction, at: now
        ) {
            let occasion = client.occasion(at: now)
            return switch goal {
            case .newPassword: .passwordResetCode($0, life: $1, occasion)
            case .anyNetwork: .networkLiftCode($0, life: $1, occasion)
            }
        }
        // Within the budget only: strangers must not be able to fill a person's history.
        guard isSent else { return }
        try transaction.record(
            AuditEntry(
                goal == .newPassword ? .passwordResetAsked : .networkLiftAsked, .succeeded, of: account.id, by: client,
                at: now))
    }

    func prompt(_ machine: PasswordReset, of shape: AccountShape) -> PasswordResetPrompt {
        let menu = machine.menu(of: shape, under: rules)
        return PasswordResetPrompt(
            step: machine.step, goal: machine.goal, method: machine.choice?.method ?? .emailCode,
            identifier: machine.named?.identifier.shown ?? "", hasOtherWays: (menu?.offers.count ?? 0) > 1,
            minimumPasswordLength: passwordRule(for: shape).minimumLength,
            sentTo: machine.choice.flatMap(shape.receiver))
    }

    func passwordRule(for shape: AccountShape) -> PasswordRule {
        PasswordRule(for: WaysIn(of: shape, under: rules))
    }

    /// Ends a reset with a refusal page.
    func refuse(
        _ refusal: Refusal, _ reset: OpenConversation<PasswordReset>, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> PasswordResetAnswer {
        let account = reset.account?.id
        try transaction.record(
            AuditEntry(reset.machine.goal.failure, .refused, of: account, by: client, at: now, reason: refusal.word))
        let step = (try resets.found(reset) ?? reset.machine).refusedStep(of: reset.shape, under: rules)
        let code = try refusals.keep(
            ExplainedRefusal(
                at: now, road: reset.machine.goal.road, account: account, step: step.name,
                refusal: String(describing: refusal), address: client.source.address,
                browser: client.source.browser.summary),
            at: step, in: transaction)
        try resets.end(reset, in: transaction)
        return PasswordResetAnswer(.refused(refusal, code), for: reset.machine.goal)
    }
}

extension PasswordReset.Goal {
    /// What a failure on the way to it is called in the record.
    var failure: AuditEvent { self == .newPassword ? .passwordResetFailed : .networkLiftFailed }

    /// What it is called where a refusal is explained.
    fileprivate var road: String { self == .newPassword ? "password-reset" : "network-lift" }
}
