/// Brings a database to the schema of this version, one migration a transaction.
///
/// A server that dies at any statement leaves the schema as it was before that migration; the next start goes on from
/// there. Of several servers that start at once one migrates and the others find it done.
struct Migrator {
    let driver: any Driver
    let keys: StoreKeys

    /// Applies what is missing, in order.
    ///
    /// - Parameter target: the last version to apply; a restore stops at the version that the backup was made with.
    /// - Throws: ``StoreFault/newerSchema(found:known:)`` before anything is touched.
    func migrate(to target: Int = Schema.currentVersion, _ migrations: [Migration] = Schema.migrations) async throws {
        let known = migrations.last?.version ?? 0
        try await prepareVersionTable()
        let found = try await version()
        guard found <= known else { throw StoreFault.newerSchema(found: found, known: known) }
        for migration in migrations where migration.version > found && migration.version <= target {
            try await apply(migration)
        }
    }

    func version() async throws -> Int {
        try await driver.read { [keys] runner in
            let transaction = OpenTransaction(statements: Statements(runner: runner, keys: keys))
            return try transaction.schemaVersion()
        }
    }

    private func prepareVersionTable() async throws {
        try await locked { transaction in
            try transaction.change("CREATE TABLE IF NOT EXISTS schema_version (version {integer} PRIMARY KEY) {strict}")
        }
    }

    private func apply(_ migration: Migration) async throws {
        try await locked { transaction in
            // Another server may have done it while this one waited for the lock.
            guard try transaction.schemaVersion() < migration.version else { return }
            for statement in migration.statements { try transaction.change(statement) }
            try transaction.change(
                "INSERT INTO schema_version (version) VALUES (:version)", ["version": migration.version])
        }
    }

    private func locked(_ step: @escaping @Sendable (OpenTransaction) throws -> Void) async throws {
        try await driver.write { [keys, preamble = driver.migrationPreamble] runner in
            let transaction = OpenTransaction(statements: Statements(runner: runner, keys: keys))
            for statement in preamble { _ = try transaction.rows(statement) }
            try step(transaction)
        }
    }
}

extension ReadTransaction {
    /// The newest migration that this database has.
    func schemaVersion() throws -> Int {
        try number("SELECT coalesce(max(version), 0) AS number FROM schema_version")
    }
}
