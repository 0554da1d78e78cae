/// One kind of database. Everything that the two kinds do differently is behind this.
protocol Driver: Sendable {
    /// Runs a step in a read-only transaction with one consistent view.
    func read<T: Sendable>(_ step: @escaping @Sendable (any StatementRunner) throws -> T) async throws -> T
    /// Runs a step in a transaction and returns after its commit is durable.
    func write<T: Sendable>(_ step: @escaping @Sendable (any StatementRunner) throws -> T) async throws -> T
    /// What a migration's transaction begins with, so that one process at a time migrates and takes as long as it needs.
    var migrationPreamble: [SQL] { get }
    /// Asks for the names of our tables that exist.
    var tableNames: SQL { get }
    /// Makes other servers on the same database hear of the topics, with the commit of this transaction and not
    /// without it.
    func announce(_ topics: Set<Topic>, on runner: any StatementRunner) throws
    /// Begins to deliver what other servers announce. Called once.
    func deliver(to signals: Signals)
    func close() async
}
