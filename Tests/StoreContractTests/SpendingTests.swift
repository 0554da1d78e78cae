import Identity
import Store
import TestSupport
import Testing

/// Values that work once, raced for by fifty at a time; on PostgreSQL by two servers.
@Suite struct `Single-use values` {
    /// Runs `spend` fifty times at once, on two stores where the database allows two servers.
    private func race(
        _ fixture: Fixture, _ spend: @escaping @Sendable (any WriteTransaction) throws -> Bool
    ) async throws -> Int {
        let second = fixture.database.kind == .postgreSQL ? try await fixture.secondStore() : fixture.store
        let spent = try await atOnce(50) { index in
            try await (index.isMultiple(of: 2) ? fixture.store : second).write(spend)
        }
        if fixture.database.kind == .postgreSQL { await second.close() }
        return spent.count { $0 }
    }

    @Test(arguments: Fixture.kinds)
    func `ONCE-01, ONCE-16: a step of a code app is spent once by fifty`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let app = try await fixture.codeApp(of: fixture.account())
        #expect(try await race(fixture) { try $0.spend(step: 100, of: app, at: Fixture.noon) } == 1)
        let earlier = try await fixture.store.write { try $0.spend(step: 99, of: app, at: Fixture.noon) }
        #expect(!earlier)
        #expect(try await race(fixture) { try $0.spend(step: 101, of: app, at: Fixture.noon) } == 1)
        await fixture.store.close()
    }
}
