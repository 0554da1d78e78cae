import Identity

/// The inside of a backup: a header, then each table's name, columns and rows, then the end.
enum BackupItem {
    case header(madeAt: Moment, schemaVersion: Int)
    case table(name: String, columns: [String])
    case row([StoredValue])
    case end(rows: Int)

    /// One kind byte, the number of values, the values.
    var bytes: [UInt8] {
        let (kind, values): (UInt8, [StoredValue]) =
            switch self {
            case .header(let madeAt, let version): (1, [madeAt.stored, version.stored])
            case .table(let name, let columns): (2, [name.stored] + columns.map(\.stored))
            case .row(let values): (3, values)
            case .end(let rows): (4, [rows.stored])
            }
        return [kind, UInt8(values.count)] + values.flatMap(\.framed)
    }

    /// Reads the next item; `nil` if it is none that we write.
    init?(from reader: SealedStreamReader) throws {
        let start = try reader.read(2)
        let values = try (0..<start[1]).map { _ in try Self.value(from: reader) }
        switch (start[0], values.count) {
        case (1, 2):
            guard let madeAt = Moment(stored: values[0]), let version = Int(stored: values[1]) else { return nil }
            self = .header(madeAt: madeAt, schemaVersion: version)
        case (2, 2...):
            let names = values.compactMap { String(stored: $0) }
            guard names.count == values.count else { return nil }
            self = .table(name: names[0], columns: Array(names.dropFirst()))
        case (3, 1...):
            self = .row(values)
        case (4, 1):
            guard let rows = Int(stored: values[0]) else { return nil }
            self = .end(rows: rows)
        default:
            return nil
        }
    }

    private static func value(from reader: SealedStreamReader) throws -> StoredValue {
        let frame = try reader.read(9)
        let length = frame.dropFirst().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let bytes = try reader.read(Int(clamping: length))
        return switch frame[0] {
        case 1: .integer(Int64(bitPattern: bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }))
        case 2: .text(String(decoding: bytes, as: UTF8.self))
        case 3: .bytes(bytes)
        default: .null
        }
    }
}
