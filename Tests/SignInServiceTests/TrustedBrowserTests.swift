import ApprovalProtocol
import Delivery
import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

/// Trusting a browser, what that spares, and everything that ends it (product.md M-10).
@Suite struct `Trusted browsers` {
    private static let rules = SignInRules(
        methods: SignInRules.builtMethods, secondStep: .required, trustedBrowsers: Limits.trustedBrowserLife)

    /// A person who has trusted a browser, and the browser as it comes back.
    private struct Trusting {
        let world: World
        let person: Person
        let session: LiveSession
        let browser: Client

        func state(_ kind: String) throws -> String { try world.database.tell("SELECT count(*) FROM \(kind)") }
    }

    private func trusting(_ kind: TestDatabase.Kind = .sqlite) async throws -> Trusting {
        let world = try await World(kind, rules: Self.rules)
        let ada = try await world.person()
        let client = world.client()
        let opened = try #require(try await world.signIn(ada, from: client))
        #expect(opened.offersTrust)
        let session = try #require(try await world.services.sessions.live(opened.token, from: client))
        let secret = try given(by: await world.services.trustedBrowsers.trust(from: client, in: session))
        return Trusting(
            world: world, person: ada, session: session,
            browser: world.client(mark: opened.newMark, trust: secret))
    }

    private func given(by answer: TrustedBrowsers.Answer) throws -> Secret<String> {
        guard case .trusted(let secret, _) = answer else { throw NotTrusted() }
        return secret
    }

    private struct NotTrusted: Error {}

    /// The session that a password alone opens; `nil` if the second step is asked for.
    private func withPassword(_ person: Person, _ world: World, from client: Client) async throws -> OpenedSession? {
        let secret = try #require(try await world.begin(person.address, from: client))
        let answer = try await world.services.signIn.submit(password: person.password, to: secret, from: client)
        guard case .signedIn(let session) = answer.outcome else { return nil }
        return session
    }

