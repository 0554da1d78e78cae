import Delivery
import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

@Suite struct `Signing in by a code sent to a number` {
    private static let number = "+819012345678"

    @Test(arguments: World.kinds)
    func `the right password sends one message to the stored number, and its code signs in`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World.texting(kind)
        let ada = try await world.person(holding: [.backupCodes])
        try await world.give(ada)
        let half = try await world.halfWayToText(ada)
        #expect(try await world.letters(to: Self.number).count == 1)
        let prompt = try await world.services.signIn.current(half.secret).prompt
        #expect(prompt?.method == .smsCode)
        #expect(prompt?.sentTo == "+8•••••78")
        let code = try #require(try await world.textedCode())
        let answer = try await world.services.signIn.submit(textCode: code, to: half.secret, from: half.client)
        guard case .signedIn(let session) = answer.outcome else {
            Issue.record("not signed in: \(answer.outcome)")
            return
        }
        let live = try await world.services.sessions.live(session.token, from: half.client)
        #expect(live?.authentication.methods == [.password, .smsCode])
        #expect(live?.authentication.assurance == Assurance(level: .two))
    }

    @Test func `in place of the password it is a recovery, told to every address, and the number counts once`()
        async throws
    {
        let world = try await World.texting()
        let ada = try await world.person()
        try await world.give(ada)
        let (secret, client) = try await world.askForTextCode(Self.number)
        #expect(try await world.services.signIn.current(secret).prompt?.sentTo == nil)
        let code = try #require(try await world.textedCode())
        let first = try await world.services.signIn.submit(textCode: code, to: secret, from: client)
        let half = try #require(first.newSecret)
        let menu = try #require(try await world.services.signIn.menu(half)).menu
        // The authenticator app is taken to be in the phone that the number is in: who has that has both.
        #expect(menu.offers.map(\.method) == [.backupCode])
        // Posted directly, though no page offers it: the same number, a second time.
        for answer in [
            try await world.services.signIn.submit(textCode: code, to: half, from: client),
            try await world.services.signIn.choose("smsCode.number-\(Self.number)", in: half, from: client),
        ] {
            #expect(answer.prompt?.step == .second)
            #expect(answer.newSecret == nil)
        }
        #expect(try await world.letters(to: Self.number).count == 1)
        let answer = try await world.services.signIn.submit(
            backupCode: ada.backupCodes[0], to: half, from: client)
        guard case .signedIn(let session) = answer.outcome else {
            Issue.record("not signed in: \(answer.outcome)")
            return
        }
        let live = try await world.services.sessions.live(session.token, from: client)
        #expect(live?.authentication.assurance == Assurance(level: .two, recovery: true))
        #expect(try await world.letters(to: ada.address).contains { $0.letter.subject == "Sign-in by recovery" })
    }

    @Test func `where the setting forbids it no code takes the place of the password, and the second step stays`()
        async throws
    {
        let world = try await World.texting(beginSignIn: false)
        let ada = try await world.person(holding: [.backupCodes])
        try await world.give(ada)
        let client = world.client()
        let secret = try #require(try await world.begin(Self.number, from: client))
        let menu = try #require(try await world.services.signIn.menu(secret)).menu
        #expect(!menu.offers.contains { $0.method == .smsCode })
        _ = try await world.services.signIn.choose("smsCode.number-\(Self.number)", in: secret, from: client)
        #expect(try await world.letters(to: Self.number).isEmpty)
        let half = try #require(
            try await world.services.signIn.submit(password: ada.password, to: secret, from: client).newSecret)
        let code = try #require(try await world.textedCode())
        #expect(try await world.services.signIn.submit(textCode: code, to: half, from: client).isSignedIn)
    }

    @Test func `OTP-16: however the number is typed at sign-in, it is the one that is stored`() async throws {
        let world = try await World.texting()
        let ada = try await world.person()
        try await world.give(ada)
        for typed in ["+81 90-1234-5678", "+81 (0)90 1234 5678", "＋８１９０１２３４５６７８"] {
            let client = world.client()
            let secret = try #require(try await world.begin(typed, from: client))
            let answer = try await world.services.signIn.submit(password: ada.password, to: secret, from: client)
            #expect(answer.prompt?.step == .second, "\(typed)")
        }
        for typed in ["+81 90 1234 567", "tel:+819012345678", "+819012345678;ext=5", "+819012345678p9"] {
            guard case .begun = try await world.services.signIn.begin(typed, from: world.client()) else { continue }
            Issue.record("read: \(typed)")
        }
    }

    @Test func `RATE-15: a stranger's number gets the same answers, and no message comes of it`() async throws {
        let world = try await World.texting()
        let ada = try await world.person()
        try await world.give(ada)
        try await world.give(try await world.person("bob", state: .disabled), number: "+819011111111")
        for number in ["+819022222222", "+819011111111", Self.number] {
            let (secret, client) = try await world.askForTextCode(number)
            let prompt = try await world.services.signIn.current(secret).prompt
            #expect(prompt?.step == .first)
            #expect(prompt?.method == .smsCode)
            world.time.advance(by: Limits.smsCodeLife + .seconds(1))
            let answer = try await world.services.signIn.submit(textCode: "000000", to: secret, from: client)
            #expect(answer.problem == .wrong)
            #expect(answer.prompt == prompt)
        }
        #expect(try await world.letters().map(\.recipient) == [Self.number])
    }

    @Test(arguments: World.kinds)
    func `OTP-04: a newer code kills the older one, and five wrong entries the newest`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World.texting(kind)
        let ada = try await world.person(holding: [.backupCodes])
        try await world.give(ada)
        let half = try await world.halfWayToText(ada)
        let old = try #require(try await world.textedCode())
        world.time.advance(by: Limits.codeSendPause)
        #expect(try await world.services.signIn.sendCodeAgain(half.secret, from: half.client) == nil)
        let new = try #require(try await world.textedCode())
        try #require(old != new)
        let late = try await world.services.signIn.submit(textCode: old, to: half.secret, from: half.client)
        #expect(!late.isSignedIn)
        let wrong = ["000000", "111111", "222222"].first { $0 != old && $0 != new } ?? "333333"
        var secret = half.secret
        for _ in 1..<Limits.codeTries {
            let answer = try await world.services.signIn.submit(textCode: wrong, to: secret, from: half.client)
            secret = answer.newSecret ?? secret
        }
        let answer = try await world.services.signIn.submit(textCode: new, to: secret, from: half.client)
        #expect(!answer.isSignedIn)
    }

    @Test func `OTP-02: a code is dead five minutes after it was made, however late it arrived`() async throws {
        let world = try await World.texting()
        let ada = try await world.person(holding: [.backupCodes])
        try await world.give(ada)
        let half = try await world.halfWayToText(ada)
        let code = try #require(try await world.textedCode())
        world.time.advance(by: Limits.smsCodeLife)
        let answer = try await world.services.signIn.submit(textCode: code, to: half.secret, from: half.client)
        #expect(answer.problem == .noLiveCode)
    }

    @Test func `a fresh proof is a code that was asked for, and one for signing in is not`() async throws {
        let world = try await World.texting()
        let ada = try await world.person()
        try await world.give(ada)
        let session = try await world.liveSession(of: ada)
        let client = world.client()
        let (secret, other) = try await world.askForTextCode(Self.number)
        let foreign = try #require(try await world.textedCode())
        // The later message is told from the first by its time.
        world.time.advance(by: .seconds(1))
        let stepUps = world.services.stepUps
        guard case .ask(let prompt) = try await stepUps.sendTextCode(in: session, from: client) else {
            Issue.record("not asked")
            return
        }
        #expect(prompt.method == .smsCode && prompt.sentTo == "+8•••••78")
        let own = try #require(try await world.textedCode())
        try #require(own != foreign)
        if case .proven = try await stepUps.submit(textCode: foreign, in: session, from: client) {
            Issue.record("a code for signing in was taken")
        }
        #expect(try await world.services.signIn.submit(textCode: own, to: secret, from: other).problem == .wrong)
        guard case .proven = try await stepUps.submit(textCode: own, in: session, from: client) else {
            Issue.record("not proven")
            return
        }
    }

    @Test func `a new password takes the mailbox and the number, which is asked by name of the account`() async throws {
        let world = try await World.texting()
        let ada = try await world.person(holding: [.backupCodes])
        try await world.give(ada)
        let client = world.client()
        guard case .unreadable = try await world.services.passwordResets.begin(Self.number, from: client) else {
            Issue.record("OTP-17: a number alone began a reset")
            return
        }
        let secret = try await world.resetHalfWay(ada, from: client)
        #expect(try await world.letters(to: Self.number).count == 1)
        let code = try #require(try await world.textedCode())
        let answer = try await world.services.passwordResets.submit(textCode: code, to: secret, from: client)
        #expect(answer.step == .newPassword)
    }
}

extension World {
    /// Names somebody by a number and turns to the code in place of the password, in a browser of its own.
    func askForTextCode(_ number: String) async throws -> (secret: Secret<String>, client: Client) {
        let client = client()
        let secret = try #require(try await begin(number, from: client))
        let menu = try #require(try await services.signIn.menu(secret)).menu
        let key = try #require(menu.offers.first { $0.method == .smsCode }?.key)
        _ = try await services.signIn.choose(key, in: secret, from: client)
        return (secret, client)
    }

    /// The password is proven, the second step waits for a code to the number.
    func halfWayToText(_ person: Person) async throws -> (secret: Secret<String>, client: Client) {
        let client = client()
        let secret = try #require(try await begin(person.address, from: client))
        let answer = try await services.signIn.submit(password: person.password, to: secret, from: client)
        return (try #require(answer.newSecret), client)
    }
}
