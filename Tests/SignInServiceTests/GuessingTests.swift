import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

@Suite struct `Guessing` {
    @Test(arguments: World.kinds)
    func `RATE-01: of 200 wrong codes at once over 20 attempts, no more are looked at than the limit`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World(kind)
        let ada = try await world.person()
        var secrets: [Secret<String>] = []
        for _ in 0..<20 { secrets.append(try await world.halfWay(ada)) }
        let wrong = ada.wrongCode(at: World.noon)
        let looked = try await withThrowingTaskGroup(of: Bool.self) { [secrets] group in
            for index in 0..<200 {
                group.addTask {
                    let answer = try await world.services.signIn.submit(
                        appCode: wrong, to: secrets[index % 20], from: world.client())
                    return answer.problem != nil || answer.refusal == .tooManyFailures
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect((1...Limits.failuresBeforeDelay).contains(looked))

        // And the right code is refused while the delay lasts.
        let half = try await world.halfWay(ada)
        let answer = try await world.services.signIn.submit(
            appCode: ada.code(at: World.noon), to: half, from: world.client())
        #expect(answer.refusal?.isLockOut == true)
    }

    @Test func `RATE-02: a password that was guessed at too often is refused until it is set anew`() async throws {
        let world = try await World()
        let ada = try await world.person()
        for _ in 0..<Limits.failuresBeforeDisabling {
            let secret = try #require(try await world.begin(ada.address, from: world.client()))
            let answer = try await world.services.signIn.submit(password: "wrong", to: secret, from: world.client())
            #expect(answer.problem == .wrong)
            world.time.advance(by: Limits.longestDelay)
        }
        world.time.advance(by: .seconds(30 * 86_400))
        let secret = try #require(try await world.begin(ada.address, from: world.client()))
        let answer = try await world.services.signIn.submit(password: ada.password, to: secret, from: world.client())
        guard case .wait(until: nil, _) = answer.outcome else {
            Issue.record("\(answer.outcome)")
            return
        }
        let reset = try await world.resetProven(ada, from: world.client())
        let done = try await world.services.passwordResets.submit(
            newPassword: newPassword, to: reset, from: world.client())
        #expect(done.isDone)
        let again = try #require(try await world.begin(ada.address, from: world.client()))
        let right = try await world.services.signIn.submit(password: newPassword, to: again, from: world.client())
        #expect(right.prompt?.step == .second)
    }

    @Test func `RATE-04: every spelling of one address has one counter`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let spellings = [
            "ada@example.org", "ADA@example.org", "ada@EXAMPLE.org", "Ada@Example.Org", " ada@example.org ",
        ]
        for spelling in spellings {
            let secret = try #require(try await world.begin(spelling, from: world.client()))
            let answer = try await world.services.signIn.submit(password: "wrong", to: secret, from: world.client())
            #expect(answer.problem == .wrong)
        }
        let secret = try #require(try await world.begin(ada.address, from: world.client()))
        #expect(try await world.services.signIn.submit(password: ada.password, to: secret, from: world.client()).waits)
    }

    @Test func `RATE-06: after a delay the next wrong guesses wait longer, not shorter`() async throws {
        let world = try await World()
        let ada = try await world.person()
        func guess() async throws -> SignInAnswer {
            let secret = try #require(try await world.begin(ada.address, from: world.client()))
            return try await world.services.signIn.submit(password: "wrong", to: secret, from: world.client())
        }
        for _ in 0..<Limits.failuresBeforeDelay { #expect(try await guess().problem == .wrong) }
        #expect(try await guess().waits)
        world.time.advance(by: Limits.firstDelay)
        #expect(try await guess().problem == .wrong)
        world.time.advance(by: Limits.firstDelay)
        #expect(try await guess().waits)
    }

    @Test func `RATE-07: a lock-out ends the attempt that was half-way`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let patient = try await world.halfWay(ada)
        for _ in 0..<Limits.failuresBeforeDelay {
            let half = try await world.halfWay(ada)
            _ = try await world.services.signIn.submit(
                appCode: ada.wrongCode(at: World.noon), to: half, from: world.client())
        }
        let held = try await world.services.signIn.submit(
            appCode: ada.code(at: World.noon), to: patient, from: world.client())
        #expect(held.refusal?.isLockOut == true)
        world.time.advance(by: Limits.longestDelay)
        let later = try await world.services.signIn.submit(
            appCode: ada.code(at: world.time.now()), to: patient, from: world.client())
        #expect(!later.isSignedIn)
    }

    @Test func `RATE-10: strangers' failures do not hold up a browser that the account knows`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let session = try #require(try await world.signIn(ada, from: world.client()))
        let known = world.client(mark: session.newMark)
        for _ in 0..<Limits.failuresBeforeDelay + 3 {
            let secret = try #require(try await world.begin(ada.address, from: world.client()))
            _ = try await world.services.signIn.submit(password: "wrong", to: secret, from: world.client())
        }
        world.time.advance(by: .seconds(30))
        #expect(try await world.signIn(ada, from: known) != nil)
    }

