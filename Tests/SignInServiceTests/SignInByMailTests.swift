import Delivery
import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import Testing

@Suite struct `Signing in by a mailed code` {
    @Test func `OTP-03: a mailed code and a second step sign in, marked as recovery and told to every address`()
        async throws
    {
        let world = try await World()
        let ada = try await world.person()
        let (secret, client) = try await world.askForMailCode(ada.address)
        let code = try #require(try await world.mailedCode(to: ada.address))
        let first = try await world.services.signIn.submit(signInMailCode: code, to: secret, from: client)
        #expect(first.prompt?.step == .second)
        let half = try #require(first.newSecret)
        let answer = try await world.services.signIn.submit(appCode: ada.code(at: World.noon), to: half, from: client)
        guard case .signedIn(let session) = answer.outcome else {
            Issue.record("not signed in: \(answer.outcome)")
            return
        }
        let live = try await world.services.sessions.live(session.token, from: client)
        #expect(live?.authentication.assurance == Assurance(level: .two, recovery: true))
        #expect(live?.authentication.methods == [.emailCode, .totp])
        let entry = try await world.auditLog().last { $0.event == AuditEvent.signedIn.rawValue }
        #expect(entry?.reason == "recovery")
        #expect(try await world.letters(to: ada.address).contains { $0.letter.subject == "Sign-in by recovery" })
    }

    @Test func `RATE-15: a stranger's address gets the same answers, and no mail comes of it`() async throws {
        let world = try await World()
        let ada = try await world.person()
        _ = try await world.person("bob", state: .disabled)
        for address in ["nobody@example.org", "bob@example.org", ada.address] {
            let (secret, client) = try await world.askForMailCode(address)
            let prompt = try await world.services.signIn.current(secret).prompt
            #expect(prompt?.step == .first)
            #expect(prompt?.method == .emailCode)
            // Long after the code has died: nobody learns that there was one.
            world.time.advance(by: Limits.mailCodeLife + .seconds(1))
            let answer = try await world.services.signIn.submit(signInMailCode: "00000000", to: secret, from: client)
            #expect(answer.problem == .wrong)
            #expect(answer.prompt == prompt)
        }
        let letters = try await world.letters()
        #expect(letters.map(\.recipient) == [ada.address])
    }

    @Test func `OTP-03: a code mailed for another browser, or for a new password, signs nobody in`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let (_, _) = try await world.askForMailCode(ada.address)
        let theirs = try #require(try await world.mailedCode(to: ada.address))
        world.time.advance(by: .seconds(31))
        let (secret, client) = try await world.askForMailCode(ada.address)
        let own = try #require(try await world.mailedCode(to: ada.address))
        let answer = try await world.services.signIn.submit(signInMailCode: theirs, to: secret, from: client)
        #expect(answer.problem == .wrong)
        world.time.advance(by: .seconds(31))
        _ = try await world.services.passwordResets.begin(ada.address, from: client)
        let reset = try #require(try await world.mailedCode(to: ada.address))
        #expect(reset != own)
        #expect(
            try await world.services.signIn.submit(signInMailCode: reset, to: secret, from: client).problem == .wrong)
        #expect(
            try await world.services.signIn.submit(signInMailCode: own, to: secret, from: client).prompt?.step
                == .second)
    }

    @Test func `FLOW-21: after a mailed code the app's approval, the password and another mailed code are not taken`()
        async throws
    {
        let world = try await World()
        let ada = try await world.person()
        let half = try await world.halfWayByMail(ada)
        let menu = try #require(try await world.services.signIn.menu(half.secret)).menu
        #expect(menu.offers.map(\.method) == [.totp, .backupCode])
        // Posted directly, though no page offers them.
        for answer in [
            try await world.services.signIn.submit(password: ada.password, to: half.secret, from: half.client),
            try await world.services.signIn.submit(signInMailCode: "12345678", to: half.secret, from: half.client),
            try await world.services.signIn.choose("emailCode", in: half.secret, from: half.client),
        ] {
            #expect(answer.prompt?.step == .second)
            #expect(answer.newSecret == nil)
        }
    }

    @Test func `A mailed code alone is not enough, not even for an account whose password would be`() async throws {
        let world = try await World()
        let ada = try await world.person(password: "a password that may stand alone", holding: [])
        let (secret, client) = try await world.askForMailCode(ada.address)
        let code = try #require(try await world.mailedCode(to: ada.address))
        let answer = try await world.services.signIn.submit(signInMailCode: code, to: secret, from: client)
        #expect(answer.refusal == .noWayLeft)
    }

    @Test func `REC-19: asking again and again fills no mailbox, and leaves the newest code good`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let (secret, client) = try await world.askForMailCode(ada.address)
        for _ in 0..<20 {
            world.time.advance(by: .seconds(20))
            _ = try await world.services.signIn.sendCodeAgain(secret, from: client)
        }
        #expect(try await world.letters(to: ada.address).count <= Limits.codeSends)
        let code = try #require(try await world.mailedCode(to: ada.address))
        let answer = try await world.services.signIn.submit(signInMailCode: code, to: secret, from: client)
        #expect(answer.prompt?.step == .second)
    }

    @Test func `RATE-08: strangers who ask for too many codes wait, for whomever they ask`() async throws {
        let world = try await World {
            ServiceSettings(origin: $0, rules: $1, mailRequests: MailRequestLimits(ofNetwork: 2, ofAll: 100))
        }
        let ada = try await world.person()
        _ = try await world.askForMailCode("nobody@example.org")
        _ = try await world.askForMailCode("no.one@example.org")
        let client = world.client()
        let secret = try #require(try await world.begin(ada.address, from: client))
        let key = try #require(try await world.mailKey(secret))
        guard case .held(let pause) = try await world.services.signIn.choose(key, in: secret, from: client).outcome
        else {
            Issue.record("not held")
            return
        }
        #expect(pause.cause == .network)
        #expect(try await world.letters().isEmpty)
    }
}

extension World {
    /// Names somebody and turns to the code by mail, in a browser of its own.
    func askForMailCode(_ address: String) async throws -> (secret: Secret<String>, client: Client) {
        let client = client()
        let secret = try #require(try await begin(address, from: client))
        let key = try #require(try await mailKey(secret))
        _ = try await services.signIn.choose(key, in: secret, from: client)
        return (secret, client)
    }

    /// What the form of the menu says to have a code mailed.
    fileprivate func mailKey(_ secret: Secret<String>) async throws -> String? {
        try await services.signIn.menu(secret)?.menu.offers.first { $0.method == .emailCode }?.key
    }

    /// The mailbox is proven, the second step is not.
    fileprivate func halfWayByMail(_ person: Person) async throws -> (secret: Secret<String>, client: Client) {
        let (secret, client) = try await askForMailCode(person.address)
        let code = try #require(try await mailedCode(to: person.address))
        let answer = try await services.signIn.submit(signInMailCode: code, to: secret, from: client)
        return (try #require(answer.newSecret), client)
    }
}
