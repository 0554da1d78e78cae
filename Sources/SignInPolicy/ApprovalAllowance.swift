package import Identity

/// How often an account may be asked to approve, so that nobody is worn down by questions (PUSH-04).
///
/// Counted per account, whoever asks: who knows the password is whom it is against. Success forgets what came before.
package struct ApprovalAllowance: Sendable, Hashable, Codable {
    /// When the latest requests without success went out, oldest first; never more than
    /// ``Limits/approvalsPerDay``.
    package private(set) var asked: [Moment]

    package init(asked: [Moment] = []) { self.asked = Array(asked.sorted().suffix(Limits.approvalsPerDay)) }

    /// What the caller must do with a wish to ask.
    package enum Answer: Sendable, Hashable {
        /// Ask. It is counted already: save it in the same transaction.
        case ask
        /// Send nothing and offer the other ways.
        case hold(until: Moment)
    }

    /// Counts a request, or refuses it without counting.
    package mutating func ask(at now: Moment) -> Answer {
        // What is dated after now was asked just now: a clock that went back shortens no pause.
        asked = asked.map { min($0, now) }.filter { now - $0 < Limits.approvalDay }
        if let end = hold(Limits.approvalsPerDay, within: Limits.approvalDay, at: now) { return .hold(until: end) }
        if let end = hold(Limits.approvalsPerBurst, within: Limits.approvalBurst, at: now) { return .hold(until: end) }
        asked.append(now)
        return .ask
    }

    /// What ``ask(at:)`` would answer, without counting.
    package func outlook(at now: Moment) -> Answer {
        var copy = self
        return copy.ask(at: now)
    }

    /// Somebody has signed in by approving.
    package mutating func succeeded() { asked = [] }

    /// The end of the pause, if so many have gone out within the window.
    private func hold(_ limit: Int, within window: Duration, at now: Moment) -> Moment? {
        let recent = asked.filter { now - $0 < window }
        guard recent.count >= limit else { return nil }
        return recent[recent.count - limit] + window
    }
}
