internal import Identity

extension Wording {
    /// How long ago something was, in the largest unit that fits: “3 days ago”, 「3日前」.
    func ago(_ moment: Moment) -> String {
        let seconds = (now - moment).wholeSeconds
        switch seconds {
        case ..<60: return text("time.just-now")
        case ..<3_600: return counted("time.minutes-ago", Int(seconds / 60))
        case ..<86_400: return counted("time.hours-ago", Int(seconds / 3_600))
        case ..<(60 * 86_400): return counted("time.days-ago", Int(seconds / 86_400))
        default: return date(moment)
        }
    }

    /// How long something lasts, rounded up so that nobody comes back too early: “30 seconds”, 「2分」.
    func length(seconds: Int64) -> String {
        let seconds = max(seconds, 1)
        switch seconds {
        case ...90: return counted("time.seconds", Int(seconds))
        case ...5_400: return counted("time.minutes", Int((seconds + 59) / 60))
        default: return counted("time.hours", Int((seconds + 3_599) / 3_600))
        }
    }

    /// The day: “22 November 2026”, 「2026年11月22日」. In UTC; a script puts in the reader's own.
    func date(_ moment: Moment) -> String {
        let day = CivilTime(moment)
        return text(
            "time.date",
            ["day": String(day.day), "month": text(Self.months[day.month - 1]), "year": String(day.year)])
    }

    /// The time of day, `14:05`, in UTC.
    func clock(_ moment: Moment) -> String {
        CivilTime(moment).clock
    }

    /// The form of the `datetime` attribute, RFC 3339 in UTC.
    func machineReadable(_ moment: Moment) -> String {
        let time = CivilTime(moment)
        return "\(time.year)-\(CivilTime.two(time.month))-\(CivilTime.two(time.day))T\(time.clock)Z"
    }

    private static let months = [
        "time.january", "time.february", "time.march", "time.april", "time.may", "time.june", "time.july",
        "time.august", "time.september", "time.october", "time.november", "time.december",
    ]
}

/// A moment on the calendar of UTC.
struct CivilTime: Equatable {
    let year: Int
    let month: Int
    let day: Int
    let clock: String

    /// Days to civil date by the 400-year cycle of the Gregorian calendar, which starts each year in March so that the
    /// leap day comes last.
    init(_ moment: Moment) {
        let seconds = Int(moment.secondsSinceEpoch)
        let days = seconds / 86_400 - (seconds % 86_400 < 0 ? 1 : 0)
        let secondOfDay = seconds - days * 86_400

        let shifted = days + 719_468
        let cycle = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfCycle = shifted - cycle * 146_097
        let yearOfCycle = (dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153

        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0)
        clock = "\(Self.two(secondOfDay / 3_600)):\(Self.two(secondOfDay % 3_600 / 60))"
    }

    static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
}
