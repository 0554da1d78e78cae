package import Identity

/// How often one authenticator may be tried.
///
/// It is pessimistic: a try is counted as a failure *before* the proof is looked at, in the transaction that admits it,
/// and taken back by success. So of any number of guesses sent at once, no more than the limit are ever looked at.
///
/// There are two counters. Delays are counted per authenticator *and* side, a browser that the account knows or all
/// others together, so that strangers can't hold up the owner (RATE-10). The total is counted per authenticator, over
/// every road (RATE-05), and disables it. An identifier that names nobody has both, under a name derived from it.
package struct Throttle: Sendable, Hashable, Codable {
    /// Failures of one side; decides delays.
    package private(set) var side: Counter
    /// Failures of all sides; decides disabling.
    package private(set) var total: Counter

    package init(side: Counter = Counter(), total: Counter = Counter()) {
        self.side = side
        self.total = total
    }

    /// Consecutive failures, as they are stored.
    package struct Counter: Sendable, Hashable, Codable {
        package fileprivate(set) var failures: Int
        /// When the last of them was counted; `nil` if there is none.
        package fileprivate(set) var lastFailure: Moment?

        /// - Parameter failures: a count below zero can only be damage in the store, and is taken for too many.
        package init(failures: Int = 0, lastFailure: Moment? = nil) {
            self.failures = failures < 0 ? .max : failures
            self.lastFailure = lastFailure
        }

        /// Saturates: a full counter stays full (RATE-24).
        fileprivate mutating func count(at now: Moment) {
            let (sum, overflow) = failures.addingReportingOverflow(1)
            failures = overflow ? .max : sum
            lastFailure = now
        }

        fileprivate mutating func uncount() {
            guard failures > 0, failures < .max else { return }
            failures -= 1
        }
    }

    /// What the caller must do with a try.
    package enum Admission: Sendable, Hashable {
        /// Look at the proof. It is counted already: save the throttle first.
        case evaluate
        /// Don't look. Say from when on a try is let through (RATE-21).
        case wait(until: Moment)
        /// Don't look. Only binding the authenticator anew helps (RATE-02).
        case disabled
    }

    /// Admits and counts a try, or refuses it without counting. Save the throttle whatever the answer is.
    package mutating func admit(at now: Moment) -> Admission {
        guard total.failures < Limits.failuresBeforeDisabling else { return .disabled }
        if let held = hold(at: now) { return .wait(until: held) }
        side.count(at: now)
        total.count(at: now)
        return .evaluate
    }

    /// What a success leaves of an authenticator's failures and of the delay of its side: nothing (NIST SP 800-63B-4
    /// §3.2.2). The delay of the other side is not in here and stays.
    package static let afterSuccess = Throttle()

    /// Takes back one failure: the try was looked at and was meant for another authenticator, which it proved.
    ///
    /// One code may be tried on several TOTP apps; each try is counted on each, and only the one that it belongs to
    /// has all its failures forgiven (RATE-12).
    package mutating func spared() {
        side.uncount()
        total.uncount()
    }

    /// What ``admit(at:)`` would answer, without counting: for a page that shows the wait.
    package func outlook(at now: Moment) -> Admission {
        var copy = self
        return copy.admit(at: now)
    }

    /// Whether the authenticator is disabled.
    package var isDisabled: Bool { total.failures >= Limits.failuresBeforeDisabling }

    /// How long a side waits after so many failures in a row.
    package static func delay(after failures: Int) -> Duration {
        guard failures >= Limits.failuresBeforeDelay else { return .zero }
        var delay = Limits.firstDelay
        for _ in Limits.failuresBeforeDelay..<failures {
            guard delay < Limits.longestDelay else { break }
            delay = delay * 2
        }
        return min(delay, Limits.longestDelay)
    }

    /// The moment that a try has to wait for, if it has to.
    ///
    /// A clock that went back since the last failure begins the delay anew from where it stands now: never shorter
    /// than it was, and never as long as the clock was wrong by (RATE-24).
    private mutating func hold(at now: Moment) -> Moment? {
        let delay = Self.delay(after: side.failures)
        guard delay > .zero else { return nil }
        guard let last = side.lastFailure, last <= now else {
            side.lastFailure = now
            return now + delay
        }
        let end = last + delay
        return now < end ? end : nil
    }
}
