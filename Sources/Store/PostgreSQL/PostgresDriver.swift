import Foundation
import Logging

/// PostgreSQL: a bounded pool of connections, each on a thread of its own, for installations with several servers.
///
/// Writes run at READ COMMITTED: what must happen once is a conditional change whose row count is the answer, and what
/// reads before it writes holds the row. A transaction that loses against another is tried again, a bounded number of
/// times. A connection that breaks is made anew by itself.
final class PostgresDriver: Driver {
    /// The lock is taken for the transaction only, so a server that dies gives it back. Its number says "aikagi", and
    /// installations in different schemas of one database have different locks.
    let migrationPreamble: [SQL] = [
        "SET LOCAL statement_timeout = 0",
        "SET LOCAL lock_timeout = 0",
        "SELECT 1 AS held FROM pg_advisory_xact_lock(hashtextextended(current_schema(), 106807361231721))",
    ]
    let tableNames: SQL =
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"

    private let steps: StepQueue
    private let crew = ThreadCrew()
    private let listener: PostgresListener

    /// Connects once before it returns, so that a wrong URL or password is noticed at the start.
    init(url: String, settings: StoreSettings, logger: Logger) async throws {
        steps = StepQueue(capacity: settings.waitingSteps)
        listener = try PostgresListener(url: url, settings: settings, logger: logger)
        for index in 0..<max(1, settings.connections) {
            let worker = PostgresWorker(url: url, settings: settings, logger: logger)
            crew.start(named: "store connection \(index + 1)") { [steps] in worker.serve(steps) }
        }
        do {
            _ = try await read { try $0.rows("SELECT 1 AS number", [:]).count }
        } catch {
            await close()
            throw error
        }
    }

    /// A store that was dropped without ``close()`` leaves no connection behind.
    deinit {
        listener.beginToStop()
        steps.close()
    }

    func read<T: Sendable>(_ step: @escaping @Sendable (any StatementRunner) throws -> T) async throws -> T {
        try await steps.submit(.reading, step)
    }

    func write<T: Sendable>(_ step: @escaping @Sendable (any StatementRunner) throws -> T) async throws -> T {
        try await steps.submit(.writing, step)
    }

    func announce(_ topics: Set<Topic>, on runner: any StatementRunner) throws {
        try listener.announce(topics, on: runner)
    }

    func deliver(to signals: Signals) {
        listener.start(signals)
    }

    func close() async {
        await listener.stop()
        steps.close()
        await crew.allEnded()
    }
}
