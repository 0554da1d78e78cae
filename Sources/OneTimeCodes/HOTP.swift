/// The code for one counter value (RFC 4226), on which the time-based one stands.
package enum HOTP {
    /// - Parameter length: 6 to 8 digits; the dynamic truncation has no more than nine to give.
    package static func code(
        counter: UInt64, secret: TOTPSecret, hash: HashFunction = .sha1, length: Int = 6
    ) -> OneTimeCode {
        // RFC 4226 §5.2: the counter is the message, high-order byte first.
        let message = (0..<8).reversed().map { UInt8(truncatingIfNeeded: counter >> ($0 * 8)) }
        return truncated(hash.authenticationCode(for: message, under: secret.bytes), to: length)
    }

    /// RFC 4226 §5.3: 31 bits from where the last four bits point, and their last decimal digits.
    private static func truncated(_ tag: [UInt8], to length: Int) -> OneTimeCode {
        let offset = Int((tag.last ?? 0) & 0x0F)
        var value = tag[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        var digits = [UInt8](repeating: UInt8(ascii: "0"), count: length)
        for place in digits.indices.reversed() {
            digits[place] += UInt8(value % 10)
            value /= 10
        }
        return OneTimeCode(digits: digits)
    }
}
