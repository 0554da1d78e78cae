/// The short code on a refusal page that an administrator turns into the whole decision: `K7F-2QX`.
///
/// 30 bits name a decision, they don't protect it: whoever looks one up is signed in as an administrator.
package struct HelpCode: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Six characters with a hyphen in the middle, as people read it out.
    package let text: String

    /// Digits and capitals without 0, 1, I and O, which are taken for each other.
    package static let alphabet = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")

    /// Makes a code from the lowest 30 of the caller's random bits.
    package init(bits: UInt64) {
        let letters = (0..<6).map { Self.alphabet[Int((bits >> (5 * UInt64($0))) & 31)] }
        text = String(letters[0..<3]) + "-" + String(letters[3..<6])
    }

    /// Reads a code that somebody typed: in either case, with or without the hyphen and spaces.
    ///
    /// `nil` if it can't be one.
    package init?(_ typed: String) {
        let letters = typed.uppercased().filter { $0 != "-" && $0 != " " }
        guard letters.count == 6, letters.allSatisfy(Self.alphabet.contains) else { return nil }
        text = letters.prefix(3) + "-" + letters.suffix(3)
    }

    package var description: String { text }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let code = HelpCode(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a help code")
        }
        self = code
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
