import Identity
import Store
import TestSupport
import Testing

/// Values that work once, raced for by fifty at a time; on PostgreSQL by two servers.
@Suite(.serialized) struct `Single-use values` {
    let noon = Fixture.noon
    let later = Fixture.noon + .seconds(600)

    @Test(arguments: Fixture.kinds)
    func `ONCE-01, ONCE-16, TOTP-04: a step of a code app is spent once, and no earlier one after it`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let app = try await fixture.codeApp(of: fixture.account())
        #expect(try await fixture.race { try $0.spend(step: 100, of: app, at: Fixture.noon) } == 1)
        for step: Int64 in [100, 99, 0, .min] {
            let again = try await fixture.store.write { try $0.spend(step: step, of: app, at: Fixture.noon) }
            #expect(!again, "step \(step)")
        }
        #expect(try await fixture.race { try $0.spend(step: 101, of: app, at: Fixture.noon) } == 1)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `TOTP-16: two code apps of one account have a step of their own`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let apps = [try await fixture.codeApp("one", of: ada), try await fixture.codeApp("two", of: ada)]
        for app in apps {
            let spent = try await fixture.store.write { try $0.spend(step: 7, of: app, at: Fixture.noon) }
            #expect(spent)
        }
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `ONCE-02: a backup code is spent once, and no other code with it`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let sheet = try await fixture.backupCodes("sheet", of: ada)
        #expect(try await fixture.race { try $0.spend(backupCode: 3, of: sheet, at: Fixture.noon) } == 1)
        let left = try await fixture.store.read { try $0.countUnspentBackupCodes(of: ada) }
        #expect(left == 9)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `ONCE-03, OTP-04: a mail code is accepted once by fifty`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        try await fixture.issue("12345678", tries: 60, for: "password reset", to: ada, by: "attempt")
        let accepted = try await fixture.race { transaction in
            let outcome = try transaction.tryCode(
                Secret("12345678"), for: "password reset", of: ada, ownedBy: "attempt", at: Fixture.noon)
            return outcome == .accepted(address: "ada@example.org")
        }
        #expect(accepted == 1)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `OTP-04: fifty guesses at once get five tries, and the code is dead`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        try await fixture.issue("12345678", tries: 5, for: "sign-in", to: ada, by: "attempt")
        let judged = try await fixture.race { transaction in
            try transaction.tryCode(
                Secret("00000000"), for: "sign-in", of: ada, ownedBy: "attempt", at: Fixture.noon) != .noCode
        }
        #expect(judged == 5)
        let right = try await fixture.tryCode("12345678", for: "sign-in", of: ada, by: "attempt")
        #expect(right == .noCode)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `ONCE-03: an invitation link and a set-up link are spent once by fifty`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        for purpose in ["invitation", "set-up"] {
            let token = Array("token of \(purpose)".utf8)
            try await fixture.issueLink(token, for: purpose)
            let spent = try await fixture.race { transaction in
                try transaction.spendLink(tokenHash: token, for: purpose, at: Fixture.noon) != nil
            }
            #expect(spent == 1, "\(purpose)")
            let seen = try await fixture.store.read { try $0.link(tokenHash: token, for: purpose, at: Fixture.noon) }
            #expect(seen == nil)
        }
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `ONCE-13, OTP-03: a value of another kind, purpose, account or browser is not found and not spent`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let (ada, bob) = (try await fixture.account("ada"), try await fixture.account("bob"))
        try await fixture.issue("12345678", tries: 5, for: "verify address", to: ada, by: "session")
        #expect(try await fixture.tryCode("12345678", for: "password reset", of: ada, by: "session") == .noCode)
        #expect(try await fixture.tryCode("12345678", for: "verify address", of: bob, by: "session") == .noCode)
        #expect(try await fixture.tryCode("12345678", for: "verify address", of: ada, by: "other") == .noCode)
        let right = try await fixture.tryCode("12345678", for: "verify address", of: ada, by: "session")
        #expect(right == .accepted(address: "ada@example.org"))

        let token = Array("a token".utf8)
        try await fixture.issueLink(token, for: "invitation")
        let crossed = try await fixture.store.write {
            try $0.spendLink(tokenHash: token, for: "set-up", at: Fixture.noon)
        }
        #expect(crossed == nil)
        let meant = try await fixture.store.write {
            try $0.spendLink(tokenHash: token, for: "invitation", at: Fixture.noon)
        }
        #expect(meant != nil)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `ONCE-14: a token that is cut, extended or re-cased is not found`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let token = Array("AbCdEf".utf8)
        try await fixture.issueLink(token, for: "set-up")
        for other in ["AbCdE", "AbCdEf ", " AbCdEf", "abcdef", "AbCdEf\u{0}", ""] {
            let found = try await fixture.store.write {
                try $0.spendLink(tokenHash: Array(other.utf8), for: "set-up", at: Fixture.noon)
            }
            #expect(found == nil, "\(other)")
        }
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `ONCE-15: what was spent in a step that then fails is unspent, and nothing else of the step is there`(
        kind: TestDatabase.Kind
    ) async throws {
        struct Failure: Error {}
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let app = try await fixture.codeApp(of: ada)
        let session = fixture.session("one", of: ada)
        await #expect(throws: Failure.self) {
            try await fixture.store.write { transaction in
                _ = try transaction.spend(step: 5, of: app, at: Fixture.noon)
                try transaction.open(session)
                try transaction.record(
                    .init(at: Fixture.noon, event: "signedIn", result: .succeeded, account: ada, actor: "ada"))
                throw Failure()
            }
        }
        let (sessions, rows) = try await fixture.store.read {
            (try $0.sessions(of: ada, at: Fixture.noon), try $0.activity(of: ada))
        }
        #expect(sessions.isEmpty && rows.isEmpty)
        let spent = try await fixture.store.write { try $0.spend(step: 5, of: app, at: Fixture.noon) }
        #expect(spent)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `ONCE-17: the cleaner neither revives nor takes what is being used`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let tokens = (0..<25).map { Array("token \($0)".utf8) }
        for token in tokens { try await fixture.issueLink(token, for: "invitation", expiresAt: later) }
        let lastMoment = later - .milliseconds(1)
        let spent = try await atOnce(75) { index in
            try await fixture.store.write { transaction in
                if index >= 50 {
                    try transaction.purgeExpired(at: lastMoment)
                    return false
                }
                return try transaction.spendLink(
                    tokenHash: tokens[index % 25], for: "invitation", at: lastMoment) != nil
            }
        }
        #expect(spent.count { $0 } == 25)
        let revived = try await fixture.store.write { transaction in
            try tokens.compactMap { try transaction.spendLink(tokenHash: $0, for: "invitation", at: Fixture.noon) }
        }
        #expect(revived.isEmpty)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `ONCE-18: marks of spent values outlive the values, and junk leaves nothing behind`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let token = Array("a token".utf8)
        try await fixture.issueLink(token, for: "invitation", expiresAt: later)
        _ = try await fixture.store.write { try $0.spendLink(tokenHash: token, for: "invitation", at: Fixture.noon) }
        // The mark stays while a clock that is wrong by hours could still take the value for live.
        _ = try await fixture.store.write { [later] in
            try $0.purgeExpired(at: later + .seconds(3_600))
        }
        #expect(try fixture.database.tell("SELECT count(*) FROM link WHERE spent_at IS NOT NULL") == "1\n")
        _ = try await fixture.store.write { [later] in try $0.purgeExpired(at: later + .seconds(90_000)) }
        #expect(try fixture.database.tell("SELECT count(*) FROM link") == "0\n")
        // A value that doesn't exist is looked up, not remembered.
        _ = try await atOnce(200) { index in
            try await fixture.store.write {
                try $0.spendLink(tokenHash: Array("junk \(index)".utf8), for: "invitation", at: Fixture.noon)
            }
        }
        #expect(try fixture.database.tell("SELECT count(*) FROM link") == "0\n")
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `OTP-02: a code and a link are refused from the moment they expire`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        try await fixture.issue("12345678", tries: 5, for: "sign-in", to: ada, by: "attempt", expiresAt: later)
        try await fixture.issueLink([1], for: "set-up", expiresAt: later)
        let (code, link) = try await fixture.store.write { [later] transaction in
            (
                try transaction.tryCode(Secret("12345678"), for: "sign-in", of: ada, ownedBy: "attempt", at: later),
                try transaction.spendLink(tokenHash: [1], for: "set-up", at: later)
            )
        }
        #expect(code == .noCode)
        #expect(link == nil)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `OTP-04: a newer code kills the older one, also when both are the same digits`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        try await fixture.issue("11111111", tries: 5, for: "sign-in", to: ada, by: "attempt", id: "first")
        try await fixture.issue("22222222", tries: 5, for: "sign-in", to: ada, by: "attempt", id: "second")
        #expect(try await fixture.tryCode("11111111", for: "sign-in", of: ada, by: "attempt") == .wrong(triesLeft: 4))
        let accepted = try await fixture.tryCode("22222222", for: "sign-in", of: ada, by: "attempt")
        #expect(accepted == .accepted(address: "ada@example.org"))
        #expect(try await fixture.tryCode("22222222", for: "sign-in", of: ada, by: "attempt") == .noCode)
        let issued = try await fixture.store.read { try $0.codesIssued(for: "sign-in", of: ada, since: Fixture.noon) }
        #expect(issued == [Fixture.noon, Fixture.noon])
        await fixture.store.close()
    }
}
