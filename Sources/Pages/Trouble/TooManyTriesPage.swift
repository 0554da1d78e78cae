/// A pause after too many wrong tries; counts down where scripts run.
package struct TooManyTriesPage: Page {
    package static let template = "too-many-tries"

    /// Until the next try is looked at. The answer's `Retry-After` says the same.
    package let secondsLeft: Int64
    /// Where to try again.
    package let again: Destination
    /// Where else to go meanwhile, if anywhere.
    package let otherWays: Destination?
    package let helpCode: String?

    package init(secondsLeft: Int64, again: Destination, otherWays: Destination? = nil, helpCode: String? = nil) {
        self.secondsLeft = max(secondsLeft, 1)
        self.again = again
        self.otherWays = otherWays
        self.helpCode = helpCode
    }

    package func fields(in wording: Wording) -> Fields {
        var fields: Fields = [
            "wait": wording.text("too-many-tries.wait", ["time": wording.length(seconds: secondsLeft)]),
            "lastSecond": wording.text("too-many-tries.wait", ["time": wording.length(seconds: 1)]),
            "secondsLeft": String(secondsLeft),
            "againLink": wording.link(again),
        ]
        fields["otherWaysLink"] = otherWays.map(wording.link)
        fields["hasHelpCode"] = helpCode != nil
        fields["helpCode"] = helpCode
        return fields
    }
}
