/// Which passwords may be chosen. Length and a blocklist, and nothing about kinds of characters
/// (NIST SP 800-63B-4 §3.1.1.2).
package struct PasswordRule: Sendable, Hashable {
    /// Whether every sign-in with it takes a second step too.
    package let withSecondStep: Bool

    package init(withSecondStep: Bool) {
        self.withSecondStep = withSecondStep
    }

    /// The rule for an account: what counts is what it has, or will have to have.
    package init(for ways: WaysIn) {
        withSecondStep = ways.hasSecondFactor || ways.rules.secondStep == .required
    }

    /// Code points that a password must have.
    package var minimumLength: Int {
        withSecondStep ? Limits.passwordLengthWithSecondStep : Limits.passwordLengthAlone
    }

    /// What the rule needs to know of a password, measured in NFC and nothing else.
    package struct Candidate: Sendable, Hashable {
        package let codePoints: Int
        package let bytes: Int
        /// The list it stands in, if any.
        package let listed: Listing?

        package init(codePoints: Int, bytes: Int, listed: Listing?) {
            self.codePoints = codePoints
            self.bytes = bytes
            self.listed = listed
        }
    }

    /// Where a password is known from. Only the whole password counts, not a part of it (PWD-08).
    package enum Listing: String, Sendable, Hashable, CaseIterable {
        case common
        /// The name of this service or of its organisation.
        case serviceName
        /// The person's own name, address or the part before its `@`.
        case ownName
    }

    /// What the caller must do with the password.
    package enum Verdict: Sendable, Hashable {
        /// `standsAlone`: long enough to be the only proof; store it with the password.
        case accepted(standsAlone: Bool)
        case tooShort(minimum: Int)
        case tooLong(maximumBytes: Int)
        case listed(Listing)
    }

    /// Judges a password: its length first, so that no list is searched for what could never be taken.
    package func judge(_ candidate: Candidate) -> Verdict {
        guard candidate.bytes <= Limits.passwordBytes else { return .tooLong(maximumBytes: Limits.passwordBytes) }
        guard candidate.codePoints >= minimumLength else { return .tooShort(minimum: minimumLength) }
        if let listing = candidate.listed { return .listed(listing) }
        return .accepted(standsAlone: candidate.codePoints >= Limits.passwordLengthAlone)
    }
}
