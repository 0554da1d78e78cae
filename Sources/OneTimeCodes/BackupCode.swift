import Bytes

/// One saved code for the day the phone is gone: 20 digits, 66 bits, used once (BKUP-01).
///
/// It prints as `‹code›` and has no `==`. What is stored is its hash; see `PasswordHashing`.
package struct BackupCode: Sendable, CustomStringConvertible, CustomReflectable {
    /// The 20 ASCII digits without separators: what is hashed.
    package let text: String

    /// Reads a typed code (BKUP-08).
    ///
    /// Spaces and hyphens of any width may stand anywhere or be missing, full-width digits become ASCII, and since a
    /// code has no letters, `O` is read as 0 and `I`, `l` and `|` as 1. All 20 digits must be there.
    package init(entry: String) throws(CodeEntryRefusal) {
        let digits = try digits(
            in: entry, count: Self.length, skipping: { isSpace($0) || isHyphen($0) }, reading: Self.digitLookingLike)
        self.init(digits: digits)
    }

    private init(digits: [UInt8]) {
        text = String(decoding: digits, as: UTF8.self)
    }

    /// The code as four groups of five digits.
    package var groups: [String] {
        let characters = Array(text)
        return stride(from: 0, to: characters.count, by: Self.groupLength)
            .map { String(characters[$0..<$0 + Self.groupLength]) }
    }

    /// The code as it is shown, printed and downloaded: `12345-67890-12345-67890`.
    package var grouped: String { groups.joined(separator: "-") }

    /// Whether `entry` is this code's group at `index`, counted from 0: the proof that a set has been kept.
    package func hasGroup(_ index: Int, entry: String) throws(CodeEntryRefusal) -> Bool {
        let typed = try digits(
            in: entry, count: Self.groupLength, skipping: { isSpace($0) || isHyphen($0) },
            reading: Self.digitLookingLike)
        guard groups.indices.contains(index) else { return false }
        return equalInConstantTime(typed, Array(groups[index].utf8))
    }

    /// Digits of a code.
    package static let length = 20
    /// Digits of a group.
    package static let groupLength = 5
    /// How many codes a set has.
    package static let setSize = 10

    package var description: String { "‹code›" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }

    private static func digitLookingLike(_ scalar: Unicode.Scalar) -> UInt8? {
        switch scalar {
        case "O", "o": UInt8(ascii: "0")
        case "I", "i", "l", "L", "|": UInt8(ascii: "1")
        default: nil
        }
    }
}

extension BackupCode {
    /// Draws a set of codes that all differ.
    ///
    /// - Parameter random: The caller's cryptographic source.
    package static func makeSet(using random: inout some RandomNumberGenerator) -> [BackupCode] {
        var texts: Set<String> = []
        var codes: [BackupCode] = []
        while codes.count < setSize {
            let code = BackupCode(digits: randomDigits(length, using: &random))
            if texts.insert(code.text).inserted { codes.append(code) }
        }
        return codes
    }
}
