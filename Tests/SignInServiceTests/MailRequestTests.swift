import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

/// Mails that anybody can ask for: so many from one network, so many from all of them.
@Suite struct `Requests for mails` {
    private static let one = "192.0.2.7"
    private static let other = "198.51.100.9"

    private func world(_ kind: TestDatabase.Kind, ofNetwork: Int = 3, ofAll: Int = 100) async throws -> World {
        let limits = MailRequestLimits(ofNetwork: ofNetwork, ofAll: ofAll)
        return try await World(kind) { ServiceSettings(origin: $0, rules: $1, mailRequests: limits) }
    }

    @Test(arguments: World.kinds)
    func `REC-19, RATE-21: of one network are held after their allowance, and those of others are not`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await world(kind)
        let ada = try await world.person()
        // The first is about somebody who is there, the others are not: each counts.
        #expect(try await world.reset(ada.address, from: Self.one) == nil)
        #expect(try await world.reset("nobody@example.org", from: Self.one) == nil)
        #expect(try await world.registration("grace@example.org", from: Self.one) == nil)
        let held = try #require(try await world.reset(ada.address, from: Self.one))
        #expect(held.cause == .network && held.until == world.time.now() + .seconds(20 * 60))
        #expect(try await world.registration("joan@example.org", from: Self.one)?.cause == .network)
        #expect(try await world.reset("nobody@example.org", from: Self.one)?.cause == .network)
        #expect(try await world.letters().count == 2)

        #expect(try await world.reset("nobody@example.org", from: Self.other) == nil)
        #expect(try await world.registration("joan@example.org", from: Self.other) == nil)
        #expect(try await world.letters(to: "joan@example.org").count == 1)

        world.time.set(to: held.until)
        #expect(try await world.reset(ada.address, from: Self.one) == nil)
        #expect(try await world.letters(to: ada.address).count == 2)
    }

    @Test(arguments: World.kinds)
    func `of all networks together are held after theirs, for everybody, while notices go on`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await world(kind, ofAll: 5)
        let ada = try await world.person()
        for last in 1...5 {
            #expect(try await world.reset("nobody-\(last)@example.org", from: "192.0.2.\(last)") == nil)
        }
        let held = try #require(try await world.reset(ada.address, from: Self.other))
        #expect(held.cause == .all && held.until == world.time.now() + .seconds(12 * 60))
        #expect(try await world.registration("grace@example.org", from: Self.other)?.cause == .all)
        #expect(try await world.letters().isEmpty)

        // Whoever signs in is told of a new browser all the same.
        #expect(try await world.signIn(ada, from: world.client()) != nil)
        #expect(try await world.signIn(ada, from: world.client(), after: .seconds(30)) != nil)
        #expect(try await world.letters(to: ada.address).isEmpty == false)

        // What was refused has cost neither allowance anything.
        world.time.set(to: held.until)
        #expect(try await world.reset(ada.address, from: Self.other) == nil)
    }

    @Test(arguments: World.kinds)
    func `RATE-14: are counted one by one when they come at once, and by a server that has just started`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await world(kind)
        let pauses = try await withThrowingTaskGroup(of: MailPause?.self) { group in
            for number in 0..<30 {
                group.addTask { try await world.reset("nobody-\(number)@example.org", from: Self.one) }
            }
            return try await group.reduce(into: [MailPause?]()) { $0.append($1) }
        }
        #expect(pauses.count { $0 == nil } == 3)
        await world.store.close()
        let restarted = try await world.secondServer()
        #expect(try await restarted.reset("nobody@example.org", from: Self.one)?.cause == .network)
        #expect(try await restarted.reset("nobody@example.org", from: Self.other) == nil)
    }

    @Test(arguments: World.kinds)
    func `RATE-15: for another code count too, alike for an address that nobody has`(
        kind: TestDatabase.Kind
    ) async throws {
        for address in ["ada@example.org", "nobody@example.org"] {
            let world = try await world(kind)
            _ = try await world.person()
            let resets = world.services.passwordResets
            let client = world.client(address: Self.one)
            guard case .begun(let answer) = try await resets.begin(address, from: client) else {
                Issue.record("not begun")
                continue
            }
            let secret = try #require(answer.newSecret)
            for _ in 0..<4 {
                world.time.advance(by: Limits.codeSendPause)
                try await resets.sendAgain(secret, from: client)
            }
            #expect(try await world.letters(to: address).count == (address == "ada@example.org" ? 3 : 0))
            #expect(try await world.reset("nobody@example.org", from: Self.one)?.cause == .network, "\(address)")
        }
    }

    @Test func `a counter that can't be read holds, and no longer than the window`() async throws {
        let world = try await world(.sqlite)
        #expect(try await world.reset("nobody@example.org", from: Self.one) == nil)
        try world.database.tell("UPDATE throttle SET state = x'00' WHERE key LIKE 'mails to %'")
        let pause = try #require(try await world.reset("nobody@example.org", from: Self.one))
        #expect(pause.until <= world.time.now() + Limits.mailRequestWindow)
    }
}

extension World {
    /// Begins a password reset; `nil` if it was not held.
    fileprivate func reset(_ address: String, from network: String) async throws -> MailPause? {
        switch try await services.passwordResets.begin(address, from: client(address: network)) {
        case .held(let pause): return pause
        case .begun: return nil
        case .unreadable, .groupAddress: throw Unexpected()
        }
    }

    /// Begins a registration; `nil` if it was not held.
    fileprivate func registration(_ address: String, from network: String) async throws -> MailPause? {
        let beginning = try await services.registrations.begin(
            name: "Grace", address: address, password: newPassword, from: client(address: network))
        switch beginning {
        case .held(let pause): return pause
        case .begun: return nil
        case .rejected: throw Unexpected()
        }
    }

    fileprivate func signIn(_ person: Person, from client: Client, after pause: Duration) async throws -> OpenedSession?
    {
        time.advance(by: pause)
        return try await signIn(person, from: client)
    }

    private struct Unexpected: Error {}
}
