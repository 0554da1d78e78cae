import Identity
import SignInPolicy
import Testing

/// A step-up and what a test remembers of the way.
private struct StepUpWalk: Hashable {
    static let session = SessionID("own")
    var shape: AccountShape
    var stepUp: StepUp
    var now = Fixture.start
    var refreshed = 0
    var broken: String?

    init(_ shape: AccountShape) {
        self.shape = shape
        stepUp = StepUp(in: Self.session, of: shape, under: Fixture.plain, at: Fixture.start)
    }

    enum Event: Hashable {
        case proof(Method?)
        case proofInAnotherSession
        case proofOfAnotherAccount
        case otherWay(String)
        case timePassed, clockWentBack, factorsChanged, accountDisabled

        static let all: [Event] = [
            .proof(.totp), .proof(.backupCode), .proof(.password), .proof(.emailCode), .proof(nil),
            .proofInAnotherSession, .proofOfAnotherAccount, .otherWay("backupCode"), .otherWay("emailCode.mailbox"),
            .timePassed, .clockWentBack, .factorsChanged, .accountDisabled,
        ]
    }

    mutating func take(_ event: Event) -> Transition? {
        let from = stepUp
        let outcome: String
        switch event {
        case .proof(let method):
            outcome = name(check(method, in: Self.session, of: shape))
            if outcome == "refresh" { judge(method) }
        case .proofInAnotherSession:
            outcome = name(check(.totp, in: SessionID("other"), of: shape))
        case .proofOfAnotherAccount:
            outcome = name(check(.totp, in: Self.session, of: shape.with(id: "another")))
        case .otherWay(let key):
            outcome = name(stepUp.otherWayChosen(key, in: Self.session, of: shape, under: Fixture.plain, at: now))
        case .timePassed: now = Fixture.start + Limits.attemptLife; return nil
        case .clockWentBack: now = Fixture.start - .seconds(600); return nil
        case .factorsChanged: shape = shape.with(generation: 99); return nil
        case .accountDisabled: shape = shape.with(state: .disabled); return nil
        }
        if (stepUp.state == .proven) != (refreshed == 1) { broken = "proven twice or in secret" }
        if from.isOver && stepUp != from { broken = "an ended step-up changed" }
        return transition(from: from, by: event, outcome)
    }

    private mutating func check(_ method: Method?, in session: SessionID, of shape: AccountShape) -> StepUp.ProofOutcome
    {
        let check: ProofCheck = method.map { .passed(Fixture.proofOrForgery($0, of: shape)) } ?? .failed
        return stepUp.proofChecked(check, in: session, of: shape, under: Fixture.plain, at: now)
    }

    private mutating func judge(_ method: Method?) {
        refreshed += 1
        let hasFactor = shape.authenticators.contains(Fixture.totp)
        let enough: [Method?] = hasFactor ? [.totp, .backupCode] : [.password]
        if !enough.contains(method) { broken = "fresh by \(String(describing: method))" }
        if now != Fixture.start || shape.state != .active { broken = "fresh after the end" }
    }

    private func transition(from: StepUp, by event: Event, _ outcome: String) -> Transition? {
        guard !from.isOver, outcome != "outOfOrder" else { return nil }
        let to = word(stepUp.state)
        if ["refuse(expired)", "refuse(accountChanged)"].contains(outcome) {
            return Transition(from: "any", event: "any", outcome: outcome, to: to)
        }
        let title =
            switch event {
            case .otherWay: "otherWayChosen"
            case .proof(nil): "proofChecked failed"
            default: "proofChecked passed"
            }
        return Transition(from: "awaitingProof", event: title, outcome: outcome, to: to)
    }
}

extension StepUp {
    fileprivate var isOver: Bool {
        switch state {
        case .awaitingProof: false
        case .proven, .refused: true
        }
    }
}

@Suite struct `A step-up` {
    @Test func `TOTP-15: takes one proof that a stolen session does not give, in that session, in time`() throws {
        var broken: [String] = []
        var all: Set<Transition> = []
        for shape in [Fixture.everyday, Fixture.account([Fixture.longPassword, Fixture.mailbox])] {
            let (seen, _) = walk(from: StepUpWalk(shape), with: StepUpWalk.Event.all) { state, event in
                let transition = state.take(event)
                if let found = state.broken { broken.append("\(event): \(found)") }
                return transition
            }
            #expect(seen.contains { $0.to == "proven" })
            all.formUnion(seen)
        }
        #expect(broken == [])
        let page = try StatePage("step-up")
        #expect(page.rows == all, "the table would be:\n\(all.table)")
        #expect(page.arrows == all.arrows)
    }

    @Test func `SESS-20: is asked again ten minutes after the proof`() {
        let proven = Fixture.start
        #expect(StepUp.isFresh(provenAt: proven, at: proven + .seconds(599)))
        #expect(!StepUp.isFresh(provenAt: proven, at: proven + .seconds(600)))
        #expect(!StepUp.isFresh(provenAt: proven, at: proven + .seconds(601)))
    }

    @Test func `RATE-24: a proof from the future is not fresh`() {
        #expect(!StepUp.isFresh(provenAt: Fixture.start, at: Fixture.start - .seconds(120)))
    }

    @Test func `asks an account with second factors for one of them, best first`() {
        let stepUp = StepUp(
            in: SessionID("own"), of: Fixture.everyday, under: Fixture.plain, at: Fixture.start)
        let menu = stepUp.menu(of: Fixture.everyday, under: Fixture.plain)
        #expect(menu.offers.map(\.method) == [.totp, .backupCode])
        #expect(stepUp.choice?.method == .totp)
        #expect(menu.withheld.contains { $0.method == .password && $0.reason == .tooWeak })
        #expect(menu.withheld.contains { $0.method == .emailCode && $0.reason == .neverSecond })
    }

    @Test func `is refused from the start when there is nothing to prove with`() {
        let stepUp = StepUp(
            in: SessionID("own"), of: Fixture.account([Fixture.mailbox]), under: Fixture.plain, at: Fixture.start)
        #expect(stepUp.state == .refused(.noWayLeft))
    }
}
