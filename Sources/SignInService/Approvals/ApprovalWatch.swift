package import Identity
package import SignInPolicy
package import Store

/// What the page that waits for an approval shows.
package struct ApprovalView: Sendable {
    package let purpose: ApprovalRequest.Purpose
    /// Whether it stands in the place of a password: nothing has been proven before it.
    package let isFirst: Bool
    /// The device that was asked.
    package let device: String
    package let lastSeen: Moment?
    /// Whether that device may well be dead: it is never waited for (product.md §4.1).
    package let isDoubtful: Bool
    /// Whether that device is no more: it can't be asked again.
    package let isGone: Bool
    /// What is to be typed into the app; `nil` once that is of no use any more.
    package let number: Secret<String>?
    package let phase: ApprovalRequest.Phase
    /// Whether the other ways belong on the page by now.
    package let isOverdue: Bool
    /// Whether three wrong numbers have ended it.
    package let endedByWrongNumbers: Bool
    package let askedAt: Moment
    package let expires: Moment
    /// From when on another request may be sent; `nil`: at once.
    package let heldUntil: Moment?
    package let otherWays: Menu
    /// Whoever waits for one of these looks again.
    package let topics: Set<Topic>

    /// Whether asking again makes sense now.
    package var mayAskAgain: Bool {
        guard heldUntil == nil, !isGone else { return false }
        switch phase {
        case .expired, .superseded, .withdrawn: return true
        case .sent: return isOverdue
        case .refused: return false
        case .arrived, .shown, .approved, .notMe, .spent: return false
        }
    }
}

/// Where a browser stands that may be waiting for an approval.
package enum ApprovalWatch: Sendable {
    case waiting(ApprovalView)
    /// An approval is the way that was chosen, and nobody was asked: too often asked, or the device is gone.
    case notAsked(heldUntil: Moment?, otherWays: Menu)
    /// The conversation is at another step, or over.
    case elsewhere
}
