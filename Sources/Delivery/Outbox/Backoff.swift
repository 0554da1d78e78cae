/// When a message that couldn't be sent is tried again.
///
/// The first tries come quickly, because a code is worth something for minutes only; then the pauses double up to an
/// hour. The whole row lasts about a day and a half, longer than a night without anybody who repairs the mail server.
package struct Backoff: Sendable {
    package let first: Duration
    package let longest: Duration
    package let tries: Int

    package init(first: Duration = .seconds(5), longest: Duration = .seconds(3_600), tries: Int = 45) {
        self.first = first
        self.longest = longest
        self.tries = tries
    }

    /// The pause after try number `count`, or `nil` if that was the last.
    ///
    /// - Parameter spread: 0 ..< 1, at random: the pause is between three quarters and five quarters of the planned
    ///   one, so that messages that failed together don't come back together.
    package func pause(afterTry count: Int, spread: Double) -> Duration? {
        guard count < tries else { return nil }
        let doublings = min(max(0, count - 1), 20)
        let planned = min(longest, first * (1 << doublings))
        return planned * (0.75 + min(max(spread, 0), 1) / 2)
    }
}
