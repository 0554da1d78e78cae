import Identity
import OneTimeCodes
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

@Suite struct `Adding authenticators` {
    private static let alone = "a password that may stand alone"

    @Test(arguments: World.kinds)
    func `TOTP-13, OTP-03: nobody but who began it can finish it`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let ada = try await world.person(password: Self.alone, holding: [])
        let mine = Enrolment.Holder.session(SessionID("mine"))
        let others: [Enrolment.Holder] = [
            .session(SessionID("other")), .attempt(AttemptID("mine")), .link("mine"),
        ]
        let code = try await world.begunApp(of: ada, heldBy: mine)
        for other in others {
            #expect(try await world.prove(code, of: ada, heldBy: other) == .beginAgain)
            #expect(try await world.services.enrolling.codes(for: ada.account, heldBy: other)?.codes.isEmpty == nil)
        }
        #expect(try await world.prove(code, of: ada, heldBy: mine) == .saveCodes)
        for other in others {
            guard case .addAppFirst = try await world.services.enrolling.makeCodes(for: ada.account, heldBy: other)
            else {
                Issue.record("codes for \(other)")
                continue
            }
        }
        let group = try await world.madeCodes(of: ada, heldBy: mine)
        for other in others {
            #expect(try await world.confirm(group, of: ada, heldBy: other) == .beginAgain)
        }
        guard case .confirmed(factor: .some) = try await world.confirm(group, of: ada, heldBy: mine) else {
            Issue.record("the holder could not finish")
            return
        }
    }

    @Test(arguments: World.kinds)
    func `ONCE-03: twenty confirmations at once make one app and one set`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let ada = try await world.person(password: Self.alone, holding: [])
        let holder = Enrolment.Holder.attempt(AttemptID("attempt"))
        let code = try await world.begunApp(of: ada, heldBy: holder)
        #expect(try await world.prove(code, of: ada, heldBy: holder) == .saveCodes)
        let group = try await world.madeCodes(of: ada, heldBy: holder)
        let confirmed = try await withThrowingTaskGroup(of: Bool.self) { tasks in
            for _ in 0..<20 {
                tasks.addTask {
                    if case .confirmed = try await world.confirm(group, of: ada, heldBy: holder) { true } else { false }
                }
            }
            return try await tasks.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(confirmed == 1)
        let (apps, generation) = try await world.store.read { transaction in
            (try transaction.codeApps(of: ada.account).count, try transaction.account(ada.account)?.factorGeneration)
        }
        #expect(apps == 1)
        // One for the password that the person began with, one for app and codes together.
        #expect(generation == 2)
    }

    @Test func `FLOW-12: attempts that were half-way die when an app is added`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let half = try await world.halfWay(ada)
        let holder = Enrolment.Holder.session(SessionID("session"))
        let code = try await world.begunApp(of: ada, heldBy: holder)
        guard case .added = try await world.prove(code, of: ada, heldBy: holder) else {
            Issue.record("not added")
            return
        }
        let answer = try await world.services.signIn.submit(
            appCode: ada.code(at: world.time.now()), to: half, from: world.client())
        guard case .refused(.accountChanged, _) = answer.outcome else {
            Issue.record("went on: \(answer.outcome)")
            return
        }
    }

    @Test func `TOTP-13: an account that changed meanwhile drops what waited`() async throws {
        let world = try await World()
        let ada = try await world.person(password: Self.alone, holding: [])
        let holder = Enrolment.Holder.session(SessionID("session"))
        let code = try await world.begunApp(of: ada, heldBy: holder)
        #expect(try await world.prove(code, of: ada, heldBy: holder) == .saveCodes)
        let group = try await world.madeCodes(of: ada, heldBy: holder)
        try await world.store.write { _ = try $0.authenticatorsChanged(of: ada.account) }
        #expect(try await world.confirm(group, of: ada, heldBy: holder) == .beginAgain)
        #expect(try await world.store.read { try $0.codeApps(of: ada.account).isEmpty })
        #expect(try await world.store.read { try $0.backupCodes(of: ada.account) } == nil)
    }

    @Test func `waits half an hour for its proof and no longer`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let holder = Enrolment.Holder.session(SessionID("session"))
        _ = try await world.begunApp(of: ada, heldBy: holder)
        world.time.advance(by: Limits.enrolmentLife)
        #expect(try await world.prove("000000", of: ada, heldBy: holder) == .beginAgain)
    }

    @Test func `ends with the tenth wrong code`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let holder = Enrolment.Holder.session(SessionID("session"))
        let code = try await world.begunApp(of: ada, heldBy: holder)
        for _ in 1..<Limits.enrolmentTries {
            #expect(try await world.prove("abc", of: ada, heldBy: holder) == .askAgain(.wrong))
        }
        #expect(try await world.prove("abc", of: ada, heldBy: holder) == .beginAgain)
        #expect(try await world.prove(code, of: ada, heldBy: holder) == .beginAgain)
    }

    @Test func `R-15: a device whose clock is wrong is told so, not only refused`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let holder = Enrolment.Holder.session(SessionID("session"))
        let code = try await world.begunApp(of: ada, heldBy: holder)
        world.time.advance(by: .seconds(240))
        guard case .askAgain(.clockOff(let seconds)) = try await world.prove(code, of: ada, heldBy: holder) else {
            Issue.record("the clock was not looked at")
            return
        }
        #expect((-270 ... -210).contains(seconds))
    }

    @Test func `an account has ten apps at most`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let holder = Enrolment.Holder.session(SessionID("session"))
        for _ in 1..<Limits.codeApps {
            let code = try await world.begunApp(of: ada, heldBy: holder)
            guard case .added = try await world.prove(code, of: ada, heldBy: holder) else {
                Issue.record("not added")
                return
            }
        }
        guard case .tooMany = try await world.services.enrolling.beginApp(for: ada.account, heldBy: holder) else {
            Issue.record("an eleventh app was begun")
            return
        }
    }
}

extension World {
    /// Begins an app and gives the code that it shows now.
    fileprivate func begunApp(of person: Person, heldBy holder: Enrolment.Holder) async throws -> String {
        guard case .show(let app) = try await services.enrolling.beginApp(for: person.account, heldBy: holder) else {
            return ""
        }
        let totp = try OTPAuthURI(parsing: app.link.reveal()).totp
        return totp.code(atStep: totp.step(at: time.now().secondsSinceEpoch))?.text ?? ""
    }

    fileprivate func prove(_ code: String, of person: Person, heldBy holder: Enrolment.Holder) async throws
        -> Enrolling.AppAnswer
    {
        try await services.enrolling.submit(
            appCode: code, named: "App", for: person.account, heldBy: holder, from: client())
    }

    /// Makes a set and gives the group that is asked for.
    fileprivate func madeCodes(of person: Person, heldBy holder: Enrolment.Holder) async throws -> String {
        guard case .show(let shown) = try await services.enrolling.makeCodes(for: person.account, heldBy: holder)
        else { return "" }
        return String(shown.codes[shown.asked - 1].reveal().dropFirst(10).prefix(5))
    }

    fileprivate func confirm(_ group: String, of person: Person, heldBy holder: Enrolment.Holder) async throws
        -> Enrolling.CodesAnswer
    {
        try await services.enrolling.submit(
            codeGroup: group, for: person.account, heldBy: holder, from: client())
    }
}
