import Identity
import Store
import TestSupport
import Testing

@Suite(.serialized) struct `Failure counters` {
    /// Counts one failure of each key, as a service does: hold, decide, save.
    private func count(_ keys: [String], in store: Store) async throws {
        try await store.write { transaction in
            for var held in try transaction.holdThrottles(keys) {
                let failures = held.state.map { Int($0[0]) << 8 | Int($0[1]) } ?? 0
                held.state = [UInt8((failures + 1) >> 8), UInt8((failures + 1) & 0xFF)]
                try transaction.save(held)
            }
        }
    }

    private func failures(_ key: String, in store: Store) async throws -> Int {
        let state = try await store.read { try $0.throttle(key) }?.state
        return state.map { Int($0[0]) << 8 | Int($0[1]) } ?? 0
    }

    @Test(arguments: Fixture.kinds)
    func `RATE-01: a hundred failures at once on two servers are counted as a hundred`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let second = kind == .postgreSQL ? try await fixture.secondStore() : fixture.store
        _ = try await atOnce(100) { index in
            // The keys come in different orders; nobody waits for each other in a circle.
            let keys = index.isMultiple(of: 3) ? ["app", "browser"] : ["browser", "app"]
            try await count(keys, in: index.isMultiple(of: 2) ? fixture.store : second)
        }
        #expect(try await failures("app", in: fixture.store) == 100)
        #expect(try await failures("browser", in: fixture.store) == 100)
        if kind == .postgreSQL { await second.close() }
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `RATE-14: a counter outlives a restart`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        for _ in 0..<7 { try await count(["app"], in: fixture.store) }
        let reopened = try await fixture.restarted()
        #expect(try await failures("app", in: reopened) == 7)
        await reopened.close()
    }

    @Test(arguments: Fixture.kinds)
    func `RATE-24: a counter without an end is never purged, and one with an end not before it`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let noon = Fixture.noon
        let ends: [(String, Moment?)] = [
            ("never", nil), ("last", Moment(millisecondsSinceEpoch: .max)), ("later", noon + .milliseconds(1)),
            ("now", noon), ("first", Moment(millisecondsSinceEpoch: .min)),
        ]
        try await fixture.store.write { transaction in
            for (key, end) in ends { try transaction.save(ThrottleRecord(key: key, state: [0, 50], expiresAt: end)) }
            try transaction.purgeExpired(at: Moment(millisecondsSinceEpoch: .min + 1))
            try transaction.purgeExpired(at: noon)
        }
        let left = try await fixture.store.read { transaction in
            try ends.map(\.0).filter { try transaction.throttle($0) != nil }
        }
        #expect(left == ["never", "last", "later"])
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `ONCE-18: counters that were looked at for junk, and counted nothing, leave nothing behind`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        try await count(["real"], in: fixture.store)
        try await fixture.store.write { transaction in
            for number in 0..<500 { _ = try transaction.holdThrottles(["junk \(number)"]) }
            try transaction.purgeExpired(at: Fixture.noon)
        }
        #expect(try fixture.database.tell("SELECT key FROM throttle") == "real\n")
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `ONCE-17, RATE-14: a counter that is renewed while it is being purged stays`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let (noon, later) = (fixture.noon, fixture.noon + .seconds(60))
        try await fixture.store.write { transaction in
            for number in 0..<20 {
                try transaction.save(ThrottleRecord(key: "key \(number)", state: [1], expiresAt: noon))
            }
        }
        _ = try await atOnce(40) { index in
            try await fixture.store.write { transaction in
                guard index.isMultiple(of: 2) else {
                    try transaction.purgeExpired(at: noon)
                    return
                }
                for held in try transaction.holdThrottles(["key \(index / 2)"]) {
                    try transaction.save(ThrottleRecord(key: held.key, state: [2], expiresAt: later))
                }
            }
        }
        let left = try await fixture.store.read { transaction in
            try (0..<20).compactMap { try transaction.throttle("key \($0)")?.state }
        }
        #expect(left == Array(repeating: [2], count: 20))
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `RATE-12: forgetting one counter leaves the others`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        try await count(["app", "password"], in: fixture.store)
        try await fixture.store.write { try $0.forgetThrottle("app") }
        #expect(try await failures("app", in: fixture.store) == 0)
        #expect(try await failures("password", in: fixture.store) == 1)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `a browser is new to an account once by fifty`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let firefox = BrowserDescription(name: "Firefox", platform: nil)
        let new = try await fixture.race { transaction in
            try transaction.remember(browser: [1], describedAs: firefox, of: ada, at: Fixture.noon)
        }
        #expect(new == 1)
        let (known, other) = try await fixture.store.read { transaction in
            (try transaction.isKnown(browser: [1], of: ada), try transaction.isKnown(browser: [2], of: ada))
        }
        #expect(known && !other)
        await fixture.store.close()
    }
}
