// OneTimeCodes makes and checks codes of digits: from a counter (RFC 4226), from the time (RFC 6238), from a random
// source for mail and SMS, and for saved backup codes. It reads and writes the `otpauth` URIs that carry a secret into
// an app. It has no clock, no randomness and no memory of its own: the caller brings the time, the random source and
// the last step that was spent, and remembers the step that an accepted code spends. It never treats a code as a
// number, so that a leading zero can't be lost and a foreign digit can't become one.

import Bytes

/// A code of decimal digits, as made here or as read from what a person typed.
///
/// It prints as `‹code›` and has no `==`; ``matches(_:)`` compares in constant time (RATE-19).
package struct OneTimeCode: Sendable, CustomStringConvertible, CustomReflectable {
    /// The ASCII digits, leading zeros included. Read a use of this as a line to be looked at twice.
    package let text: String

    /// For digits that were computed or drawn, never for input.
    init(digits: [UInt8]) {
        text = String(decoding: digits, as: UTF8.self)
    }

    /// Reads a typed code of exactly `length` digits (TOTP-07).
    ///
    /// Spaces are skipped and full-width digits, which a Japanese keyboard gives, become ASCII. Any other character
    /// is refused, whatever value Unicode gives it.
    package init(entry: String, length: Int) throws(CodeEntryRefusal) {
        self.init(digits: try digits(in: entry, count: length, skipping: isSpace))
    }

    /// Whether both have the same digits, in a time that does not depend on where they differ.
    package func matches(_ other: OneTimeCode) -> Bool {
        equalInConstantTime(text, other.text)
    }

    package var description: String { "‹code›" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}

extension OneTimeCode {
    /// Draws a code in which every one of the 10^`length` values is equally likely (OTP-01).
    ///
    /// - Parameter random: The caller's source; for a code that is sent to somebody it must be cryptographic.
    package static func random(length: Int, using random: inout some RandomNumberGenerator) -> OneTimeCode {
        OneTimeCode(digits: randomDigits(length, using: &random))
    }
}
