extension CBORValue {
    /// The only encoding of the value (RFC 8949 §4.2.1).
    package var encoded: [UInt8] {
        var bytes: [UInt8] = []
        encode(into: &bytes)
        return bytes
    }

    private func encode(into bytes: inout [UInt8]) {
        switch self {
        case .unsigned(let value):
            Self.encodeHead(.unsigned, value, into: &bytes)
        case .negative(let value):
            Self.encodeHead(.negative, value, into: &bytes)
        case .bytes(let content):
            Self.encodeHead(.bytes, UInt64(content.count), into: &bytes)
            bytes += content
        case .text(let text):
            Self.encodeHead(.text, UInt64(text.utf8.count), into: &bytes)
            bytes += text.utf8
        case .array(let items):
            Self.encodeHead(.array, UInt64(items.count), into: &bytes)
            for item in items { item.encode(into: &bytes) }
        case .map(let map):
            Self.encodeHead(.map, UInt64(map.entries.count), into: &bytes)
            for entry in map.entries {
                entry.key.encode(into: &bytes)
                entry.value.encode(into: &bytes)
            }
        case .boolean(let value):
            Self.encodeHead(.simple, value ? SimpleValue.true : SimpleValue.false, into: &bytes)
        case .null:
            Self.encodeHead(.simple, SimpleValue.null, into: &bytes)
        }
    }

    /// RFC 8949 §3: the major type in three bits, and its argument in as few bytes as hold it.
    private static func encodeHead(_ type: MajorType, _ argument: UInt64, into bytes: inout [UInt8]) {
        let initial = type.rawValue << 5
        let length: Int
        switch argument {
        case ..<24:
            bytes.append(initial | UInt8(argument))
            return
        case ...UInt64(UInt8.max):
            bytes.append(initial | ArgumentLength.one)
            length = 1
        case ...UInt64(UInt16.max):
            bytes.append(initial | ArgumentLength.two)
            length = 2
        case ...UInt64(UInt32.max):
            bytes.append(initial | ArgumentLength.four)
            length = 4
        default:
            bytes.append(initial | ArgumentLength.eight)
            length = 8
        }
        for shift in stride(from: (length - 1) * 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: argument >> UInt64(shift)))
        }
    }
}

/// RFC 8949 §3.1.
enum MajorType: UInt8 {
    case unsigned, negative, bytes, text, array, map, tag, simple
}

/// The low five bits of an initial byte that say how many bytes of argument follow (RFC 8949 §3).
enum ArgumentLength {
    static let one: UInt8 = 24
    static let two: UInt8 = 25
    static let four: UInt8 = 26
    static let eight: UInt8 = 27
    static let indefinite: UInt8 = 31
}

/// RFC 8949 §3.3.
enum SimpleValue {
    static let `false`: UInt64 = 20
    static let `true`: UInt64 = 21
    static let null: UInt64 = 22
}
