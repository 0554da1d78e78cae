import ApprovalProtocol
import Delivery
import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

/// The question that a new device brings up: whether it is an old one with the app installed anew.
@Suite struct `A re-installed app` {
    private func world(_ kind: TestDatabase.Kind = .sqlite) async throws -> (World, Person, LiveSession) {
        let world = try await World(kind)
        let ada = try await world.person()
        return (world, ada, try await world.liveSession(of: ada))
    }

    private func names(_ world: World, _ session: LiveSession) async throws -> [String]? {
        try await world.services.installations.replacing(by: session)?.others.map(\.name)
    }

    @Test(arguments: World.kinds)
    func `D-3: the dead copy is gone once it is replaced, learns why, and its place is taken`(kind: TestDatabase.Kind)
        async throws
    {
        let (world, ada, session) = try await world(kind)
        let old = try await world.phone(of: ada.account)
        world.time.advance(by: .seconds(1))
        // Longer there than the new one, but not its successor.
        let tablet = try await world.phone(of: ada.account, named: "Tablet")
        world.time.advance(by: .seconds(1))
        let new = try #require(try await world.addPhone(by: session, named: "Pixel 8, new")).phone
        _ = try await world.contact(of: tablet)
        #expect(try await names(world, session) == ["Pixel 8"])

        let installations = world.services.installations
        #expect(try await installations.replace(old.id, by: session, from: world.client()) == .done)
        guard case .refused(.gone(.replaced)) = try await world.contact(of: old) else {
            Issue.record("the old copy's key is not refused")
            return
        }
        let own = try await installations.own(of: ada.account)
        #expect(own.map(\.name) == ["Tablet", "Pixel 8, new"])
        #expect(own.first { $0.role == .primary }?.id == new.id)
        let ended = try await world.store.read { try $0.installation(old.id)?.ending }
        #expect(ended?.replacedBy == new.id)
        let told = try await world.letters(to: ada.address).contains { $0.letter.text.contains("Pixel 8") }
        #expect(told)
        // It isn't asked twice, and nothing ends twice.
        #expect(try await names(world, session) == nil)
        #expect(try await installations.replace(old.id, by: session, from: world.client()) == .notFound)
    }

    @Test func `D-3: asks about those only that were not heard of since, the likeliest first`() async throws {
        let (world, ada, session) = try await world()
        let talkative = try await world.phone(of: ada.account, named: "Laptop")
        world.time.advance(by: Limits.doubtfulAfter)
        _ = try await world.phone(of: ada.account, named: "Tablet")
        _ = try await world.phone(of: ada.account, named: "Never finished", isPending: true)
        world.time.advance(by: .seconds(1))
        let again = try await world.liveSession(of: ada)
        _ = try #require(try await world.addPhone(by: again, named: "Pixel 8, new"))
        #expect(try await names(world, again) == ["Laptop", "Tablet"])
        _ = try await world.contact(of: talkative)
        #expect(try await names(world, again) == ["Tablet"])
        // It has answered meanwhile: it is no dead copy, whatever the page still shows.
        let outcome = try await world.services.installations.replace(talkative.id, by: again, from: world.client())
        #expect(outcome == .notFound)
        // Another session has added nothing, and is asked nothing.
        #expect(try await names(world, session) == nil)
    }

    @Test func `D-3: keeping both ends nothing, and is not asked about again`() async throws {
        let (world, ada, session) = try await world()
        let old = try await world.phone(of: ada.account)
        world.time.advance(by: .seconds(1))
        _ = try #require(try await world.addPhone(by: session, named: "Pixel 9"))
        #expect(try await names(world, session) == ["Pixel 8"])
        try await world.services.installations.keepOthers(by: session)
        #expect(try await names(world, session) == nil)
        let devices = try await world.services.installations.own(of: ada.account)
        #expect(devices.count == 2 && devices.first { $0.role == .primary }?.id == old.id)
    }

    @Test func `DEV-04: a device of somebody else is not replaced`() async throws {
        let (world, ada, session) = try await world()
        let eve = try await world.person("eve")
        let hers = try await world.phone(of: eve.account)
        _ = try await world.phone(of: ada.account)
        world.time.advance(by: .seconds(1))
        _ = try #require(try await world.addPhone(by: session, named: "Pixel 9"))
        let outcome = try await world.services.installations.replace(hers.id, by: session, from: world.client())
        #expect(outcome == .notFound)
        let alive = try await world.live(hers)
        #expect(alive != nil)
    }

    @Test func `§4.5: a copy that can approve nothing alone does not take the place of the one that lets its owner in`()
        async throws
    {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone(lock: .pin)
        let client = world.client()
        let before = try await world.approvedSession(of: ada, on: phone, from: client)
        let token = try #require(try await world.removePassword(by: before))
        let session = try #require(try await world.services.sessions.live(token, from: client))
        world.time.advance(by: .seconds(1))
        // Without an app lock: a second step after a password, which there is none of.
        _ = try #require(try await world.addPhone(by: session, named: "Pixel 8, new"))
        guard
            case .refused = try await world.services.installations.replace(phone.id, by: session, from: world.client())
        else {
            Issue.record("the only way in is gone")
            return
        }
        let alive = try await world.live(phone)
        #expect(alive != nil)
    }
}
