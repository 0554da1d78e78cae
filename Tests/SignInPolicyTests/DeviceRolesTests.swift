import Identity
import SignInPolicy
import Testing

private let phone = AuthenticatorID("phone")
private let tablet = AuthenticatorID("tablet")
private let laptop = AuthenticatorID("laptop")

/// The devices of an account and what a test remembers of the way.
private struct RolesWalk: Hashable {
    var roles = DeviceRoles()
    /// Those that count, as a test would keep them.
    var counting: Set<AuthenticatorID> = []
    var waited = false
    var broken: String?

    enum Event: Hashable {
        case joined(AuthenticatorID)
        case replaced(AuthenticatorID, by: AuthenticatorID)
        case left(AuthenticatorID)
        case promotionAsked(AuthenticatorID, primaryAnswers: Bool)
        case agreed(AuthenticatorID)
        case objected(AuthenticatorID?)
        case timePassed

        static let all: [Event] =
            [phone, tablet, laptop].flatMap { device -> [Event] in
                [
                    .joined(device), .left(device), .promotionAsked(device, primaryAnswers: true),
                    .promotionAsked(device, primaryAnswers: false), .agreed(device), .objected(device),
                ]
            } + [.replaced(phone, by: laptop), .replaced(laptop, by: tablet), .objected(nil), .timePassed]
    }

    mutating func take(_ event: Event) -> Transition? {
        let from = roles
        let outcome: String
        var mayChange = false
        switch event {
        case .joined(let device):
            outcome = name(roles.joined(device))
            counting.insert(device)
            mayChange = from.primary == nil
        case .replaced(let old, let new):
            _ = roles.replaced(old, by: new)
            counting.remove(old)
            outcome = "–"
            mayChange = old == from.primary
            if mayChange, from.installations.contains(new), roles.primary != new {
                broken = "passed its successor over"
            }
        case .left(let device):
            _ = roles.left(device)
            counting.remove(device)
            outcome = "–"
            mayChange = device == from.primary
        case .promotionAsked(let device, let answers):
            outcome = name(roles.promotionAsked(of: device, primaryAnswers: answers, at: Fixture.start))
            mayChange = outcome == "promote"
            if mayChange && answers { broken = "promoted over the head of a primary that answers" }
        case .agreed(let device):
            outcome = name(roles.agreed(device, at: Fixture.start))
            mayChange = outcome == "promote"
            if mayChange && device != from.primary { broken = "agreed by a device that is not the primary" }
        case .objected(let device):
            outcome = name(roles.objected(device, at: Fixture.start))
            if outcome == "drop", let device, device != from.primary { broken = "dropped by a secondary device" }
        case .timePassed:
            let change = roles.timePassed(at: Fixture.start + Limits.promotionWait)
            mayChange = from.promotion != nil
            outcome = change == nil ? "nothing" : "promote"
        }
        judge(from, mayChange: mayChange)
        return transition(from, event, outcome)
    }

    private mutating func judge(_ from: DeviceRoles, mayChange: Bool) {
        if Set(roles.installations) != counting || roles.installations.count != counting.count {
            broken = "counts others than were there"
        }
        if counting.count(where: { roles.role(of: $0) == .primary }) != (counting.isEmpty ? 0 : 1) {
            broken = "not exactly one primary"
        }
        if roles.primary != from.primary && !mayChange { broken = "another primary for no reason" }
        if let waiting = roles.promotion?.installation, waiting == roles.primary || !counting.contains(waiting) {
            broken = "a promotion of what can't be promoted"
        }
    }

    private func transition(_ from: DeviceRoles, _ event: Event, _ outcome: String) -> Transition? {
        guard from != roles else { return nil }
        return Transition(from: from.word, event: word(event), outcome: outcome, to: roles.word)
    }
}

extension DeviceRoles {
    fileprivate var word: String {
        if promotion != nil { return "waiting" }
        return primary == nil ? "empty" : "settled"
    }
}

@Suite struct `The devices of an account` {
    @Test func `DEV-07, DEV-08: have exactly one primary after any sequence of events`() throws {
        var broken: [String] = []
        let (seen, _) = walk(from: RolesWalk(), with: RolesWalk.Event.all) { state, event in
            let transition = state.take(event)
            if let found = state.broken { broken.append("\(event): \(found)") }
            return transition
        }
        #expect(broken == [])
        let page = try StatePage("device-roles")
        #expect(page.rows == seen, "the table would be:\n\(seen.table)")
        #expect(page.arrows == seen.arrows)
    }

    @Test func `DEV-07: a new primary waits a day for the old one to object, and no longer`() {
        var roles = DeviceRoles([phone, tablet], primary: phone)
        let due = Fixture.start + .seconds(86_400)
        #expect(roles.promotionAsked(of: tablet, primaryAnswers: true, at: Fixture.start) == .wait(until: due))
        let later = Fixture.start + .seconds(60)
        #expect(roles.promotionAsked(of: tablet, primaryAnswers: true, at: later) == .wait(until: due))
        #expect(roles.timePassed(at: due - .milliseconds(1)) == nil)
        #expect(roles.objected(tablet, at: later) == .nothing)
        #expect(roles.timePassed(at: due) == DeviceRoles.Change(from: phone, to: tablet))
        #expect(roles.role(of: phone) == .secondary)
    }

    @Test func `DEV-08: an objection that comes after the time changes nothing back`() {
        var roles = DeviceRoles([phone, tablet], primary: phone)
        _ = roles.promotionAsked(of: tablet, primaryAnswers: true, at: Fixture.start)
        let due = Fixture.start + .seconds(86_400)
        #expect(roles.objected(phone, at: due) == .promote(DeviceRoles.Change(from: phone, to: tablet)))
    }

    @Test func `does not wait for a primary that is not alive`() {
        var roles = DeviceRoles([phone, tablet], primary: phone)
        #expect(
            roles.promotionAsked(of: tablet, primaryAnswers: false, at: Fixture.start)
                == .promote(DeviceRoles.Change(from: phone, to: tablet)))
    }

    @Test func `D-3: a re-install takes the role of the copy that it replaces, before older heirs`() {
        var roles = DeviceRoles([phone, tablet, laptop], primary: phone)
        #expect(roles.replaced(phone, by: laptop) == DeviceRoles.Change(from: phone, to: laptop))
        #expect(roles.installations == [tablet, laptop])
        var others = DeviceRoles([phone, tablet, laptop], primary: phone)
        #expect(others.replaced(tablet, by: laptop) == DeviceRoles.Change(from: phone, to: phone))
        // What does not count takes nobody's place.
        #expect(others.replaced(phone, by: tablet) == DeviceRoles.Change(from: phone, to: laptop))
    }

    @Test func `DEV-14: takes ten secondary devices, and pushes none out for the eleventh`() {
        var roles = DeviceRoles()
        #expect(roles.joined(AuthenticatorID("first")) == .primary)
        for number in 1...10 { #expect(roles.joined(AuthenticatorID("device-\(number)")) == .secondary) }
        let full = roles
        #expect(roles.joined(AuthenticatorID("eleventh")) == .tooMany)
        #expect(roles == full)
    }

    @Test func `rows that contradict each other are put right`() throws {
        let roles = DeviceRoles(
            [tablet, laptop], primary: phone, promotion: .init(of: phone, due: Fixture.start))
        #expect(roles.primary == tablet)
        #expect(roles.promotion == nil)
        #expect(try storedAndLoaded(roles) == roles)
    }
}
