import Bytes
import CBOR
import TestSupport
import Testing

@Suite struct `CBOR` {
    @Test func `reads and writes the examples of RFC 8949 appendix A`() throws {
        let examples = try Vectors.cases(in: "cbor/rfc8949-examples.txt")
        #expect(examples.count > 30)
        for example in examples {
            let bytes = try Hexadecimal.decode(example[0])
            let value = try CBORValue(decoding: bytes)
            #expect(notation(value) == example[1])
            #expect(value.encoded == bytes, "\(example[1])")
        }
    }

    @Test func `refuses what could be written in another way, and says why`() throws {
        for vector in try Vectors.cases(in: "cbor/refused.txt") {
            let bytes = try Hexadecimal.decode(vector[0])
            let reason = String(describing: try #require(refusal(of: bytes), "\(vector[2])"))
            #expect(reason.prefix { $0 != "(" } == vector[1], "\(vector[2])")
        }
    }

    @Test func `every truncation of a value is refused as one`() {
        let whole = everything.encoded
        for length in 0..<whole.count {
            #expect(refusal(of: Array(whole.prefix(length))) == .truncated, "\(length) bytes")
        }
    }

    @Test func `every flipped bit gives another value or a refusal, and what is read is written the same`() {
        let whole = everything.encoded
        for bit in 0..<whole.count * 8 {
            var changed = whole
            changed[bit / 8] ^= 1 << (bit % 8)
            guard let value = try? CBORValue(decoding: changed) else { continue }
            #expect(value.encoded == changed)
            #expect(value.encoded != whole)
        }
    }

    @Test func `every value of one, two or three bytes is either refused or written as it was read`() {
        var read = 0
        for number in 0..<1 << 16 {
            for bytes in [
                [UInt8(number >> 8), UInt8(number & 0xFF)], [0x81, UInt8(number >> 8), UInt8(number & 0xFF)],
            ] {
                guard let value = try? CBORValue(decoding: bytes) else { continue }
                read += 1
                #expect(value.encoded == bytes)
            }
        }
        #expect(read > 500)
    }

    @Test func `eight levels are read and nine are not`() throws {
        let eight = [UInt8](repeating: 0x81, count: 8) + [0x00]
        #expect(try CBORValue(decoding: eight).encoded == eight)
        #expect(refusal(of: [0x81] + eight) == .tooDeep)
    }

    @Test func `a map comes out in the order of its encoded keys, whatever the order it was made in`() throws {
        let map = CBORMap([
            .init(.text("aa"), .null), .init(.text("b"), .null), .init(CBORValue(-1), .null),
            .init(CBORValue(10), .null),
        ])
        #expect(map.entries.map { notation($0.key) } == ["10", "-1", "t'b'", "t'aa'"])
        #expect(try CBORValue(decoding: CBORValue.map(map).encoded) == .map(map))
        #expect(map[-1] == .null)
        #expect(map[2] == nil)
    }

    @Test(arguments: ["a203040102", "a2616201616102", "81a220010102"])
    func `keys may stand in any order where the caller says so, and then read as if they were in order`(
        hexadecimal: String
    ) throws {
        let bytes = try Hexadecimal.decode(hexadecimal)
        let value = try CBORValue(decoding: bytes, keys: .any)
        #expect(value.encoded != bytes)
        #expect(try CBORValue(decoding: value.encoded) == value)
    }

    @Test(arguments: ["a201020103", "a3010202030104", "a2a10102f6a10102f6"])
    func `no key stands twice, whatever the order`(hexadecimal: String) throws {
        let bytes = try Hexadecimal.decode(hexadecimal)
        #expect(throws: CBORValue.Refusal.repeatedKey) { try CBORValue(decoding: bytes, keys: .any) }
    }

    @Test func `integers keep their value to both ends`() throws {
        for integer in [
            Int64.min, -1 - Int64(UInt32.max), -257, -256, -25, -24, -1, 0, 23, 24, 255, 256, 65_535, 65_536, .max,
        ] {
            #expect(try CBORValue(decoding: CBORValue(integer).encoded).integer == integer)
        }
        #expect(CBORValue.unsigned(.max).integer == nil)
        #expect(CBORValue.negative(.max).integer == nil)
    }

    @Test func `a value is taken from a reader, and what follows stays`() throws {
        var reader = ByteReader([0x82, 0x01, 0x02, 0xFF])
        #expect(try CBORValue(readingFrom: &reader) == .array([.unsigned(1), .unsigned(2)]))
        #expect(reader.left == 1)
    }

    /// A value with everything in it.
    private let everything = CBORValue.array([
        .map(
            CBORMap([1: .text("承認"), 2: .bytes([UInt8](repeating: 7, count: 40)), -3: .array([.boolean(true), .null])])),
        CBORValue(1_790_000_000_000), CBORValue(-70_000), .text(String(repeating: "x", count: 300)), .boolean(false),
    ])

    private func refusal(of bytes: [UInt8]) -> CBORValue.Refusal? {
        do {
            _ = try CBORValue(decoding: bytes)
            return nil
        } catch {
            return error
        }
    }

    /// Diagnostic notation (RFC 8949 §8), with `t'…'` for text.
    private func notation(_ value: CBORValue) -> String {
        switch value {
        case .unsigned(let number): "\(number)"
        case .negative(let number): number == .max ? "-18446744073709551616" : "-\(number + 1)"
        case .bytes(let bytes): "h'\(Hexadecimal.encode(bytes))'"
        case .text(let text): "t'\(text)'"
        case .array(let items): "[\(items.map(notation).joined(separator: ", "))]"
        case .map(let map):
            "{\(map.entries.map { "\(notation($0.key)): \(notation($0.value))" }.joined(separator: ", "))}"
        case .boolean(let value): "\(value)"
        case .null: "null"
        }
    }
}
