import Foundation
import Identity
import Logging
import Store
import TestSupport
import Testing

@Suite(.serialized) struct `A backup` {
    let noon = Fixture.noon
    let restoredAt = Fixture.noon + .seconds(86_400)

    /// One of everything that a backup has to keep or to drop.
    private func fill(_ fixture: Fixture) async throws {
        let ada = try await fixture.account()
        let session = fixture.session("one", of: ada)
        try await fixture.codeApp(of: ada)
        _ = try await fixture.backupCodes("sheet", of: ada)
        try await fixture.installation("phone", of: ada)
        try await fixture.store.write { transaction in
            let phone = AuthenticatorID("phone")
            _ = try transaction.makePrimary(installation: phone, of: ada)
            try transaction.contacted(installation: phone, from: "192.0.2.7", at: Fixture.noon)
            try transaction.set(fixture.passphrase(of: ada))
            _ = try transaction.beginVault(of: ada, keyNumber: 1, at: Fixture.noon)
            _ = try transaction.saveVault(of: ada, content: [9, 9], under: 1, basedOn: 0, at: Fixture.noon)
            _ = try transaction.heartbeat(of: phone, showing: [0], then: [1])
            try transaction.ask(fixture.request("request", of: ada))
        }
        let attempt = AttemptRecord(
            id: AttemptID("one"), secretHash: [1], state: [0], createdAt: noon, expiresAt: noon + .seconds(999_999))
        let identifier = IdentifierRecord(
            id: IdentifierID("one"), account: ada, identifier: fixture.address("ada@example.org"),
            skeleton: "ada@example.org", isPlain: true, verifiedAt: noon)
        let added = try await fixture.store.write { transaction in
            _ = try transaction.spend(backupCode: 2, of: AuthenticatorID("sheet"), at: Fixture.noon)
            try transaction.open(session)
            try transaction.begin(attempt)
            try transaction.save(ThrottleRecord(key: "app", state: [5], expiresAt: nil))
            try transaction.record(fixture.entry("signedIn", of: ada))
            return try transaction.add(identifier)
        }
        #expect(added)
        try await fixture.issue("12345678", tries: 5, for: "sign-in", to: ada, by: "attempt")
        try await fixture.issueLink([1], for: "invitation", expiresAt: noon + .seconds(999_999))
    }

    private func restore(
        _ path: String, into database: TestDatabase, _ masterKey: MasterKey
    ) async throws -> BackupSummary {
        try await Store.restore(
            from: path, into: StoreLocation(database.location), masterKey: masterKey, at: restoredAt,
            logger: Logger(label: "test"))
    }

    @Test(arguments: Fixture.kinds, Fixture.kinds)
    func `REL-17: opens in a fresh server on either database with all that lasts`(
        kind: TestDatabase.Kind, target: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        try await fill(fixture)
        let path = fixture.database.folder.path + "/backup"
        let made = try await fixture.store.backUp(to: path, at: noon)
        await fixture.store.close()
        let database = try TestDatabase(target)
        let restored = try await restore(path, into: database, fixture.masterKey)
        #expect(restored == made)
        #expect(restored.rows > 10)

        let store = try await Fixture.open(database, fixture.masterKey)
        try await store.read { transaction in
            let ada = try #require(try transaction.account(withIdentifier: "ada@example.org"))
            #expect(ada.displayName == "ada")
            let apps = try transaction.codeApps(of: ada.id)
            #expect(apps.map { $0.seed.reveal() } == [Array("a seed of 20 bytes..".utf8)])
            #expect(try transaction.countUnspentBackupCodes(of: ada.id) == 9)
            let phone = try #require(try transaction.installations(of: ada.id).first)
            #expect(phone.name == "phone" && phone.role == .primary && phone.activatedAt == noon)
            #expect(phone.contactKey == Array("contact phone".utf8) && phone.lastAddress == "192.0.2.7")
            #expect(phone.approvalKey == Array("approval phone".utf8) && phone.appLock == .pin)
            let codes = try transaction.installationCodes(of: ada.id)
            #expect(codes.map { $0.seed.reveal() } == [Array("seed of phone".utf8)])
            #expect(try transaction.passphrase(of: ada.id) == fixture.passphrase(of: ada.id))
            #expect(try transaction.vault(of: ada.id)?.content == [9, 9])
            #expect(try transaction.throttle("app")?.state == [5])
            #expect(try transaction.activity(of: ada.id).map(\.entry.event) == ["signedIn"])
            #expect(try transaction.verifyAuditLog() == .intact(rows: 2))
        }
        await store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `REL-41: a restore ends sessions, attempts, codes and links, and spends the steps up to now`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        try await fill(fixture)
        let path = fixture.database.folder.path + "/backup"
        _ = try await fixture.store.backUp(to: path, at: noon)
        let epoch = try await fixture.store.read { try $0.epoch() }
        await fixture.store.close()
        let database = try TestDatabase(kind)
        _ = try await restore(path, into: database, fixture.masterKey)

        let store = try await Fixture.open(database, fixture.masterKey)
        let step = restoredAt.secondsSinceEpoch / 30
        try await store.write { transaction in
            let ada = AccountID("ada")
            #expect(try transaction.session(tokenHash: Array("token one".utf8), at: Fixture.noon) == nil)
            #expect(try transaction.attempt(secretHash: [1], at: Fixture.noon) == nil)
            #expect(try transaction.spendLink(tokenHash: [1], for: "invitation", at: Fixture.noon) == nil)
            let code = try transaction.tryCode(
                Secret("12345678"), for: "sign-in", of: ada, ownedBy: "attempt", at: Fixture.noon)
            #expect(code == .noCode)
            #expect(try transaction.epoch() == epoch + 1)
            #expect(try transaction.restoredAt() == restoredAt)
            #expect(try !transaction.spend(step: step, of: AuthenticatorID("app"), at: restoredAt))
            #expect(try transaction.spend(step: step + 1, of: AuthenticatorID("app"), at: restoredAt))
            let phone = AuthenticatorID("phone")
            #expect(try !transaction.spend(step: step, ofInstallation: phone))
            #expect(try transaction.spend(step: step + 1, ofInstallation: phone))
            #expect(try transaction.openApprovalRequests(of: ada, at: Fixture.noon).isEmpty)
            // An app whose chain has moved on since the backup is no copy; afterwards a wrong link tells again.
            #expect(try transaction.heartbeat(of: phone, showing: [77], then: [78]) == .alone)
            #expect(try transaction.heartbeat(of: phone, showing: [1], then: [79]) == .copied)
        }
        await store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `REL-17: is one consistent moment while others write`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let path = fixture.database.folder.path + "/backup"
        // Every step writes a counter and an audit row; a consistent copy has as many of one as of the other.
        async let writers: [Void] = atOnce(300) { number in
            try await fixture.store.write { transaction in
                try transaction.save(ThrottleRecord(key: "key \(number)", state: [1], expiresAt: nil))
                try transaction.record(fixture.entry("event", of: ada))
            }
        }
        _ = try await fixture.store.backUp(to: path, at: noon)
        _ = try await writers
        await fixture.store.close()
        let database = try TestDatabase(kind)
        _ = try await restore(path, into: database, fixture.masterKey)
        let counters = try database.tell("SELECT count(*) FROM throttle")
        #expect(try database.tell("SELECT count(*) FROM audit WHERE event = 'event'") == counters)
        let store = try await Fixture.open(database, fixture.masterKey)
        let verified = try await store.read { try $0.verifyAuditLog() }
        guard case .intact = verified else {
            Issue.record("\(verified)")
            return
        }
        await store.close()
    }

