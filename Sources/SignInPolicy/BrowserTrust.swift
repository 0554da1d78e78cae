package import Identity

/// The second step, spared in a browser in which it was given before (product.md M-10).
///
/// It is no proof and no factor: it stands for nothing but the second step after a password, what it opens is a session
/// of one proof, and whatever asks for more than that asks anew.
package struct BrowserTrust: Sendable, Hashable {
    package let id: TrustedBrowserID
    /// The only account that it spares anything.
    package let account: AccountID
    /// When the second step was given for it.
    package let since: Moment

    package init(id: TrustedBrowserID, account: AccountID, since: Moment) {
        self.id = id
        self.account = account
        self.since = since
    }

    /// Whether it spares the second step now. How long is for the policy of today to say, not of the day it began.
    package func holds(under rules: SignInRules, at now: Moment) -> Bool {
        guard let life = rules.trustedBrowsers else { return false }
        return Lifetime(from: since, for: min(life, Limits.longestTrustedBrowserLife)).holds(at: now)
    }
}

extension WaysIn {
    /// What a first proof reaches in a trusted browser; `nil` if the second step is not spared there.
    ///
    /// Only a password is enough for it: a code from the mailbox is recovery, and takes the whole way.
    func judge(first: Proof, in trust: BrowserTrust, at now: Moment) -> Assurance? {
        let reached = Assurance(level: .one)
        guard first.method == .password, trust.account == shape.account, mayTrustBrowsers,
            trust.holds(under: rules, at: now), reached.meets(requirement),
            case .needsSecondStep = judge(first: first)
        else { return nil }
        return reached
    }

    /// Whether this account may have trusted browsers at all: there is a second step to spare, the policy allows it, and
    /// it is no administrator's, who is never exempt (FLOW-20).
    package var mayTrustBrowsers: Bool {
        rules.trustedBrowsers != nil && hasSecondFactor && !shape.isPasswordless && !shape.isAdministrator
    }

    /// Whether a browser may become trusted by a session that was opened so. One of recovery may not: whoever had to be
    /// let back in proves everything again the next time.
    package func mayTrustBrowser(after assurance: Assurance) -> Bool { mayTrustBrowsers && !assurance.recovery }
}
