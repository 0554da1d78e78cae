import Delivery
import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

@Suite struct `An administrator at the terminal` {
    @Test(arguments: World.kinds)
    func `REC-25: gets no set-up link once set-up is finished, whatever became of the first account`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World(kind)
        #expect(try await world.services.administration.makeSetUpLink() != nil)
        let now = world.time.now()
        #expect(try await world.store.write { try $0.finishSetUp(at: now) })
        #expect(try await world.services.administration.makeSetUpLink() == nil)
    }

    @Test(arguments: World.kinds)
    func `ADM-20: has one set-up link at a time, for a day`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let administration = world.services.administration
        let first = try #require(try await administration.makeSetUpLink()).token
        let second = try #require(try await administration.makeSetUpLink()).token
        func isAlive(_ token: Secret<String>) async throws -> Bool {
            let now = world.time.now()
            return try await world.store.read { transaction in
                try transaction.link(
                    tokenHash: TokenHash(token).bytes, for: LinkPurpose.setUp.rawValue, at: now) != nil
            }
        }
        #expect(try await !isAlive(first))
        #expect(try await isAlive(second))
        world.time.advance(by: .seconds(86_400))
        #expect(try await !isAlive(second))
    }

    @Test(arguments: World.kinds)
    func `invites by mail, again with a new link, and never to an address in use`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World(kind)
        let ada = try await world.person()
        let first = try await invite("friend@example.org", to: world)
        let second = try await invite("FRIEND@example.org", to: world)
        guard case .invited(let account, _) = first, case .invited(let again, _) = second else {
            Issue.record("\(first) \(second)")
            return
        }
        #expect(account == again)
        #expect(try await world.letters(to: "friend@example.org").count == 2)
        guard case .taken = try await invite(ada.address, to: world) else {
            Issue.record("an address in use was invited")
            return
        }
        guard case .notAnAddress = try await invite("a@x.test,b@y.test", to: world) else {
            Issue.record("OTP-09: a list was invited")
            return
        }
    }

    @Test(arguments: World.kinds)
    func `REL-55: a server is not ready while its database is gone`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        #expect(await world.services.health.isReady())
        await world.store.close()
        #expect(await !world.services.health.isReady())
    }

    private func invite(_ address: String, to world: World) async throws -> Administration.InvitationOutcome {
        try await world.services.administration.invite(
            .init(address: address, name: nil, language: .english, role: .person))
    }
}