    @Test func `RATE-12, RATE-13: a right password takes back its own failures and none of the second step's`()
        async throws
    {
        let world = try await World()
        let ada = try await world.person()
        for _ in 0..<Limits.failuresBeforeDelay {
            let half = try await world.halfWay(ada)
            let answer = try await world.services.signIn.submit(
                appCode: ada.wrongCode(at: World.noon), to: half, from: world.client())
            #expect(answer.problem == .wrong)
        }
        let half = try await world.halfWay(ada)
        let answer = try await world.services.signIn.submit(
            appCode: ada.code(at: World.noon), to: half, from: world.client())
        #expect(answer.refusal?.isLockOut == true)
    }

    @Test func `RATE-12, TOTP-16: who has two apps and uses one is never held for the other`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let other = CodeAppRecord(
            id: AuthenticatorID("app-tablet"), account: ada.account, name: "Tablet",
            seed: Secret(Array(repeating: 7, count: 20)), lastStep: 0, createdAt: World.noon)
        try await world.store.write { transaction in try transaction.enrol(other) }
        // Each mistyped code is counted at both apps, and only the one that is used is ever forgiven.
        for round in 0..<Limits.failuresBeforeDelay + 2 {
            let half = try await world.halfWay(ada)
            let mistyped = try await world.services.signIn.submit(
                appCode: ada.wrongCode(at: world.time.now()), to: half, from: world.client())
            #expect(mistyped.problem == .wrong, "sign-in \(round)")
            #expect(try await world.signIn(ada, from: world.client()) != nil, "sign-in \(round)")
            world.time.advance(by: .seconds(60))
        }
    }

    @Test(arguments: World.kinds)
    func `RATE-14: a delay outlives the server`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let ada = try await world.person()
        for _ in 0..<Limits.failuresBeforeDelay {
            let secret = try #require(try await world.begin(ada.address, from: world.client()))
            _ = try await world.services.signIn.submit(password: "wrong", to: secret, from: world.client())
        }
        await world.store.close()
        let restarted = try await world.secondServer()
        let secret = try #require(try await restarted.begin(ada.address, from: world.client()))
        let answer = try await restarted.services.signIn.submit(
            password: ada.password, to: secret, from: world.client())
        #expect(answer.waits)
    }

    @Test func `RATE-21: after the time that was said the right password is taken at the first try`() async throws {
        let world = try await World()
        let ada = try await world.person()
        for _ in 0..<Limits.failuresBeforeDelay {
            let secret = try #require(try await world.begin(ada.address, from: world.client()))
            _ = try await world.services.signIn.submit(password: "wrong", to: secret, from: world.client())
        }
        let secret = try #require(try await world.begin(ada.address, from: world.client()))
        let held = try await world.services.signIn.submit(password: ada.password, to: secret, from: world.client())
        guard case .wait(.some(let until), _) = held.outcome else {
            Issue.record("no time was said: \(held.outcome)")
            return
        }
        world.time.set(to: until)
        let answer = try await world.services.signIn.submit(password: ada.password, to: secret, from: world.client())
        #expect(answer.prompt?.step == .second)
    }

    @Test func `RATE-22: a person whose password is known to somebody is told, once in a while`() async throws {
        let world = try await World()
        let ada = try await world.person()
        for _ in 0..<4 {
            let half = try await world.halfWay(ada)
            _ = try await world.services.signIn.submit(
                appCode: ada.wrongCode(at: World.noon), to: half, from: world.client())
            _ = try await world.services.signIn.submit(
                appCode: ada.wrongCode(at: World.noon), to: half, from: world.client())
        }
        #expect(try await world.letters(to: ada.address).count == 1)
    }

    @Test func `RATE-24: a clock that goes back shortens no delay`() async throws {
        let world = try await World()
        let ada = try await world.person()
        for _ in 0..<Limits.failuresBeforeDelay {
            let secret = try #require(try await world.begin(ada.address, from: world.client()))
            _ = try await world.services.signIn.submit(password: "wrong", to: secret, from: world.client())
        }
        world.time.advance(by: .seconds(-3_600))
        let secret = try #require(try await world.begin(ada.address, from: world.client()))
        #expect(try await world.services.signIn.submit(password: ada.password, to: secret, from: world.client()).waits)
    }
}

extension Refusal {
    var isLockOut: Bool {
        if case .lockedOut = self { true } else { false }
    }
}
