import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

@Suite struct `A fresh proof` {
    @Test(arguments: World.kinds)
    func `ONCE-01: one code sent thirty times at once renews one session once`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let ada = try await world.person()
        let session = try await world.liveSession(of: ada)
        world.time.advance(by: .seconds(Limits.totpPeriod))
        let code = ada.code(at: world.time.now())
        let client = world.client()
        let proven = try await withThrowingTaskGroup(of: Bool.self) { tasks in
            for _ in 0..<30 {
                tasks.addTask {
                    let answer = try await world.services.stepUps.submit(appCode: code, in: session, from: client)
                    if case .proven = answer { return true } else { return false }
                }
            }
            return try await tasks.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(proven == 1)
        #expect(try await world.services.sessions.live(session.token, from: client) == nil)
    }

    @Test(arguments: World.kinds)
    func `SESS-21: gives the session time and nothing else`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let ada = try await world.person()
        let session = try await world.liveSession(of: ada)
        world.time.advance(by: Limits.stepUpLife + .seconds(1))
        let stale = try #require(try await world.services.sessions.live(session.token, from: world.client()))
        #expect(!stale.isFresh)
        let answer = try await world.services.stepUps.submit(
            appCode: ada.code(at: world.time.now()), in: stale, from: world.client())
        guard case .proven(let token) = answer else {
            Issue.record("not proven: \(answer)")
            return
        }
        let renewed = try #require(try await world.services.sessions.live(token, from: world.client()))
        #expect(renewed.isFresh)
        #expect(renewed.id == session.id)
        #expect(renewed.authentication == session.authentication)
    }

    @Test func `RATE-05: failures count with those of the sign-in, and the right code then waits`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let client = world.client()
        let session = try await world.liveSession(of: ada, from: client)
        world.time.advance(by: .seconds(Limits.totpPeriod))
        let wrong = ada.wrongCode(at: world.time.now())
        var refusals = 0
        for _ in 0..<Limits.failuresBeforeDelay {
            let answer = try await world.services.stepUps.submit(appCode: wrong, in: session, from: client)
            if case .refused(.tooManyFailures, _) = answer { refusals += 1 }
        }
        #expect(refusals == 1)
        let held = try await world.services.stepUps.submit(
            appCode: ada.code(at: world.time.now()), in: session, from: client)
        guard case .wait(until: .some, _) = held else {
            Issue.record("not held: \(held)")
            return
        }
        let half = try await world.halfWay(ada, from: client)
        let signIn = try await world.services.signIn.submit(
            appCode: ada.code(at: world.time.now()), to: half, from: client)
        #expect(!signIn.isSignedIn)
        #expect(
            try await world.auditLog().contains { $0.event == AuditEvent.stepUpFailed.rawValue && $0.reason == "held" })
    }

    @Test func `a refusal can be explained by its help code`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let session = try await world.liveSession(of: ada)
        for _ in 0..<Limits.triesPerStep {
            let answer = try await world.services.stepUps.submit(
                appCode: "000", in: session, from: world.client())
            guard case .refused(_, let code) = answer else { continue }
            let explained = try #require(try await world.services.administration.explain(code))
            #expect(explained.road == "step-up" && explained.account == ada.account)
            return
        }
        Issue.record("never refused")
    }

    @Test func `with a password alone the password is asked for, and no code`() async throws {
        let world = try await World()
        let ada = try await world.person(password: "a password that may stand alone", holding: [])
        let session = try await world.liveSession(of: ada)
        let client = world.client()
        guard case .ask(let prompt) = try await world.services.stepUps.prompt(for: .totp, in: session, from: client)
        else {
            Issue.record("nothing to prove with")
            return
        }
        #expect(prompt.method == .password && prompt.others.isEmpty)
        guard
            case .proven = try await world.services.stepUps.submit(
                password: ada.password, in: session, from: client)
        else {
            Issue.record("the password was not enough")
            return
        }
    }
}

extension World {
    /// The session of a person who has just signed in.
    func liveSession(of person: Person, from client: Client? = nil) async throws -> LiveSession {
        let client = client ?? self.client()
        let opened = try #require(try await signIn(person, from: client))
        return try #require(try await services.sessions.live(opened.token, from: client))
    }
}