    @Test func `REL-42: holds nothing readable and opens with no other key`() async throws {
        let fixture = try await Fixture(.sqlite)
        try await fill(fixture)
        let path = fixture.database.folder.path + "/backup"
        _ = try await fixture.store.backUp(to: path, at: noon)
        let bytes = try Data(contentsOf: URL(filePath: path))
        for word in ["ada", "account", "a seed of 20 bytes", "SQLite"] {
            #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word)")
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        await #expect(throws: BackupFault.wrongKeyOrDamaged(path: path)) {
            try await restore(path, into: try TestDatabase(.sqlite), MasterKey(bytes: .random()))
        }
        await fixture.store.close()
    }

    @Test func `does not write over a file`() async throws {
        let fixture = try await Fixture(.sqlite)
        let path = fixture.database.folder.path + "/backup"
        _ = try await fixture.store.backUp(to: path, at: noon)
        let before = try Data(contentsOf: URL(filePath: path))
        await #expect(throws: BackupFault.exists(path: path)) {
            try await fixture.store.backUp(to: path, at: noon)
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `is not restored over an account`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        try await fixture.account("bob")
        let path = fixture.database.folder.path + "/backup"
        _ = try await fixture.store.backUp(to: path, at: noon)
        await fixture.store.close()
        await #expect(throws: BackupFault.notEmpty) {
            try await restore(path, into: fixture.database, fixture.masterKey)
        }
        let store = try await fixture.secondStore()
        let accounts = try await store.read { try $0.countAccounts() }
        #expect(accounts == 1)
        await store.close()
    }

    @Test func `a backup that was cut off or changed anywhere restores nothing`() async throws {
        let fixture = try await Fixture(.sqlite)
        for number in 0..<40 {
            try await fixture.store.write { transaction in
                try transaction.save(
                    ThrottleRecord(key: "\(number)", state: [UInt8](repeating: 7, count: 4_000), expiresAt: nil))
            }
        }
        let path = fixture.database.folder.path + "/backup"
        _ = try await fixture.store.backUp(to: path, at: noon)
        await fixture.store.close()
        let whole = try Data(contentsOf: URL(filePath: path))
        #expect(whole.count > 2 * 65_536, "several pieces")
        let database = try TestDatabase(.sqlite)
        let lengths = [0, 15, 16, 47, 48, 63, 65_600, 65_599, whole.count - 16, whole.count - 1]
        var damaged = lengths.map { whole.prefix($0) } + [whole + [0], whole + whole.suffix(4_000)]
        for offset in stride(from: 0, to: whole.count, by: whole.count / 12) {
            var changed = whole
            changed[offset] ^= 1
            damaged.append(changed)
        }
        for (index, bytes) in damaged.enumerated() {
            let copy = fixture.database.folder.path + "/damaged \(index)"
            try bytes.write(to: URL(filePath: copy))
            await #expect(throws: BackupFault.self, "damage \(index)") {
                try await restore(copy, into: database, fixture.masterKey)
            }
        }
        // The same database takes the whole one: nothing of the others is in it.
        let restored = try await restore(path, into: database, fixture.masterKey)
        #expect(restored.rows > 40)
    }
}
