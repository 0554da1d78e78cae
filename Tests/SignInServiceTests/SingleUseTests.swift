import Delivery
import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

@Suite struct `What can be used once` {
    @Test(arguments: World.kinds)
    func `ONCE-01, ONCE-16: one code in 50 attempts at once gives one session`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let servers = kind == .postgreSQL ? [world, try await world.secondServer()] : [world]
        let ada = try await world.person()
        let client = try await world.knownClient(of: ada)
        var secrets: [Secret<String>] = []
        for _ in 0..<50 { secrets.append(try await world.halfWay(ada, from: client)) }
        let code = ada.code(at: world.time.now())
        let sessions = try await withThrowingTaskGroup(of: Bool.self) { [secrets] group in
            for (index, secret) in secrets.enumerated() {
                group.addTask {
                    let server = servers[index % servers.count]
                    return try await server.services.signIn.submit(appCode: code, to: secret, from: client).isSignedIn
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(sessions == 1)
    }

    @Test(arguments: World.kinds)
    func `ONCE-02, BKUP-05: one backup code in 50 attempts at once gives one session and is gone`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World(kind)
        let ada = try await world.person()
        let client = try await world.knownClient(of: ada)
        var secrets: [Secret<String>] = []
        for _ in 0..<50 { secrets.append(try await world.halfWay(ada, from: client)) }
        let sessions = try await withThrowingTaskGroup(of: Bool.self) { [secrets] group in
            for secret in secrets {
                group.addTask {
                    try await world.services.signIn.submit(backupCode: ada.backupCodes[0], to: secret, from: client)
                        .isSignedIn
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(sessions == 1)
        #expect(try await world.store.read { try $0.countUnspentBackupCodes(of: ada.account) } == 9)
    }

    @Test func `TOTP-04, TOTP-05: a used code is refused as used, and so is an earlier one`() async throws {
        let world = try await World()
        let ada = try await world.person()
        _ = try #require(try await world.signIn(ada, from: world.client()))
        let answer = try await world.services.signIn.submit(
            appCode: ada.code(at: World.noon), to: try await world.halfWay(ada), from: world.client())
        #expect(answer.problem == .used)
        #expect(try await world.auditLog().last { $0.event == "signInFailed" }?.reason == "used")
        #expect(try await world.letters(to: ada.address).map(\.letter.subject) == ["Somebody may know your password"])
    }

    @Test func `TOTP-06: a clock that goes back makes no used code good again`() async throws {
        let world = try await World()
        let ada = try await world.person()
        world.time.advance(by: .seconds(90))
        _ = try #require(try await world.signIn(ada, from: world.client()))
        world.time.advance(by: .seconds(-90))
        let answer = try await world.services.signIn.submit(
            appCode: ada.code(at: world.time.now()), to: try await world.halfWay(ada), from: world.client())
        #expect(answer.problem == .used)
    }

    @Test(arguments: [(-240, -4), (240, 4)])
    func `a code from a clock that is off is refused with the size of the error`(seconds: Int64, minutes: Int)
        async throws
    {
        let world = try await World()
        let ada = try await world.person()
        let answer = try await world.services.signIn.submit(
            appCode: ada.code(at: World.noon + .seconds(seconds)), to: try await world.halfWay(ada),
            from: world.client())
        guard case .clockOff(let error) = answer.problem else {
            Issue.record("\(answer.outcome)")
            return
        }
        #expect(abs(error - minutes * 60) <= 30)
    }

    @Test func `BKUP-06, RATE-05: guesses at backup codes count on every road and do not count against the app`()
        async throws
    {
        let world = try await World()
        let ada = try await world.person()
        let wrong = String(repeating: "1", count: 20)
        for _ in 0..<Limits.failuresBeforeDelay {
            _ = try await world.services.signIn.submit(
                backupCode: wrong, to: try await world.halfWay(ada), from: world.client())
        }
        let held = try await world.services.signIn.submit(
            backupCode: ada.backupCodes[0], to: try await world.halfWay(ada), from: world.client())
        #expect(held.refusal?.isLockOut == true)
        #expect(try await world.signIn(ada, from: world.client()) != nil)
    }

    @Test func `ONCE-14: a secret that is cut, lengthened or re-cased names no attempt`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let secret = try await world.halfWay(ada).reveal()
        #expect(try await world.services.signIn.current(Secret(secret)).prompt?.step == .second)
        for altered in [
            String(secret.dropLast()), secret + "A", secret.uppercased(), " " + secret, secret.lowercased(),
        ] where altered != secret {
            let answer = try await world.services.signIn.current(Secret(altered))
            guard case .startAgain = answer.outcome else {
                Issue.record("\(answer.outcome)")
                return
            }
        }
    }
}

extension World {
    /// A browser that the account knows, some time after it signed in there: the tests of races count no stranger.
    func knownClient(of person: Person) async throws -> Client {
        let session = try #require(try await signIn(person, from: client()))
        time.advance(by: .seconds(60))
        return client(mark: session.newMark)
    }
}
