import Identity
import SignInPolicy

/// A password reset, the account that it is about, and what a test remembers of the way.
struct PasswordResetWalk: Hashable {
    var reset: PasswordReset
    var shape: AccountShape
    var now = Fixture.start
    /// Right proofs that moved the reset on.
    var proven: [Method] = []
    var passwords = 0
    var lifts = 0
    var broken: String?

    init(_ shape: AccountShape, for goal: PasswordReset.Goal = .newPassword) {
        reset = PasswordReset(startedAt: Fixture.start, for: goal)
        self.shape = shape
    }

    enum Event: Hashable {
        case identified
        case code(Method?)
        case codeOfAnotherAccount
        case second(Method?)
        case otherWay(String)
        case password(good: Bool)
        case passwordOfAnotherAccount
        case confirmed, confirmedForAnotherAccount
        case held, stopped
        case timePassed, clockWentBack, factorsChanged, accountDisabled

        static let all: [Event] = [
            .identified, .code(.emailCode), .code(.totp), .code(nil), .codeOfAnotherAccount,
            .second(.totp), .second(.backupCode), .second(.emailCode), .second(.password), .second(nil),
            .otherWay("backupCode"), .otherWay("emailCode.mailbox"),
            .password(good: true), .password(good: false), .passwordOfAnotherAccount, .confirmed,
            .confirmedForAnotherAccount, .held, .stopped,
            .timePassed, .clockWentBack, .factorsChanged, .accountDisabled,
        ]
    }

    mutating func take(_ event: Event) -> Transition? {
        let from = reset
        let outcome: String
        switch event {
        case .identified:
            outcome = identify()
        case .code(let method):
            outcome = name(reset.codeChecked(check(method), of: shape, under: Fixture.plain, at: now))
            if let method, ["askSecond", "askPassword", "askConfirmation"].contains(outcome) { proven = [method] }
        case .codeOfAnotherAccount:
            let other = shape.with(id: "another")
            outcome = name(reset.codeChecked(check(.emailCode), of: other, under: Fixture.plain, at: now))
        case .second(let method):
            outcome = name(reset.secondChecked(check(method), of: shape, under: Fixture.plain, at: now))
            if let method, ["askPassword", "askConfirmation"].contains(outcome) { proven.append(method) }
        case .otherWay(let key):
            outcome = name(reset.otherWayChosen(key, of: shape, under: Fixture.plain, at: now))
        case .password(let good):
            outcome = choose(good ? .accepted(standsAlone: true) : .tooShort(minimum: 8))
        case .passwordOfAnotherAccount:
            let other = shape.with(id: "another")
            outcome = name(reset.passwordChosen(.accepted(standsAlone: true), of: other, at: now))
        case .confirmed:
            outcome = confirm(shape)
        case .confirmedForAnotherAccount:
            outcome = confirm(shape.with(id: "another"))
        case .held:
            outcome = name(reset.held(until: nil, at: now))
        case .stopped:
            outcome = reset.stopped().map { refused in "refuse(\(word(refused)))" } ?? "outOfOrder"
        case .timePassed, .clockWentBack, .factorsChanged, .accountDisabled:
            change(by: event)
            return nil
        }
        check(from: from, outcome: outcome)
        return transition(from: from, by: event, outcome)
    }
}

extension PasswordResetWalk {
    private func check(_ method: Method?) -> ProofCheck {
        method.map { .passed(Fixture.proofOrForgery($0, of: shape)) } ?? .failed
    }

    private mutating func identify() -> String {
        let outcome = reset.identifierGiven(.email(Fixture.mira), of: shape, at: now)
        if case .askForCode(let mailbox) = outcome {
            let isReal = !shape.isPhantom && shape.state == .active
            if (mailbox != nil) != isReal { broken = "a code goes to \(String(describing: mailbox))" }
        }
        return name(outcome)
    }

    private mutating func choose(_ verdict: PasswordRule.Verdict) -> String {
        let outcome = reset.passwordChosen(verdict, of: shape, at: now)
        if case .setPassword(let account, _, let proofs) = outcome {
            passwords += 1
            checkProven(proofs)
            if account != shape.account || reset.goal != .newPassword { broken = "a password of somebody else" }
        }
        return name(outcome)
    }

    private mutating func confirm(_ shape: AccountShape) -> String {
        let outcome = reset.confirmed(of: shape, at: now)
        if case .liftLimit(let account, let proofs) = outcome {
            lifts += 1
            checkProven(proofs)
            if account != self.shape.account || reset.goal != .anyNetwork { broken = "a limit of somebody else" }
        }
        return name(outcome)
    }

    /// That what was proven is the mailbox, and the second step of whoever has one.
    private mutating func checkProven(_ proofs: [Proof]) {
        let complete: Set<[Method]> =
            shape.authenticators.contains(Fixture.totp) || shape.isPasswordless
            ? [[.emailCode, .totp], [.emailCode, .backupCode]] : [[.emailCode]]
        if !complete.contains(proven) || proofs.map(\.method) != proven { broken = "the end for \(proven)" }
        if now != Fixture.start || shape.isPhantom || shape.state != .active { broken = "something after the end" }
        if reset.failures.code >= Limits.triesPerStep || reset.failures.second >= Limits.triesPerStep {
            broken = "the end after too many failures"
        }
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

    private mutating func check(from: PasswordReset, outcome: String) {
        if passwords + lifts > 1 { broken = "two ends" }
        if (reset.step == .completed) != (passwords + lifts == 1) {
            broken = "completed without its goal, or the reverse"
        }
        switch from.step {
        case .completed, .refused:
            if reset != from { broken = "an ended reset changed by \(outcome)" }
        case .identifier, .code, .second, .newPassword, .confirmation:
            if outcome == "outOfOrder" && reset != from { broken = "something out of order changed the reset" }
        }
        if outcome.hasPrefix("refuse") != (reset.step == .refused) { broken = "a refusal that is none: \(outcome)" }
    }

    private func transition(from: PasswordReset, by event: Event, _ outcome: String) -> Transition? {
        guard outcome != "outOfOrder", from.step != .refused, from.step != .completed else { return nil }
        if ["refuse(expired)", "refuse(accountChanged)"].contains(outcome) {
            return Transition(from: "any", event: "any", outcome: outcome, to: reset.step.rawValue)
        }
        return Transition(from: from.step.rawValue, event: title(of: event), outcome: outcome, to: reset.step.rawValue)
    }

    private func title(of event: Event) -> String {
        switch event {
        case .identified: "identifierGiven"
        case .code(let method): method == nil ? "codeChecked failed" : "codeChecked passed"
        case .codeOfAnotherAccount: "codeChecked passed"
        case .second(let method): method == nil ? "secondChecked failed" : "secondChecked passed"
        case .otherWay: "otherWayChosen"
        case .password(let good): good ? "passwordChosen accepted" : "passwordChosen refused"
        case .passwordOfAnotherAccount: "passwordChosen accepted"
        case .confirmed, .confirmedForAnotherAccount: "confirmed"
        case .held, .stopped, .timePassed, .clockWentBack, .factorsChanged, .accountDisabled: "\(event)"
        }
    }
}
