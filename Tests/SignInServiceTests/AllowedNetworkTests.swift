import Delivery
import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

/// From where an account may be used, and every way back in for whoever is elsewhere (product.md S-3).
@Suite struct `A limit to networks` {
    private let outside = "198.51.100.9"

    /// Ada's live session at 192.0.2.7, limited to the network around it.
    private func limited(_ world: World, _ ada: Person) async throws -> LiveSession {
        let opened = try #require(try await world.signIn(ada, from: world.client()))
        let session = try #require(try await world.services.sessions.live(opened.token, from: world.client()))
        let networks = world.services.own.networks
        let saved = try await networks.save(
            nil, named: "Home", addresses: "192.0.2.0/28", by: session, from: world.client())
        #expect(saved == .done)
        let switched = try await networks.limit(true, by: session, from: world.client())
        #expect(switched == .done)
        world.time.advance(by: .seconds(Limits.totpPeriod))
        return session
    }

    /// A whole sign-in from `address`: both steps right.
    private func answer(_ ada: Person, _ world: World, from address: String) async throws -> SignInAnswer {
        let client = world.client(address: address)
        world.time.advance(by: .seconds(Limits.totpPeriod))
        let half = try await world.halfWay(ada, from: client)
        return try await world.services.signIn.submit(
            appCode: ada.code(at: world.time.now()), to: half, from: client)
    }

