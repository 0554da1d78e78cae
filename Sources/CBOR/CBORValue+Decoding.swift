package import Bytes

extension CBORValue {
    /// Why bytes are not a value of the subset.
    package enum Refusal: Error, Hashable {
        case truncated
        /// Something stands behind the value.
        case trailingBytes(Int)
        /// An integer or a length in more bytes than it needs (RFC 8949 §4.2.1).
        case notShortest
        case indefiniteLength
        /// Additional information 28 to 30, which mean nothing (RFC 8949 §3).
        case reserved
        /// A tag, a floating-point number, or a simple value that we have no use for.
        case notInSubset
        case invalidUTF8
        /// Keys of a map that are not in ascending order of their encodings.
        case keysOutOfOrder
        case repeatedKey
        /// Deeper than any of our formats; the limit keeps a small input from using up the stack.
        case tooDeep
    }

    /// How deep arrays and maps may stand in each other.
    package static let deepestNesting = 8

    /// In which order the keys of a map may stand. Whatever it is, no key stands twice.
    package enum KeyOrder: Sendable {
        /// The one order of the deterministic form (RFC 8949 §4.2.1).
        case ascending
        /// Any: for what other people's programs have encoded, and nobody encodes again to compare.
        case any
    }

    /// Reads bytes that are exactly one value.
    package init(decoding bytes: [UInt8], keys order: KeyOrder = .ascending) throws(Refusal) {
        var reader = ByteReader(bytes)
        self = try Self(readingFrom: &reader, keys: order)
        guard reader.isAtEnd else { throw .trailingBytes(reader.left) }
    }

    /// Takes one value from a reader, whose other bytes are the caller's.
    package init(readingFrom reader: inout ByteReader, keys order: KeyOrder = .ascending) throws(Refusal) {
        self = try Self.read(from: &reader, keys: order, depth: 0)
    }

    private static func read(
        from reader: inout ByteReader, keys order: KeyOrder, depth: Int
    ) throws(Refusal) -> CBORValue {
        guard depth <= deepestNesting else { throw .tooDeep }
        let (type, argument) = try readHead(from: &reader)
        switch type {
        case .unsigned:
            return .unsigned(argument)
        case .negative:
            return .negative(argument)
        case .bytes:
            return .bytes(Array(try readString(argument, from: &reader)))
        case .text:
            guard let text = String(validating: try readString(argument, from: &reader), as: UTF8.self) else {
                throw .invalidUTF8
            }
            return .text(text)
        case .array:
            return .array(try readArray(argument, from: &reader, keys: order, depth: depth))
        case .map:
            return .map(try readMap(argument, from: &reader, keys: order, depth: depth))
        case .tag:
            throw .notInSubset
        case .simple:
            switch argument {
            case SimpleValue.false: return .boolean(false)
            case SimpleValue.true: return .boolean(true)
            case SimpleValue.null: return .null
            default: throw .notInSubset
            }
        }
    }

    private static func readHead(from reader: inout ByteReader) throws(Refusal) -> (MajorType, UInt64) {
        let initial = try readInteger(UInt8.self, from: &reader)
        // Three bits are always one of the eight types.
        guard let type = MajorType(rawValue: initial >> 5) else { throw .reserved }
        let detail = initial & 0x1F
        if detail < ArgumentLength.one { return (type, UInt64(detail)) }
        if detail == ArgumentLength.indefinite { throw .indefiniteLength }
        guard detail <= ArgumentLength.eight else { throw .reserved }
        // What follows the initial byte of major type 7 is a float or a simple value of two bytes, not an argument.
        guard type != .simple else { throw .notInSubset }

        let argument: UInt64
        let leastThatNeedsIt: UInt64
        switch detail {
        case ArgumentLength.one:
            argument = UInt64(try readInteger(UInt8.self, from: &reader))
            leastThatNeedsIt = 24
        case ArgumentLength.two:
            argument = UInt64(try readInteger(UInt16.self, from: &reader))
            leastThatNeedsIt = 1 << 8
        case ArgumentLength.four:
            argument = UInt64(try readInteger(UInt32.self, from: &reader))
            leastThatNeedsIt = 1 << 16
        default:
            argument = try readInteger(UInt64.self, from: &reader)
            leastThatNeedsIt = 1 << 32
        }
        guard argument >= leastThatNeedsIt else { throw .notShortest }
        return (type, argument)
    }

    private static func readInteger<Integer: FixedWidthInteger & UnsignedInteger>(
        _ type: Integer.Type, from reader: inout ByteReader
    ) throws(Refusal) -> Integer {
        do { return try reader.readInteger(as: type) } catch { throw .truncated }
    }

    private static func readString(_ length: UInt64, from reader: inout ByteReader) throws(Refusal) -> ArraySlice<UInt8>
    {
        do { return try reader.read(Int(clamping: length)) } catch { throw .truncated }
    }

    private static func readArray(
        _ count: UInt64, from reader: inout ByteReader, keys order: KeyOrder, depth: Int
    ) throws(Refusal) -> [CBORValue] {
        // Every item has a byte at least: a count is not believed, and nothing is reserved, before that is so.
        guard count <= UInt64(reader.left) else { throw .truncated }
        var items: [CBORValue] = []
        for _ in 0..<Int(count) { items.append(try read(from: &reader, keys: order, depth: depth + 1)) }
        return items
    }

    private static func readMap(
        _ count: UInt64, from reader: inout ByteReader, keys order: KeyOrder, depth: Int
    ) throws(Refusal) -> CBORMap {
        guard count <= UInt64(reader.left) / 2 else { throw .truncated }
        var entries: [CBORMap.Entry] = []
        var seen: Set<[UInt8]> = []
        var lastKey: [UInt8] = []
        for _ in 0..<Int(count) {
            let key = try read(from: &reader, keys: order, depth: depth + 1)
            let encodedKey = key.encoded
            guard seen.insert(encodedKey).inserted else { throw .repeatedKey }
            guard order == .any || lastKey.lexicographicallyPrecedes(encodedKey) else { throw .keysOutOfOrder }
            lastKey = encodedKey
            entries.append(CBORMap.Entry(key, try read(from: &reader, keys: order, depth: depth + 1)))
        }
        return order == .ascending ? CBORMap(inOrder: entries) : CBORMap(entries)
    }
}
