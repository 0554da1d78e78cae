extension JSONValue {
    /// Why bytes are not a value. Positions are counted in bytes, from 0.
    package enum Refusal: Error, Hashable {
        /// The text ends within a value, or is empty.
        case truncated
        /// Something else than white space stands behind the value.
        case trailingBytes(at: Int)
        /// No value begins so, or this is not what must follow here.
        case unexpected(at: Int)
        case invalidUTF8
        /// A backslash and what JSON knows no meaning of, or half of a surrogate pair (RFC 7493 §2.1).
        case badEscape(at: Int)
        /// A control character that is not escaped (RFC 8259 §7).
        case controlCharacter(at: Int)
        /// A number with a leading zero, without digits, or with more of them than ``longestNumber``.
        case badNumber(at: Int)
        /// Two members of one object have the same name, however it is written (RFC 7493 §2.3).
        case repeatedName(String)
        /// Arrays and objects stand deeper in each other than the caller allows.
        case tooDeep
    }

    /// No number of any of our formats is longer.
    package static let longestNumber = 32

    /// Reads bytes that are exactly one value, with white space around it.
    ///
    /// - Parameter deepest: how many arrays and objects may stand in each other. It bounds the stack.
    package init(parsing bytes: [UInt8], deepest: Int = 16) throws(Refusal) {
        var parser = Parser(bytes: bytes, deepest: deepest)
        self = try parser.readDocument()
    }
}

/// Walks through the bytes once, from left to right.
private struct Parser {
    let bytes: [UInt8]
    let deepest: Int
    var position = 0

    init(bytes: [UInt8], deepest: Int) {
        self.bytes = bytes
        self.deepest = deepest
    }

    mutating func readDocument() throws(JSONValue.Refusal) -> JSONValue {
        let value = try readValue(depth: 0)
        skipWhiteSpace()
        guard position == bytes.count else { throw .trailingBytes(at: position) }
        return value
    }

    private mutating func readValue(depth: Int) throws(JSONValue.Refusal) -> JSONValue {
        skipWhiteSpace()
        switch try peek() {
        case UInt8(ascii: "{"): return .object(try readObject(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try readArray(depth: depth + 1))
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try readNumber())
        case UInt8(ascii: "t"): return try read("true", as: .boolean(true))
        case UInt8(ascii: "f"): return try read("false", as: .boolean(false))
        case UInt8(ascii: "n"): return try read("null", as: .null)
        default: throw .unexpected(at: position)
        }
    }

    private mutating func readObject(depth: Int) throws(JSONValue.Refusal) -> [String: JSONValue] {
        guard depth <= deepest else { throw .tooDeep }
        var members: [String: JSONValue] = [:]
        position += 1
        skipWhiteSpace()
        if try take(UInt8(ascii: "}")) { return members }
        repeat {
            skipWhiteSpace()
            guard try peek() == UInt8(ascii: "\"") else { throw .unexpected(at: position) }
            let name = try readString()
            skipWhiteSpace()
            guard try take(UInt8(ascii: ":")) else { throw .unexpected(at: position) }
            let value = try readValue(depth: depth)
            guard members.updateValue(value, forKey: name) == nil else { throw .repeatedName(name) }
            skipWhiteSpace()
        } while try take(UInt8(ascii: ","))
        guard try take(UInt8(ascii: "}")) else { throw .unexpected(at: position) }
        return members
    }

    private mutating func readArray(depth: Int) throws(JSONValue.Refusal) -> [JSONValue] {
        guard depth <= deepest else { throw .tooDeep }
        var items: [JSONValue] = []
        position += 1
        skipWhiteSpace()
        if try take(UInt8(ascii: "]")) { return items }
        repeat {
            items.append(try readValue(depth: depth))
            skipWhiteSpace()
        } while try take(UInt8(ascii: ","))
        guard try take(UInt8(ascii: "]")) else { throw .unexpected(at: position) }
        return items
    }

    /// RFC 8259 §6: the whole part without leading zeros, then a fraction, then an exponent.
    private mutating func readNumber() throws(JSONValue.Refusal) -> String {
        let start = position
        _ = takeIfPresent(UInt8(ascii: "-"))
        if !takeIfPresent(UInt8(ascii: "0")) { try readDigits(of: start) }
        if takeIfPresent(UInt8(ascii: ".")) { try readDigits(of: start) }
        if takeIfPresent(UInt8(ascii: "e")) || takeIfPresent(UInt8(ascii: "E")) {
            if !takeIfPresent(UInt8(ascii: "-")) { _ = takeIfPresent(UInt8(ascii: "+")) }
            try readDigits(of: start)
        }
        let isFollowedByDigit = position < bytes.count && Self.digits.contains(bytes[position])
        guard !isFollowedByDigit, position - start <= JSONValue.longestNumber else { throw .badNumber(at: start) }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")

    private mutating func readDigits(of start: Int) throws(JSONValue.Refusal) {
        let first = position
        while position < bytes.count, Self.digits.contains(bytes[position]) { position += 1 }
        guard position > first else {
            if position == bytes.count { throw .truncated }
            throw .badNumber(at: start)
        }
    }

    private mutating func readString() throws(JSONValue.Refusal) -> String {
        position += 1
        var content: [UInt8] = []
        while true {
            let byte = try peek()
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let text = String(validating: content, as: UTF8.self) else { throw .invalidUTF8 }
                return text
            case UInt8(ascii: "\\"):
                content += String(try readEscape()).utf8
            case ..<0x20:
                throw .controlCharacter(at: position)
            default:
                content.append(byte)
                position += 1
            }
        }
    }

    private mutating func readEscape() throws(JSONValue.Refusal) -> Unicode.Scalar {
        let start = position
        position += 1
        let letter = try peek()
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try readUnicodeEscape(from: start)
        default: throw .badEscape(at: start)
        }
    }

    /// Four hexadecimal digits, and a second escape where the first is the upper half of a pair.
    private mutating func readUnicodeEscape(from start: Int) throws(JSONValue.Refusal) -> Unicode.Scalar {
        let unit = try readHexadecimal(of: start)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00, try peek() == UInt8(ascii: "\\") else { throw .badEscape(at: start) }
        position += 1
        guard try take(UInt8(ascii: "u")) else { throw .badEscape(at: start) }
        let low = try readHexadecimal(of: start)
        guard (0xDC00...0xDFFF).contains(low) else { throw .badEscape(at: start) }
        let value = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
        guard let scalar = Unicode.Scalar(value) else { throw .badEscape(at: start) }
        return scalar
    }

    private mutating func readHexadecimal(of start: Int) throws(JSONValue.Refusal) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(try peek())).hexDigitValue else { throw .badEscape(at: start) }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    private mutating func read(_ word: String, as value: JSONValue) throws(JSONValue.Refusal) -> JSONValue {
        for byte in word.utf8 {
            guard try peek() == byte else { throw .unexpected(at: position) }
            position += 1
        }
        return value
    }

    /// RFC 8259 §2.
    private mutating func skipWhiteSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private func peek() throws(JSONValue.Refusal) -> UInt8 {
        guard position < bytes.count else { throw .truncated }
        return bytes[position]
    }

    private mutating func take(_ byte: UInt8) throws(JSONValue.Refusal) -> Bool {
        guard try peek() == byte else { return false }
        position += 1
        return true
    }

    private mutating func takeIfPresent(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }
}
