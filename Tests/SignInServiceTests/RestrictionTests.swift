import Delivery
import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

/// The switch that blocks new sign-ins, and every way back (product.md D-9).
@Suite struct `A block of new sign-ins` {
    @Test(arguments: World.kinds)
    func `D-9: whose phone is lost gets in by a backup code and lifts it on a page`(kind: TestDatabase.Kind)
        async throws
    {
        let world = try await World(kind)
        let (ada, phone) = try await world.personWithPhone()
        let installations = world.services.installations
        let live = try #require(try await world.live(phone))
        #expect(try await installations.restrict(true, by: live, from: world.client()) == .done)
        #expect(try await installations.isRestricted(ada.account))
        // The app's own approval is blocked as well.
        let client = world.client()
        let blocked = try await world.halfWay(ada, from: client)
        let number = try #require(try await world.view(blocked)?.number).reveal()
        #expect(try await world.approve(on: phone, number: number) == .approved)
        let answer = try await world.services.approvals.settle(blocked, from: client)
        guard case .refused(.restricted, _) = answer.outcome else {
            Issue.record("let in, or refused for something else: \(answer.outcome)")
            return
        }

        let recovered = try await world.services.signIn.submit(
            backupCode: ada.backupCodes[0], to: try await world.halfWay(ada), from: client)
        guard case .signedIn(let opened) = recovered.outcome else {
            Issue.record("a backup code was refused: \(recovered.outcome)")
            return
        }
        let session = try #require(try await world.services.sessions.live(opened.token, from: client))
        #expect(try await installations.reportLost(phone.id, by: session, from: client) == .done)
        #expect(try await installations.isRestricted(ada.account))
        world.time.advance(by: Limits.stepUpLife + .seconds(1))
        let stale = try #require(try await world.services.sessions.live(opened.token, from: client))
        #expect(try await installations.restrict(false, by: stale, from: client) == .stepUpFirst)
        #expect(try await installations.isRestricted(ada.account))
        let fresh = try await world.freshAgain(session)
        #expect(try await installations.restrict(false, by: fresh, from: client) == .done)
        #expect(try await !installations.isRestricted(ada.account))
        let subjects = try await world.letters(to: ada.address).map(\.letter.subject)
        #expect(subjects.contains("Sign-in is now restricted") && subjects.contains("Sign-in is no longer restricted"))
    }

    @Test func `D-9, R-6: a secondary device lifts what the lost one has set`() async throws {
        let world = try await World()
        let ada = try await world.person(holding: [])
        let phone = try await world.phone(of: ada.account)
        world.time.advance(by: .seconds(1))
        let tablet = try await world.phone(of: ada.account, named: "Tablet", lock: .pin)
        let installations = world.services.installations
        let first = try #require(try await world.live(phone))
        #expect(try await installations.restrict(true, by: first, from: world.client()) == .done)
        let second = try #require(try await world.live(tablet))
        #expect(try await installations.reportLost(phone.id, by: second, from: world.client()) == .done)
        #expect(try await installations.restrict(false, by: second, from: world.client()) == .done)
        let client = world.client()
        let secret = try await world.halfWay(ada, from: client)
        let number = try #require(try await world.view(secret)?.number).reveal()
        #expect(try await world.approve(on: tablet, number: number) == .approved)
        #expect(try await world.settle(secret, from: client) != nil)
    }

    @Test func `D-9: is refused where nobody could lift it after one loss`() async throws {
        let world = try await World()
        let ada = try await world.person(holding: [.app])
        let phone = try await world.phone(of: ada.account)
        let installations = world.services.installations
        let live = try #require(try await world.live(phone))
        #expect(try await installations.restrict(true, by: live, from: world.client()) == .noWayBack)
        #expect(try await world.signIn(ada, from: world.client()) != nil)
        // With a second device it is set; when both vanish, and there are no codes, it goes with the last one.
        world.time.advance(by: .seconds(Limits.totpPeriod))
        let tablet = try await world.phone(of: ada.account, named: "Tablet")
        #expect(try await installations.restrict(true, by: live, from: world.client()) == .done)
        #expect(try await world.signIn(ada, from: world.client()) == nil)
        for device in [phone, tablet] {
            let owner = try #require(try await world.live(device))
            let push = try #require(world.push("https://push.example.net/\(device.id)"))
            #expect(try await installations.subscribe(owner, to: push))
            let subscription = try #require(try await world.store.read { try $0.pushSubscription(of: device.id) })
            world.time.advance(by: .seconds(Limits.totpPeriod))
            try await installations.pushGone(device.id, subscription: subscription.id, sentAt: world.time.now())
        }
        #expect(try await installations.own(of: ada.account).isEmpty)
        #expect(try await !installations.isRestricted(ada.account))
        #expect(try await world.signIn(ada, from: world.client()) != nil)
    }
}
