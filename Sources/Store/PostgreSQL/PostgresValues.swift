import CLibpq

/// The numbers of the types that we send and get (PostgreSQL's `pg_type.dat`).
private enum TypeOid {
    static let bool: Oid = 16
    static let bytea: Oid = 17
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let text: Oid = 25
    static let varchar: Oid = 1043
    static let name: Oid = 19
}

/// The values of a statement in PostgreSQL's binary format. They travel beside the text, never in it.
struct PostgresValues {
    let types: [Oid]
    private let encoded: [[UInt8]?]

    init(_ values: [StoredValue]) {
        types = values.map { value in
            switch value {
            // The server takes the type from the place where the value stands.
            case .null: 0
            case .integer: TypeOid.int8
            case .text: TypeOid.text
            case .bytes: TypeOid.bytea
            }
        }
        encoded = values.map { value in
            switch value {
            case .null: nil
            case .integer(let number): withUnsafeBytes(of: number.bigEndian) { Array($0) }
            case .text(let text): Array(text.utf8)
            case .bytes(let bytes): bytes
            }
        }
    }

    var count: Int32 { Int32(encoded.count) }

    /// Lends the values in the form that libpq takes them.
    func withPointers<Answer>(
        _ body: ([UnsafePointer<CChar>?], [Int32], [Int32]) -> Answer
    ) -> Answer {
        // One block for all values, so that all pointers are good at the same time. An empty value needs a pointer too:
        // without one it would be NULL.
        let block = UnsafeMutablePointer<CChar>.allocate(capacity: encoded.reduce(1) { $0 + ($1?.count ?? 0) })
        defer { block.deallocate() }
        var next = block
        let pointers = encoded.map { bytes -> UnsafePointer<CChar>? in
            guard let bytes else { return nil }
            let start = next
            for byte in bytes {
                next.pointee = CChar(bitPattern: byte)
                next += 1
            }
            return UnsafePointer(start)
        }
        let lengths = encoded.map { Int32($0?.count ?? 0) }
        return body(pointers, lengths, Array(repeating: 1, count: encoded.count))
    }
}

/// The rows of an answer in binary format.
enum PostgresRows {
    static func read(_ result: OpaquePointer?) throws -> [Row] {
        let width = PQnfields(result)
        let columns = Row.Columns((0..<width).map { String(cString: PQfname(result, $0)) })
        let types = (0..<width).map { PQftype(result, $0) }
        return try (0..<PQntuples(result)).map { row in
            let values = try (0..<width).map { column -> StoredValue in
                guard PQgetisnull(result, row, column) == 0 else { return .null }
                let length = Int(PQgetlength(result, row, column))
                let bytes = UnsafeRawBufferPointer(start: PQgetvalue(result, row, column), count: length)
                return try value(bytes, of: types[Int(column)])
            }
            return Row(columns: columns, values: values)
        }
    }

    private static func value(_ bytes: UnsafeRawBufferPointer, of type: Oid) throws -> StoredValue {
        switch type {
        case TypeOid.int8, TypeOid.int4, TypeOid.int2, TypeOid.bool:
            // Big-endian with sign, in as many bytes as the type has.
            let negative = type != TypeOid.bool && (bytes.first ?? 0) & 0x80 != 0
            let start: UInt64 = negative ? .max : 0
            return .integer(Int64(bitPattern: bytes.reduce(start) { $0 << 8 | UInt64($1) }))
        case TypeOid.text, TypeOid.varchar, TypeOid.name:
            return .text(String(decoding: bytes, as: UTF8.self))
        case TypeOid.bytea:
            return .bytes(Array(bytes))
        default:
            throw StoreFault.statement("an answer has a column of the unexpected type \(type)")
        }
    }
}
