import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

@Suite struct `What an administrator does at the terminal` {
    @Test func `disabling an account ends its sessions, keeps it out and tells the person`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let client = world.client()
        let session = try #require(try await world.signIn(ada, from: client))
        #expect(try await world.services.administration.disable(ada.account) == .done)
        #expect(try await world.services.sessions.live(session.token, from: client) == nil)
        #expect(try await world.countLetters(to: ada.address) == 1)
        world.time.advance(by: .seconds(30))
        #expect(try await world.signIn(ada, from: client) == nil)
        #expect(try await world.services.administration.disable(ada.account) == .wrongState(.disabled))

        #expect(try await world.services.administration.enable(ada.account) == .done)
        world.time.advance(by: .seconds(30))
        #expect(try await world.signIn(ada, from: client) != nil)
    }

    @Test func `FLOW-12: disabling in the middle of a sign-in or a reset stops it there`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let client = world.client()
        let attempt = try await world.halfWay(ada, from: client)
        let reset = try await world.resetHalfWay(ada, from: client)
        #expect(try await world.services.administration.disable(ada.account) == .done)
        let code = ada.code(at: world.time.now())
        #expect(
            try await world.services.signIn.submit(appCode: code, to: attempt, from: client).refusal
                == .accountChanged)
        #expect(
            try await world.services.passwordResets.submit(appCode: code, to: reset, from: client).refusal
                == .accountChanged)
    }

    @Test(arguments: World.kinds)
    func `the last administrator stays, even when two are disabled at once`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let servers = kind == .postgreSQL ? [world, try await world.secondServer()] : [world]
        let first = try await world.person("first", role: .administrator)
        let second = try await world.person("second", role: .administrator)
        let done = try await countYes(of: 2) { index in
            let server = servers[index % servers.count]
            let account = index == 0 ? first.account : second.account
            return try await server.services.administration.disable(account) == .done
        }
        #expect(done == 1)
        #expect(try await world.store.read { try $0.countActiveAdministrators() } == 1)
    }

    @Test func `R-14: a help code brings the whole decision back, for thirty days`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let client = world.client()
        let reset = try await world.resetProven(ada, from: client)
        try await world.store.write { _ = try $0.authenticatorsChanged(of: ada.account) }
        let answer = try await world.services.passwordResets.submit(
            newPassword: newPassword, to: reset, from: client)
        guard case .refused(_, let code) = answer.outcome else {
            Issue.record("\(answer.outcome)")
            return
        }
        let explained = try #require(try await world.services.administration.explain(code))
        #expect(explained.road == "password-reset")
        #expect(explained.account == ada.account)
        #expect(explained.refusal == "accountChanged")
        world.time.advance(by: Limits.helpCodeLife)
        #expect(try await world.services.administration.explain(code) == nil)
    }
}
