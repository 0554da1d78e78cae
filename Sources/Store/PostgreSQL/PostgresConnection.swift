import CLibpq

/// One connection to a PostgreSQL server with its prepared statements, used by one thread, which it blocks.
final class PostgresConnection: StatementRunner {
    private struct Prepared {
        let name: String
        let names: [String]
    }

    /// A statement is prepared once for each combination of value types, because the types are declared with it.
    private struct Key: Hashable {
        let sql: SQL
        let types: [Oid]
    }

    let connection: OpaquePointer
    private var spelled: [SQL: SpelledStatement] = [:]
    private var prepared: [Key: Prepared] = [:]

    /// Connects, and sets what durability and bounded waiting rest on.
    ///
    /// - Throws: ``StoreFault/unreachable(_:)``, or ``StoreFault/unsafeConnection(_:)``.
    init(url: String, settings: StoreSettings) throws {
        let parameters = PostgresParameters(url: url, settings: settings)
        guard let connection = parameters.connect() else { throw StoreFault.unreachable("out of memory") }
        self.connection = connection
        // From here on `deinit` closes the connection, whatever this throws.
        // libpq would print the server's notices to standard error.
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        // The details of an error quote values of rows; messages end in logs.
        PQsetErrorVerbosity(connection, PQERRORS_TERSE)
        guard isUsable else { throw StoreFault.unreachable(Self.message(of: connection)) }
        for setting in PostgresParameters.sessionSettings(settings) { try command(setting) }
        try expect("server_encoding", "UTF8")
        try expect("synchronous_commit", "on")
    }

    deinit { PQfinish(connection) }

    var isUsable: Bool { PQstatus(connection) == CONNECTION_OK }

    var isInTransaction: Bool {
        let status = PQtransactionStatus(connection)
        return status == PQTRANS_INTRANS || status == PQTRANS_INERROR
    }

    /// Runs a statement that has no values: `BEGIN`, `ROLLBACK` and the like.
    func command(_ text: String) throws {
        let result = PQexec(connection, text)
        defer { PQclear(result) }
        try check(result)
    }

    /// Commits. A transaction in which a statement has failed is rolled back by the server instead, which says so in
    /// its answer only.
    func commit() throws {
        let result = PQexec(connection, "COMMIT")
        defer { PQclear(result) }
        try check(result)
        guard String(cString: PQcmdStatus(result)) == "COMMIT" else {
            throw StoreFault.statement("a statement of the transaction had failed before its commit")
        }
    }

    func rows(_ sql: SQL, _ arguments: Arguments) throws -> [Row] {
        let result = try execute(sql, arguments)
        defer { PQclear(result) }
        return try PostgresRows.read(result)
    }

    func change(_ sql: SQL, _ arguments: Arguments) throws -> Int {
        let result = try execute(sql, arguments)
        defer { PQclear(result) }
        return Int(String(cString: PQcmdTuples(result))) ?? 0
    }

    func eachRow(_ sql: SQL, _ arguments: Arguments, _ body: (Row) throws -> Void) throws {
        // A whole table may take longer than one statement of a sign-in.
        try command("SET LOCAL statement_timeout = 0")
        let (statement, parameters) = try prepare(sql, arguments)
        let sent = parameters.withPointers { values, lengths, formats in
            PQsendQueryPrepared(connection, statement, parameters.count, values, lengths, formats, 1)
        }
        guard sent == 1, PQsetSingleRowMode(connection) == 1 else { throw fault(sqlState: "") }
        var failure: (any Error)?
        // The answer is read to its end even after a failure: the connection can't be used before.
        while let result = PQgetResult(connection) {
            defer { PQclear(result) }
            guard failure == nil else { continue }
            do {
                try check(result)
                for row in try PostgresRows.read(result) { try body(row) }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    // MARK: Statements

    private func execute(_ sql: SQL, _ arguments: Arguments) throws -> OpaquePointer? {
        let (statement, parameters) = try prepare(sql, arguments)
        let result = parameters.withPointers { values, lengths, formats in
            PQexecPrepared(connection, statement, parameters.count, values, lengths, formats, 1)
        }
        do {
            try check(result)
        } catch {
            PQclear(result)
            throw error
        }
        return result
    }

    private func prepare(_ sql: SQL, _ arguments: Arguments) throws -> (String, PostgresValues) {
        let statement = spelled[sql] ?? SpelledStatement(sql, in: .postgreSQL)
        spelled[sql] = statement
        let parameters = PostgresValues(try arguments.values(named: statement.names))
        let key = Key(sql: sql, types: parameters.types)
        if let known = prepared[key] { return (known.name, parameters) }
        let name = "s\(prepared.count)"
        let result = PQprepare(connection, name, statement.text, parameters.count, parameters.types)
        defer { PQclear(result) }
        try check(result)
        prepared[key] = Prepared(name: name, names: statement.names)
        return (name, parameters)
    }

    private func expect(_ setting: String, _ expected: String) throws {
        let found = PQparameterStatus(connection, setting).map { String(cString: $0) } ?? ask("SHOW \(setting)")
        guard found == expected else {
            throw StoreFault.unsafeConnection("\(setting) is \(found ?? "unknown"), not \(expected)")
        }
    }

    func ask(_ text: String) -> String? {
        let result = PQexec(connection, text)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_TUPLES_OK, PQntuples(result) == 1 else { return nil }
        return String(cString: PQgetvalue(result, 0, 0))
    }

    // MARK: Errors

    private func check(_ result: OpaquePointer?) throws {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE: return
        default:
            let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) }
            throw fault(sqlState: state ?? "")
        }
    }

    private func fault(sqlState: String) -> any Error {
        let message = Self.message(of: connection)
        guard isUsable else { return StoreFault.unreachable(message) }
        // PostgreSQL documentation, appendix A: error codes.
        switch sqlState {
        case "40001", "40P01": return PostgresConflict()
        case "53100": return StoreFault.diskFull
        case "53200", "53300", "53400": return StoreFault.overloaded
        case "55P03", "57014": return StoreFault.busy
        case "25006": return StoreFault.readOnly("the database")
        case "XX001", "XX002": return StoreFault.corrupted(message)
        default:
            if sqlState.hasPrefix("57P") || sqlState.hasPrefix("08") { return StoreFault.unreachable(message) }
            if sqlState.hasPrefix("23") { return StoreFault.constraint(message) }
            return StoreFault.statement(message)
        }
    }

    private static func message(of connection: OpaquePointer) -> String {
        let text = String(cString: PQerrorMessage(connection))
        return text.split(whereSeparator: \.isNewline).joined(separator: " ").bounded(to: 500)
    }
}

/// A transaction that lost against another one: nothing of it happened, and it may be tried again.
struct PostgresConflict: Error {}
