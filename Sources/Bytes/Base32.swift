/// Base 32 (RFC 4648 §6): what an authenticator app takes as a secret, and what a person types when a camera is missing.
///
/// Out: upper case, no padding. In: either case, padding or not, spaces and hyphens anywhere, because people copy
/// secrets in groups. Bits behind the last whole byte are dropped: services in the wild hand out secrets that were
/// never encoded bytes, and their own servers read them this way.
package enum Base32 {
    /// Why a text is not base 32.
    package enum Refusal: Error, Hashable {
        /// A character outside the alphabet; 0, 1, 8 and 9 are such.
        case notInAlphabet(offset: Int)
        /// Something other than padding behind padding.
        case dataAfterPadding(offset: Int)
        /// A length that no number of whole bytes encodes to: characters are missing.
        case truncated
    }

    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.underestimatedCount * 8 + 4) / 5)
        var pending: UInt16 = 0
        var pendingBits = 0
        for byte in bytes {
            pending = pending << 8 | UInt16(byte)
            pendingBits += 8
            while pendingBits >= 5 {
                pendingBits -= 5
                text.append(alphabet[Int(pending >> pendingBits & 0x1F)])
            }
        }
        if pendingBits > 0 { text.append(alphabet[Int(pending << (5 - pendingBits) & 0x1F)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes that `text` stands for.
    package static func decode(_ text: some StringProtocol) throws(Refusal) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 5 / 8)
        var pending: UInt16 = 0
        var pendingBits = 0
        var characters = 0
        var padded = false
        for (offset, character) in text.utf8.enumerated() where !isSeparator(character) {
            if character == UInt8(ascii: "=") {
                padded = true
                continue
            }
            guard !padded else { throw .dataAfterPadding(offset: offset) }
            guard let value = value(of: character) else { throw .notInAlphabet(offset: offset) }
            characters += 1
            pending = pending << 5 | UInt16(value)
            pendingBits += 5
            guard pendingBits >= 8 else { continue }
            pendingBits -= 8
            bytes.append(UInt8(truncatingIfNeeded: pending >> pendingBits))
        }
        // RFC 4648 §6: the final quantum has 2, 4, 5, 7 or 8 characters.
        guard ![1, 3, 6].contains(characters % 8) else { throw .truncated }
        return bytes
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    private static func isSeparator(_ character: UInt8) -> Bool {
        character == UInt8(ascii: " ") || character == UInt8(ascii: "-")
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a")
        case UInt8(ascii: "2")...UInt8(ascii: "7"): character - UInt8(ascii: "2") + 26
        default: nil
        }
    }
}
