import Identity
import Store
import TestSupport
import Testing

@Suite(.serialized) struct `Everything that an account has enrolled` {
    @Test(arguments: Fixture.kinds)
    func `comes in one answer, each with its own failures`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let bob = try await fixture.account("bob")
        try await fixture.codeApp("bob's app", of: bob)
        _ = try await fixture.backupCodes("bob's sheet", of: bob)

        try await fixture.codeApp("zebra", of: ada)
        try await fixture.codeApp("adder", of: ada)
        let sheet = try await fixture.backupCodes("sheet", of: ada)
        try await fixture.store.write { transaction in
            try transaction.set(
                PasswordRecord(
                    id: AuthenticatorID("pw"), account: ada, hash: "$argon2id$1", standsAlone: true,
                    changedAt: Fixture.noon))
            try transaction.set(fixture.passphrase(of: ada))
            _ = try transaction.spend(backupCode: 3, of: sheet, at: Fixture.noon)
            for (key, state) in [("total adder", [7]), ("side adder", [8]), ("total bob's app", [9])] as [(_, [UInt8])]
            {
                try transaction.save(ThrottleRecord(key: key, state: state, expiresAt: nil))
            }
            // Held, and counted nothing.
            _ = try transaction.holdThrottles(["total pw"])
        }

        let found = try await fixture.store.read { try $0.authenticators(of: ada, countedUnder: "total ") }
        #expect(found.map(\.id.rawValue) == ["pw", "adder", "zebra", "sheet", "passphrase"])
        #expect(found.map(\.name) == ["", "adder", "zebra", "", ""])
        #expect(
            found.map(\.kind) == [
                .password(standsAlone: true), .codeApp, .codeApp, .backupCodes(unspent: 9), .passphrase,
            ])
        #expect(found.map(\.failures) == [nil, [7], nil, nil, nil])
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `leaves out a sheet that nobody has confirmed, and one that was taken away`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        _ = try await fixture.backupCodes("old", of: ada)
        try await fixture.store.write { transaction in
            _ = try transaction.revokeBackupCodes(of: ada)
            try transaction.propose(
                BackupCodeSet(
                    id: AuthenticatorID("new"), account: ada, state: .pending, salt: [1], cost: "",
                    createdAt: Fixture.noon,
                    codes: [.init(position: 0, hash: [1])]))
        }
        let found = try await fixture.store.read { try $0.authenticators(of: ada, countedUnder: "total ") }
        #expect(found.isEmpty)
        await fixture.store.close()
    }
}
