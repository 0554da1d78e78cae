import Foundation
import GRDB
import Logging

/// SQLite: one thread writes, a few read, and nobody else touches the file.
///
/// SQLite before 3.51.3 can damage a database in WAL mode when two connections write or checkpoint at once, and Debian
/// 12 has 3.40.1. So exactly one connection of one process writes and checkpoints. The reading connections are opened
/// read-only, which can't checkpoint, not even when they close, and close before the writer does. ``FileLock`` keeps
/// other servers away.
final class SQLiteDriver: Driver {
    /// Nobody else has the file.
    let migrationPreamble: [SQL] = []
    let tableNames: SQL =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"

    private let lock: FileLock
    private let writes: StepQueue
    private let reads: StepQueue
    private let readers = ThreadCrew()
    private let writer = ThreadCrew()

    /// Opens or makes the file.
    ///
    /// - Throws: a ``StoreFault`` if another server has it, it is damaged, or a connection isn't as it must be.
    init(path: String, settings: StoreSettings, logger: Logger) throws {
        lock = try FileLock(beside: path)
        try SQLiteFile.prepare(at: path)
        writes = StepQueue(capacity: settings.waitingSteps)
        reads = StepQueue(capacity: settings.waitingSteps)

        let writingQueue = try SQLiteFile.openWriter(at: path, busyTimeout: settings.busyTimeout)
        try SQLiteFile.checkIntegrity(of: writingQueue)
        let readingQueues = try (0..<settings.readers).map { _ in
            try SQLiteFile.openReader(at: path, busyTimeout: settings.busyTimeout)
        }
        for (index, queue) in readingQueues.enumerated() {
            readers.start(named: "store reader \(index + 1)") { [reads] in Self.serve(reads, on: queue, logger) }
        }
        writer.start(named: "store writer") { [writes] in Self.serveGroups(writes, on: writingQueue, logger) }
    }

    /// A store that was dropped without ``close()`` leaves no thread, no connection and no lock behind, in the order of
    /// ``close()``.
    deinit {
        reads.close()
        readers.whenAllEnded { [writes, writer, lock] in
            writes.close()
            writer.whenAllEnded { lock.release() }
        }
    }

    func read<T: Sendable>(_ step: @escaping @Sendable (any StatementRunner) throws -> T) async throws -> T {
        try await reads.submit(.reading, step)
    }

    func write<T: Sendable>(_ step: @escaping @Sendable (any StatementRunner) throws -> T) async throws -> T {
        try await writes.submit(.writing, step)
    }

    /// There is no other server.
    func announce(_ topics: Set<Topic>, on runner: any StatementRunner) {}

    func deliver(to signals: Signals) {}

    func close() async {
        reads.close()
        await readers.allEnded()
        writes.close()
        await writer.allEnded()
        lock.release()
    }

    // MARK: The threads

    private static func serve(_ reads: StepQueue, on queue: DatabaseQueue, _ logger: Logger) {
        // The connection lives in this one call; GRDB's queue runs it on this thread.
        queue.inDatabase { database in
            let connection = SQLiteConnection(database)
            while let step = reads.take(atMost: 1).first {
                step.finish(fault: readFault(of: step, on: connection))
            }
        }
        close(queue, logger)
    }

    private static func readFault(of step: any Step, on connection: SQLiteConnection) -> (any Error)? {
        do {
            _ = try connection.change("BEGIN DEFERRED", [:])
        } catch {
            return error
        }
        // What the step throws, `finish` hands over by itself.
        _ = step.run(on: connection)
        _ = try? connection.change("ROLLBACK", [:])
        return nil
    }

    private static func serveGroups(_ writes: StepQueue, on queue: DatabaseQueue, _ logger: Logger) {
        queue.inDatabase { database in
            let group = SQLiteGroupCommit(SQLiteConnection(database))
            while true {
                let steps = writes.take(atMost: 256)
                guard !steps.isEmpty else { break }
                group.run(steps)
            }
        }
        close(queue, logger)
    }

    private static func close(_ queue: DatabaseQueue, _ logger: Logger) {
        do {
            try queue.close()
        } catch {
            logger.error("a database connection didn't close", metadata: ["error": "\(error)"])
        }
    }
}
