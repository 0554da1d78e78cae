import StrictJSON
import Testing

@Suite struct `Strict JSON` {
    @Test func `reads every kind of value`() throws {
        let text = #" {"a": [null, true, false, -0.5e+3, 12, "x"], "b": {}, "c": []} "#
        let expected = JSONValue.object([
            "a": .array([.null, .boolean(true), .boolean(false), .number("-0.5e+3"), .number("12"), .string("x")]),
            "b": .object([:]), "c": .array([]),
        ])
        #expect(try JSONValue(parsing: Array(text.utf8)) == expected)
    }

    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\u3042""#, "éあ"), (#""\uD83D\uDD11""#, "🔑"),
        ("\"合鍵\"", "合鍵"), (#""\u0000""#, "\0"),
    ])
    func `reads escapes`(text: String, expected: String) throws {
        #expect(try JSONValue(parsing: Array(text.utf8)) == .string(expected))
    }

    @Test(arguments: [
        ("", JSONValue.Refusal.truncated), ("  ", .truncated), ("{", .truncated), (#"{"a""#, .truncated),
        ("tru", .truncated), ("-", .truncated), ("1.", .truncated), ("1e", .truncated), (#""\u12"#, .truncated),
        ("1 2", .trailingBytes(at: 2)), ("{} x", .trailingBytes(at: 3)), ("[1,]", .unexpected(at: 3)),
        (#"{"a":1,}"#, .unexpected(at: 7)), ("{a:1}", .unexpected(at: 1)), ("[1 2]", .unexpected(at: 3)),
        ("'a'", .unexpected(at: 0)), ("trUe", .unexpected(at: 2)), ("NaN", .unexpected(at: 0)),
        ("/**/1", .unexpected(at: 0)), ("\u{FEFF}1", .unexpected(at: 0)), ("+1", .unexpected(at: 0)),
        ("01", .badNumber(at: 0)), ("-01", .badNumber(at: 0)), ("1.x", .badNumber(at: 0)), ("1e+ ", .badNumber(at: 0)),
        (#""\x""#, .badEscape(at: 1)), (#""\uD83D""#, .badEscape(at: 1)), (#""\uDC00""#, .badEscape(at: 1)),
        (#""\uD83D\n""#, .badEscape(at: 1)), (#""\uD83D\u0041""#, .badEscape(at: 1)), (#""\u00g0""#, .badEscape(at: 1)),
        ("\"\n\"", .controlCharacter(at: 1)), (#"{"a":1,"\u0061":2}"#, .repeatedName("a")),
        (#"{"x":{"a":1,"a":1}}"#, .repeatedName("a")),
    ])
    func `refuses what could be read in two ways, and says where`(text: String, reason: JSONValue.Refusal) {
        #expect(throws: reason) { try JSONValue(parsing: Array(text.utf8)) }
    }

    @Test(
        arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE3, 0x81]] as [[UInt8]])
    func `refuses text that is not UTF-8`(content: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        #expect(throws: JSONValue.Refusal.invalidUTF8) { try JSONValue(parsing: [quote] + content + [quote]) }
    }

    @Test func `refuses a number that is longer than any of ours, and reads integers that fit`() throws {
        let digits = String(repeating: "9", count: JSONValue.longestNumber + 1)
        #expect(throws: JSONValue.Refusal.badNumber(at: 0)) { try JSONValue(parsing: Array(digits.utf8)) }
        #expect(try JSONValue(parsing: Array("9223372036854775807".utf8)).integer == .max)
        #expect(try JSONValue(parsing: Array("9223372036854775808".utf8)).integer == nil)
        #expect(try JSONValue(parsing: Array("1.0".utf8)).integer == nil)
    }

    @Test(arguments: ["[", #"{"a":"#])
    func `refuses a million levels at the first that is too deep`(opening: String) {
        let text = String(repeating: opening, count: 1_000_000)
        #expect(throws: JSONValue.Refusal.tooDeep) { try JSONValue(parsing: Array(text.utf8)) }
    }

    @Test func `every truncation is refused, and every flipped bit gives a refusal or another value`() throws {
        let text = Array(#"{"type":"webauthn.get","n":[1,-2.5,true,null],"s":"\u00e9é\\"}"#.utf8)
        let whole = try JSONValue(parsing: text)
        for length in 0..<text.count {
            #expect(throws: JSONValue.Refusal.truncated, "\(length) bytes") {
                try JSONValue(parsing: Array(text.prefix(length)))
            }
        }
        for bit in 0..<text.count * 8 {
            var changed = text
            changed[bit / 8] ^= 1 << (bit % 8)
            guard let value = try? JSONValue(parsing: changed) else { continue }
            // The case of a hexadecimal digit is the one thing that may be written in two ways.
            #expect(value != whole || changed.map(Self.lowercased) == text.map(Self.lowercased), "bit \(bit)")
        }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
