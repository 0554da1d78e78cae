// Identity is the vocabulary that every other target speaks: names of things, points in time, secrets, and what
// proves what. It computes nothing that needs a clock, randomness, a network or Foundation, and it decides nothing:
// decisions are SignInPolicy's.

/// A point in time on the civil time scale, in whole milliseconds since 1970-01-01T00:00:00Z.
///
/// Arithmetic saturates at the ends of the range, so that an absurd duration can make a thing expire late or early
/// but never trap.
package struct Moment: Sendable, Hashable, Comparable, Codable {
    package let millisecondsSinceEpoch: Int64

    package init(millisecondsSinceEpoch: Int64) {
        self.millisecondsSinceEpoch = millisecondsSinceEpoch
    }

    package init(secondsSinceEpoch: Int64) {
        let (product, overflow) = secondsSinceEpoch.multipliedReportingOverflow(by: 1_000)
        millisecondsSinceEpoch = overflow ? (secondsSinceEpoch < 0 ? .min : .max) : product
    }

    /// Whole seconds since the epoch, rounded towards the past.
    package var secondsSinceEpoch: Int64 {
        let (quotient, remainder) = millisecondsSinceEpoch.quotientAndRemainder(dividingBy: 1_000)
        return remainder < 0 ? quotient - 1 : quotient
    }

    package static func < (left: Moment, right: Moment) -> Bool {
        left.millisecondsSinceEpoch < right.millisecondsSinceEpoch
    }

    package static func + (moment: Moment, duration: Duration) -> Moment {
        let (sum, overflow) = moment.millisecondsSinceEpoch.addingReportingOverflow(duration.wholeMilliseconds)
        guard overflow else { return Moment(millisecondsSinceEpoch: sum) }
        return Moment(millisecondsSinceEpoch: duration < .zero ? .min : .max)
    }

    package static func - (moment: Moment, duration: Duration) -> Moment {
        moment + (.zero - duration)
    }

    /// The time from `earlier` to `later`; negative when they are the other way round.
    package static func - (later: Moment, earlier: Moment) -> Duration {
        let (difference, overflow) = later.millisecondsSinceEpoch.subtractingReportingOverflow(
            earlier.millisecondsSinceEpoch)
        guard overflow else { return .milliseconds(difference) }
        return .milliseconds(later < earlier ? Int64.min : Int64.max)
    }
}

extension Duration {
    /// The duration in milliseconds, fractions cut off, saturating at the range of `Int64`.
    package var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carried) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return carried ? (seconds < 0 ? .min : .max) : sum
    }

    /// The duration in seconds, fractions cut off.
    package var wholeSeconds: Int64 { components.seconds }
}

/// Where a use case learns the time. The pure core never asks: it is told.
package protocol TimeSource: Sendable {
    func now() -> Moment
}
