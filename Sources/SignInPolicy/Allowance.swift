package import Identity

/// How often something may be asked for: ``count`` times at once, and from then on evenly spread over ``window``.
///
/// What is kept is one moment, up to which the allowance is used: each request moves it on by its share of the window
/// (the generic cell rate algorithm, ITU-T I.371 §A). So there is nothing to list and nothing to forget.
package struct Allowance: Sendable, Hashable {
    package let count: Int
    package let window: Duration

    /// - Parameter count: below one it is one: an allowance that allows nothing is a switch, and not this type.
    package init(count: Int, in window: Duration) {
        self.count = max(count, 1)
        self.window = window
    }

    /// What the caller must do with a request.
    package enum Answer: Sendable, Hashable {
        /// Do it. Save up to when the allowance is used now.
        case allowed(usedUntil: Moment)
        /// Don't. From this moment on one is allowed; nothing needs to be saved.
        case wait(until: Moment)
    }

    /// Judges one request.
    ///
    /// - Parameter used: what was saved last; `nil` if nothing was. A moment that lies beyond the window can only come
    ///   from a clock that has gone back since, and counts as all used: the wait is never longer than the window.
    package func answer(usedUntil used: Moment?, at now: Moment) -> Answer {
        let begun = min(max(used ?? now, now), now + window)
        let end = begun + window / count
        return end <= now + window ? .allowed(usedUntil: end) : .wait(until: end - window)
    }
}
