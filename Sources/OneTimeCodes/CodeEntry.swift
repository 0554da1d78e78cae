/// Why what a person typed is not a code. None of them costs a try of the code itself.
package enum CodeEntryRefusal: Error, Hashable {
    case empty
    /// A character that is neither a digit nor a separator. Also what is far too long to be looked through.
    case notDigits
    /// Digits only, but not as many as the code has. No code is ever completed or shortened.
    case wrongLength(digits: Int)
}

/// Finds exactly `count` digits in `entry`, as ASCII, leaving out the scalars that `isSeparator` names.
///
/// - Parameter mapped: What else counts as a digit, for codes that are read from paper.
func digits(
    in entry: String, count: Int, skipping isSeparator: (Unicode.Scalar) -> Bool,
    reading mapped: (Unicode.Scalar) -> UInt8? = { _ in nil }
) throws(CodeEntryRefusal) -> [UInt8] {
    guard entry.utf8.count <= longestEntry else { throw .notDigits }
    var digits: [UInt8] = []
    for scalar in entry.unicodeScalars where !isSeparator(scalar) {
        guard let digit = asciiDigit(scalar) ?? mapped(scalar) else { throw .notDigits }
        digits.append(digit)
    }
    guard !digits.isEmpty else { throw .empty }
    guard digits.count == count else { throw .wrongLength(digits: digits.count) }
    return digits
}

/// Spaces that keyboards, clipboards and apps put between the groups of a code.
func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\t", " ", "\u{A0}", "\u{2009}", "\u{202F}", "\u{3000}": true
    default: false
    }
}

/// Hyphens of any width, with the marks that a Japanese keyboard gives for them.
func isHyphen(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "-", "\u{2010}"..."\u{2015}", "\u{2212}", "\u{FF0D}", "\u{30FC}", "\u{FF70}": true
    default: false
    }
}

/// In UTF-8 bytes; a backup code in full-width digits with wide separators has 69.
private let longestEntry = 128

/// The digit as ASCII: of ASCII itself or of the full-width forms, and of no other script.
private func asciiDigit(_ scalar: Unicode.Scalar) -> UInt8? {
    switch scalar.value {
    case 0x30...0x39: UInt8(scalar.value)
    case 0xFF10...0xFF19: UInt8(scalar.value - 0xFF10 + 0x30)
    default: nil
    }
}

/// Draws uniform ASCII digits: a byte of 250 or more is thrown away, so that none of the ten is favoured.
func randomDigits(_ count: Int, using random: inout some RandomNumberGenerator) -> [UInt8] {
    var digits: [UInt8] = []
    digits.reserveCapacity(count)
    while digits.count < count {
        var word: UInt64 = random.next()
        for _ in 0..<8 where digits.count < count {
            let byte = UInt8(truncatingIfNeeded: word)
            word >>= 8
            guard byte < 250 else { continue }
            digits.append(UInt8(ascii: "0") + byte % 10)
        }
    }
    return digits
}
