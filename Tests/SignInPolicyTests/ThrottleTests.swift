import Identity
import SignInPolicy
import Testing

/// A throttle, two clocks and what a test remembers of the way.
private struct ThrottleWalk: Hashable {
    var throttle: Throttle
    /// What the server's clock shows; it can be wrong.
    var shown = Fixture.start
    /// Time as it really passes since the last try that was looked at.
    var sinceLast = Duration.seconds(7_200)
    var inARow: Int
    var broken: String?

    init(after failures: Int) {
        inARow = failures
        let counter = Throttle.Counter(
            failures: failures, lastFailure: failures == 0 ? nil : Fixture.start - .seconds(7_200))
        throttle = Throttle(side: counter, total: counter)
    }

    enum Event: Hashable, CaseIterable {
        case wrong, right, halfMinute, hour, clockBackAMinute, clockBackADay
    }

    var standing: String {
        switch throttle.outlook(at: shown) {
        case .evaluate: "open"
        case .wait: "held"
        case .disabled: "disabled"
        }
    }

    mutating func take(_ event: Event) -> Transition? {
        let from = standing
        let before = throttle
        var outcome = "–"
        var title = "time passes"
        switch event {
        case .wrong, .right:
            let admission = throttle.admit(at: shown)
            outcome = name(admission)
            title = "tried"
            if case .evaluate = admission {
                if inARow >= Limits.failuresBeforeDisabling { broken = "looked at once too often" }
                if sinceLast < Throttle.delay(after: inARow) { broken = "looked at too early" }
                (inARow, sinceLast) = (inARow + 1, .zero)
                if event == .right {
                    throttle = .afterSuccess
                    (inARow, title) = (0, "tried and succeeded")
                }
            } else if throttle.total != before.total || throttle.side.failures != before.side.failures {
                broken = "a try that was not looked at was counted"
            }
        case .halfMinute: pass(.seconds(30))
        case .hour: pass(.seconds(3_600))
        case .clockBackAMinute: (shown, title) = (shown - .seconds(60), "clock goes back")
        case .clockBackADay: (shown, title) = (shown - .seconds(86_400), "clock goes back")
        }
        if title == "clock goes back" && from != "open" && standing == "open" { broken = "a clock opened it" }
        guard outcome != "–" || from != standing else { return nil }
        return Transition(from: from, event: title, outcome: outcome, to: standing)
    }

    private mutating func pass(_ time: Duration) {
        shown = shown + time
        sinceLast += time
    }
}

@Suite struct `A throttle` {
    @Test func `RATE-24, RATE-02: looks at no more tries, and no sooner, whatever the clock does`() throws {
        var broken: [String] = []
        var all: Set<Transition> = []
        for failures in [0, 3, 4, 8, 12, 46, 49, 50] {
            let (seen, _) = walk(
                from: ThrottleWalk(after: failures), with: ThrottleWalk.Event.allCases
            ) { state, event in
                let transition = state.take(event)
                if let found = state.broken { broken.append("\(event): \(found)") }
                return transition
            }
            all.formUnion(seen)
        }
        #expect(broken == [])
        let page = try StatePage("throttle")
        #expect(page.rows == all, "the table would be:\n\(all.table)")
        #expect(page.arrows == all.arrows)
    }

