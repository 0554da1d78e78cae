import Foundation
import Logging

/// One thread of the pool: it has at most one connection and serves one step after another.
struct PostgresWorker: Sendable {
    let url: String
    let settings: StoreSettings
    let logger: Logger

    /// Serves until the queue is closed and empty.
    func serve(_ steps: StepQueue) {
        var connection: PostgresConnection?
        while let step = steps.take(atMost: 1).first {
            step.finish(fault: outcome(of: step, on: &connection))
            if connection?.isUsable == false { connection = nil }
        }
    }

    /// Tries a step until it has happened or can't.
    ///
    /// - Returns: the fault because of which it has not happened, or `nil`; what the step itself throws stays with it.
    private func outcome(of step: any Step, on connection: inout PostgresConnection?) -> (any Error)? {
        var conflicts = 0
        var reconnected = false
        while true {
            do {
                let live = try connection ?? connect()
                connection = live
                try run(step, on: live)
                return nil
            } catch is PostgresConflict {
                conflicts += 1
                guard conflicts < settings.tries else { return StoreFault.contended }
                pause(after: conflicts)
            } catch StoreFault.unreachable(let reason) {
                // A connection from the pool may have died while it was idle: one new one is tried. Nothing was
                // committed on the old one.
                let wasPooled = connection != nil
                connection = nil
                guard wasPooled, !reconnected else { return StoreFault.unreachable(reason) }
                reconnected = true
            } catch {
                if connection?.isUsable == false { connection = nil }
                return error
            }
        }
    }

    private func connect() throws -> PostgresConnection {
        let connection = try PostgresConnection(url: url, settings: settings)
        logger.debug("connected to the database")
        return connection
    }

    private func run(_ step: any Step, on connection: PostgresConnection) throws {
        switch step.purpose {
        case .reading: try connection.command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        case .writing: try connection.command("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
        }
        if let error = step.run(on: connection) {
            // A lost connection has rolled back by itself.
            if connection.isUsable { try connection.command("ROLLBACK") }
            if error is PostgresConflict || !connection.isUsable { throw error }
            return
        }
        guard step.purpose == .writing else { return try connection.command("ROLLBACK") }
        do {
            try connection.commit()
        } catch StoreFault.unreachable {
            // The server may have committed before the connection broke. Nobody here can know.
            throw StoreFault.unknownOutcome
        }
    }

    /// Waits a random moment, longer after each conflict, so that the same transactions don't meet again at once.
    private func pause(after conflicts: Int) {
        let longest = min(200_000, 1_000 << min(conflicts, 8))
        usleep(UInt32.random(in: 0..<UInt32(longest)))
    }
}
