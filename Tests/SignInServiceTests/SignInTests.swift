import Identity
import PasswordHashing
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

@Suite struct `Signing in` {
    @Test(arguments: World.kinds)
    func `takes a person from the identifier over two steps to a session`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let ada = try await world.person()
        let session = try #require(try await world.signIn(ada, from: world.client()))
        let live = try #require(try await world.services.sessions.live(session.token, from: world.client()))
        #expect(live.account == ada.account)
        #expect(live.authentication.assurance.level == .two)
        #expect(live.authentication.methods == [.password, .totp])
    }

    @Test func `FLOW-02: asks for the second step although no policy demands it`() async throws {
        let world = try await World()
        let ada = try await world.person(password: "a password that may stand alone")
        let secret = try #require(try await world.begin(ada.address, from: world.client()))
        let answer = try await world.services.signIn.submit(password: ada.password, to: secret, from: world.client())
        #expect(answer.prompt?.step == .second)
    }

    @Test func `FLOW-03: gives nothing for the second step alone`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let secret = try #require(try await world.begin(ada.address, from: world.client()))
        for answer in [
            try await world.services.signIn.submit(appCode: ada.code(at: World.noon), to: secret, from: world.client()),
            try await world.services.signIn.submit(backupCode: ada.backupCodes[0], to: secret, from: world.client()),
        ] {
            #expect(answer.prompt?.step == .first)
            #expect(answer.newSecret == nil)
        }
        #expect(try await world.store.read { try $0.countUnspentBackupCodes(of: ada.account) } == 10)
    }

    @Test func `FLOW-05, SESS-02: the secret from before the first proof is worth nothing after it`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let secret = try #require(try await world.begin(ada.address, from: world.client()))
        _ = try await world.services.signIn.submit(password: ada.password, to: secret, from: world.client())
        let answer = try await world.services.signIn.submit(
            appCode: ada.code(at: World.noon), to: secret, from: world.client())
        guard case .startAgain = answer.outcome else {
            Issue.record("an old secret went on: \(answer.outcome)")
            return
        }
    }

    @Test func `FLOW-12: an attempt that was half-way dies when an authenticator changes`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let half = try await world.halfWay(ada)
        let app = try #require(ada.app)
        _ = try await world.store.write { try $0.authenticatorsChanged(of: ada.account) }
        let answer = try await world.services.signIn.submit(
            appCode: ada.code(at: World.noon), to: half, from: world.client())
        #expect(answer.refusal == .accountChanged)
        #expect(try await world.store.read { try $0.codeApps(of: ada.account) }.map(\.id) == [app])
    }

    @Test(arguments: [AccountState.invited, .unconfirmed, .locked, .disabled, .closed])
    func `RATE-15: says the same to an account that may not sign in as to one that does not exist`(
        state: AccountState
    ) async throws {
        let world = try await World()
        let ada = try await world.person(state: state)
        for address in [ada.address, "nobody@example.org"] {
            let secret = try #require(try await world.begin(address, from: world.client()))
            let answer = try await world.services.signIn.submit(
                password: ada.password, to: secret, from: world.client())
            #expect(answer.problem == .wrong)
            #expect(answer.prompt?.step == .first)
        }
    }

    @Test func `RATE-17: shows what second steps there are only after the first`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let secret = try #require(try await world.begin(ada.address, from: world.client()))
        let before = try #require(try await world.services.signIn.menu(secret))
        #expect(before.menu.offers.map(\.method) == [.password, .passkey, .emailCode])
        let unknown = try #require(try await world.begin("nobody@example.org", from: world.client()))
        let fake = try #require(try await world.services.signIn.menu(unknown))
        #expect(fake.menu.offers.map(\.method) == before.menu.offers.map(\.method))
    }

    @Test(arguments: ["", "   ", "\u{3000}", "not an address", "a@x.org,b@x.org"])
    func `RATE-08, OTP-09: counts nothing for what can be nobody's identifier`(typed: String) async throws {
        let world = try await World()
        guard case .unreadable = try await world.services.signIn.begin(typed, from: world.client()) else {
            Issue.record("\(typed) began an attempt")
            return
        }
        #expect(try await world.auditLog().isEmpty)
    }

    @Test func `BKUP-07, BKUP-10: takes one backup code as the second step only and marks the session`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let secret = try await world.halfWay(ada)
        let answer = try await world.services.signIn.submit(
            backupCode: ada.backupCodes[3], to: secret, from: world.client())
        guard case .signedIn(let session) = answer.outcome else {
            Issue.record("\(answer.outcome)")
            return
        }
        let live = try #require(try await world.services.sessions.live(session.token, from: world.client()))
        #expect(live.authentication.methods == [.password, .backupCode])
        #expect(!live.authentication.assurance.phishingResistant)
        #expect(try await world.store.read { try $0.countUnspentBackupCodes(of: ada.account) } == 9)
        #expect(try await world.auditLog().last { $0.event == "signedIn" }?.method == "backupCode")
    }

    @Test(arguments: World.kinds)
    func `PWD-12: a right password is hashed anew when the cost has risen, a wrong one never`(kind: TestDatabase.Kind)
        async throws
    {
        let world = try await World(kind, cost: try Argon2Cost(memory: 16, passes: 1, lanes: 1))
        let ada = try await world.person()
        let cheaper = PasswordHasher(cost: try Argon2Cost(memory: 8, passes: 1, lanes: 1), threads: 1, longestQueue: 4)
        var random = SystemRandomNumberGenerator()
        let old = try await cheaper.hash(try Password(ada.password), salt: Salt(using: &random)).text
        try await world.store.write { transaction in
            let record = try #require(try transaction.password(of: ada.account))
            try transaction.set(
                PasswordRecord(
                    id: record.id, account: record.account, hash: old, standsAlone: record.standsAlone,
                    changedAt: record.changedAt))
        }
        func kept() async throws -> String? { try await world.store.read { try $0.password(of: ada.account)?.hash } }

        let secret = try #require(try await world.begin(ada.address, from: world.client()))
        let wrong = try await world.services.signIn.submit(password: "wrong", to: secret, from: world.client())
        #expect(wrong.problem == .wrong)
        #expect(try await kept() == old)
        #expect(try await world.signIn(ada, from: world.client()) != nil)
        let new = try #require(try await kept())
        #expect(new != old && new.contains("m=16,"))
        world.time.advance(by: .seconds(30))
        #expect(try await world.signIn(ada, from: world.client()) != nil)
        #expect(try await kept() == new)
    }

    @Test func `FLOW-11: offers what the account has now, not what it had`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let app = try #require(ada.app)
        _ = try await world.store.write { try $0.revoke(codeApp: app, of: ada.account) }
        let secret = try await world.halfWay(ada)
        let menu = try #require(try await world.services.signIn.menu(secret)).menu
        #expect(menu.offers.map(\.method) == [.backupCode])
    }

    @Test func `a sign-in from a new browser is told, and the first one and a known one are not`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let first = try #require(try await world.signIn(ada, from: world.client()))
        #expect(try await world.letters(to: ada.address).isEmpty)

        world.time.advance(by: .seconds(60))
        _ = try #require(try await world.signIn(ada, from: world.client(mark: first.newMark)))
        #expect(try await world.letters(to: ada.address).isEmpty)

        world.time.advance(by: .seconds(60))
        _ = try #require(try await world.signIn(ada, from: world.client()))
        #expect(try await world.letters(to: ada.address).count == 1)
    }
}

extension SignInAnswer {
    var prompt: SignInPrompt? {
        switch outcome {
        case .ask(let prompt), .askAgain(let prompt, _), .wait(_, let prompt): prompt
        case .held, .refused, .signedIn, .startAgain: nil
        }
    }

    var problem: ProofProblem? {
        if case .askAgain(_, let problem) = outcome { problem } else { nil }
    }

    var refusal: Refusal? {
        if case .refused(let refusal, _) = outcome { refusal } else { nil }
    }

    var isSignedIn: Bool {
        if case .signedIn = outcome { true } else { false }
    }

    var waits: Bool {
        if case .wait = outcome { true } else { false }
    }
}

extension World {
    /// The secret of an attempt whose password is proven.
    func halfWay(_ person: Person, from client: Client? = nil) async throws -> Secret<String> {
        let client = client ?? self.client()
        let secret = try #require(try await begin(person.address, from: client))
        let answer = try await services.signIn.submit(password: person.password, to: secret, from: client)
        return try #require(answer.newSecret)
    }
}
