import ApprovalProtocol
import Delivery
import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

/// What a person does with their devices: which is asked first, and which is no more.
@Suite struct `A person's devices` {
    private func roles(_ world: World, _ account: AccountID) async throws -> [Installation.Role] {
        try await world.services.installations.own(of: account).map(\.role)
    }

    // MARK: Which is asked first

    @Test func `DEV-07: a promotion waits a day while the primary device answers, and everybody is told`() async throws
    {
        let world = try await World()
        let ada = try await world.person()
        _ = try await world.phone(of: ada.account)
        world.time.advance(by: .seconds(1))
        let tablet = try await world.phone(of: ada.account, named: "Tablet")
        let session = try await world.liveSession(of: ada)
        let installations = world.services.installations
        let due = world.time.now() + Limits.promotionWait
        #expect(try await installations.promote(tablet.id, by: session, from: world.client()) == .waits(until: due))
        #expect(try await roles(world, ada.account) == [.primary, .secondary])
        let told = try await world.letters(to: ada.address).first?.letter.text.contains("Tablet")
        #expect(told == true)
        world.time.set(to: due)
        #expect(try await roles(world, ada.account) == [.secondary, .primary])
    }

    @Test func `DEV-07: the primary device objects, or the person changes their mind, and nothing changes`()
        async throws
    {
        let world = try await World()
        let ada = try await world.person()
        let phone = try await world.phone(of: ada.account)
        world.time.advance(by: .seconds(1))
        let tablet = try await world.phone(of: ada.account)
        let session = try await world.liveSession(of: ada)
        let installations = world.services.installations
        for objects in [true, false] {
            _ = try await installations.promote(tablet.id, by: session, from: world.client())
            let theTablet = try #require(try await world.live(tablet))
            #expect(try await !installations.objectToPromotion(theTablet, from: world.client()))
            let thePhone = try #require(try await world.live(phone))
            let dropped =
                objects
                ? try await installations.objectToPromotion(thePhone, from: world.client())
                : try await installations.dropPromotion(by: session, from: world.client())
            #expect(dropped)
            #expect(try await installations.own(of: ada.account).allSatisfy { $0.promotionDue == nil })
        }
        world.time.advance(by: Limits.promotionWait)
        #expect(try await roles(world, ada.account) == [.primary, .secondary])
    }

    @Test func `D-4: in place of a primary device that does not answer nobody waits`() async throws {
        let world = try await World()
        let ada = try await world.person()
        _ = try await world.phone(of: ada.account)
        world.time.advance(by: Limits.doubtfulAfter)
        let tablet = try await world.phone(of: ada.account)
        let session = try await world.liveSession(of: ada)
        let outcome = try await world.services.installations.promote(tablet.id, by: session, from: world.client())
        #expect(outcome == .promoted)
        #expect(try await roles(world, ada.account) == [.secondary, .primary])
    }

