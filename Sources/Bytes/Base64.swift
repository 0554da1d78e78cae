/// Base 64 without padding, in one of its two alphabets; each value has exactly one text.
///
/// Strict in: no padding, no white space, no other alphabet, no stray bits behind the last byte. A token that could
/// be written in two ways could be spent twice.
package struct Base64: Sendable {
    /// Why a text is not base 64.
    package enum Refusal: Error, Hashable {
        case notInAlphabet(offset: Int)
        /// A length that no number of whole bytes encodes to.
        case truncated
        /// Bits behind the last byte that are not zero (RFC 4648 §3.5).
        case strayBits
    }

    /// The URL and file name safe alphabet (RFC 4648 §5): tokens, and everything of WebAuthn and JOSE.
    package static let url = Base64(lastTwo: "-_")
    /// The standard alphabet (RFC 4648 §4): PHC strings of password hashes.
    package static let standard = Base64(lastTwo: "+/")

    private let alphabet: [UInt8]
    /// The value of each ASCII character, 255 for those that have none.
    private let values: [UInt8]

    private init(lastTwo: String) {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        alphabet = Array((letters + letters.lowercased() + "0123456789" + lastTwo).utf8)
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        self.values = values
    }

    package func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.underestimatedCount * 8 + 5) / 6)
        var pending: UInt16 = 0
        var pendingBits = 0
        for byte in bytes {
            pending = pending << 8 | UInt16(byte)
            pendingBits += 8
            while pendingBits >= 6 {
                pendingBits -= 6
                text.append(alphabet[Int(pending >> pendingBits & 0x3F)])
            }
        }
        if pendingBits > 0 { text.append(alphabet[Int(pending << (6 - pendingBits) & 0x3F)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes that `text` stands for.
    package func decode(_ text: some StringProtocol) throws(Refusal) -> [UInt8] {
        guard text.utf8.count % 4 != 1 else { throw .truncated }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 3 / 4)
        var pending: UInt16 = 0
        var pendingBits = 0
        for (offset, character) in text.utf8.enumerated() {
            let value = values[Int(character)]
            guard value != 255 else { throw .notInAlphabet(offset: offset) }
            pending = pending << 6 | UInt16(value)
            pendingBits += 6
            guard pendingBits >= 8 else { continue }
            pendingBits -= 8
            bytes.append(UInt8(truncatingIfNeeded: pending >> pendingBits))
        }
        guard pending & (1 << pendingBits - 1) == 0 else { throw .strayBits }
        return bytes
    }
}
