import Identity
import Store
import TestSupport
import Testing

@Suite(.serialized) struct `Sessions and attempts` {
    let noon = Fixture.noon

    @Test(arguments: Fixture.kinds)
    func `SESS-05: a session ends by itself at its idle end and at its overall end`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let session = fixture.session("one", of: ada)
        try await fixture.store.write { _ = try $0.open(session) }
        func isLive(_ now: Moment) async throws -> Bool {
            try await fixture.store.read { try $0.session(tokenHash: session.tokenHash, at: now) } != nil
        }
        #expect(try await isLive(session.idleEndsAt - .milliseconds(1)))
        #expect(try await !isLive(session.idleEndsAt))
        let revived = try await fixture.store.write { transaction in
            try transaction.touch(session.id, at: session.idleEndsAt, idleEndsAt: session.endsAt + .seconds(1))
        }
        #expect(!revived)
        let touched = try await fixture.store.write { transaction in
            try transaction.touch(session.id, at: Fixture.noon, idleEndsAt: session.endsAt + .seconds(9_999))
        }
        #expect(touched)
        #expect(try await isLive(session.endsAt - .milliseconds(1)))
        #expect(try await !isLive(session.endsAt))
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `SESS-08: a session of an account that does not sign in any more is not found`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let session = fixture.session("one", of: ada)
        try await fixture.store.write { _ = try $0.open(session) }
        for state in AccountState.allCases where state != .active {
            let found = try await fixture.store.write { transaction in
                let changed = try transaction.changeState(of: ada, from: .active, to: state)
                let found = try transaction.session(tokenHash: session.tokenHash, at: Fixture.noon) != nil
                let back = try transaction.changeState(of: ada, from: state, to: .active)
                return !changed || !back || found
            }
            #expect(!found, "\(state)")
        }
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `SESS-10, SESS-11: one session, the others or all are ended, and only by their own account`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let (ada, bob) = (try await fixture.account("ada"), try await fixture.account("bob"))
        for name in ["one", "two", "three"] {
            let session = fixture.session(name, of: ada)
            try await fixture.store.write { _ = try $0.open(session) }
        }
        let others = try await fixture.store.write { transaction in
            let byBob = try transaction.end(SessionID("one"), of: bob)
            let byAda = try transaction.end(SessionID("one"), of: ada)
            return byBob || !byAda ? -1 : try transaction.endOtherSessions(than: SessionID("two"), of: ada)
        }
        #expect(others == 1)
        let left = try await fixture.store.read { try $0.sessions(of: ada, at: Fixture.noon) }
        #expect(left.map(\.id) == [SessionID("two")])
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `SESS-18: the forty-ninth session ends the first one, also when fifty open at once`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let oldest = fixture.session("oldest", of: ada, at: noon - .seconds(1))
        try await fixture.store.write { _ = try $0.open(oldest) }
        _ = try await atOnce(50) { number in
            let session = fixture.session("session \(number)", of: ada)
            return try await fixture.store.write { try $0.open(session).count }
        }
        let live = try await fixture.store.read { try $0.sessions(of: ada, at: Fixture.noon) }
        #expect(live.count == 48)
        #expect(!live.contains { $0.id == oldest.id })
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `SESS-02: fresh proof gives a session a new token once, and the old one is dead`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let session = fixture.session("one", of: try await fixture.account())
        try await fixture.store.write { _ = try $0.open(session) }
        let renewed = try await fixture.race { transaction in
            try transaction.renew(
                session.id, from: session.tokenHash, to: [1, 2, 3], authentication: [4], provenAt: Fixture.noon)
        }
        #expect(renewed == 1)
        let (old, new) = try await fixture.store.read { transaction in
            (
                try transaction.session(tokenHash: session.tokenHash, at: Fixture.noon),
                try transaction.session(tokenHash: [1, 2, 3], at: Fixture.noon)
            )
        }
        #expect(old == nil)
        #expect(new?.session.authentication == [4])
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `FLOW-08: of fifty who save one attempt at once, on two servers, one succeeds`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let attempt = AttemptRecord(
            id: AttemptID("one"), secretHash: [1], state: [0], createdAt: noon, expiresAt: noon + .seconds(600))
        try await fixture.store.write { try $0.begin(attempt) }
        #expect(try await fixture.race { try $0.save(attempt, newSecretHash: [2]) } == 1)
        let (old, new) = try await fixture.store.read { transaction in
            (
                try transaction.attempt(secretHash: [1], at: Fixture.noon),
                try transaction.attempt(secretHash: [2], at: Fixture.noon)
            )
        }
        #expect(old == nil)
        let saved = try #require(new)
        #expect(saved.version == 1)
        #expect(try await fixture.race { try $0.end(saved) } == 1)
        let revived = try await fixture.store.write { try $0.save(saved) }
        #expect(!revived)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `REL-20: a purge with a clock that went back takes nothing, and what it took does not come back`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let session = fixture.session("one", of: ada)
        try await fixture.store.write { _ = try $0.open(session) }
        let hourBack = noon - .seconds(3_600)
        let taken = try await fixture.store.write { try $0.purgeExpired(at: hourBack) }
        #expect(taken == 0)
        let purged = try await fixture.store.write { try $0.purgeExpired(at: session.endsAt) }
        #expect(purged == 1)
        let found = try await fixture.store.read { try $0.session(tokenHash: session.tokenHash, at: hourBack) }
        #expect(found == nil)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `TOTP-13: an enrolment belongs to one browser, is finished once, and is nothing before`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let (ada, bob) = (try await fixture.account("ada"), try await fixture.account("bob"))
        let enrolment = EnrolmentRecord(
            id: EnrolmentID("one"), account: ada, owner: "session", kind: "code app", content: Secret([1, 2, 3]),
            createdAt: noon, expiresAt: noon + .seconds(900))
        try await fixture.store.write { try $0.begin(enrolment) }
        let strangers = try await fixture.store.read { transaction in
            [
                try transaction.enrolment(ofKind: "code app", of: bob, ownedBy: "session", at: Fixture.noon),
                try transaction.enrolment(ofKind: "code app", of: ada, ownedBy: "other", at: Fixture.noon),
                try transaction.enrolment(ofKind: "address", of: ada, ownedBy: "session", at: Fixture.noon),
                try transaction.enrolment(
                    ofKind: "code app", of: ada, ownedBy: "session", at: enrolment.expiresAt),
            ].compactMap { $0 }.count
        }
        #expect(strangers == 0)
        let apps = try await fixture.store.read { try $0.codeApps(of: ada) }
        #expect(apps.isEmpty)
        let tries = try await fixture.store.write { transaction in
            [
                try transaction.countTry(of: enrolment.id, at: Fixture.noon),
                try transaction.countTry(of: enrolment.id, at: Fixture.noon),
                try transaction.countTry(of: enrolment.id, at: enrolment.expiresAt),
            ]
        }
        #expect(tries == [1, 2, nil])
        #expect(try await fixture.race { try $0.finish(enrolment.id, at: Fixture.noon) } == 1)
        await fixture.store.close()
    }
}
