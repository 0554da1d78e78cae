package import Identity

/// One QR on a sign-in page: shown for a minute and a half, read by one installation, then replaced.
///
/// The code in it is a secret of 256 bits that only its hash is kept of. Reading it signs nobody in: it makes an
/// approval request of purpose `scan`, for the browser that shows the QR and no other (QR-05).
package struct ScanChallenge: Sendable, Hashable, Codable {
    package let lifetime: Lifetime
    package private(set) var state = State.shown

    package init(shownAt now: Moment) { lifetime = Lifetime(from: now, for: Limits.scanLife) }

    /// How far it has come.
    package enum State: Sendable, Hashable, Codable {
        /// On the page. Becomes any of the others.
        case shown
        /// Read by this installation, which has been asked. Final.
        case claimed(by: AuthenticatorID)
        /// Another QR has taken its place, or the browser has gone another way. Final.
        case replaced
        /// Final.
        case expired
    }

    /// What the caller must do with a code that an app has read.
    package enum ClaimOutcome: Sendable, Hashable {
        /// Make the approval request, in the same transaction.
        case ask
        /// Say what is said of a code that was never shown.
        case refuse
    }

    /// An installation has read it. The first one wins (QR-04); the same one may not read it twice.
    package mutating func claimed(by installation: AuthenticatorID, at now: Moment) -> ClaimOutcome {
        expire(at: now)
        switch state {
        case .shown:
            state = .claimed(by: installation)
            return .ask
        case .claimed, .replaced, .expired:
            return .refuse
        }
    }

    /// What the page that shows it must do.
    package enum PageOutcome: Sendable, Hashable {
        case keepShowing
        /// Ask for the answer in the app, and show the number.
        case showNumber(AuthenticatorID)
        /// Show another one.
        case rotate
    }

    /// Whether the page may go on showing it.
    package mutating func looked(at now: Moment) -> PageOutcome {
        expire(at: now)
        switch state {
        case .shown: return .keepShowing
        case .claimed(let installation): return .showNumber(installation)
        case .replaced, .expired: return .rotate
        }
    }

    /// The page shows another one, or none: this one is dead from now on (QR-04).
    package mutating func replaced(at now: Moment) {
        expire(at: now)
        switch state {
        case .shown: state = .replaced
        case .claimed, .replaced, .expired: break
        }
    }

    private mutating func expire(at now: Moment) {
        switch state {
        case .shown where !lifetime.holds(at: now): state = .expired
        case .shown, .claimed, .replaced, .expired: break
        }
    }
}