    @Test func `DEV-07: an app promotes with its approval key only, and the primary one hands over at once`()
        async throws
    {
        let world = try await World()
        let ada = try await world.person()
        let phone = try await world.phone(of: ada.account)
        world.time.advance(by: .seconds(1))
        let tablet = try await world.phone(of: ada.account)
        let installations = world.services.installations
        func body(_ signer: Phone, locked: Bool = false) throws -> PromotionBody {
            let time = world.time.now().millisecondsSinceEpoch
            let bytes = KeyStatement.promotion(
                device: tablet.id.rawValue, installation: signer.id.rawValue, origin: World.origin, time: time
            ).bytesToSign
            return PromotionBody(
                time: time, signature: WireBytes(try Phone.sign(bytes, with: locked ? signer.contact : signer.approval))
            )
        }
        let theTablet = try #require(try await world.live(tablet))
        let locked = try await installations.promote(
            tablet.id, by: theTablet, try body(tablet, locked: true), from: world.client())
        #expect(locked == .badSignature)
        let own = try await installations.promote(tablet.id, by: theTablet, try body(tablet), from: world.client())
        guard case .waits = own else {
            Issue.record("it promoted itself: \(own)")
            return
        }
        let thePhone = try #require(try await world.live(phone))
        #expect(
            try await installations.promote(tablet.id, by: thePhone, try body(phone), from: world.client()) == .promoted
        )
        #expect(try await roles(world, ada.account) == [.secondary, .primary])
    }

    // MARK: Somebody else's

    @Test func `DEV-04: another person's device is not found, and stays as it is`() async throws {
        let world = try await World()
        let bobs = try await world.phone(of: try await world.person("bob").account)
        let session = try await world.liveSession(of: world.person())
        let installations = world.services.installations
        let client = world.client()
        #expect(try await installations.rename(bobs.id, to: "Mine", by: session, from: client) == .notFound)
        #expect(try await installations.promote(bobs.id, by: session, from: client) == .notFound)
        #expect(try await installations.remove(bobs.id, by: session, from: client) == .notFound)
        #expect(try await installations.reportLost(bobs.id, by: session, from: client) == .notFound)
        #expect(try await installations.removal(of: bobs.id, of: session.account) == nil)
        #expect(try await installations.own(of: bobs.account).map(\.name) == ["Pixel 8"])
    }

    // MARK: The end

    @Test(arguments: World.kinds)
    func `DEV-19: a device that is removed approves nothing from then on, and the next one is asked first`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World(kind)
        let ada = try await world.person()
        let phone = try await world.phone(of: ada.account)
        world.time.advance(by: .seconds(1))
        let tablet = try await world.phone(of: ada.account, named: "Tablet")
        let session = try await world.liveSession(of: ada)
        let installations = world.services.installations
        let removal = try #require(try await installations.removal(of: phone.id, of: ada.account))
        #expect(removal.heir?.id == tablet.id && !removal.turnsSecondStepOff)
        #expect(try await installations.remove(phone.id, by: session, from: world.client()) == .done)
        #expect(try await installations.own(of: ada.account).map(\.id) == [tablet.id])
        #expect(try await roles(world, ada.account) == [.primary])
        #expect(try await world.live(phone) == nil)
        let told = try await world.letters(to: ada.address).contains { $0.letter.subject == "A device was removed" }
        #expect(told)
        #expect(try await installations.remove(phone.id, by: session, from: world.client()) == .notFound)
    }

    @Test func `DEV-05: the last second factor of a password that is too short alone stays`() async throws {
        let world = try await World()
        let ada = try await world.person(password: "shorter one", holding: [.backupCodes])
        let phone = try await world.phone(of: ada.account)
        let live = try #require(try await world.live(phone))
        let outcome = try await world.services.installations.signOut(live, from: world.client())
        guard case .refused(let removal) = outcome else {
            Issue.record("the floor gave way: \(outcome)")
            return
        }
        #expect(removal.verdict == .refused(.passwordTooShortAlone))
        #expect(try await world.live(phone) != nil)
    }

    @Test func `D-6: signing out in the app ends it, and the last one takes the second step with it`() async throws {
        let world = try await World()
        let ada = try await world.person(password: "a long enough pass phrase", holding: [.backupCodes])
        let phone = try await world.phone(of: ada.account)
        let cost = try #require(try await world.services.installations.removal(of: phone.id, of: ada.account))
        #expect(cost.turnsSecondStepOff)
        let live = try #require(try await world.live(phone))
        #expect(try await world.services.installations.signOut(live, from: world.client()) == .done)
        let codes = try await world.store.read { try $0.backupCodes(of: ada.account) }
        #expect(codes == nil)
    }

    @Test func `DEV-09: the last second factor that vanishes by itself leaves the second step on`() async throws {
        let world = try await World()
        let ada = try await world.person(password: "a long enough pass phrase", holding: [])
        let phone = try await world.phone(of: ada.account)
        let push = try #require(world.push("https://push.example.net/1"))
        let live = try #require(try await world.live(phone))
        #expect(try await world.services.installations.subscribe(live, to: push))
        let subscription = try #require(try await world.store.read { try $0.pushSubscription(of: phone.id) })
        world.time.advance(by: .seconds(10))
        try await world.services.installations.pushGone(
            phone.id, subscription: subscription.id, sentAt: world.time.now())
        guard case .refused(.gone(.notAnswering)) = try await world.contact(of: phone) else {
            Issue.record("it is not gone")
            return
        }
        // The password alone was never enough on this account, and is not now.
        #expect(try await world.signIn(ada, from: world.client()) == nil)
    }

    @Test func `a push service that forgets a subscription of an app that is there changes only that`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let phone = try await world.phone(of: ada.account)
        let sent = world.time.now()
        let live = try #require(try await world.live(phone))
        let push = try #require(world.push("https://push.example.net/1"))
        #expect(try await world.services.installations.subscribe(live, to: push))
        let subscription = try #require(try await world.store.read { try $0.pushSubscription(of: phone.id) })
        try await world.services.installations.pushGone(phone.id, subscription: "another", sentAt: sent)
        let still = try await world.store.read { try $0.pushSubscription(of: phone.id)?.id }
        #expect(still == subscription.id)
        try await world.services.installations.pushGone(phone.id, subscription: subscription.id, sentAt: sent)
        let dropped = try await world.store.read { try $0.pushSubscription(of: phone.id)?.id }
        #expect(dropped == nil)
        #expect(try await world.live(phone) != nil)
    }

    @Test func `D-9: restricted, an account lets in by recovery methods only, until the app lifts it`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let phone = try await world.phone(of: ada.account)
        let live = try #require(try await world.live(phone))
        let installations = world.services.installations
        #expect(try await installations.restrict(true, by: live, from: world.client()) == .done)
        #expect(try await installations.standing(of: live)?.isRestricted == true)
        #expect(try await world.signIn(ada, from: world.client()) == nil)
        let client = world.client()
        let secret = try #require(try await world.begin(ada.address, from: client))
        let first = try await world.services.signIn.submit(password: ada.password, to: secret, from: client)
        let second = try await world.services.signIn.submit(
            backupCode: ada.backupCodes[0], to: try #require(first.newSecret), from: client)
        guard case .signedIn = second.outcome else {
            Issue.record("a backup code was refused: \(second.outcome)")
            return
        }
        #expect(try await installations.restrict(false, by: live, from: world.client()) == .done)
        world.time.advance(by: .seconds(Limits.totpPeriod))
        #expect(try await world.signIn(ada, from: world.client()) != nil)
    }

    @Test func `DEV-15: is shown with name, model, when it was added, and when and where it was used last`()
        async throws
    {
        let world = try await World()
        let ada = try await world.person()
        let added = world.time.now()
        let phone = try await world.phone(of: ada.account)
        world.time.advance(by: .seconds(3_600))
        _ = try await world.contact(of: phone, address: "2001:db8::7")
        let device = try #require(try await world.services.installations.own(of: ada.account).first)
        #expect(device.name == "Pixel 8" && device.platform == "Android" && device.added == added)
        #expect(device.lastSeen == world.time.now() && device.lastAddress == "2001:db8::7")
        #expect(device.lastApproval == nil)
    }

    @Test func `DEV-15: takes a name of at most 64 characters, without what can't be seen`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let phone = try await world.phone(of: ada.account)
        let live = try #require(try await world.live(phone))
        let installations = world.services.installations
        let long = String(repeating: "x", count: 65)
        #expect(
            try await installations.rename(live, to: long, from: world.client()) == .refused(.tooLong(maximum: 64)))
        #expect(try await installations.rename(live, to: "My\u{202E}  phone", from: world.client()) == .renamed)
        #expect(try await installations.own(of: ada.account).map(\.name) == ["My phone"])
    }
}
