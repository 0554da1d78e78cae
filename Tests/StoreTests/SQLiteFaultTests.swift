import Foundation
import GRDB
import Identity
import Logging
import TestSupport
import Testing

@testable import Store

@Suite(.serialized) struct `A SQLite store on bad ground` {
    private let folder: TemporaryFolder
    private let masterKey = MasterKey(bytes: .random())
    private var path: String { folder.path + "/aikagi.sqlite" }

    init() throws {
        folder = try TemporaryFolder()
    }

    private func open(_ path: String? = nil) async throws -> Store {
        try await Store.open(
            at: .file(path: path ?? self.path), masterKey: masterKey, logger: Logger(label: "test"))
    }

    private func fill(_ store: Store, rows: Int, bytes: Int, from first: Int = 0) async throws {
        for number in first..<first + rows {
            try await store.write { transaction in
                try transaction.save(
                    ThrottleRecord(
                        key: "key \(number)", state: [UInt8](repeating: 7, count: bytes), expiresAt: nil))
                try transaction.record(
                    AuditEntry(
                        at: Moment(secondsSinceEpoch: 0), event: "saved", result: .succeeded, account: nil,
                        actor: "test"))
            }
        }
    }

    // MARK: Full disks

    /// Fills the store until it faults, and checks that every step is there as a whole or not at all.
    private func fillUntilFull(_ store: Store) async throws -> Int {
        var saved = 0
        await #expect(throws: StoreFault.diskFull) {
            for number in 0..<10_000 {
                try await fill(store, rows: 1, bytes: 3_000, from: number)
                saved += 1
            }
        }
        let (rows, verified) = try await store.read { transaction in
            (try transaction.number("SELECT count(*) AS number FROM throttle"), try transaction.verifyAuditLog())
        }
        #expect(rows == saved)
        #expect(verified == .intact(rows: Int64(saved)))
        return saved
    }

    @Test func `REL-08: a database that may not grow faults, loses nothing, and works again when it may`() async throws
    {
        let store = try await open()
        try await fill(store, rows: 1, bytes: 1)
        try await store.write { transaction in
            let pages = try transaction.firstRow("PRAGMA page_count")?.values.first
            guard case .integer(let count) = pages else { throw StoreFault.statement("no page count") }
            _ = try transaction.rows(SQL(schemaText: "PRAGMA max_page_count = \(count + 40)"))
            try transaction.change("DELETE FROM throttle")
            try transaction.change("DELETE FROM audit")
            try transaction.change("DELETE FROM audit_head")
            try transaction.beginAuditLog()
        }
        let saved = try await fillUntilFull(store)
        #expect(saved > 5)
        _ = try await store.write { try $0.rows("PRAGMA max_page_count = 1000000") }
        try await fill(store, rows: 20, bytes: 3_000, from: saved)
        await store.close()
    }

    @Test(.enabled(if: SmallDisk.canBeMade, "mounting a small disk takes the rights of root"))
    func `REL-08: a full disk faults, loses nothing, and works again when there is space`() async throws {
        let disk = try SmallDisk(at: folder.path + "/disk", size: "1300k")
        // Space that is given back later, as an operator does who deletes old logs.
        let ballast = disk.path + "/ballast"
        try Data(repeating: 0, count: 300_000).write(to: URL(filePath: ballast))
        let store = try await open(disk.path + "/aikagi.sqlite")
        let saved = try await fillUntilFull(store)
        try FileManager.default.removeItem(atPath: ballast)
        try await fill(store, rows: 5, bytes: 3_000, from: saved)
        await store.close()
        disk.remove()
    }

    // MARK: Damage

    private func damaged(_ change: (inout Data) -> Void) async throws -> StoreFault? {
        let store = try await open()
        try await fill(store, rows: 50, bytes: 2_000)
        await store.close()
        var bytes = try Data(contentsOf: URL(filePath: path))
        change(&bytes)
        try bytes.write(to: URL(filePath: path))
        do {
            await (try open()).close()
            return nil
        } catch {
            return error as? StoreFault
        }
    }

    private func isDamage(_ fault: StoreFault?) -> Bool {
        guard case .corrupted = fault else { return false }
        return true
    }

    @Test func `REL-11: a zeroed header is found at the start`() async throws {
        let fault = try await damaged { $0.replaceSubrange(0..<100, with: Data(count: 100)) }
        #expect(isDamage(fault))
    }

    @Test(arguments: [50, 4_000, 20_000])
    func `REL-11: a cut file is found at the start`(length: Int) async throws {
        #expect(isDamage(try await damaged { $0 = $0.prefix(length) }))
    }

    @Test(arguments: [0, 1, 2, 5, 9])
    func `REL-11: an overwritten page is found at the start`(page: Int) async throws {
        let fault = try await damaged { bytes in
            let start = page * 4_096 + (page == 0 ? 100 : 0)
            for offset in start..<(page + 1) * 4_096 { bytes[offset] = UInt8(truncatingIfNeeded: offset &* 31) }
        }
        #expect(isDamage(fault))
    }

    @Test func `REL-11: somebody else's database is left alone`() async throws {
        let other = try DatabaseQueue(path: path)
        try await other.write { try $0.execute(sql: "CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)") }
        try other.close()
        await #expect(throws: StoreFault.corrupted("\(path) is not ours")) { try await open() }
        let reopened = try DatabaseQueue(path: path)
        let rows = try await reopened.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM theirs") }
        #expect(rows == 1)
        try reopened.close()
    }

    @Test(arguments: ["-wal", "-shm"])
    func `REL-11: nonsense beside the database is not taken for part of it`(suffix: String) async throws {
        let store = try await open()
        try await fill(store, rows: 10, bytes: 100)
        await store.close()
        try Data((0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }).write(to: URL(filePath: path + suffix))
        let reopened = try await open()
        let verified = try await reopened.read { try $0.verifyAuditLog() }
        #expect(verified == .intact(rows: 10))
        await reopened.close()
    }

    @Test func `a folder that can't be written is said in plain words`() async throws {
        await #expect(throws: StoreFault.readOnly("/proc/aikagi.sqlite.lock")) {
            try await open("/proc/aikagi.sqlite")
        }
    }

    // MARK: The write-ahead log

    @Test func `REL-18: the log grows behind a long reader, and is used anew when the reader ends`() async throws {
        func walSize() throws -> Int {
            try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int ?? 0
        }
        let store = try await open()
        try await fill(store, rows: 1, bytes: 10)
        let reader = try SQLiteFile.openReader(at: path, busyTimeout: .seconds(1))
        try reader.inDatabase { database in
            try database.execute(sql: "BEGIN")
            _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM throttle")
        }
        try await fill(store, rows: 250, bytes: 30_000)
        let peak = try walSize()
        #expect(peak > 7_000_000)
        try reader.inDatabase { try $0.execute(sql: "ROLLBACK") }
        try reader.close()
        // As much again, and more: the file is not longer than it was, because its beginning is written over.
        try await fill(store, rows: 400, bytes: 30_000)
        #expect(try walSize() <= peak + 5_000_000)
        await store.close()
    }
}

/// A disk of a fixed small size.
struct SmallDisk {
    let path: String

    static var canBeMade: Bool {
        guard let folder = try? TemporaryFolder(), let disk = try? SmallDisk(at: folder.path + "/disk", size: "64k")
        else { return false }
        disk.remove()
        return true
    }

    init(at path: String, size: String) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Self.run("/bin/mount", ["-t", "tmpfs", "-o", "size=\(size)", "tmpfs", path])
    }

    func remove() {
        try? Self.run("/bin/umount", [path])
    }

    private static func run(_ program: String, _ arguments: [String]) throws {
        struct Failed: Error {}
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed() }
    }
}
