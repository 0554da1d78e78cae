import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Testing

/// What an administrator reads behind the help code of a refusal page (product.md R-14).
@Suite struct `A help code` {
    private func refusal(
        of address: String, _ world: World, proving submit: (Secret<String>) async throws -> SignInAnswer
    )
        async throws -> HelpCode
    {
        let secret = try #require(try await world.begin(address, from: world.client()))
        for _ in 0..<Limits.triesPerStep {
            let answer = try await submit(secret)
            if case .refused(_, let code) = answer.outcome { return code }
        }
        throw NeverRefused()
    }

    private struct NeverRefused: Error {}

    @Test func `R-14: tells which ways were looked at, which were offered, and why the others were not`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let half = try await world.halfWay(ada)
        var refused: HelpCode?
        for _ in 0..<Limits.triesPerStep {
            let answer = try await world.services.signIn.submit(
                appCode: ada.wrongCode(at: world.time.now()), to: half, from: world.client())
            if case .refused(_, let code) = answer.outcome { refused = code }
        }
        let code = try #require(refused)
        let explained = try #require(try await world.services.administration.explain(code))
        #expect(explained.road == "sign-in" && explained.step == "second")
        #expect(explained.refusal == "tooManyFailures")
        #expect(explained.proven == ["password"])
        let ways = try #require(explained.ways)
        #expect(ways.prefix(2) == ["totp (Phone): offered", "backupCode: offered"])
        #expect(ways.contains("password: no, the same method as the first step"))
        #expect(ways.contains("approval: no, nothing of the kind is enrolled"))
        #expect(ways.contains("upstream: no, the server can't or the policy does not allow it"))
        #expect(ways.count >= Identity.Method.allCases.count)
        let standing = try #require(explained.standing)
        #expect(standing.first == "person, active")
        #expect(standing.contains("authenticator app Phone, active"))
        #expect(standing.contains("backup codes, 10 left, active"))
    }

    @Test func `R-14: holds no secret of anybody`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let code = try await refusal(of: ada.address, world) { secret in
            try await world.services.signIn.submit(
                password: "not the right words", to: secret, from: world.client())
        }
        let explained = String(describing: try await world.services.administration.explain(code))
        for secret in [ada.password, "not the right words"] + ada.backupCodes {
            #expect(!explained.contains(secret))
        }
    }

    @Test func `R-14: a stranger gets one as everybody does, and it tells that there is no account`() async throws {
        let world = try await World()
        let code = try await refusal(of: "nobody@example.org", world) { secret in
            try await world.services.signIn.submit(
                password: "not the right words", to: secret, from: world.client())
        }
        let explained = try #require(try await world.services.administration.explain(code))
        #expect(explained.account == nil && explained.ways == nil && explained.standing == nil)
        #expect(explained.step == "first" && explained.refusal == "tooManyFailures")
    }

    @Test func `R-14, D-9: what was refused after a whole proof names all of it`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let live = try #require(try await world.live(phone))
        #expect(try await world.services.installations.restrict(true, by: live, from: world.client()) == .done)
        let client = world.client()
        let half = try await world.halfWay(ada, from: client)
        let number = try #require(try await world.view(half)?.number).reveal()
        #expect(try await world.approve(on: phone, number: number) == .approved)
        guard case .refused(_, let code) = try await world.services.approvals.settle(half, from: client).outcome else {
            Issue.record("let in")
            return
        }
        let explained = try #require(try await world.services.administration.explain(code))
        #expect(explained.refusal == "restricted")
        #expect(explained.proven == ["password", "approval (Pixel 8)"])
        #expect(explained.standing?.contains { $0.hasPrefix("new sign-ins blocked since ") } == true)
    }
}
