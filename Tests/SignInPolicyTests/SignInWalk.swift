import Identity
import SignInPolicy

/// A sign-in attempt, the account that it is about, and what a test remembers of the way.
struct SignInWalk: Hashable {
    var attempt = SignInAttempt(startedAt: Fixture.start)
    var shape: AccountShape
    var rules: SignInRules
    var now = Fixture.start
    /// Right proofs since the account was named, by an account that was what it is now.
    var proven: [Method] = []
    var wrongFirst = 0
    var wrongSecond = 0
    var addressProven = false
    /// What the app has proven before the password.
    var given: Method?
    var grants = 0
    var broken: String?

    init(_ shape: AccountShape, _ rules: SignInRules) {
        self.shape = shape
        self.rules = rules
    }

    enum Event: Hashable {
        case identified, identifiedInKnownBrowser
        case discovered(Method?)
        case first(Method?)
        case firstOfAnotherAccount
        case second(Method?)
        case otherWay(String)
        case address(Bool)
        case enrolling, enrolled
        case wentBack, held, abandoned, repudiated, declined
        case timePassed, clockWentBack, factorsChanged, accountDisabled

        static let all: [Event] = [
            .identified, .identifiedInKnownBrowser,
            .discovered(.passkey), .discovered(.appScan), .discovered(.totp), .discovered(nil),
            .first(.password), .first(.emailCode), .first(.approval), .first(.totp), .first(nil),
            .firstOfAnotherAccount,
            .second(.totp), .second(.backupCode), .second(.emailCode), .second(.password), .second(nil),
            .otherWay("backupCode"), .otherWay("emailCode.mailbox"), .otherWay("smsCode"),
            .address(true), .address(false), .enrolling, .enrolled, .wentBack, .held, .abandoned, .repudiated,
            .declined,
            .timePassed, .clockWentBack, .factorsChanged, .accountDisabled,
        ]
    }

    /// Tells the attempt of `event` and looks whether what it says can be right.
    mutating func take(_ event: Event) -> Transition? {
        let from = attempt
        var outcome: String
        switch event {
        case .identified, .identifiedInKnownBrowser:
            outcome = name(
                attempt.identifierGiven(
                    .email(Fixture.mira), of: shape, inKnownBrowser: event == .identifiedInKnownBrowser, under: rules,
                    at: now))
            if outcome == "askFirst" { proven = [] }
        case .discovered(let method):
            outcome = discover(method)
        case .first(let method):
            outcome = first(method)
        case .firstOfAnotherAccount:
            let other = shape.with(id: "another")
            let proof = Fixture.proofOrForgery(.password, of: other)
            outcome = name(attempt.firstChecked(.passed(proof), of: other, under: rules, at: now))
        case .second(let method):
            outcome = second(method)
        case .otherWay(let key):
            outcome = name(attempt.otherWayChosen(key, of: shape, under: rules, at: now))
        case .address(let right):
            let proof = Fixture.proofOrForgery(.emailCode, of: shape)
            outcome = name(attempt.addressChecked(right ? .passed(proof) : .failed, of: shape, at: now))
            if outcome == "enrolSecondFactor" { addressProven = true }
            if outcome == "askAgain" || outcome == "refuse(tooManyFailures)" { wrongSecond += 1 }
        case .enrolling:
            outcome = name(attempt.enrolmentContinued(of: shape, at: now))
        case .enrolled:
            outcome = enrol()
        case .wentBack:
            outcome = name(attempt.wentBack(of: shape, under: rules, at: now))
            if outcome.hasPrefix("ask") { (proven, addressProven) = ([], false) }
            if outcome == "askIdentifier" { given = nil }
        case .held:
            outcome = name(attempt.held(until: now + .seconds(30), at: now))
        case .abandoned:
            outcome = attempt.abandoned().map { refused in "refuse(\(word(refused)))" } ?? "outOfOrder"
        case .repudiated:
            outcome = attempt.repudiated().map { "refuse(\(word($0)))" } ?? "outOfOrder"
        case .declined:
            outcome = attempt.declined().map { "refuse(\(word($0)))" } ?? "outOfOrder"
        case .timePassed, .clockWentBack, .factorsChanged, .accountDisabled:
            change(by: event)
            return nil
        }
        if outcome.hasPrefix("grantSession") { grants += 1 }
        check(from: from, outcome: outcome)
        return transition(from: from, by: event, outcome)
    }
}

// MARK: Events

extension SignInWalk {
    private mutating func discover(_ method: Method?) -> String {
        let proof = method.map { Fixture.proofOrForgery($0, of: shape) }
        let outcome = attempt.discovered(
            proof.map { .passed($0) } ?? .failed, of: proof == nil ? nil : shape, under: rules, at: now)
        switch outcome {
        case .grantSession(let grant):
            proven = [method].compactMap(\.self)
            judge(grant)
        case .askFirst: (proven, given) = ([], method)
        case .askAgain, .refuse(.tooManyFailures): wrongFirst += 1
        case .refuse, .outOfOrder: break
        }
        return name(outcome)
    }

    private mutating func first(_ method: Method?) -> String {
        let proof = method.map { Fixture.proofOrForgery($0, of: shape) }
        let outcome = attempt.firstChecked(proof.map { .passed($0) } ?? .failed, of: shape, under: rules, at: now)
        switch outcome {
        case .grantSession(let grant):
            proven = [method, grant.methods.count > 1 ? given : nil].compactMap(\.self)
            judge(grant)
        case .askSecond, .proveAddress: proven = [method].compactMap(\.self)
        case .askAgain, .refuse(.tooManyFailures): wrongFirst += 1
        case .refuse, .outOfOrder: break
        }
        return name(outcome)
    }

