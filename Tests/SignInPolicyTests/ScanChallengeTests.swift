import Identity
import SignInPolicy
import Testing

private let phone = AuthenticatorID("app")
private let tablet = AuthenticatorID("tablet")

/// A QR on a page and what a test remembers of the way.
private struct ScanWalk: Hashable {
    var challenge = ScanChallenge(shownAt: Fixture.start)
    var now = Fixture.start
    var claims = 0
    var replaced = false
    var broken: String?

    enum Event: Hashable {
        case claimed(AuthenticatorID)
        case looked, replaced, timePassed, clockWentBack

        static let all: [Event] = [
            .claimed(phone), .claimed(tablet), .looked, .replaced, .timePassed, .clockWentBack,
        ]
    }

    mutating func take(_ event: Event) -> Transition? {
        let from = challenge
        let outcome: String
        switch event {
        case .claimed(let installation):
            outcome = name(challenge.claimed(by: installation, at: now))
            if outcome == "ask" {
                claims += 1
                if claims > 1 || replaced || now != Fixture.start { broken = "claimed twice, or when it was dead" }
            }
        case .looked:
            outcome = name(challenge.looked(at: now))
            if (outcome == "showNumber") != (claims == 1) { broken = "a number without a claim, or none with one" }
        case .replaced:
            challenge.replaced(at: now)
            if case .replaced = challenge.state { replaced = true }
            outcome = "–"
        case .timePassed: now = Fixture.start + Limits.scanLife; return nil
        case .clockWentBack: now = Fixture.start - .seconds(600); return nil
        }
        guard word(from.state) == "shown" else {
            if challenge != from { broken = "an ended challenge changed" }
            return nil
        }
        let to = word(challenge.state)
        if to == "expired" { return Transition(from: "any", event: "any", outcome: outcome, to: to) }
        return Transition(from: "shown", event: word(event), outcome: outcome, to: to)
    }
}

@Suite struct `A QR on the sign-in page` {
    @Test func `QR-04: is read by one device at most, in its time, while it is on the page`() throws {
        var broken: [String] = []
        let (seen, _) = walk(from: ScanWalk(), with: ScanWalk.Event.all) { state, event in
            let transition = state.take(event)
            if let found = state.broken { broken.append("\(event): \(found)") }
            return transition
        }
        #expect(broken == [])
        let page = try StatePage("scan-challenge")
        #expect(page.rows == seen, "the table would be:\n\(seen.table)")
        #expect(page.arrows == seen.arrows)
    }

    @Test func `QR-01: lives a minute and a half, and asks to be replaced then`() throws {
        #expect(Limits.scanLife <= .seconds(600))
        var challenge = ScanChallenge(shownAt: Fixture.start)
        #expect(challenge.looked(at: Fixture.start + .milliseconds(89_999)) == .keepShowing)
        #expect(challenge.looked(at: Fixture.start + .seconds(90)) == .rotate)
        #expect(challenge.claimed(by: phone, at: Fixture.start + .seconds(90)) == .refuse)
        #expect(try storedAndLoaded(challenge) == challenge)
    }

    @Test func `QR-04: shows the number to the page once one device has read it, and refuses the second`() {
        var challenge = ScanChallenge(shownAt: Fixture.start)
        #expect(challenge.claimed(by: phone, at: Fixture.start) == .ask)
        #expect(challenge.claimed(by: tablet, at: Fixture.start) == .refuse)
        #expect(challenge.claimed(by: phone, at: Fixture.start) == .refuse)
        #expect(challenge.looked(at: Fixture.start + .seconds(600)) == .showNumber(phone))
    }
}
