/// Runs many callers' steps in one transaction, so that durability costs one disk flush for all of them.
///
/// Each step has a savepoint of its own: one that throws undoes itself and nobody else. Nobody hears of success before
/// the commit is on the disk.
struct SQLiteGroupCommit {
    private let connection: SQLiteConnection

    init(_ connection: SQLiteConnection) {
        self.connection = connection
    }

    /// Runs and finishes the steps. If the transaction as a whole fails, each step is tried again in one of its own, so
    /// that a step that doesn't fit onto the disk takes no other one with it.
    func run(_ steps: [any Step]) {
        guard let fault = commit(steps) else {
            for step in steps { step.finish(fault: nil) }
            return
        }
        guard steps.count > 1, !(fault as? StoreFault == .busy) else {
            for step in steps { step.finish(fault: fault) }
            return
        }
        for step in steps { step.finish(fault: commit([step])) }
    }

    /// - Returns: the fault because of which nothing was committed, or `nil`.
    private func commit(_ steps: [any Step]) -> (any Error)? {
        do {
            _ = try connection.change("BEGIN IMMEDIATE", [:])
            if let only = steps.first, steps.count == 1 {
                try runAlone(only)
                return nil
            }
            for step in steps { try runInSavepoint(step) }
            _ = try connection.change("COMMIT", [:])
            return nil
        } catch {
            // After a failed commit SQLite may have ended the transaction or not.
            if connection.isInTransaction { _ = try? connection.change("ROLLBACK", [:]) }
            return error
        }
    }

    /// Runs and commits a step that has the transaction for itself, and so needs no savepoint.
    ///
    /// - Throws: a fault of the transaction as a whole; what the step throws stays with the step.
    private func runAlone(_ step: any Step) throws {
        guard let error = step.run(on: connection) else {
            _ = try connection.change("COMMIT", [:])
            return
        }
        guard connection.isInTransaction else { throw error }
        _ = try connection.change("ROLLBACK", [:])
    }

    /// - Throws: a fault of the transaction as a whole; what the step throws stays with the step.
    private func runInSavepoint(_ step: any Step) throws {
        _ = try connection.change("SAVEPOINT step", [:])
        if let error = step.run(on: connection) {
            guard connection.isInTransaction else { throw error }
            _ = try connection.change("ROLLBACK TO step", [:])
        }
        _ = try connection.change("RELEASE step", [:])
    }
}
