import Identity
import Store
import TestSupport
import Testing

@Suite(.serialized) struct `Accounts and their authenticators` {
    private func add(
        _ address: String, to account: AccountID, at now: Moment = Fixture.noon, in fixture: Fixture
    ) async throws -> Bool {
        let record = IdentifierRecord(
            id: IdentifierID("\(account)/\(address)"), account: account, identifier: fixture.address(address),
            skeleton: address.lowercased(), isPlain: true,
            verifiedAt: now)
        return try await fixture.store.write { try $0.add(record) }
    }

    @Test(arguments: Fixture.kinds)
    func `an account comes back as it was stored, by its name and by its address`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let account = AccountRecord(
            id: AccountID("ada"), state: .invited, role: .administrator, displayName: "Ada 🔑 Łovelace",
            language: .japanese, factorGeneration: 3, createdAt: fixture.noon)
        try await fixture.store.write { try $0.create(account) }
        #expect(try await add("Ada@Example.org", to: account.id, in: fixture))
        let (byName, byAddress, byOther) = try await fixture.store.read { transaction in
            (
                try transaction.account(account.id), try transaction.account(withIdentifier: "ada@example.org"),
                try transaction.account(withIdentifier: "Ada@Example.org")
            )
        }
        #expect(byName == account && byAddress == account)
        #expect(byOther == nil)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `OTP-14: one address names one account, whoever of fifty comes first`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        for number in 0..<50 { try await fixture.account("account \(number)") }
        let added = try await atOnce(50) { number in
            try await add("same@example.org", to: AccountID("account \(number)"), in: fixture)
        }
        #expect(added.count { $0 } == 1)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `REC-10: an address that notices no longer go to is remembered with the time`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        _ = try await add("one@example.org", to: ada, in: fixture)
        _ = try await add("two@example.org", to: ada, at: fixture.noon + .seconds(1), in: fixture)
        let before = try await fixture.store.read { try $0.identifiers(of: ada) }
        #expect(before.map(\.forNotices) == [true, false])

