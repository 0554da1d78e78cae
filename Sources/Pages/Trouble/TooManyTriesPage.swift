/// A pause after too many wrong tries, or too many requests for mails; counts down where scripts run.
package struct TooManyTriesPage: Page {
    package static let template = "too-many-tries"

    /// Until the next try is looked at. The answer's `Retry-After` says the same.
    package let secondsLeft: Int64
    package let cause: Cause
    /// Where to try again.
    package let again: Destination
    /// Where else to go meanwhile, if anywhere.
    package let otherWays: Destination?
    package let helpCode: String?

    /// What there was too much of.
    package enum Cause: Sendable, Hashable, CaseIterable {
        case tries
        /// Mails asked for from the person's network.
        case mailsOfNetwork
        /// Mails asked for from everywhere.
        case mailsOfAll
    }

    package init(
        secondsLeft: Int64, cause: Cause = .tries, again: Destination, otherWays: Destination? = nil,
        helpCode: String? = nil
    ) {
        self.secondsLeft = max(secondsLeft, 1)
        self.cause = cause
        self.again = again
        self.otherWays = otherWays
        self.helpCode = helpCode
    }

    package func fields(in wording: Wording) -> Fields {
        var fields: Fields = [
            "wait": wait(seconds: secondsLeft, in: wording),
            "lastSecond": wait(seconds: 1, in: wording),
            "reassurance": wording.text(
                cause == .tries ? "too-many-tries.reassurance" : "too-many-mails.reassurance"),
            "secondsLeft": String(secondsLeft),
            "againLink": wording.link(again),
        ]
        fields["otherWaysLink"] = otherWays.map(wording.link)
        fields["hasHelpCode"] = helpCode != nil
        fields["helpCode"] = helpCode
        return fields
    }

    private func wait(seconds: Int64, in wording: Wording) -> String {
        let time = ["time": wording.length(seconds: seconds)]
        return switch cause {
        case .tries: wording.text("too-many-tries.wait", time)
        case .mailsOfNetwork: wording.text("too-many-mails.network", time)
        case .mailsOfAll: wording.text("too-many-mails.all", time)
        }
    }
}
