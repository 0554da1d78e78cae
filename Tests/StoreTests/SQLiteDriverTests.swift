import Foundation
import GRDB
import Glibc
import Identity
import Logging
import TestSupport
import Testing

@testable import Store

@Suite(.serialized) struct `A SQLite store` {
    private let folder: TemporaryFolder
    private let masterKey = MasterKey(bytes: .random())
    private var path: String { folder.path + "/aikagi.sqlite" }

    init() throws {
        folder = try TemporaryFolder()
    }

    private func open() async throws -> Store {
        var settings = StoreSettings()
        settings.busyTimeout = .milliseconds(200)
        return try await Store.open(
            at: .file(path: path), masterKey: masterKey, settings: settings, logger: Logger(label: "test"))
    }

    private func save(_ key: String, bytes: Int = 1, in store: Store) async throws {
        try await store.write { transaction in
            try transaction.save(
                ThrottleRecord(key: key, state: [UInt8](repeating: 7, count: bytes), expiresAt: nil))
        }
    }

    private func size(_ suffix: String = "") throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path + suffix)[.size] as? Int ?? -1
    }

    // MARK: Connections

    @Test(arguments: [
        ("foreign_keys", 1), ("synchronous", 2), ("trusted_schema", 0), ("cell_size_check", 1), ("busy_timeout", 200),
    ])
    func `REL-16: every connection has what safety rests on`(pragma: String, expected: Int) async throws {
        let store = try await open()
        let sql = SQL(schemaText: "PRAGMA \(pragma)")
        let written = try await store.write { try $0.firstRow(sql)?.values.first }
        #expect(written == .integer(Int64(expected)))
        // As many readers as there are connections, each held until all have one.
        let started = Rendezvous(count: 3)
        let values = try await withThrowingTaskGroup(of: StoredValue?.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    try await store.read { transaction in
                        started.arriveAndWait()
                        return try transaction.firstRow(sql)?.values.first
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(values == Array(repeating: .integer(Int64(expected)), count: 3))
        await store.close()
    }

    @Test func `REL-16: a connection that is not durable is refused`() throws {
        let queue = try DatabaseQueue(path: path)
        try queue.inDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
            #expect(throws: StoreFault.unsafeConnection("synchronous is 1, not 2")) {
                try SQLiteFile.assertSafe(database, busyTimeout: .zero)
            }
        }
        try queue.close()
    }

    @Test func `REL-19: one connection of the process can write, and the readers can't even checkpoint`() async throws {
        let store = try await open()
        try await save("key", in: store)
        // What the kernel says about our open files: the lowest two bits of the flags are the access mode.
        let modes = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { descriptor in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
            guard target == path else { return nil as Int? }
            let facts = try? String(contentsOfFile: "/proc/self/fdinfo/\(descriptor)", encoding: .utf8)
            let flags = facts?.split(separator: "\n").first { $0.hasPrefix("flags:") }?.split(separator: "\t").last
            return flags.flatMap { Int($0, radix: 8) }.map { $0 & 3 }
        }
        #expect(modes.sorted() == [0, 0, 0, 2])

        let (before, wal) = (try size(), try size("-wal"))
        #expect(wal > 0)
        let reader = try SQLiteFile.openReader(at: path, busyTimeout: .milliseconds(200))
        _ = try? reader.inDatabase { try DatabaseValue.fetchOne($0, sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
        #expect(throws: DatabaseError.self) {
            try reader.inDatabase { try $0.execute(sql: "DELETE FROM throttle") }
        }
        try reader.close()
        #expect(try size() == before)
        #expect(try size("-wal") == wal)
        await store.close()
    }

    @Test func `the files are for their owner only`() async throws {
        let store = try await open()
        try await save("key", in: store)
        for suffix in ["", "-wal", "-shm", ".lock"] {
            let mode = try FileManager.default.attributesOfItem(atPath: path + suffix)[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(suffix)")
        }
        await store.close()
    }

    // MARK: One server

    @Test func `REL-07: a second server is refused in plain words, and the first goes on`() async throws {
        let store = try await open()
        await #expect(throws: StoreFault.inUse(path: path, process: "process \(getpid())")) { try await open() }
        try await save("key", in: store)
        await store.close()
        // The lock file of a server that is gone is still there and stops nobody.
        #expect(FileManager.default.fileExists(atPath: path + ".lock"))
        let next = try await open()
        await next.close()
    }

    @Test func `a store that was dropped lets the file go, and only when its last connection is closed`() async throws {
        var store: Store? = try await open()
        try await save("key", in: try #require(store))
        let held = try openFiles()
        #expect(held > 0)
        store = nil
        // The kernel wakes this wait when the lock is let go.
        let (lock, free) = (Glibc.open(path + ".lock", O_RDWR | O_CLOEXEC), AsyncStream<Bool>.makeStream())
        Thread.detachNewThread {
            free.continuation.yield(flock(lock, LOCK_EX) == 0)
            free.continuation.finish()
        }
        #expect(await free.stream.first { _ in true } == true)
        Glibc.close(lock)
        #expect(try openFiles() == 0)
    }

    /// How many descriptors of this process are of the database, its log or its index.
    private func openFiles() throws -> Int {
        let numbers = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        let files = numbers.compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
        }
        return files.filter { [path, path + "-wal", path + "-shm"].contains($0) }.count
    }

    @Test func `REL-07: a lock file with nonsense in it stops nobody`() async throws {
        try Data("999999999 nonsense".utf8).write(to: URL(filePath: path + ".lock"))
        let store = try await open()
        await store.close()
    }

    @Test func `REL-12: a file that another process keeps locked is a bounded wait, and works again by itself`()
        async throws
    {
        let store = try await open()
        try await save("before", in: store)
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let stranger = try DatabaseQueue(path: path, configuration: configuration)
        try await stranger.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        await #expect(throws: StoreFault.busy) { try await save("while", in: store) }
        let readable = try await store.read { try $0.throttle("before") }
        #expect(readable != nil)
        try await stranger.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try await save("after", in: store)
        try stranger.close()
        await store.close()
    }

    @Test func `steps are refused when too many wait, and after the store has been closed`() async throws {
        let full = StepQueue(capacity: 0)
        await #expect(throws: StoreFault.overloaded) { try await full.submit(.reading) { _ in 1 } }
        let store = try await open()
        await store.close()
        await #expect(throws: StoreFault.closed) { try await save("key", in: store) }
    }

    // MARK: Shared commits

    @Test func `a step that throws undoes itself and none of those it shares a commit with`() async throws {
        struct Failure: Error {}
        let store = try await open()
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let answer = try? await store.write { transaction -> Int in
                        try transaction.save(ThrottleRecord(key: "key \(number)", state: nil, expiresAt: nil))
                        if number.isMultiple(of: 3) { throw Failure() }
                        return number
                    }
                    return answer == number
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(outcomes == 133)
        let kept = try await store.read { try $0.number("SELECT count(*) AS number FROM throttle") }
        #expect(kept == 133)
        await store.close()
    }

    @Test func `a broken rule of the schema is the fault of its own step only`() async throws {
        let store = try await open()
        async let good: Void = save("good", in: store)
        await #expect(throws: StoreFault.self) {
            try await store.write { try $0.setServerStateToNothing() }
        }
        try await good
        await store.close()
    }
}

extension WriteTransaction {
    fileprivate func setServerStateToNothing() throws {
        try change("INSERT INTO server_state (name, value) VALUES ('x', NULL)")
    }
}