    private mutating func second(_ method: Method?) -> String {
        let proof = method.map { Fixture.proofOrForgery($0, of: shape) }
        let outcome = attempt.secondChecked(proof.map { .passed($0) } ?? .failed, of: shape, under: rules, at: now)
        switch outcome {
        case .grantSession(let grant):
            proven += [method].compactMap(\.self)
            judge(grant)
        case .askAgain, .refuse(.tooManyFailures): wrongSecond += 1
        case .refuse, .outOfOrder: break
        }
        return name(outcome)
    }

    private mutating func enrol() -> String {
        let enrolled = shape.with(generation: shape.factorGeneration + 1, adding: [Fixture.totp])
        let proof = Fixture.proofOrForgery(.totp, of: enrolled)
        let outcome = attempt.secondFactorEnrolled(proof, of: enrolled, under: rules, at: now)
        if case .grantSession(let grant) = outcome {
            if !addressProven { broken = "a factor was enrolled without the mailbox" }
            proven.append(.totp)
            shape = enrolled
            judge(grant)
        }
        return name(outcome)
    }

    private mutating func change(by event: Event) {
        switch event {
        case .timePassed: now = Fixture.start + Limits.attemptLife
        case .clockWentBack: now = Fixture.start - .seconds(3_600)
        case .factorsChanged where !shape.isPhantom: shape = shape.with(generation: 99)
        case .accountDisabled where !shape.isPhantom: shape = shape.with(state: .disabled)
        default: break
        }
    }
}

// MARK: What must be true

extension SignInWalk {
    /// The combinations of product.md §4.4, written down a second time.
    static let complete: Set<[Method]> = [
        [.passkey], [.approval], [.appScan],
        [.password, .approval], [.password, .appCode], [.password, .appScan], [.password, .totp],
        [.password, .securityKey], [.password, .passkey], [.password, .smsCode], [.password, .backupCode],
        [.password, .passphrase],
        [.emailCode, .totp], [.emailCode, .smsCode], [.emailCode, .securityKey], [.emailCode, .passkey],
        [.emailCode, .backupCode], [.emailCode, .passphrase],
    ]

    private mutating func judge(_ grant: SignInAttempt.Grant) {
        let alone =
            proven == [.password] && shape.authenticators.contains(Fixture.longPassword)
            && Set(shape.authenticators.flatMap(\.methods)).isSubset(of: [.password, .emailCode])
            && rules.secondStep == .whenEnrolled
        if !alone && !Self.complete.contains(proven) { broken = "a session for \(proven)" }
        if grant.methods != proven { broken = "a session says \(grant.methods) for \(proven)" }
        if now != Fixture.start { broken = "a session after the end" }
        if shape.isPhantom || shape.state != .active { broken = "a session for an account that may not sign in" }
        if wrongFirst >= Limits.triesPerStep || wrongSecond >= Limits.triesPerStep {
            broken = "a session after failures"
        }
        if alone != (grant.assurance.level == .one) { broken = "a wrong level" }
        if grant.assurance.recovery != (proven.first == .emailCode) { broken = "recovery marked wrongly" }
    }

    private mutating func check(from: SignInAttempt, outcome: String) {
        if grants > 1 { broken = "two sessions" }
        if (attempt.step == .signedIn) != (grants == 1) { broken = "signed in without a session, or the reverse" }
        switch from.step {
        case .signedIn, .refused:
            if attempt != from { broken = "an ended attempt changed by \(outcome)" }
        case .identifier, .first, .second, .address, .enrolment:
            if outcome == "outOfOrder" && attempt != from { broken = "something out of order changed the attempt" }
        }
        if outcome.hasPrefix("refuse") != (attempt.step == .refused) { broken = "a refusal that is none: \(outcome)" }
        if attempt.failures.first < from.failures.first { broken = "a failure was forgotten" }
        if attempt.failures.second < from.failures.second { broken = "a failure was forgotten" }
    }
}

// MARK: Words

extension SignInWalk {
    private func transition(from: SignInAttempt, by event: Event, _ outcome: String) -> Transition? {
        guard outcome != "outOfOrder", from.step != .refused, from.step != .signedIn else { return nil }
        // Any event finds out that it is too late; the table says so once.
        if ["refuse(expired)", "refuse(accountChanged)"].contains(outcome) {
            return Transition(from: "any", event: "any", outcome: outcome, to: attempt.step.rawValue)
        }
        return Transition(
            from: from.step.rawValue, event: title(of: event), outcome: outcome, to: attempt.step.rawValue)
    }

    private func title(of event: Event) -> String {
        switch event {
        case .identified, .identifiedInKnownBrowser: "identifierGiven"
        case .discovered(let method): method == nil ? "discovered failed" : "discovered passed"
        case .first(let method): method == nil ? "firstChecked failed" : "firstChecked passed"
        case .firstOfAnotherAccount: "firstChecked passed"
        case .second(let method): method == nil ? "secondChecked failed" : "secondChecked passed"
        case .otherWay: "otherWayChosen"
        case .address(let right): right ? "addressChecked passed" : "addressChecked failed"
        case .enrolling: "enrolmentContinued"
        case .enrolled: "secondFactorEnrolled"
        case .wentBack, .held, .abandoned, .repudiated, .declined, .timePassed, .clockWentBack, .factorsChanged,
            .accountDisabled:
            "\(event)"
        }
    }
}

/// An outcome in one word, with the reason of a refusal.
func name(_ outcome: some Any) -> String {
    let text = word(outcome)
    guard text == "refuse" || text == "drop", let reason = Mirror(reflecting: outcome).children.first else {
        return text
    }
    return "\(text)(\(word(reason.value)))"
}

/// The case of an enumeration without what it carries.
func word(_ value: some Any) -> String {
    Mirror(reflecting: value).children.first?.label ?? "\(value)"
}
