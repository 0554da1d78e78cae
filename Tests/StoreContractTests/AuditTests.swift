import Identity
import Store
import TestSupport
import Testing

@Suite(.serialized) struct `The audit log` {
    /// A store with ten rows in its log, closed, so that the database can be changed past it.
    private func filled(_ kind: TestDatabase.Kind) async throws -> Fixture {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        for number in 1...10 {
            try await fixture.store.write { try $0.record(fixture.entry("event \(number)", of: ada)) }
        }
        return fixture
    }

    private func verification(_ fixture: Fixture) async throws -> AuditVerification {
        try await fixture.store.read { try $0.verifyAuditLog() }
    }

    @Test(arguments: Fixture.kinds)
    func `ADM-08: keeps who did what, from where, by which method, with which result and reason`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let entry = fixture.entry("signedIn", of: ada, detail: "first step")
        try await fixture.store.write { try $0.record(entry) }
        let kept = try await fixture.store.read { try $0.activity(of: ada) }
        #expect(kept.map(\.entry) == [entry])
        #expect(kept.map(\.sequence) == [1])
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `ADM-09: is one chain without a gap under two hundred writers on two servers`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let second = kind == .postgreSQL ? try await fixture.secondStore() : fixture.store
        _ = try await atOnce(200) { index in
            try await (index.isMultiple(of: 2) ? fixture.store : second).write {
                try $0.record(fixture.entry("event \(index)", of: ada))
            }
        }
        #expect(try await verification(fixture) == .intact(rows: 200))
        let sequences = try await fixture.store.read { try $0.auditLog() }.map(\.sequence)
        #expect(sequences == Array(1...200))
        if kind == .postgreSQL { await second.close() }
        await fixture.store.close()
    }

    @Test(
        arguments: Fixture.kinds,
        [
            ("UPDATE audit SET result = 'refused' WHERE sequence = 4", 4, AuditVerification.Break.changed),
            ("UPDATE audit SET detail = '' WHERE sequence = 7", 7, .changed),
            ("UPDATE audit SET at = at + 1 WHERE sequence = 1", 1, .changed),
            ("UPDATE audit SET result = 'nonsense' WHERE sequence = 2", 2, .changed),
            ("UPDATE audit SET hash = (SELECT hash FROM audit WHERE sequence = 2) WHERE sequence = 3", 3, .changed),
            ("DELETE FROM audit WHERE sequence = 5", 5, .missing),
            ("DELETE FROM audit WHERE sequence = 1", 1, .missing),
            ("DELETE FROM audit WHERE sequence = 10", 10, .missing),
            ("DELETE FROM audit WHERE sequence > 6", 7, .missing),
            ("DELETE FROM audit", 1, .missing),
        ])
    func `ADM-09: names the first row that was changed or removed`(
        kind: TestDatabase.Kind, tampering: (String, Int64, AuditVerification.Break)
    ) async throws {
        let fixture = try await filled(kind)
        #expect(try await verification(fixture) == .intact(rows: 10))
        try fixture.database.tell(tampering.0)
        #expect(try await verification(fixture) == .broken(sequence: tampering.1, tampering.2))
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `ADM-09: an end that was not sealed with the master key is found`(kind: TestDatabase.Kind) async throws {
        let fixture = try await filled(kind)
        // The log is shortened and its end rewritten to match, as somebody with the whole database but no key would.
        try fixture.database.tell("DELETE FROM audit WHERE sequence > 6")
        try fixture.database.tell(
            "UPDATE audit_head SET sequence = 6, hash = (SELECT hash FROM audit WHERE sequence = 6)")
        #expect(try await verification(fixture) == .endNotSealed)
        try fixture.database.tell("DELETE FROM audit_head")
        #expect(try await verification(fixture) == .endNotSealed)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `ADM-17: what can't be recorded does not happen`(kind: TestDatabase.Kind) async throws {
        let fixture = try await filled(kind)
        try fixture.database.tell("DELETE FROM audit_head")
        await #expect(throws: StoreFault.corrupted("the audit log has lost its end")) {
            try await fixture.store.write { transaction in
                try transaction.setDisplayName("changed", of: AccountID("ada"))
                try transaction.record(fixture.entry("renamed", of: AccountID("ada")))
            }
        }
        let name = try await fixture.store.read { try $0.account(AccountID("ada")) }?.displayName
        #expect(name == "ada")
        await fixture.store.close()
    }

    @Test(
        arguments: Fixture.kinds,
        [
            "one\r\ntwo", "\u{1B}[2J", "\"},{\"event\":\"forged\"", "${jndi:ldap://x}", "\u{202E}txt.exe", "a\u{0}b",
            String(repeating: "x", count: 1_000_000), String(repeating: "🔑", count: 10_000),
        ])
    func `ADM-10: whatever strangers send becomes one short row that verifies`(
        kind: TestDatabase.Kind, text: String
    ) async throws {
        let fixture = try await Fixture(kind)
        let browser = BrowserDescription(name: text, platform: text)
        let entry = AuditEntry(
            at: fixture.noon, event: text, result: .refused, account: AccountID("ada"), actor: text, subject: text,
            source: ClientSource(address: text, browser: browser), method: text, reason: text, detail: text)
        try await fixture.store.write { try $0.record(entry) }
        #expect(try await verification(fixture) == .intact(rows: 1))
        let kept = try await fixture.store.read { try $0.auditLog() }
        #expect(kept.count == 1)
        #expect(kept.allSatisfy { $0.entry.detail.map { $0.utf8.count <= 1_024 && !$0.contains("\u{0}") } ?? false })
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `shows a person their own rows, newest first, page by page`(kind: TestDatabase.Kind) async throws {
        let fixture = try await filled(kind)
        try await fixture.store.write { try $0.record(fixture.entry("not ada's", of: nil)) }
        let (first, second) = try await fixture.store.read { transaction in
            let first = try transaction.activity(of: AccountID("ada"), limit: 6)
            return (first, try transaction.activity(of: AccountID("ada"), before: first.last?.sequence, limit: 6))
        }
        #expect(first.map(\.sequence) == [10, 9, 8, 7, 6, 5])
        #expect(second.map(\.sequence) == [4, 3, 2, 1])
        await fixture.store.close()
    }
}
