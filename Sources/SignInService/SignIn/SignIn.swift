internal import Delivery
package import Identity
internal import PasswordHashing
package import SignInPolicy
internal import Store

/// Signing in, one request at a time: the identifier, a first proof, a second one, and the ways around them.
///
/// A request loads the attempt of its browser and the truth about the account, tells the machine what happened, and
/// saves what the machine made of it in the same transaction.
package struct SignIn: Sendable {
    let environment: Environment
    let attempts: Attempts
    let checker: ProofChecker
    let opening: SessionOpening
    let refusals: Refusals
    let mailCodes: MailCodes
    let textCodes: TextCodes
    let mailRequests: MailRequests
    let enrolling: Enrolling
    let asking: ApprovalAsking

    init(_ environment: Environment) {
        self.environment = environment
        attempts = Attempts(environment: environment)
        checker = ProofChecker(environment: environment)
        opening = SessionOpening(environment: environment)
        refusals = Refusals(environment: environment)
        mailCodes = MailCodes(environment: environment)
        textCodes = TextCodes(environment: environment)
        mailRequests = MailRequests(environment: environment)
        enrolling = Enrolling(environment)
        asking = ApprovalAsking(environment: environment)
    }

    var rules: SignInRules { environment.settings.rules }

    /// What came of a typed identifier.
    package enum Beginning: Sendable {
        case begun(SignInAnswer)
        /// It can't be anybody's: no attempt is begun and nothing is counted (RATE-08).
        case unreadable
        /// The same of a text that is meant as a number.
        case unreadableNumber
    }

    /// Begins an attempt for whoever `typed` names. Nobody can tell from the answer whether it names anybody.
    package func begin(_ typed: String, from client: Client) async throws -> Beginning {
        guard let identifier = environment.settings.identifier(typed) else {
            return environment.settings.readsAsNumber(typed) ? .unreadableNumber : .unreadable
        }
        let now = environment.time.now()
        defer { environment.outbox.ring() }
        let answer = try await environment.store.write { transaction in
            let account = try transaction.account(namedBy: identifier)
            let shape =
                try account.map { try transaction.shape(of: $0, settings: environment.settings, at: now) }
                ?? environment.phantom(identifier)
            var machine = SignInAttempt(startedAt: now)
            let isKnown = try account.map { try transaction.knows(client, of: $0.id) } ?? false
            let outcome = machine.identifierGiven(
                identifier, of: shape, inKnownBrowser: isKnown, under: rules, at: now)
            let id: AttemptID = environment.tokens.id()
            let secret = try attempts.begin(machine, named: id, on: account?.id, in: transaction, at: now)
            switch outcome {
            case .askFirst, .outOfOrder:
                if machine.isAtApproval || machine.isAtSentCode,
                    let attempt = try attempts.load(secret, in: transaction, at: now)
                {
                    try askIfChosen(attempt, from: client, in: transaction, at: now)
                    try sendIfChosen(attempt, from: client, in: transaction, at: now)
                }
                return SignInAnswer(.ask(prompt(machine, of: shape)), newSecret: secret)
            case .refuse(let refusal):
                let step = RefusedStep(
                    name: SignInAttempt.Step.identifier.rawValue,
                    menu: WaysIn(of: shape, under: rules).firstSteps(for: identifier, inKnownBrowser: isKnown),
                    proofs: [])
                let code = try keep(refusal, at: step, on: account?.id, from: client, in: transaction, at: now)
                return SignInAnswer(.refused(refusal, code))
            }
        }
        return .begun(answer)
    }

    /// Where the attempt of this browser stands.
    package func current(_ secret: Secret<String>) async throws -> SignInAnswer {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            guard let attempt = try attempts.load(secret, in: transaction, at: now), let shape = attempt.shape else {
                return SignInAnswer(.startAgain)
            }
            return SignInAnswer(.ask(prompt(attempt.machine, of: shape)))
        }
    }

    /// What the attempt's step offers; `nil` if there is no attempt.
    package func menu(_ secret: Secret<String>) async throws -> (prompt: SignInPrompt, menu: Menu)? {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            guard let attempt = try attempts.load(secret, in: transaction, at: now), let shape = attempt.shape else {
                return nil
            }
            guard let menu = attempt.machine.menu(of: shape, under: rules) else { return nil }
            return (prompt(attempt.machine, of: shape), menu)
        }
    }

    /// Takes the password of the first step.
    package func submit(password typed: String, to secret: Secret<String>, from client: Client) async throws
        -> SignInAnswer
    {
        try await submit(.password(try? Password(typed)), to: secret, from: client)
    }

    /// Takes a code from an authenticator app.
    package func submit(appCode typed: String, to secret: Secret<String>, from client: Client) async throws
        -> SignInAnswer
    {
        try await submit(.appCode(typed), to: secret, from: client)
    }

    /// Takes a backup code.
    package func submit(backupCode typed: String, to secret: Secret<String>, from client: Client) async throws
        -> SignInAnswer
    {
        try await submit(.backupCode(typed), to: secret, from: client)
    }

    /// Takes the authentication key of the passphrase.
    package func submit(passphraseKey key: [UInt8], to secret: Secret<String>, from client: Client) async throws
        -> SignInAnswer
    {
        try await submit(.passphrase(Password(authenticationKey: key)), to: secret, from: client)
    }

    /// How the keys of the passphrase are derived, where it is offered as the second step; else `nil`. So a salt is told
    /// to nobody who has not proven the first step, and there is none for an account that does not exist.
    package func derivation(for secret: Secret<String>) async throws -> Passphrases.Derivation? {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            guard let attempt = try attempts.load(secret, in: transaction, at: now), let shape = attempt.shape,
                attempt.machine.step == .second
            else { return nil }
            return try attempt.machine.menu(of: shape, under: rules)?.derivation(in: transaction, of: shape.account)
        }
    }

    /// The page of the machine's step.
    func prompt(_ machine: SignInAttempt, of shape: AccountShape) -> SignInPrompt {
        let offers = machine.menu(of: shape, under: rules)?.offers ?? []
        return SignInPrompt(
            step: machine.step, method: machine.named?.choice.method ?? .password,
            identifier: machine.named?.identifier?.shown ?? "", hasOtherWays: offers.count > 1,
            isScanned: machine.named?.given != nil,
            sentTo: machine.named.flatMap { shape.receiver(of: $0.choice) })
    }

    /// Keeps a refusal and gives its help code.
    func keep(
        _ refusal: Refusal, at step: RefusedStep, on account: AccountID?, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> HelpCode {
        try transaction.record(
            AuditEntry(.signInRefused, .refused, of: account, by: client, at: now, reason: refusal.word))
        return try refusals.keep(
            ExplainedRefusal(
                at: now, road: "sign-in", account: account, step: step.name,
                refusal: String(describing: refusal), address: client.source.address,
                browser: client.source.browser.summary),
            at: step, in: transaction)
    }
}

extension AccountShape {
    /// Where the codes of a second step go, so that the person recognises it; `nil` for all other ways.
    func receiver(of choice: WayChoice) -> String? {
        guard case .phoneNumber(let number, _) = choice.authenticators.first.flatMap(authenticator)?.kind else {
            return nil
        }
        return number.masked
    }
}

extension Refusal {
    /// The case in one word, for the record.
    var word: String { String(String(describing: self).prefix(while: { $0 != "(" })) }
}
