import Foundation
import Identity
import Logging
import Synchronization
import TestSupport
import Testing

@testable import Store

@Suite(.serialized, .enabled(if: TestDatabase.Kind.available.contains(.postgreSQL)))
struct `A PostgreSQL store` {
    private let masterKey = MasterKey(bytes: .random())
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase(.postgreSQL)
    }

    private func open(_ change: (inout StoreSettings) -> Void = { _ in }) async throws -> Store {
        var settings = StoreSettings()
        settings.connections = 3
        change(&settings)
        return try await Store.open(
            at: StoreLocation(database.location), masterKey: masterKey, settings: settings,
            logger: Logger(label: "test"))
    }

    private func save(_ key: String, in store: Store) async throws {
        try await store.write { try $0.save(ThrottleRecord(key: key, state: [1], expiresAt: nil)) }
    }

    private func setting(_ name: String, in store: Store) async throws -> StoredValue? {
        let sql = SQL(schemaText: "SELECT current_setting('\(name)') AS value")
        return try await store.write { try $0.firstRow(sql)?.values.first }
    }

    @Test func `REL-16: every connection waits for durable commits, and never without bound`() async throws {
        let store = try await open()
        let expected = [
            ("synchronous_commit", "on"), ("transaction_isolation", "read committed"), ("client_encoding", "UTF8"),
            ("statement_timeout", "10s"), ("lock_timeout", "10s"), ("idle_in_transaction_session_timeout", "1min"),
            ("application_name", "aikagi"),
        ]
        for (name, value) in expected {
            #expect(try await setting(name, in: store) == .text(value), "\(name)")
        }
        await store.close()
    }

    @Test func `REL-39: a transaction that loses is tried again, and happens once`() async throws {
        let store = try await open()
        let tries = Mutex(0)
        try await store.write { transaction in
            let number = tries.withLock { count in
                count += 1
                return count
            }
            try transaction.save(ThrottleRecord(key: "try \(number)", state: nil, expiresAt: nil))
            guard number < 4 else { return }
            try transaction.change(number.isMultiple(of: 2) ? Self.serialisationFailure : Self.deadlock)
        }
        let kept = try await store.read { try $0.rows("SELECT key FROM throttle").map(\.values) }
        #expect(kept == [[.text("try 4")]])
        await store.close()
    }

    @Test func `REL-39: a transaction that always loses is given up`() async throws {
        let store = try await open() { $0.tries = 3 }
        let tries = Mutex(0)
        await #expect(throws: StoreFault.contended) {
            try await store.write { transaction in
                tries.withLock { $0 += 1 }
                try transaction.change(Self.serialisationFailure)
            }
        }
        #expect(tries.withLock { $0 } == 3)
        try await save("after", in: store)
        await store.close()
    }

    @Test func `REL-39: two who wait for each other both get through`() async throws {
        let store = try await open()
        try await save("a", in: store)
        try await save("b", in: store)
        let bothHoldOne = Rendezvous(count: 2)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for order in [["a", "b"], ["b", "a"]] {
                group.addTask {
                    try await store.write { transaction in
                        // One call a key: a single call would take them in one order and never meet the other.
                        for key in order {
                            for var held in try transaction.holdThrottles([key]) {
                                held.state = (held.state ?? []) + [2]
                                try transaction.save(held)
                            }
                            bothHoldOne.arriveAndWait()
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let counts = try await store.read { transaction in
            try ["a", "b"].map { try transaction.throttle($0)?.state }
        }
        #expect(counts == [[1, 2, 2], [1, 2, 2]])
        await store.close()
    }

    @Test func `a connection that the server closed is made anew, and nobody notices`() async throws {
        let store = try await open() { $0.connections = 1 }
        try await save("before", in: store)
        let pid = try await store.read { try $0.number("SELECT pg_backend_pid() AS number") }
        try database.tell("SELECT pg_terminate_backend(\(pid), 5000)")
        try await save("after", in: store)
        let newPid = try await store.read { try $0.number("SELECT pg_backend_pid() AS number") }
        #expect(newPid != pid)
        await store.close()
    }

    @Test func `a connection that breaks in the middle of a step loses nothing and does nothing twice`() async throws {
        let store = try await open() { $0.connections = 1 }
        let tries = Mutex(0)
        try await store.write { transaction in
            let number = tries.withLock { count in
                count += 1
                return count
            }
            try transaction.save(ThrottleRecord(key: "try \(number)", state: nil, expiresAt: nil))
            if number == 1 {
                _ = try transaction.number("SELECT CAST(pg_terminate_backend(pg_backend_pid()) AS int) AS number")
            }
        }
        let kept = try await store.read { try $0.rows("SELECT key FROM throttle").map(\.values) }
        #expect(kept == [[.text("try 2")]])
        await store.close()
    }

    @Test func `a connection that breaks during the commit is an unknown outcome, not a success`() async throws {
        let store = try await open() { $0.connections = 1 }
        try database.tell(
            """
            CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS
              'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER break_off AFTER INSERT ON throttle DEFERRABLE INITIALLY DEFERRED
              FOR EACH ROW EXECUTE FUNCTION break_off();
            """)
        let tries = Mutex(0)
        await #expect(throws: StoreFault.unknownOutcome) {
            try await store.write { transaction in
                tries.withLock { $0 += 1 }
                try transaction.save(ThrottleRecord(key: "lost", state: nil, expiresAt: nil))
            }
        }
        #expect(tries.withLock { $0 } == 1, "what may have happened is not tried again")
        try database.tell("DROP TRIGGER break_off ON throttle")
        try await save("after", in: store)
        await store.close()
    }

    @Test func `a step that hides a failed statement is not told that it was committed`() async throws {
        let store = try await open()
        await #expect(throws: StoreFault.self) {
            try await store.write { transaction in
                try transaction.save(ThrottleRecord(key: "key", state: nil, expiresAt: nil))
                _ = try? transaction.number(Self.divisionByZero)
            }
        }
        let kept = try await store.read { try $0.throttle("key") }
        #expect(kept == nil)
        await store.close()
    }

    @Test func `a statement that takes too long is a fault, and the connection goes on`() async throws {
        let store = try await open() { settings in
            settings.connections = 1
            settings.statementTimeout = .seconds(2)
        }
        await #expect(throws: StoreFault.busy) {
            try await store.read { try $0.number("SELECT 1 AS number FROM pg_sleep(30)") }
        }
        try await save("after", in: store)
        await store.close()
    }

    @Test func `a read can't write`() async throws {
        let store = try await open()
        await #expect(throws: StoreFault.readOnly("the database")) {
            try await store.read { _ = try $0.rows("INSERT INTO throttle (key) VALUES ('key') RETURNING key") }
        }
        await store.close()
    }

    @Test func `fifty readers share no more connections than the pool has`() async throws {
        let store = try await open()
        let pids = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 {
                group.addTask { try await store.read { try $0.number("SELECT pg_backend_pid() AS number") } }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(pids.count <= 3)
        await store.close()
    }

    @Test(arguments: ["?sslmode=require", "?connect_timeout=2&sslmode=verify-full"])
    func `sslmode from the URL is honoured: a server without TLS is refused`(query: String) async throws {
        let url = database.location.prefix { $0 != "?" } + query
        await #expect(throws: StoreFault.self) {
            try await Store.open(
                at: .server(url: String(url)), masterKey: masterKey, logger: Logger(label: "test"))
        }
    }

    @Test func `a server that isn't there is said at the start`() async throws {
        let fault = await #expect(throws: StoreFault.self) {
            try await Store.open(
                at: .server(url: "postgresql://127.0.0.1:1/aikagi"), masterKey: masterKey,
                logger: Logger(label: "test"))
        }
        guard case .unreachable(let reason) = fault else {
            Issue.record("\(String(describing: fault))")
            return
        }
        #expect(reason.contains("127.0.0.1"))
    }

    @Test func `a broken rule is a fault that quotes no value of a row`() async throws {
        let store = try await open()
        let fault = await #expect(throws: StoreFault.self) {
            try await store.write { transaction in
                for _ in 0..<2 {
                    try transaction.change(
                        "INSERT INTO server_state (name, value) VALUES (:name, :value)",
                        ["name": "canary", "value": "x"])
                }
            }
        }
        guard case .constraint(let rule) = fault else {
            Issue.record("\(String(describing: fault))")
            return
        }
        #expect(!rule.contains("canary"))
        await store.close()
    }

    private static let serialisationFailure: SQL = """
        DO 'BEGIN RAISE EXCEPTION ''injected'' USING ERRCODE = ''40001''; END'
        """
    private static let deadlock: SQL = """
        DO 'BEGIN RAISE EXCEPTION ''injected'' USING ERRCODE = ''40P01''; END'
        """
    private static let divisionByZero: SQL = "SELECT 1 / 0 AS number"
}