    @Test(arguments: World.kinds)
    func `M-10, SESS-09: spares the second step in that browser alone, and says so`(kind: TestDatabase.Kind)
        async throws
    {
        let trusting = try await trusting(kind)
        let (world, ada) = (trusting.world, trusting.person)
        let opened = try #require(try await withPassword(ada, world, from: trusting.browser))
        #expect(!opened.offersTrust)
        let session = try #require(try await world.services.sessions.live(opened.token, from: trusting.browser))
        #expect(session.authentication.methods == [.password])
        #expect(session.authentication.assurance == Assurance(level: .one))
        #expect(session.authentication.trustedBrowser != nil)
        #expect(try await world.auditLog().last { $0.event == "signedIn" }?.reason == "trusted browser")
        // Without the cookie, with another one, and with the browser's mark in its place.
        let mark = trusting.browser.mark
        #expect(try await withPassword(ada, world, from: world.client(mark: mark)) == nil)
        #expect(
            try await withPassword(ada, world, from: world.client(trust: world.environment.tokens.token())) == nil)
        #expect(try await withPassword(ada, world, from: world.client(mark: mark, trust: mark)) == nil)
        let letters = try await world.letters(to: ada.address).map(\.letter.subject)
        #expect(letters.contains("A browser is now trusted"))
    }

    @Test func `SESS-20: a session of a trusted browser proves itself before the first change`() async throws {
        let trusting = try await trusting()
        let world = trusting.world
        let opened = try #require(try await withPassword(trusting.person, world, from: trusting.browser))
        let session = try #require(try await world.services.sessions.live(opened.token, from: trusting.browser))
        #expect(!session.isFresh)
        guard
            case .ask(let prompt) = try await world.services.stepUps.prompt(
                for: .password, in: session, from: trusting.browser)
        else {
            Issue.record("nothing to prove with")
            return
        }
        #expect(prompt.method == .totp && !prompt.others.contains(.password))
        let again = try await world.services.trustedBrowsers.trust(from: trusting.browser, in: session)
        guard case .notAllowed = again else {
            Issue.record("trusted without fresh proof")
            return
        }
        // Step-up gives it time and no more than it was opened with.
        let fresh = try await world.freshAgain(session)
        #expect(fresh.isFresh && fresh.authentication == session.authentication)
    }

    @Test func `SESS-09: a change of the password ends it`() async throws {
        let trusting = try await trusting()
        let world = trusting.world
        let answer = try await world.services.own.password.change(
            from: trusting.person.password, to: newPassword, by: trusting.session, from: trusting.browser)
        guard case .changed = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(try trusting.state("trusted_browser") == "0\n")
    }

    @Test func `SESS-09: a change of authenticators ends it`() async throws {
        let trusting = try await trusting()
        _ = try await trusting.world.phone(of: trusting.person.account)
        #expect(try trusting.state("trusted_browser") == "0\n")
        #expect(try await withPassword(trusting.person, trusting.world, from: trusting.browser) == nil)
    }

    @Test func `PUSH-06: it wasn't me ends it`() async throws {
        let world = try await World(rules: Self.rules)
        let (ada, phone) = try await world.personWithPhone()
        let client = world.client()
        let session = try await world.approvedSession(of: ada, on: phone, from: client)
        let secret = try given(by: await world.services.trustedBrowsers.trust(from: client, in: session))
        let browser = world.client(trust: secret)
        // A plain no stops that sign-in, and changes nothing else.
        let stranger = world.client()
        _ = try await world.halfWay(ada, from: stranger)
        #expect(try await world.decide(.refuse, on: phone) == .refused)
        #expect(try await withPassword(ada, world, from: browser) != nil)
        _ = try await world.halfWay(ada, from: stranger)
        #expect(try await world.decide(.notMe, on: phone) == .refused)
        #expect(try await withPassword(ada, world, from: browser) == nil)
    }

    @Test func `SESS-11: each is ended by its owner alone, one or all`() async throws {
        let trusting = try await trusting()
        let (world, browsers) = (trusting.world, trusting.world.services.trustedBrowsers)
        let standing = try await browsers.standing(of: trusting.session, from: trusting.browser)
        let id = try #require(standing.thisOne)
        #expect(standing.browsers.map(\.id) == [id])
        let eve = try await world.person("eve")
        let opened = try #require(try await world.signIn(eve, from: world.client()))
        let other = try #require(try await world.services.sessions.live(opened.token, from: world.client()))
        try await browsers.distrust(id, by: other, from: world.client())
        try await browsers.distrustAll(by: other, from: world.client())
        #expect(try await browsers.standing(of: trusting.session, from: trusting.browser).thisOne == id)
        // Nor is a secret worth anything to another account.
        #expect(try await withPassword(eve, world, from: trusting.browser) == nil)
        try await browsers.distrust(id, by: trusting.session, from: trusting.browser)
        #expect(try await browsers.standing(of: trusting.session, from: trusting.browser).browsers.isEmpty)
        #expect(try await withPassword(trusting.person, world, from: trusting.browser) == nil)
    }

    @Test(arguments: World.kinds)
    func `SESS-02: a planted secret is worth nothing, and two accounts share a browser`(kind: TestDatabase.Kind)
        async throws
    {
        let trusting = try await trusting(kind)
        let world = trusting.world
        let eve = try await world.person("eve")
        world.time.advance(by: .seconds(60))
        let opened = try #require(try await world.signIn(eve, from: trusting.browser))
        let session = try #require(try await world.services.sessions.live(opened.token, from: trusting.browser))
        let secret = try given(
            by: await world.services.trustedBrowsers.trust(from: trusting.browser, in: session))
        let browser = world.client(mark: opened.newMark ?? trusting.browser.mark, trust: secret)
        #expect(try await withPassword(eve, world, from: browser) != nil)
        #expect(try await withPassword(trusting.person, world, from: browser) != nil)
        // Whoever has planted the former secret holds nothing.
        #expect(try await withPassword(trusting.person, world, from: trusting.browser) == nil)
        #expect(try await withPassword(eve, world, from: trusting.browser) == nil)
    }

    @Test func `CRY-04: the secret is kept as its hash alone`() async throws {
        let trusting = try await trusting()
        let secret = try #require(trusting.browser.trust).reveal()
        #expect(secret.utf8.count == 43)
        let dump = try trusting.world.database.tell("SELECT * FROM trusted_browser")
        #expect(!dump.isEmpty && !dump.contains(secret))
        #expect(!String(describing: try await trusting.world.auditLog()).contains(secret))
    }

    @Test func `M-10: is offered once in a browser, never by a policy that forbids it, never to administrators`()
        async throws
    {
        let world = try await World(rules: Self.rules)
        let ada = try await world.person()
        let first = try #require(try await world.signIn(ada, from: world.client()))
        #expect(first.offersTrust)
        world.time.advance(by: .seconds(60))
        #expect(try await world.signIn(ada, from: world.client(mark: first.newMark))?.offersTrust == false)
        let root = try await world.person("root", role: .administrator)
        #expect(try await world.signIn(root, from: world.client())?.offersTrust == false)
        let strict = try await World()
        let eve = try await strict.person("eve")
        #expect(try await strict.signIn(eve, from: strict.client())?.offersTrust == false)
    }

    @Test func `M-10: ends by itself, and its row goes`() async throws {
        let trusting = try await trusting()
        let world = trusting.world
        world.time.advance(by: Limits.trustedBrowserLife)
        #expect(try await withPassword(trusting.person, world, from: trusting.browser) == nil)
        let now = world.time.now()
        _ = try await world.store.write { try $0.purgeExpired(at: now) }
        #expect(try trusting.state("trusted_browser") == "0\n")
    }
}
