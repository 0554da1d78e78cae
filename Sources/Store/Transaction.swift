/// A consistent view of the database. Verbs that ask are extension methods of this, one file per noun.
package protocol ReadTransaction {
    /// Where the verbs run their statements. Only `Store` can use it: there is no SQL outside this target.
    var statements: Statements { get }
}

/// A piece of work that happens as a whole or not at all. Verbs that change something are extension methods of this,
/// so that several of them commit or roll back together.
package protocol WriteTransaction: ReadTransaction {}

/// What one connection of a driver can do inside a transaction.
protocol StatementRunner: AnyObject {
    /// Runs a statement and returns its rows: a question, or a change with `RETURNING`.
    func rows(_ sql: SQL, _ arguments: Arguments) throws -> [Row]
    /// Runs a statement and hands over its rows one by one, for answers that may not fit into memory.
    func eachRow(_ sql: SQL, _ arguments: Arguments, _ body: (Row) throws -> Void) throws
    /// Runs a change and returns how many rows it touched.
    func change(_ sql: SQL, _ arguments: Arguments) throws -> Int
}

/// The inside of one open transaction: the connection, the keys, and the audit rows that wait for its end.
package final class Statements {
    let runner: any StatementRunner
    let keys: StoreKeys
    /// Audit rows are written last, so that the lock on the end of the chain is held through the commit only.
    var pendingAudit: [AuditEntry] = []
    /// What others are to hear of once the transaction has committed.
    var signalled: Set<Topic> = []

    init(runner: any StatementRunner, keys: StoreKeys) {
        self.runner = runner
        self.keys = keys
    }
}

/// The one transaction type; which of the two protocols a caller sees decides what it may do.
struct OpenTransaction: WriteTransaction {
    let statements: Statements
}

extension ReadTransaction {
    var keys: StoreKeys { statements.keys }

    func rows(_ sql: SQL, _ arguments: Arguments = [:]) throws -> [Row] {
        try statements.runner.rows(sql, arguments)
    }

    func firstRow(_ sql: SQL, _ arguments: Arguments = [:]) throws -> Row? {
        try rows(sql, arguments).first
    }

    /// The number that a statement such as `SELECT count(*) AS number …` answers with.
    func number(_ sql: SQL, _ arguments: Arguments = [:]) throws -> Int {
        try firstRow(sql, arguments)?["number"] ?? 0
    }
}

extension WriteTransaction {
    /// Runs a change and returns how many rows it touched: the answer to "was I the one who did it?".
    @discardableResult
    func change(_ sql: SQL, _ arguments: Arguments = [:]) throws -> Int {
        try statements.runner.change(sql, arguments)
    }
}
