import Identity
import Store
import TestSupport
import Testing

@Suite(.serialized) struct `A vault` {
    @Test(arguments: Fixture.kinds)
    func `keeps the newest of two contents that were made from the same one`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        #expect(try await fixture.store.read { try $0.vault(of: ada) } == nil)
        let begun = try await fixture.store.write { try $0.beginVault(of: ada, keyNumber: 1, at: Fixture.noon) }
        #expect(begun)
        async let one = fixture.store.write {
            try $0.saveVault(of: ada, content: [1], under: 1, basedOn: 0, at: Fixture.noon)
        }
        async let other = fixture.store.write {
            try $0.saveVault(of: ada, content: [2], under: 1, basedOn: 0, at: Fixture.noon)
        }
        let saved = try await [one, other]
        #expect(saved.filter(\.self).count == 1)
        let vault = try #require(try await fixture.store.read { try $0.vault(of: ada) })
        #expect(vault.version == 1 && vault.content == (saved[0] ? [1] : [2]))
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `begins anew under the next key only, and never counts back`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        for (number, isNext) in [(2, false), (1, true), (1, false), (3, false), (2, true), (2, false)] as [(Int64, _)] {
            let begun = try await fixture.store.write {
                try $0.beginVault(of: ada, keyNumber: number, at: Fixture.noon)
            }
            #expect(begun == isNext, "\(number)")
        }
        let stale = try await fixture.store.write {
            try $0.saveVault(of: ada, content: [1], under: 1, basedOn: 1, at: Fixture.noon)
        }
        #expect(!stale)
        let saved = try await fixture.store.write {
            try $0.saveVault(of: ada, content: [1], under: 2, basedOn: 1, at: Fixture.noon)
        }
        #expect(saved)
        let vault = try #require(try await fixture.store.read { try $0.vault(of: ada) })
        #expect(vault.keyNumber == 2 && vault.version == 2)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `loses its content with the passphrase, and its numbers never`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let before = try await fixture.store.read { try $0.account(ada)?.factorGeneration }
        try await fixture.store.write { transaction in
            try transaction.set(fixture.passphrase(of: ada))
            _ = try transaction.beginVault(of: ada, keyNumber: 1, at: Fixture.noon)
            _ = try transaction.saveVault(of: ada, content: [1], under: 1, basedOn: 0, at: Fixture.noon)
        }
        let removed = try await fixture.store.write { try $0.removePassphrase(of: ada, at: Fixture.noon) }
        #expect(removed)
        try await fixture.store.read { transaction in
            #expect(try transaction.passphrase(of: ada) == nil)
            let vault = try #require(try transaction.vault(of: ada))
            #expect(vault.content == nil && vault.keyNumber == 1 && vault.version == 2)
            #expect(try transaction.account(ada)?.factorGeneration == before.map { $0 + 2 })
        }
        let again = try await fixture.store.write { try $0.removePassphrase(of: ada, at: Fixture.noon) }
        #expect(!again)
        await fixture.store.close()
    }
}

extension Fixture {
    func passphrase(of account: AccountID) -> PassphraseRecord {
        PassphraseRecord(
            id: AuthenticatorID("passphrase"), account: account, salt: Array(0..<16), rounds: 600_000,
            verifier: "$argon2id$1", wrappedKey: [1, 2, 3], changedAt: Fixture.noon)
    }
}
