/// An approval request that won't be answered any more: why, and what to do next.
package struct ApprovalEndedPage: Page {
    package static let template = "approval-ended"

    /// How it has ended, or why none was sent.
    package enum Ending: Sendable, Equatable, CaseIterable {
        /// Somebody at the device said no.
        case refused
        /// The wrong number was typed too often.
        case wrongNumbers
        /// "It wasn't me": the sign-in is over.
        case notMe
        case expired
        /// A newer request of the same account took its place.
        case superseded
        /// Taken back: the device is gone, or the person has changed something.
        case withdrawn
        /// Too many were sent without an answer; the next one has to wait.
        case tooMany
    }

    package let ending: Ending
    /// The name of the device.
    package let device: String
    package let road: ApprovalRoad
    package let ways: [OtherWaysPage.Way]
    package let mayAskAgain: Bool
    /// With an end of the whole sign-in.
    package let helpCode: String?

    package init(
        _ ending: Ending, device: String, road: ApprovalRoad = .signIn, ways: [OtherWaysPage.Way] = [],
        mayAskAgain: Bool = false, helpCode: String? = nil
    ) {
        self.ending = ending
        self.device = device
        self.road = road
        self.ways = ways
        self.mayAskAgain = mayAskAgain
        self.helpCode = helpCode
    }

    package func fields(in wording: Wording) -> Fields {
        let words = ending.words
        var fields = OtherWaysPage.rows(ways, of: .ofSignIn, in: wording)
        fields["title"] = wording.text(words.title)
        fields["explanation"] = wording.text(words.text, ["device": device])
        fields["advice"] = wording.text(words.advice)
        fields["askAgain"] = wording.text("approval-ended.again", ["device": device])
        fields["mayAskAgain"] = mayAskAgain
        fields["isGrave"] = ending == .notMe || ending == .refused || ending == .wrongNumbers
        fields["isOver"] = helpCode != nil
        fields["hasHelpCode"] = helpCode != nil
        fields["helpCode"] = helpCode
        fields["againLink"] = wording.link(road == .signIn ? .signIn : .overview)
        return fields.merging(road.fields(in: wording)) { $1 }
    }
}

extension ApprovalEndedPage.Ending {
    fileprivate var words: (title: String, text: String, advice: String) {
        switch self {
        case .refused: ("approval-ended.refused.title", "approval-ended.refused", "approval-ended.refused.advice")
        case .wrongNumbers:
            (
                "approval-ended.wrong-numbers.title", "approval-ended.wrong-numbers",
                "approval-ended.wrong-numbers.advice"
            )
        case .notMe: ("approval-ended.not-me.title", "approval-ended.not-me", "approval-ended.not-me.advice")
        case .expired: ("approval-ended.expired.title", "approval-ended.expired", "approval-ended.expired.advice")
        case .superseded:
            ("approval-ended.superseded.title", "approval-ended.superseded", "approval-ended.superseded.advice")
        case .withdrawn:
            ("approval-ended.withdrawn.title", "approval-ended.withdrawn", "approval-ended.withdrawn.advice")
        case .tooMany: ("approval-ended.too-many.title", "approval-ended.too-many", "approval-ended.too-many.advice")
        }
    }
}
