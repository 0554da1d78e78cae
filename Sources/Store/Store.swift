// Store is the one place where state lives: accounts, secrets, attempts, sessions, single-use values, messages and the
// audit log, on SQLite or PostgreSQL with one SQL text. It decides nothing about sign-in; it makes sure that what was
// decided happens once, as a whole, and survives a crash. It refuses to serve from a damaged database, from one that a
// newer version has written, with a wrong master key, and from a SQLite file that another server has open.

/// The open database of one installation.
///
/// A step is a synchronous closure: a transaction never spans a wait. A step may run more than once before it commits
/// (a serialisation failure, a shared commit that failed), so it changes nothing but the database. What it throws
/// undoes it and comes out unchanged; what it returns comes out after the commit is durable.
package struct Store: Sendable {
    private let driver: any Driver
    private let keys: StoreKeys
    /// Who waits on this server for something to change; see ``WriteTransaction/signal(_:)``.
    package let signals = Signals()

    init(driver: any Driver, keys: StoreKeys) {
        self.driver = driver
        self.keys = keys
    }

    /// Asks the database. The step sees one consistent state from its first statement to its last.
    package func read<T: Sendable>(_ step: @escaping @Sendable (any ReadTransaction) throws -> T) async throws -> T {
        try await driver.read { [keys] runner in
            try step(OpenTransaction(statements: Statements(runner: runner, keys: keys)))
        }
    }

    /// Changes the database. The step happens as a whole or not at all.
    ///
    /// - Throws: what the step throws, or a ``StoreFault``. After ``StoreFault/unknownOutcome`` the step may have
    ///   happened; after everything else it has not.
    package func write<T: Sendable>(_ step: @escaping @Sendable (any WriteTransaction) throws -> T) async throws -> T {
        do {
            let (answer, topics) = try await driver.write { [keys, driver] runner in
                let transaction = OpenTransaction(statements: Statements(runner: runner, keys: keys))
                let answer = try step(transaction)
                try transaction.writePendingAudit()
                try driver.announce(transaction.statements.signalled, on: runner)
                return (answer, transaction.statements.signalled)
            }
            signals.deliver(topics)
            return answer
        } catch StoreFault.unknownOutcome {
            // It may have happened, and what it signalled is lost with its answer.
            signals.wakeEverybody()
            throw StoreFault.unknownOutcome
        }
    }

    /// Whether the database answers now. Throws the fault if not.
    package func check() async throws {
        _ = try await read { try $0.number("SELECT count(*) AS number FROM audit_head") }
    }

    /// Finishes the steps that wait, closes all connections and gives up the file. Later steps fault with `closed`.
    package func close() async {
        signals.close()
        await driver.close()
    }
}