    @Test(
        arguments: [
            (0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (8, 240), (9, 480), (10, 960), (11, 1_920), (12, 3_600),
            (49, 3_600), (.max, 3_600),
        ] as [(Int, Int64)])
    func `delays from the fifth failure, doubling, for an hour at most`(failures: Int, seconds: Int64) {
        #expect(Throttle.delay(after: failures) == .seconds(seconds))
    }

    @Test func `RATE-01: of a hundred guesses sent at once, looks at five, and refuses the right one after them`() {
        var throttle = Throttle()
        let admissions = (0..<100).map { _ in throttle.admit(at: Fixture.start) }
        #expect(admissions.count { $0 == .evaluate } == Limits.failuresBeforeDelay)
        #expect(admissions.last == .wait(until: Fixture.start + .seconds(30)))
    }

    @Test func `RATE-02: the fifty-first try in a row is refused for good, even the right one a year later`() {
        var throttle = Throttle()
        var now = Fixture.start
        for _ in 0..<Limits.failuresBeforeDisabling {
            #expect(throttle.admit(at: now) == .evaluate)
            now = now + Limits.longestDelay
        }
        #expect(throttle.isDisabled)
        #expect(throttle.admit(at: now + .seconds(366 * 86_400)) == .disabled)
    }

    @Test func `RATE-06: after a delay the next failure is counted on, not anew`() {
        var throttle = Throttle()
        for _ in 0..<5 { _ = throttle.admit(at: Fixture.start) }
        let after = Fixture.start + .seconds(30)
        #expect(throttle.admit(at: after) == .evaluate)
        #expect(throttle.admit(at: after) == .wait(until: after + .seconds(60)))
    }

    @Test func `RATE-10: strangers' failures do not hold up a browser that the account knows`() {
        var strangers = Throttle()
        for _ in 0..<5 { _ = strangers.admit(at: Fixture.start) }
        var known = Throttle(side: Throttle.Counter(), total: strangers.total)
        #expect(strangers.outlook(at: Fixture.start) == .wait(until: Fixture.start + .seconds(30)))
        #expect(known.admit(at: Fixture.start) == .evaluate)
        #expect(known.total.failures == 6)
    }

    @Test func `RATE-12: success takes back what was counted against it, and one spared try is one failure less`() {
        var throttle = Throttle()
        for _ in 0..<4 { _ = throttle.admit(at: Fixture.start) }
        throttle.spared()
        #expect(throttle.side.failures == 3)
        #expect(throttle.total.failures == 3)
        throttle = .afterSuccess
        #expect(throttle == Throttle())
        throttle.spared()
        #expect(throttle == Throttle())
    }

    @Test func `RATE-21: after the wait that was told, the next try is looked at`() {
        var throttle = Throttle()
        for _ in 0..<5 { _ = throttle.admit(at: Fixture.start) }
        guard case .wait(let until) = throttle.admit(at: Fixture.start) else {
            Issue.record("not held")
            return
        }
        #expect(throttle.admit(at: until - .milliseconds(1)) == .wait(until: until))
        #expect(throttle.admit(at: until) == .evaluate)
    }

    @Test(arguments: [-1, Int.min, Int.max])
    func `RATE-24: a counter that is damaged or full refuses`(failures: Int) {
        let counter = Throttle.Counter(failures: failures, lastFailure: Fixture.start)
        var disabled = Throttle(side: Throttle.Counter(), total: counter)
        #expect(disabled.admit(at: Fixture.start + .seconds(86_400)) == .disabled)
        disabled.spared()
        #expect(disabled.isDisabled)
        var held = Throttle(side: counter, total: Throttle.Counter())
        #expect(held.admit(at: Fixture.start) == .wait(until: Fixture.start + Limits.longestDelay))
    }

    @Test func `RATE-24: a side that has failures but no time is held for the whole delay`() {
        var throttle = Throttle(side: Throttle.Counter(failures: 6, lastFailure: nil))
        #expect(throttle.admit(at: Fixture.start) == .wait(until: Fixture.start + .seconds(60)))
        #expect(throttle.admit(at: Fixture.start + .seconds(60)) == .evaluate)
    }

    @Test func `RATE-24: a clock that went back by a year makes the wait whole again, and not a year long`() {
        var throttle = Throttle()
        for _ in 0..<5 { _ = throttle.admit(at: Fixture.start) }
        let back = Fixture.start - .seconds(365 * 86_400)
        #expect(throttle.admit(at: back) == .wait(until: back + .seconds(30)))
        #expect(throttle.admit(at: back + .seconds(29)) == .wait(until: back + .seconds(30)))
        #expect(throttle.admit(at: back + .seconds(30)) == .evaluate)
    }
}
