import Foundation
import GRDB

/// One SQLite connection with its prepared statements, used by one thread.
final class SQLiteConnection: StatementRunner {
    private struct Prepared {
        let statement: Statement
        let names: [String]
        let columns: Row.Columns

        func bind(_ values: [StoredValue]) throws {
            try statement.setArguments(StatementArguments(values.map(DatabaseValue.init)))
        }
    }

    private let database: Database
    private var prepared: [SQL: Prepared] = [:]

    init(_ database: Database) {
        self.database = database
    }

    /// Whether a transaction is open. SQLite ends one by itself when the disk is full or fails.
    var isInTransaction: Bool { database.isInsideTransaction }

    func rows(_ sql: SQL, _ arguments: Arguments) throws -> [Row] {
        var rows: [Row] = []
        try eachRow(sql, arguments) { rows.append($0) }
        return rows
    }

    func eachRow(_ sql: SQL, _ arguments: Arguments, _ body: (Row) throws -> Void) throws {
        let prepared = try prepare(sql)
        let values = try arguments.values(named: prepared.names)
        try forgettingAfterFailure(sql) {
            try StoreFault.translated { try prepared.bind(values) }
            let cursor = try StoreFault.translated { try GRDB.Row.fetchCursor(prepared.statement) }
            while let found = try StoreFault.translated({ try cursor.next() }) {
                try body(Row(columns: prepared.columns, values: found.databaseValues.map(StoredValue.init)))
            }
        }
    }

    func change(_ sql: SQL, _ arguments: Arguments) throws -> Int {
        let prepared = try prepare(sql)
        let values = try arguments.values(named: prepared.names)
        try forgettingAfterFailure(sql) {
            try StoreFault.translated {
                try prepared.bind(values)
                try prepared.statement.execute()
            }
        }
        return database.changesCount
    }

    /// A statement that has failed answers with the same failure when it is reset, and GRDB takes that for a mistake
    /// in the program. So it is not used again.
    private func forgettingAfterFailure(_ sql: SQL, _ operation: () throws -> Void) throws {
        do {
            try operation()
        } catch {
            prepared[sql] = nil
            throw error
        }
    }

    private func prepare(_ sql: SQL) throws -> Prepared {
        if let known = prepared[sql] { return known }
        let spelled = SpelledStatement(sql, in: .sqlite)
        let statement = try StoreFault.translated { try database.makeStatement(sql: spelled.text) }
        let new = Prepared(
            statement: statement, names: spelled.names, columns: Row.Columns(statement.columnNames))
        prepared[sql] = new
        return new
    }
}

extension StoredValue {
    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(number)
        case .double(let number): self = .integer(Int64(number))
        case .string(let text): self = .text(text)
        case .blob(let bytes): self = .bytes(Array(bytes))
        }
    }
}

extension DatabaseValue {
    fileprivate init(_ value: StoredValue) {
        switch value {
        case .null: self = .null
        case .integer(let number): self = number.databaseValue
        case .text(let text): self = text.databaseValue
        case .bytes(let bytes): self = Data(bytes).databaseValue
        }
    }
}

extension StoreFault {
    /// Runs an operation of SQLite and names its errors by what the operator must do.
    static func translated<Answer>(_ operation: () throws -> Answer) throws -> Answer {
        do {
            return try operation()
        } catch let error as DatabaseError {
            throw StoreFault(error)
        }
    }

    init(_ error: DatabaseError) {
        let message = error.message ?? "error \(error.extendedResultCode.rawValue)"
        self =
            switch error.resultCode {
            case .SQLITE_FULL: .diskFull
            case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupted(message)
            case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM: .readOnly(message)
            case .SQLITE_IOERR: .unreachable(message)
            case .SQLITE_CONSTRAINT: .constraint(message)
            default: .statement(message)
            }
    }
}