        let change = fixture.noon + .seconds(60)
        let chosen = try await fixture.store.write { transaction in
            try transaction.chooseForNotices(before[1].id, of: ada, at: change)
        }
        #expect(chosen)
        let (after, former, none) = try await fixture.store.read { transaction in
            (
                try transaction.identifiers(of: ada), try transaction.formerNoticeAddresses(of: ada, since: change),
                try transaction.formerNoticeAddresses(of: ada, since: change + .milliseconds(1))
            )
        }
        #expect(after.map(\.forNotices) == [false, true])
        #expect(former.map(\.identifier) == [fixture.address("one@example.org")])
        #expect(none.isEmpty)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `removing the address for notices sends them to the oldest one left`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let (ada, bob) = (try await fixture.account("ada"), try await fixture.account("bob"))
        for (index, name) in ["one", "two", "three"].enumerated() {
            _ = try await add("\(name)@example.org", to: ada, at: fixture.noon + .seconds(index), in: fixture)
        }
        let first = IdentifierID("ada/one@example.org")
        let (byStranger, byOwner, again) = try await fixture.store.write { transaction in
            (
                try transaction.remove(first, of: bob, at: Fixture.noon),
                try transaction.remove(first, of: ada, at: Fixture.noon),
                try transaction.remove(first, of: ada, at: Fixture.noon)
            )
        }
        #expect(!byStranger && byOwner && !again)
        let left = try await fixture.store.read { try $0.identifiers(of: ada) }
        #expect(left.map(\.identifier.canonical) == ["two@example.org", "three@example.org"])
        #expect(left.map(\.forNotices) == [true, false])
        #expect(try await add("one@example.org", to: bob, in: fixture))
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `FLOW-12: every change of authenticators counts the generation up`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        func generation() async throws -> Int? {
            try await fixture.store.read { try $0.account(ada) }?.factorGeneration
        }
        try await fixture.store.write { transaction in
            try transaction.set(
                PasswordRecord(
                    id: AuthenticatorID("pw"), account: ada, hash: "$argon2id$1", standsAlone: true,
                    changedAt: Fixture.noon))
        }
        #expect(try await generation() == 1)
        let app = try await fixture.codeApp(of: ada)
        #expect(try await generation() == 2)
        _ = try await fixture.backupCodes("sheet", of: ada)
        #expect(try await generation() == 3)
        let revoked = try await fixture.store.write { transaction in
            try transaction.revoke(codeApp: app, of: ada) && transaction.revokeBackupCodes(of: ada)
        }
        #expect(revoked)
        #expect(try await generation() == 5)
        // Signing in with one, renaming it or raising its cost changes nothing.
        let rehashed = try await fixture.store.write { transaction in
            try transaction.rehash(passwordOf: ada, from: "$argon2id$1", to: "$argon2id$2")
        }
        #expect(rehashed)
        #expect(try await generation() == 5)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `PWD-12: a re-hash loses against a change of the password`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let new = PasswordRecord(
            id: AuthenticatorID("new"), account: ada, hash: "$argon2id$new", standsAlone: false,
            changedAt: fixture.noon)
        try await fixture.store.write { try $0.set(new) }
        let rehashed = try await fixture.store.write { transaction in
            try transaction.rehash(passwordOf: ada, from: "$argon2id$old", to: "$argon2id$old, dearer")
        }
        #expect(!rehashed)
        let kept = try await fixture.store.read { try $0.password(of: ada) }
        #expect(kept == new)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `BKUP-04: a new sheet counts when it is confirmed, and every code of the old one is dead`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let old = try await fixture.backupCodes("old", of: ada)
        let new = BackupCodeSet(
            id: AuthenticatorID("new"), account: ada, state: .pending, salt: [9], cost: "m=1", createdAt: fixture.noon,
            codes: [.init(position: 0, hash: [7])])
        try await fixture.store.write { try $0.propose(new) }
        let (pendingSpent, oldSpent) = try await fixture.store.write { transaction in
            (
                try transaction.spend(backupCode: 0, of: new.id, at: Fixture.noon),
                try transaction.spend(backupCode: 0, of: old, at: Fixture.noon)
            )
        }
        #expect(!pendingSpent, "a sheet that is not confirmed signs nobody in")
        #expect(oldSpent)
        let confirmed = try await fixture.race { try $0.confirm(backupCodes: new.id, of: ada) }
        #expect(confirmed == 1)
        let oldAgain = try await fixture.store.write { try $0.spend(backupCode: 1, of: old, at: Fixture.noon) }
        #expect(!oldAgain)
        let now = try await fixture.store.read { try $0.backupCodes(of: ada) }
        #expect(now?.id == new.id)
        #expect(try fixture.database.tell("SELECT count(*) FROM backup_code WHERE code_set = 'old'") == "0\n")
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `two who take the last two ways in away at once are put in order by holding the account`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        for name in ["one", "two"] { try await fixture.codeApp(name, of: ada) }
        let removed = try await atOnce(20) { index in
            try await fixture.store.write { transaction in
                _ = try transaction.holdAccount(ada)
                guard try transaction.codeApps(of: ada).count > 1 else { return false }
                return try transaction.revoke(
                    codeApp: AuthenticatorID(index.isMultiple(of: 2) ? "one" : "two"), of: ada)
            }
        }
        #expect(removed.count { $0 } == 1)
        let left = try await fixture.store.read { try $0.codeApps(of: ada) }
        #expect(left.count == 1)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `REC-25: set-up finishes once by fifty, and stays finished when its account is gone`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        #expect(try await fixture.race { try $0.finishSetUp(at: Fixture.noon) } == 1)
        let account = AccountRecord(
            id: AccountID("first"), state: .unconfirmed, displayName: "", language: .english, createdAt: fixture.noon)
        let deleted = try await fixture.store.write { transaction in
            try transaction.create(account)
            return try transaction.deleteUnfinished(account: account.id)
        }
        #expect(deleted)
        let reopened = try await fixture.restarted()
        let (finished, accounts) = try await reopened.read { (try $0.setUpIsFinished(), try $0.countAccounts()) }
        #expect(finished)
        #expect(accounts == 0)
        await reopened.close()
    }

    @Test(arguments: Fixture.kinds)
    func `accounts are listed page by page in the order of their making`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        for name in ["c", "a", "b", "e", "d"] { try await fixture.account(name) }
        var seen: [String] = []
        var last: AccountRecord?
        repeat {
            let page = try await fixture.store.read { [last] in try $0.accounts(after: last, limit: 2) }
            seen += page.map(\.id.rawValue)
            last = page.last
        } while last != nil
        #expect(seen == ["a", "b", "c", "d", "e"])
        await fixture.store.close()
    }
}
