import Foundation
import GRDB
import Identity

#if canImport(Glibc)
    import Glibc
#endif

/// Opens the connections to the one file, and refuses every one that isn't as durability and safety need it.
enum SQLiteFile {
    /// `AIKG`, in the file's header: the file is ours.
    private static let applicationID = 0x4149_4B47

    /// Makes the file, readable by its owner only, or checks that it looks like one of ours.
    static func prepare(at path: String) throws(StoreFault) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .readOnly(path) }
        defer { close(descriptor) }
        var header = [UInt8](repeating: 0, count: 100)
        let count = read(descriptor, &header, header.count)
        guard count > 0 else { return }
        guard count == header.count, Array(header.prefix(16)) == Array("SQLite format 3\u{0}".utf8) else {
            throw .corrupted("\(path) doesn't begin like a SQLite database")
        }
    }

    static func openWriter(at path: String, busyTimeout: Duration) throws -> DatabaseQueue {
        let queue = try StoreFault.translated {
            try DatabaseQueue(path: path, configuration: configuration(busyTimeout: busyTimeout, readonly: false))
        }
        try queue.inDatabase { database in
            try StoreFault.translated {
                let owner = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
                let isNew = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0
                guard owner == applicationID || isNew else { throw StoreFault.corrupted("\(path) is not ours") }
                try database.execute(sql: "PRAGMA journal_mode = WAL")
                // Last, and outside a transaction: GRDB sets NORMAL when it sets up WAL mode itself.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                // A WAL that has grown is cut back to this at the next checkpoint that empties it.
                try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
                if owner != applicationID { try database.execute(sql: "PRAGMA application_id = \(applicationID)") }
            }
            try assertSafe(database, busyTimeout: busyTimeout)
            try expect(database, "journal_mode", "wal")
        }
        return queue
    }

    /// A connection that can't write and can't checkpoint, neither while it is used nor when it closes.
    static func openReader(at path: String, busyTimeout: Duration) throws -> DatabaseQueue {
        let queue = try StoreFault.translated {
            try DatabaseQueue(path: path, configuration: configuration(busyTimeout: busyTimeout, readonly: true))
        }
        try queue.inDatabase { database in
            try assertSafe(database, busyTimeout: busyTimeout)
            try expect(database, "query_only", "1")
        }
        return queue
    }

    /// Reads every page once. Damage is found here, not by a person who signs in.
    static func checkIntegrity(of queue: DatabaseQueue) throws {
        let findings = try queue.inDatabase { database in
            try StoreFault.translated { try String.fetchAll(database, sql: "PRAGMA quick_check(3)") }
        }
        guard findings == ["ok"] else {
            throw StoreFault.corrupted(findings.joined(separator: "; ").bounded(to: 500))
        }
    }

    private static func configuration(busyTimeout: Duration, readonly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.foreignKeysEnabled = true
        // Transactions are begun and ended by us; GRDB would stop the process over one that couldn't be rolled back.
        configuration.allowsUnsafeTransactions = true
        configuration.busyMode = .timeout(Double(busyTimeout.wholeMilliseconds) / 1_000)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            try database.execute(sql: "PRAGMA mmap_size = 0")
            try database.execute(sql: "PRAGMA cell_size_check = ON")
            try database.execute(sql: "PRAGMA synchronous = FULL")
            if readonly { try database.execute(sql: "PRAGMA query_only = ON") }
        }
        return configuration
    }

    static func assertSafe(_ database: Database, busyTimeout: Duration) throws {
        try expect(database, "synchronous", "2")
        try expect(database, "foreign_keys", "1")
        try expect(database, "trusted_schema", "0")
        try expect(database, "mmap_size", "0")
        try expect(database, "busy_timeout", "\(busyTimeout.wholeMilliseconds)")
    }

    private static func expect(_ database: Database, _ pragma: String, _ expected: String) throws {
        let found = try StoreFault.translated {
            try DatabaseValue.fetchOne(database, sql: "PRAGMA \(pragma)").map(\.description)
        }
        // A build without memory mapping answers nothing at all to `mmap_size`.
        guard let found, found.trimmingCharacters(in: ["\""]) != expected else { return }
        throw StoreFault.unsafeConnection("\(pragma) is \(found), not \(expected)")
    }
}
