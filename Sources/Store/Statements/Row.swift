/// One row of an answer, read by column name.
struct Row: Sendable {
    /// The column names of one answer, shared by its rows.
    final class Columns: Sendable {
        let names: [String]
        init(_ names: [String]) { self.names = names }
    }

    let columns: Columns
    let values: [StoredValue]

    /// The value of a column as the type that the caller expects.
    ///
    /// - Throws: ``StoreFault/statement(_:)`` if there is no such column; ``StoreFault/corrupted(_:)`` if it holds
    ///   something that the type can't be. A row is read as a whole or not at all.
    subscript<Value: Storable>(_ name: String) -> Value {
        get throws {
            guard let index = columns.names.firstIndex(of: name) else {
                throw StoreFault.statement("the answer has no column \(name)")
            }
            guard let value = Value(stored: values[index]) else {
                throw StoreFault.corrupted("column \(name) holds a value that is no \(Value.self)")
            }
            return value
        }
    }
}
