/// A moment as clock and calendar show it in UTC, in the Gregorian calendar extended in both directions.
///
/// For logs, mail headers and notices. Rules never use it: a rule compares moments.
package struct CivilTime: Sendable, Hashable {
    package let year: Int
    /// 1 to 12.
    package let month: Int
    /// 1 to 31.
    package let day: Int
    package let hour: Int
    package let minute: Int
    package let second: Int
    package let millisecond: Int
    /// 0 is Sunday.
    package let weekday: Int

    package init(_ moment: Moment) {
        let (days, remainder) = moment.millisecondsSinceEpoch.flooredQuotientAndRemainder(dividingBy: 86_400_000)
        let timeOfDay = Int(remainder)
        hour = timeOfDay / 3_600_000
        minute = timeOfDay / 60_000 % 60
        second = timeOfDay / 1_000 % 60
        millisecond = timeOfDay % 1_000
        // 1970-01-01 was a Thursday.
        weekday = Int((days + 4).flooredQuotientAndRemainder(dividingBy: 7).remainder)
        (year, month, day) = Self.date(daysSinceEpoch: days)
    }

    /// `2026-11-22T13:54:07.125Z`: RFC 3339, always with milliseconds, so that texts sort as their moments do.
    package var rfc3339: String {
        "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
            + "T\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2)).\(padded(millisecond, 3))Z"
    }

    /// Counts in years that begin in March, so that the leap day is the last of the year and months have a formula
    /// (Howard Hinnant, "chrono-compatible low-level date algorithms", civil_from_days).
    private static func date(daysSinceEpoch: Int64) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = (daysSinceEpoch + 719_468).flooredQuotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (Int(year), Int(month), Int(day))
    }
}

/// `number` in decimal with leading zeros up to `width` digits.
private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension Int64 {
    fileprivate func flooredQuotientAndRemainder(dividingBy divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
