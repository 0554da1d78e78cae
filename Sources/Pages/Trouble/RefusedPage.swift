/// The end of an attempt that won't become a session, with a help code an administrator can look up.
package struct RefusedPage: Page {
    package static let template = "refused"

    /// What the person is told of the reason, which is less than the log knows.
    package enum Reason: Sendable, Equatable, CaseIterable {
        /// It took too long.
        case expired
        /// Too many wrong proofs in this attempt.
        case tooManyFailures
        /// The account changed while the attempt was open, or it was continued in another tab or browser.
        case overtaken
        /// The person has blocked new sign-ins (D-9). Only whoever has proven to be them reads it.
        case restricted
        /// The browser is outside of the networks that the person allows (S-3). Only whoever has proven to be them reads
        /// it.
        case outsideNetworks
        /// Nothing the account has may be used, or the account may not sign in. Says neither.
        case notPossible
        /// What was proven is not enough alone, and the account has nothing to add to it.
        case noWayLeft
    }

    package let reason: Reason
    /// Such as `K7F-2QX`.
    package let helpCode: String
    /// Where to begin anew.
    package let again: Destination

    package init(reason: Reason, helpCode: String, again: Destination = .signIn) {
        self.reason = reason
        self.helpCode = helpCode
        self.again = again
    }

    package func fields(in wording: Wording) -> Fields {
        let keys: (title: String, text: String) =
            switch reason {
            case .expired: ("refused.expired.title", "refused.expired")
            case .tooManyFailures: ("refused.too-many-failures.title", "refused.too-many-failures")
            case .overtaken: ("refused.overtaken.title", "refused.overtaken")
            case .restricted: ("refused.restricted.title", "refused.restricted")
            case .outsideNetworks: ("refused.outside-networks.title", "refused.outside-networks")
            case .noWayLeft: ("refused.no-way-left.title", "refused.no-way-left")
            case .notPossible: ("refused.not-possible.title", "refused.not-possible")
            }
        return [
            "title": wording.text(keys.title), "explanation": wording.text(keys.text), "helpCode": helpCode,
            "hasHelpCode": true, "mayLift": reason == .outsideNetworks,
            "againLink": wording.link(again),
        ]
    }
}
