import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

extension PasswordResetAnswer {
    var startsAgain: Bool {
        if case .startAgain = outcome { true } else { false }
    }

    var isDone: Bool {
        if case .done = outcome { true } else { false }
    }

    var refusal: Refusal? {
        if case .refused(let refusal, _) = outcome { refusal } else { nil }
    }

    var step: PasswordReset.Step? {
        switch outcome {
        case .ask(let prompt), .askAgain(let prompt, _), .rejected(let prompt, _), .wait(_, let prompt): prompt.step
        case .refused, .done, .startAgain: nil
        }
    }

    /// What a stranger can tell from it.
    var look: String {
        switch outcome {
        case .ask(let prompt): "ask \(prompt.step)"
        case .askAgain(let prompt, let problem): "again \(prompt.step) \(problem)"
        case .rejected(let prompt, let verdict): "rejected \(prompt.step) \(verdict)"
        case .wait(let until, let prompt): "wait \(until == nil) \(prompt.step)"
        case .refused(let refusal, _): "refused \(refusal)"
        case .done: "done"
        case .startAgain: "start again"
        }
    }
}

extension World {
    func beginReset(_ address: String, from client: Client? = nil) async throws -> Secret<String> {
        let beginning = try await services.passwordResets.begin(address, from: client ?? self.client())
        guard case .begun(let answer) = beginning else { throw NotBegun() }
        return try #require(answer.newSecret)
    }

    struct NotBegun: Error {}

    /// A reset whose mailbox is proven.
    func resetHalfWay(_ person: Person, from client: Client) async throws -> Secret<String> {
        let reset = try await beginReset(person.address, from: client)
        let code = try #require(try await mailedCode(to: person.address))
        return try #require(
            try await services.passwordResets.submit(mailCode: code, to: reset, from: client).newSecret)
    }

    /// A reset with nothing left to prove.
    func resetProven(_ person: Person, from client: Client) async throws -> Secret<String> {
        let half = try await resetHalfWay(person, from: client)
        let answer = try await services.passwordResets.submit(
            appCode: person.code(at: time.now()), to: half, from: client)
        return try #require(answer.newSecret)
    }

    func countLetters(to address: String) async throws -> Int { try await letters(to: address).count }
}

@Suite struct `A password reset` {
    @Test func `REC-03, FLOW-19: takes the second step, ends all sessions and opens none`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let client = world.client()
        let session = try #require(try await world.signIn(ada, from: client))
        world.time.advance(by: .seconds(30))

        let half = try await world.resetHalfWay(ada, from: client)
        #expect(try await world.services.passwordResets.current(half).step == .second)
        let proven = try await world.services.passwordResets.submit(
            appCode: ada.code(at: world.time.now()), to: half, from: client)
        let last = try #require(proven.newSecret)
        let answer = try await world.services.passwordResets.submit(newPassword: newPassword, to: last, from: client)
        #expect(answer.isDone)
        #expect(answer.newSecret == nil)
        #expect(try await world.services.sessions.live(session.token, from: client) == nil)
        #expect(try await world.store.read { try $0.sessions(of: ada.account, at: world.time.now()) }.isEmpty)

