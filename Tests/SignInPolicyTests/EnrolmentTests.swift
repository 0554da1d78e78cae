import Identity
import SignInPolicy
import Testing

/// An enrolment and what a test remembers of the way.
private struct EnrolmentWalk: Hashable {
    var enrolment = Enrolment(
        of: .emailAddress, for: AccountID("mira"), heldBy: .session(SessionID("own")), generation: 7,
        startedAt: Fixture.start)
    var generation: Int64 = 7
    var now = Fixture.start
    var enrolled = 0
    var broken: String?

    enum Event: Hashable, CaseIterable {
        case passed, failed, abandoned, passedByAnother, abandonedByAnother
        case timePassed, clockWentBack, factorsChanged
    }

    mutating func take(_ event: Event) -> Transition? {
        let from = enrolment
        let own = Enrolment.Holder.session(SessionID("own"))
        let other = Enrolment.Holder.session(SessionID("other"))
        let outcome: String
        switch event {
        case .passed:
            outcome = name(enrolment.proofChecked(.passed, by: own, generation: generation, at: now))
        case .failed:
            outcome = name(enrolment.proofChecked(.failed, by: own, generation: generation, at: now))
        case .abandoned:
            outcome = name(enrolment.abandoned(by: own))
        case .passedByAnother:
            outcome = name(enrolment.proofChecked(.passed, by: other, generation: generation, at: now))
            if enrolment != from { broken = "somebody else changed it" }
        case .abandonedByAnother:
            outcome = name(enrolment.abandoned(by: other))
            if enrolment != from { broken = "somebody else ended it" }
        case .timePassed:
            now = Fixture.start + Limits.mailCodeLife
            return nil
        case .clockWentBack:
            now = Fixture.start - .seconds(600)
            return nil
        case .factorsChanged:
            generation = 8
            return nil
        }
        if outcome == "enrol" {
            enrolled += 1
            if now != Fixture.start || generation != 7 || event != .passed { broken = "enrolled by \(event)" }
        }
        if enrolled > 1 || (enrolment.state == .enrolled) != (enrolled == 1) { broken = "enrolled twice or in secret" }
        if from.state != .pending && enrolment != from { broken = "an ended enrolment changed" }
        return transition(from: from, by: event, outcome)
    }

    private func transition(from: Enrolment, by event: Event, _ outcome: String) -> Transition? {
        guard from.state == .pending, outcome != "outOfOrder" else { return nil }
        let to = word(enrolment.state)
        if ["drop(expired)", "drop(accountChanged)"].contains(outcome) {
            return Transition(from: "any", event: "any", outcome: outcome, to: to)
        }
        let title = event == .abandoned ? "abandoned" : "proofChecked \(event)"
        return Transition(from: "pending", event: title, outcome: outcome, to: to)
    }
}

@Suite struct `An enrolment` {
    @Test func `TOTP-13, OTP-03: counts once, after its own proof in time, for whoever began it`() throws {
        var broken: [String] = []
        let (seen, _) = walk(from: EnrolmentWalk(), with: EnrolmentWalk.Event.allCases) { state, event in
            let transition = state.take(event)
            if let found = state.broken { broken.append("\(event): \(found)") }
            return transition
        }
        #expect(broken == [])
        let page = try StatePage("enrolment")
        #expect(page.rows == seen, "the table would be:\n\(seen.table)")
        #expect(page.arrows == seen.arrows)
    }

    @Test(arguments: Enrolment.Kind.allCases)
    func `OTP-02: waits as long as its proof is good, and not a moment longer`(kind: Enrolment.Kind) {
        let holder = Enrolment.Holder.link("hash")
        let enrolment = Enrolment(
            of: kind, for: AccountID("mira"), heldBy: holder, generation: 0, startedAt: Fixture.start)
        var inTime = enrolment
        let last = Fixture.start + kind.life - .milliseconds(1)
        #expect(inTime.proofChecked(.passed, by: holder, generation: 0, at: last) == .enrol)
        var late = enrolment
        #expect(
            late.proofChecked(.passed, by: holder, generation: 0, at: Fixture.start + kind.life) == .drop(.expired))
    }

    @Test(arguments: Enrolment.Kind.allCases)
    func `OTP-04: ends with its last try`(kind: Enrolment.Kind) throws {
        let holder = Enrolment.Holder.attempt(AttemptID("attempt"))
        var enrolment = Enrolment(
            of: kind, for: AccountID("mira"), heldBy: holder, generation: 0, startedAt: Fixture.start)
        for left in (1..<kind.tries).reversed() {
            let outcome = enrolment.proofChecked(.failed, by: holder, generation: 0, at: Fixture.start)
            #expect(outcome == .askAgain(triesLeft: left))
        }
        #expect(
            enrolment.proofChecked(.failed, by: holder, generation: 0, at: Fixture.start) == .drop(.tooManyFailures))
        #expect(
            enrolment.proofChecked(.passed, by: holder, generation: 0, at: Fixture.start) == .drop(.tooManyFailures))
        #expect(try storedAndLoaded(enrolment) == enrolment)
    }
}
