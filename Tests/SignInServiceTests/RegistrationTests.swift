import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

extension World {
    /// Asks for an account and gives the secret of the conversation.
    func register(_ address: String, from client: Client? = nil) async throws -> Secret<String>? {
        let beginning = try await services.registrations.begin(
            name: "Grace", address: address, password: newPassword, from: client ?? self.client())
        guard case .begun(let secret) = beginning else { return nil }
        return secret
    }

    func verify(_ code: String, in registration: Secret<String>) async throws -> Secret<String>? {
        guard
            case .joined(let attempt) = try await services.registrations.verify(code, in: registration, from: client())
        else { return nil }
        return attempt
    }
}

@Suite struct `A registration` {
    @Test func `makes no account before the code from the mailbox is back, and one with a second step after it`()
        async throws
    {
        let world = try await World()
        let registration = try #require(try await world.register("Grace@example.org"))
        #expect(try await world.countAccounts() == 0)
        let code = try #require(try await world.mailedCode(to: "Grace@example.org"))
        let attempt = try #require(try await world.verify(code, in: registration))
        #expect(try await world.countAccounts() == 1)
        let answer = try #require(try await world.enrol(in: attempt))
        #expect(answer.isSignedIn)
    }

    @Test func `RATE-15: looks the same for a taken address, whose owner alone is told`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let taken = try #require(try await world.register(ada.address))
        let free = try #require(try await world.register("grace@example.org"))
        for registration in [taken, free] {
            #expect(try await world.services.registrations.waiting(registration) != nil)
            guard
                case .wrong = try await world.services.registrations.verify(
                    "00000000", in: registration, from: world.client())
            else {
                Issue.record("not wrong")
                continue
            }
        }
        #expect(try await world.countLetters(to: ada.address) == 1)
        #expect(try await world.mailedCode(to: ada.address) == nil)
        #expect(try await world.countAccounts() == 1)
    }

    @Test func `OTP-04: five wrong codes kill the code`() async throws {
        let world = try await World()
        let registration = try #require(try await world.register("grace@example.org"))
        let code = try #require(try await world.mailedCode(to: "grace@example.org"))
        for _ in 0..<Limits.codeTries { #expect(try await world.verify("00000000", in: registration) == nil) }
        #expect(try await world.verify(code, in: registration) == nil)
        #expect(try await world.countAccounts() == 0)
    }

    @Test func `OTP-02, OTP-03: the code is good for ten minutes, in its own browser, for the newest mail`()
        async throws
    {
        let world = try await World()
        let first = try #require(try await world.register("grace@example.org"))
        let old = try #require(try await world.mailedCode(to: "grace@example.org"))
        world.time.advance(by: Limits.codeSendPause)
        let second = try #require(try await world.register("grace@example.org"))
        #expect(try await world.verify(old, in: second) == nil)
        try await world.services.registrations.sendAgain(first, from: world.client())
        world.time.advance(by: Limits.mailCodeLife)
        #expect(try await world.verify(old, in: first) == nil)
    }

    @Test func `REC-19: an address gets five mails an hour, whoever asks`() async throws {
        let world = try await World()
        for _ in 0..<30 {
            _ = try await world.register("grace@example.org")
            world.time.advance(by: Limits.codeSendPause)
        }
        #expect(try await world.countLetters(to: "grace@example.org") == Limits.codeSends)
    }

    @Test(arguments: World.kinds)
    func `ONCE-03: of 50 right codes at once one makes the account`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let registration = try #require(try await world.register("grace@example.org"))
        let code = try #require(try await world.mailedCode(to: "grace@example.org"))
        let made = try await countYes(of: 50) { _ in
            (try? await world.verify(code, in: registration)) != nil
        }
        #expect(made == 1)
        #expect(try await world.countAccounts() == 1)
    }

    @Test func `ID-5: a group address is refused with the reason`() async throws {
        let world = try await World.withGroups(["*-all@example.org"], registration: true)
        let beginning = try await world.services.registrations.begin(
            name: "All", address: "staff-all@example.org", password: newPassword, from: world.client())
        guard case .rejected(let problems) = beginning else {
            Issue.record("a group has registered")
            return
        }
        #expect(problems == [.groupAddress])
    }

    @Test(arguments: [
        "a@example.org,b@example.org", "a@example.org;b@example.org", "a@example.org\r\nBcc: b@example.org",
    ])
    func `OTP-09: a list of addresses is none`(typed: String) async throws {
        let world = try await World()
        #expect(try await world.register(typed) == nil)
        #expect(try await world.letters().isEmpty)
    }
}
