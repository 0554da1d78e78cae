/// How a time-based code is made from its secret. Only values that make a usable code exist (TOTP-18).
package struct TOTPParameters: Sendable, Hashable {
    /// Which value is out of bounds.
    package enum Refusal: Error, Hashable {
        case digits(Int)
        case period(Int)
    }

    package let hash: HashFunction
    /// 6 to 8.
    package let digits: Int
    /// Seconds that a step lasts, 5 to 3,600.
    package let period: Int

    package init(hash: HashFunction, digits: Int, period: Int) throws(Refusal) {
        guard (6...8).contains(digits) else { throw .digits(digits) }
        guard (5...3_600).contains(period) else { throw .period(period) }
        self.init(unchecked: hash, digits, period)
    }

    private init(unchecked hash: HashFunction, _ digits: Int, _ period: Int) {
        self.hash = hash
        self.digits = digits
        self.period = period
    }

    /// SHA-1, 6 digits, 30 s: what every app understands, and what some apps assume whatever the URI says.
    package static let standard = TOTPParameters(unchecked: .sha1, 6, 30)
}