    @Test(arguments: World.kinds)
    func `S-3, FLOW-20: lets nobody in from outside, and says so after the whole proof only`(kind: TestDatabase.Kind)
        async throws
    {
        let world = try await World(kind)
        let ada = try await world.person()
        let session = try await limited(world, ada)
        // Nothing shows before the end: halfWay has been asked for the second step.
        guard case .refused(.outsideNetworks, let code) = try await answer(ada, world, from: outside).outcome else {
            Issue.record("let in, or refused for something else")
            return
        }
        for address in ["192.0.2.1", "::ffff:192.0.2.2"] {
            guard case .signedIn = try await answer(ada, world, from: address).outcome else {
                Issue.record("refused inside, at \(address)")
                return
            }
        }
        let away = world.client(address: outside)
        #expect(try await world.services.sessions.live(session.token, from: away) == nil)
        #expect(try await world.services.sessions.live(session.token, from: world.client()) != nil)

        let explained = try #require(try await world.services.administration.explain(code))
        #expect(explained.refusal == "outsideNetworks" && explained.address == outside)
        #expect(explained.proven == ["password", "totp (Phone)"])
        let standing = try #require(explained.standing)
        #expect(standing.contains("network Home, 192.0.2.0/28"))
        #expect(
            standing.contains { $0.hasPrefix("limited to networks since ") && $0.hasSuffix("\(outside) is outside") })
        #expect(try #require(explained.ways).contains("totp (Phone): offered"))
    }

    @Test func `S-3: no change leaves the person outside`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let session = try await limited(world, ada)
        let networks = world.services.own.networks
        let client = world.client()
        let here = OwnNetworks.Outcome.wouldLockOut(address: "192.0.2.7")
        let home = try #require(try await networks.standing(of: session, from: client).networks.first).id
        let moved = try await networks.save(home, named: "Home", addresses: outside, by: session, from: client)
        let removed = try await networks.remove(home, by: session, from: client)
        #expect(moved == here && removed == here)
        let standing = try await networks.standing(of: session, from: client)
        #expect(standing.networks.map(\.range.text) == ["192.0.2.0/28"] && standing.isInside)
        let second = try await networks.save(
            nil, named: "All", addresses: "192.0.2.0-192.0.2.255", by: session, from: client)
        let first = try await networks.remove(home, by: session, from: client)
        #expect(second == .done && first == .done)
        // Off, the list may be anything.
        let off = try await networks.limit(false, by: session, from: client)
        let all = try #require(try await networks.standing(of: session, from: client).networks.first).id
        let elsewhere = try await networks.save(all, named: "Work", addresses: outside, by: session, from: client)
        #expect(off == .done && elsewhere == .done)
        let on = try await networks.limit(true, by: session, from: client)
        #expect(on == here)
        let kinds = try await world.auditLog().map(\.event)
        for event in ["networkAdded", "networksLimited", "networkRemoved", "networkLimitLifted", "networkChanged"] {
            #expect(kinds.contains(event))
        }
        let subjects = try await world.letters(to: ada.address).map(\.letter.subject)
        #expect(subjects.contains("Sign-in is limited to your networks"))
        #expect(subjects.contains("The networks you sign in from were changed"))
        #expect(subjects.contains("Sign-in is possible from any network"))
    }

    @Test func `S-3: says what is wrong with a network, and holds no more than fit`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let opened = try #require(try await world.signIn(ada, from: world.client()))
        let client = world.client()
        let session = try #require(try await world.services.sessions.live(opened.token, from: client))
        let networks = world.services.own.networks
        func save(_ name: String, _ addresses: String, _ id: NetworkID? = nil) async throws -> OwnNetworks.Outcome {
            try await networks.save(id, named: name, addresses: addresses, by: session, from: client)
        }
        let noName = try await save(" ", "192.0.2.1")
        let noAddress = try await save("Home", "nowhere")
        let nobodys = try await save("Home", "192.0.2.1", NetworkID("nobodys"))
        #expect(noName == .wrongName(.missing))
        #expect(noAddress == .wrongAddresses(.unreadable))
        #expect(nobodys == .notFound)
        for number in 1...Limits.networks { _ = try await save("Home", "192.0.2.\(number)") }
        let tooMany = try await save("Home", "192.0.2.200")
        #expect(tooMany == .tooMany)
    }

    // MARK: Lifting

    /// The road to lift the limit, with the mailbox proven.
    private func lifting(_ address: String, _ world: World, from client: Client) async throws -> PasswordResetAnswer {
        guard
            case .begun(let begun) = try await world.services.passwordResets.begin(
                address, for: .anyNetwork, from: client)
        else { throw World.NotBegun() }
        let secret = try #require(begun.newSecret)
        let code = try await world.mailedCode(to: address) ?? "00000000"
        return try await world.services.passwordResets.submit(mailCode: code, to: secret, from: client)
    }

    @Test(arguments: World.kinds)
    func `S-3, REC-03: whoever is outside lifts it by a mailed code and the second step, and gets no session`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World(kind)
        let ada = try await world.person()
        let session = try await limited(world, ada)
        let client = world.client(address: outside)
        let resets = world.services.passwordResets
        let half = try await lifting(ada.address, world, from: client)
        #expect(half.step == .second)
        let secret = try #require(half.newSecret)
        // Not before the second step, and no password by it.
        let early = try await resets.confirm(secret, from: client)
        #expect(early.step == .second)
        let proven = try await resets.submit(backupCode: ada.backupCodes[0], to: secret, from: client)
        #expect(proven.step == .confirmation)
        let last = try #require(proven.newSecret)
        let password = try await resets.submit(
            newPassword: "a kettle in the violet garden", to: last, from: client)
        #expect(password.step == .confirmation)
        let done = try await resets.confirm(last, from: client)
        #expect(done.isDone && done.newSecret == nil)
        let again = try await resets.confirm(last, from: client)
        #expect(again.startsAgain)

        guard case .signedIn = try await answer(ada, world, from: outside).outcome else {
            Issue.record("still limited")
            return
        }
        // The list and the sessions stay.
        let standing = try await world.services.own.networks.standing(of: session, from: client)
        #expect(standing.networks.count == 1 && standing.limitedSince == nil)
        #expect(try await world.services.sessions.live(session.token, from: world.client()) != nil)
        let subjects = try await world.letters(to: ada.address).map(\.letter.subject)
        #expect(subjects.contains("Code to sign in from any network"))
        #expect(subjects.contains("Sign-in is possible from any network"))
        #expect(try await world.auditLog().contains { $0.event == "networkLimitLifted" && $0.reason == "recovery" })
    }

    @Test func `ID-5: a group address is refused there with its reason`() async throws {
        let world = try await World.withGroups(["info@*"])
        let outcome = try await world.services.passwordResets.begin(
            "info@example.org", for: .anyNetwork, from: world.client())
        guard case .groupAddress = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test func `REC-23: a stranger's address leads to the same answers`() async throws {
        let world = try await World()
        let ada = try await world.person()
        _ = try await limited(world, ada)
        var looks: [[String]] = []
        for address in [ada.address, "nobody@example.org"] {
            let client = world.client(address: outside)
            guard
                case .begun(let begun) = try await world.services.passwordResets.begin(
                    address, for: .anyNetwork, from: client)
            else { throw World.NotBegun() }
            let secret = try #require(begun.newSecret)
            let wrong = try await world.services.passwordResets.submit(mailCode: "00000000", to: secret, from: client)
            looks.append([begun.look, wrong.look])
        }
        #expect(looks[0] == looks[1])
    }

    @Test func `S-3: an administrator lifts it at the machine, and the person is told`() async throws {
        let world = try await World()
        let ada = try await world.person()
        _ = try await limited(world, ada)
        let administration = world.services.administration
        #expect(try await administration.liftNetworkLimit(of: ada.account) == .done)
        #expect(try await administration.liftNetworkLimit(of: ada.account) == .notLimited)
        #expect(try await administration.liftNetworkLimit(of: AccountID("nobody")) == .noSuchAccount)
        guard case .signedIn = try await answer(ada, world, from: outside).outcome else {
            Issue.record("still limited")
            return
        }
        let subjects = try await world.letters(to: ada.address).map(\.letter.subject)
        #expect(subjects.contains("Sign-in is possible from any network"))
    }
}
