import Identity
import SignInPolicy
import Testing

/// An allowance and what a test remembers of the way. What passes is taken off the past, as in the other walks.
private struct AllowanceWalk: Hashable {
    var allowance: ApprovalAllowance
    /// How long ago each request went out, since the last success.
    var ages: [Duration]
    var broken: String?

    init(asked ages: [Duration]) {
        allowance = ApprovalAllowance(asked: ages.map { Fixture.start - $0 })
        self.ages = ages
    }

    enum Event: Hashable {
        case asked, succeeded
        case passes(Duration)

        static let all: [Event] = [
            .asked, .succeeded, .passes(.seconds(200)), .passes(.seconds(600)), .passes(.seconds(43_200)),
        ]
    }

    mutating func take(_ event: Event) -> Transition? {
        let from = allowance.word
        var outcome = "–"
        switch event {
        case .asked:
            outcome = name(allowance.ask(at: Fixture.start))
            let burst = ages.count { $0 < .seconds(600) }
            let day = ages.count { $0 < .seconds(86_400) }
            if (outcome == "ask") != (burst < 3 && day < 10) { broken = "\(outcome) after \(burst) and \(day)" }
            if outcome == "ask" { ages.append(.zero) }
        case .succeeded:
            allowance.succeeded()
            ages = []
        case .passes(let duration):
            allowance = ApprovalAllowance(asked: allowance.asked.map { $0 - duration })
            ages = ages.map { $0 + duration }.filter { $0 < .seconds(86_400) }
            if from == allowance.word { return nil }
        }
        let title = if case .passes = event { "time passes" } else { word(event) }
        return Transition(from: from, event: title, outcome: outcome, to: allowance.word)
    }
}

extension ApprovalAllowance {
    fileprivate var word: String {
        switch outlook(at: Fixture.start) {
        case .ask: "open"
        case .hold: "held"
        }
    }
}

@Suite struct `The allowance of approval requests` {
    @Test func `PUSH-04: is three in ten minutes and ten a day, until one succeeds`() throws {
        var broken: [String] = []
        var seen: Set<Transition> = []
        let nine = (1...9).map { Duration.seconds($0 * 3_600) }
        for start in [[], nine] {
            let (found, _) = walk(from: AllowanceWalk(asked: start), with: AllowanceWalk.Event.all) { state, event in
                let transition = state.take(event)
                if let found = state.broken { broken.append(found) }
                return transition
            }
            seen.formUnion(found)
        }
        #expect(broken == [])
        let page = try StatePage("approval-allowance")
        #expect(page.rows == seen, "the table would be:\n\(seen.table)")
        #expect(page.arrows == seen.arrows)
    }

    @Test func `PUSH-04: of a hundred wishes in ten minutes three are sent`() {
        var allowance = ApprovalAllowance()
        let sent = (0..<100).count { allowance.ask(at: Fixture.start + .seconds(6 * $0)) == .ask }
        #expect(sent == 3)
        #expect(allowance.asked.count == 3)
    }

    @Test func `PUSH-04: of a wish a minute for a day ten are sent`() {
        var allowance = ApprovalAllowance()
        let sent = (0..<1_440).count { allowance.ask(at: Fixture.start + .seconds(60 * $0)) == .ask }
        #expect(sent == 10)
    }

    @Test func `says when it lets the next one through, and does`() {
        var allowance = ApprovalAllowance()
        for second in 0..<3 { #expect(allowance.ask(at: Fixture.start + .seconds(second)) == .ask) }
        let end = Fixture.start + .seconds(600)
        #expect(allowance.ask(at: Fixture.start + .seconds(3)) == .hold(until: end))
        #expect(allowance.outlook(at: end - .milliseconds(1)) == .hold(until: end))
        #expect(allowance.ask(at: end) == .ask)
    }

    @Test func `RATE-24: a clock that goes back makes no room`() throws {
        var allowance = ApprovalAllowance()
        for _ in 0..<3 { _ = allowance.ask(at: Fixture.start) }
        let back = Fixture.start - .seconds(365 * 86_400)
        #expect(allowance.ask(at: back) == .hold(until: back + .seconds(600)))
        #expect(allowance.ask(at: back + .seconds(600)) == .ask)
        #expect(try storedAndLoaded(allowance) == allowance)
    }
}