        // The old password is dead, the new one is the first step of two.
        world.time.advance(by: .seconds(30))
        let attempt = try #require(try await world.begin(ada.address, from: client))
        let old = try await world.services.signIn.submit(password: ada.password, to: attempt, from: client)
        #expect(old.problem == .wrong)
        let new = try await world.services.signIn.submit(password: newPassword, to: attempt, from: client)
        #expect(new.prompt?.step == .second)
        #expect(try await world.store.read { try $0.codeApps(of: ada.account) }.count == 1)
        #expect(try await world.store.read { try $0.countUnspentBackupCodes(of: ada.account) } == 10)
    }

    @Test func `takes a backup code for the second step, and spends it`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let half = try await world.resetHalfWay(ada, from: world.client())
        let answer = try await world.services.passwordResets.submit(
            backupCode: ada.backupCodes[3], to: half, from: world.client())
        #expect(answer.step == .newPassword)
        #expect(try await world.store.read { try $0.countUnspentBackupCodes(of: ada.account) } == 9)
    }

    @Test func `REC-04, FLOW-08: no step can be left out, and a used one is not there again`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let client = world.client()
        let resets = world.services.passwordResets
        let reset = try await world.beginReset(ada.address, from: client)
        #expect(try await resets.submit(newPassword: newPassword, to: reset, from: client).step == .code)
        #expect(
            try await resets.submit(appCode: ada.code(at: world.time.now()), to: reset, from: client).step == .code)
        let code = try #require(try await world.mailedCode(to: ada.address))
        let half = try #require(try await resets.submit(mailCode: code, to: reset, from: client).newSecret)
        #expect(try await resets.submit(newPassword: newPassword, to: half, from: client).step == .second)
        #expect(try await resets.submit(mailCode: code, to: half, from: client).step == .second)
        // The secret of the step before is dead.
        #expect(try await resets.submit(mailCode: code, to: reset, from: client).startsAgain)
        let attempt = try #require(try await world.begin(ada.address, from: client))
        let unchanged = try await world.services.signIn.submit(password: ada.password, to: attempt, from: client)
        #expect(unchanged.prompt?.step == .second)
    }

    @Test func `REC-05, OTP-03: the code of one person, or of one browser, is worth nothing in another's reset`()
        async throws
    {
        let world = try await World()
        let ada = try await world.person("ada")
        let eve = try await world.person("eve")
        let resets = world.services.passwordResets
        let hers = try await world.beginReset(ada.address)
        let evil = try await world.beginReset(eve.address)
        let code = try #require(try await world.mailedCode(to: eve.address))
        #expect(try await resets.submit(mailCode: code, to: hers, from: world.client()).step == .code)
        #expect(try await resets.submit(mailCode: code, to: evil, from: world.client()).step == .second)

        let victims = try #require(try await world.mailedCode(to: ada.address))
        world.time.advance(by: Limits.codeSendPause)
        let strangers = try await world.beginReset(ada.address)
        #expect(try await resets.submit(mailCode: victims, to: strangers, from: world.client()).step == .code)
    }

    @Test func `OTP-02: the code is good for ten minutes and not a second longer`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let resets = world.services.passwordResets
        let inTime = try await world.beginReset(ada.address)
        let first = try #require(try await world.mailedCode(to: ada.address))
        world.time.advance(by: Limits.mailCodeLife - .seconds(1))
        #expect(try await resets.submit(mailCode: first, to: inTime, from: world.client()).step == .second)
        let late = try await world.beginReset(ada.address)
        let second = try #require(try await world.mailedCode(to: ada.address))
        world.time.advance(by: Limits.mailCodeLife)
        #expect(try await resets.submit(mailCode: second, to: late, from: world.client()).step == .code)
    }

    @Test func `OTP-04: five wrong codes end it, and a new code kills the one before`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let resets = world.services.passwordResets
        let client = world.client()
        let reset = try await world.beginReset(ada.address, from: client)
        let first = try #require(try await world.mailedCode(to: ada.address))
        world.time.advance(by: Limits.codeSendPause)
        try await resets.sendAgain(reset, from: client)
        let second = try #require(try await world.mailedCode(to: ada.address))
        #expect(first != second)
        #expect(try await resets.submit(mailCode: first, to: reset, from: client).step == .code)
        for _ in 0..<(Limits.codeTries - 2) {
            _ = try await resets.submit(mailCode: "00000000", to: reset, from: client)
        }
        let last = try await resets.submit(mailCode: "00000000", to: reset, from: client)
        #expect(last.refusal == .tooManyFailures)
        #expect(try await resets.submit(mailCode: second, to: reset, from: client).startsAgain)
    }

    @Test func `RATE-03: another code takes no failure back`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let resets = world.services.passwordResets
        let client = world.client()
        for _ in 0..<Limits.failuresBeforeDelay {
            // Each code is a new one, and wrong entries of the old ones count on.
            let reset = try await world.beginReset(ada.address, from: client)
            #expect(try await resets.submit(mailCode: "00000000", to: reset, from: client).step == .code)
            world.time.advance(by: Limits.codeSendPause)
        }
        let reset = try await world.beginReset(ada.address, from: client)
        try await resets.sendAgain(reset, from: client)
        #expect(try await world.countLetters(to: ada.address) == Limits.codeSends)
        let code = try #require(try await world.mailedCode(to: ada.address))
        // The fifth failure was half a minute ago, so the next try is looked at, and the one after it is held for longer.
        #expect(try await resets.submit(mailCode: "00000000", to: reset, from: client).step == .code)
        let held = try await resets.submit(mailCode: code, to: reset, from: client)
        guard case .wait(.some(let until), _) = held.outcome else {
            Issue.record("\(held.outcome)")
            return
        }
        #expect(until == world.time.now() + Limits.firstDelay * 2)
    }

    @Test func `OTP-10: the mail goes to the stored address, however it was typed`() async throws {
        let world = try await World()
        let ada = try await world.person()
        _ = try await world.beginReset(" ADA@Example.ORG ")
        let recipients = try await world.letters().map(\.recipient)
        #expect(recipients == [ada.address])
    }

    @Test func `REC-19: fifty resets send five mails, and only the newest code is alive`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let client = world.client()
        var mailed: [(reset: Secret<String>, code: String)] = []
        for _ in 0..<50 {
            let reset = try await world.beginReset(ada.address, from: client)
            if try await world.countLetters(to: ada.address) > mailed.count {
                mailed.append((reset, try #require(try await world.mailedCode(to: ada.address))))
            }
            world.time.advance(by: .seconds(10))
        }
        #expect(mailed.count == Limits.codeSends)
        #expect(try await world.countLetters(to: ada.address) == Limits.codeSends)
        let newest = try #require(mailed.last)
        let resets = world.services.passwordResets
        // Three of the older ones: the throttle lets no more through.
        for (reset, code) in mailed.dropLast().suffix(3) {
            #expect(try await resets.submit(mailCode: code, to: reset, from: client).step == .code)
        }
        #expect(try await resets.submit(mailCode: newest.code, to: newest.reset, from: client).step == .second)
    }

    @Test func `REC-20, REC-23, RATE-15, RATE-20: looks the same for everybody, wrong codes and waiting included`()
        async throws
    {
        let world = try await World()
        let ada = try await world.person("ada")
        let off = try await world.person("off", state: .disabled)
        let shut = try await world.person("shut", state: .locked)
        _ = try await world.invite("grace@example.org")
        let resets = world.services.passwordResets
        var looks: [String: [String]] = [:]
        for address in [ada.address, off.address, shut.address, "grace@example.org", "nobody@example.org"] {
            for _ in 0..<3 {
                let client = world.client()
                let secret = try await world.beginReset(address, from: client)
                looks[address, default: []].append(try await resets.current(secret).look)
                for _ in 0..<6 {
                    let answer = try await resets.submit(mailCode: "00000000", to: secret, from: client)
                    looks[address, default: []].append(answer.look)
                }
            }
        }
        #expect(Set(looks.values).count == 1, "\(looks)")
        for address in [off.address, shut.address, "nobody@example.org"] {
            #expect(try await world.letters(to: address).isEmpty, "\(address)")
        }
        // Her invitation, and nothing since.
        #expect(try await world.letters(to: "grace@example.org").count == 1)
    }

    @Test func `ID-5: a group address is refused with the reason`() async throws {
        let world = try await World.withGroups(["info@*"])
        guard
            case .groupAddress = try await world.services.passwordResets.begin("info@example.org", from: world.client())
        else {
            Issue.record("a group address was taken")
            return
        }
    }

    @Test(arguments: World.kinds)
    func `ONCE-03: one code, and one right to a password, is used once by 50 at once`(kind: TestDatabase.Kind)
        async throws
    {
        let world = try await World(kind)
        let ada = try await world.person()
        let client = world.client()
        let resets = world.services.passwordResets
        let reset = try await world.beginReset(ada.address, from: client)
        let code = try #require(try await world.mailedCode(to: ada.address))
        let passed = try await countYes(of: 50) { _ in
            (try? await resets.submit(mailCode: code, to: reset, from: client))?.newSecret != nil
        }
        #expect(passed == 1)
        world.time.advance(by: Limits.codeSendPause)
        let proven = try await world.resetProven(ada, from: client)
        let done = try await countYes(of: 50) { index in
            let answer = try? await resets.submit(newPassword: "\(newPassword) \(index)", to: proven, from: client)
            return answer?.isDone ?? false
        }
        #expect(done == 1)
    }

    @Test func `FLOW-12: dies when the account's authenticators change meanwhile`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let proven = try await world.resetProven(ada, from: world.client())
        try await world.store.write { _ = try $0.authenticatorsChanged(of: ada.account) }
        let answer = try await world.services.passwordResets.submit(
            newPassword: newPassword, to: proven, from: world.client())
        #expect(answer.refusal == .accountChanged)
    }

    @Test func `RATE-05: wrong codes here and at sign-in count together`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let half = try await world.halfWay(ada)
        for _ in 0..<4 {
            _ = try await world.services.signIn.submit(
                appCode: ada.wrongCode(at: world.time.now()), to: half, from: world.client())
        }
        let reset = try await world.resetHalfWay(ada, from: world.client())
        let wrong = try await world.services.passwordResets.submit(
            appCode: ada.wrongCode(at: world.time.now()), to: reset, from: world.client())
        #expect(wrong.step == .second)
        let held = try await world.services.passwordResets.submit(
            appCode: ada.code(at: world.time.now()), to: reset, from: world.client())
        guard case .refused(.lockedOut, _) = held.outcome else {
            Issue.record("\(held.outcome)")
            return
        }
    }
}
