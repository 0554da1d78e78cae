import Identity
import Store
import TestSupport
import Testing

@Suite(.serialized) struct `Passkeys and security keys in the store` {
    private func credential(
        _ name: String, of account: AccountID, called credentialID: [UInt8]? = nil, count: UInt32 = 0
    ) -> CredentialRecord {
        CredentialRecord(
            id: AuthenticatorID(name), account: account, credentialID: credentialID ?? Array(name.utf8),
            kind: .passkey, publicKey: [4, 5, 6], signCount: count, isUserVerified: true, isBackupEligible: true,
            isBackedUp: false, transports: ["internal", "hybrid"], model: Array(repeating: 7, count: 16),
            attestation: "none", name: "Phone \(name) 🔑", createdAt: Fixture.noon)
    }

    @Test(arguments: Fixture.kinds)
    func `a credential comes back as it was added, and counts as a change of authenticators`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let key = credential("one", of: ada, count: .max)
        let added = try await fixture.store.write { try $0.enrol(key) }
        #expect(added)
        let found = try await fixture.store.read { try $0.credentials(of: ada) }
        #expect(found == [key])
        let called = try await fixture.store.read { try $0.credential(called: key.credentialID) }
        #expect(called == key)
        let account = try await fixture.store.read { try $0.account(ada) }
        #expect(account?.factorGeneration == 1)
        let enrolled = try await fixture.store.read { try $0.authenticators(of: ada, countedUnder: "total ") }
        #expect(enrolled.map(\.kind) == [.credential])
        #expect(enrolled.map(\.name) == [key.name])
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `WAR-22: a name that is taken is not given again, whosever it is, and the first stays as it was`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let bob = try await fixture.account("bob")
        let first = credential("one", of: ada, called: [1, 2, 3])
        _ = try await fixture.store.write { try $0.enrol(first) }
        for owner in [ada, bob] {
            let second = credential("two", of: owner, called: [1, 2, 3], count: 9)
            let added = try await fixture.store.write { try $0.enrol(second) }
            #expect(!added)
        }
        let found = try await fixture.store.read { try $0.credential(called: [1, 2, 3]) }
        #expect(found == first)
        let generations = try await fixture.store.read { transaction in
            try [ada, bob].map { try transaction.account($0)?.factorGeneration }
        }
        #expect(generations == [1, 0])
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `WAA-13: of signatures in parallel none takes the counter back`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let key = credential("one", of: try await fixture.account(), count: 10)
        _ = try await fixture.store.write { try $0.enrol(key) }
        let noted = try await fixture.store.write { transaction in
            try [12, 11, 12, 10, 0, 13].map { count in
                try transaction.note(signCount: count, isBackedUp: true, by: key.id, at: Fixture.noon)
            }
        }
        #expect(noted == [true, false, false, false, false, true])
        let found = try await fixture.store.read { try $0.credential(called: key.credentialID) }
        #expect(found?.signCount == 13)
        #expect(found?.isBackedUp == true)
        #expect(found?.lastUsedAt == Fixture.noon)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `WAA-13: an authenticator that doesn't count stays at zero`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let key = credential("one", of: try await fixture.account())
        _ = try await fixture.store.write { try $0.enrol(key) }
        let noted = try await fixture.store.write { transaction in
            try [0, 0, 1, 0].map {
                try transaction.note(signCount: $0, isBackedUp: false, by: key.id, at: Fixture.noon)
            }
        }
        #expect(noted == [true, true, true, false])
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `a credential is renamed and taken away by its own account alone`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let bob = try await fixture.account("bob")
        let key = credential("one", of: ada)
        _ = try await fixture.store.write { try $0.enrol(key) }
        let foreign = try await fixture.store.write { transaction in
            let renamed = try transaction.rename(credential: key.id, of: bob, to: "Bob's")
            return try renamed || transaction.revoke(credential: key.id, of: bob)
        }
        #expect(!foreign)
        let own = try await fixture.store.write { try $0.rename(credential: key.id, of: ada, to: "New") }
        #expect(own)
        let names = try await fixture.store.read { try $0.credentials(of: ada).map(\.name) }
        #expect(names == ["New"])
        let revoked = try await fixture.store.write { transaction in
            let first = try transaction.revoke(credential: key.id, of: ada)
            return [first, try transaction.revoke(credential: key.id, of: ada)]
        }
        #expect(revoked == [true, false])
        let account = try await fixture.store.read { try $0.account(ada) }
        #expect(account?.factorGeneration == 2)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `WAR-24: an account keeps the first handle that it was given`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let before = try await fixture.store.read { try $0.keyHandle(of: ada) }
        #expect(before == nil)
        let handles = try await fixture.store.write { transaction in
            try [[1, 2], [3, 4]].map { try transaction.keyHandle(of: ada, orElse: $0) }
        }
        #expect(handles == [[1, 2], [1, 2]])
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `WAR-02: a challenge is spent once, by its owner, for its purpose, in its time`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let end = Fixture.noon + .seconds(300)
        let ceremony = KeyCeremonyRecord(
            id: KeyCeremonyID("c"), owner: "session a", purpose: "add", challenge: [9, 9], createdAt: Fixture.noon,
            expiresAt: end)
        try await fixture.store.write { try $0.begin(ceremony, keeping: 8) }
        let found = try await fixture.store.write { transaction in
            try [
                transaction.spend(ceremony: ceremony.id, ownedBy: "session b", for: "add", at: Fixture.noon),
                transaction.spend(ceremony: ceremony.id, ownedBy: "session a", for: "sign-in", at: Fixture.noon),
                transaction.spend(ceremony: ceremony.id, ownedBy: "session a", for: "add", at: end),
                transaction.spend(
                    ceremony: ceremony.id, ownedBy: "session a", for: "add", at: end - .milliseconds(1)),
                transaction.spend(ceremony: ceremony.id, ownedBy: "session a", for: "add", at: Fixture.noon),
            ]
        }
        #expect(found == [nil, nil, nil, ceremony, nil])
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `of one browser only the newest few questions live, and none outlives its time`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        try await fixture.store.write { transaction in
            for number in 0..<5 {
                let start = Fixture.noon + .seconds(Int64(number))
                try transaction.begin(
                    KeyCeremonyRecord(
                        id: KeyCeremonyID("c\(number)"), owner: "browser", purpose: "sign-in", challenge: [1],
                        createdAt: start, expiresAt: start + .seconds(300)), keeping: 2)
            }
        }
        let live = try await fixture.store.write { transaction in
            try (0..<5).map { number in
                try transaction.spend(
                    ceremony: KeyCeremonyID("c\(number)"), ownedBy: "browser", for: "sign-in", at: Fixture.noon) != nil
            }
        }
        #expect(live == [false, false, false, true, true])
        try await fixture.store.write { transaction in
            try transaction.begin(
                KeyCeremonyRecord(
                    id: KeyCeremonyID("late"), owner: "browser", purpose: "sign-in", challenge: [1],
                    createdAt: Fixture.noon, expiresAt: Fixture.noon + .seconds(300)), keeping: 2)
        }
        let purged = try await fixture.store.write { try $0.purgeExpired(at: Fixture.noon + .seconds(300)) }
        #expect(purged == 1)
        await fixture.store.close()
    }
}
