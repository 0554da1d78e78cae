/// Base 16 (RFC 4648 §8): lower case out, either case in.
package enum Hexadecimal {
    /// Why a text is not base 16.
    package enum Refusal: Error, Hashable {
        case oddLength
        case notADigit(offset: Int)
    }

    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.underestimatedCount * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 0x0F)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes that `text` stands for.
    package static func decode(_ text: some StringProtocol) throws(Refusal) -> [UInt8] {
        let characters = Array(text.utf8)
        guard characters.count.isMultiple(of: 2) else { throw .oddLength }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 2)
        for offset in stride(from: 0, to: characters.count, by: 2) {
            let high = try value(characters[offset], at: offset)
            let low = try value(characters[offset + 1], at: offset + 1)
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func value(_ digit: UInt8, at offset: Int) throws(Refusal) -> UInt8 {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: throw .notADigit(offset: offset)
        }
    }
}
