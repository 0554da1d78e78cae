package import Identity

/// Why a conversation has ended without what it was for.
///
/// A person sees plain words and a help code; which of these it was is for the log and for whoever may look it up.
package enum Refusal: Sendable, Hashable, Codable {
    /// It took too long, or the clock ran backwards under it.
    case expired
    /// Too many wrong proofs in this one conversation.
    case tooManyFailures
    /// The authenticator is held after failures, here or elsewhere; `nil`: until it is bound anew.
    case lockedOut(until: Moment?)
    /// Authenticators or the state of the account changed meanwhile: what was proven may no longer count.
    case accountChanged
    /// Nothing that the account has, and the policy allows, completes it.
    case noWayLeft
    /// A second factor must be enrolled, and there is no verified mailbox to do it by: an invitation is needed.
    case invitationNeeded
    /// Somebody said "it wasn't me".
    case repudiated
    /// The approval request was refused on the device.
    case declined
    /// The person has blocked new sign-ins in the app, and this was none by a recovery method.
    case restricted
    /// Everything was proven, from an address that is in none of the networks that the person allows (S-3).
    case outsideNetworks
    /// The person left it.
    case abandoned
}

/// What came of checking what somebody typed or sent. The check itself happens elsewhere.
package enum ProofCheck: Sendable, Hashable {
    case passed(Proof)
    case failed
}

/// A stretch of time that a conversation may take.
package struct Lifetime: Sendable, Hashable, Codable {
    package let start: Moment
    package let end: Moment

    package init(from start: Moment, for duration: Duration) {
        self.start = start
        self.end = start + duration
    }

    /// Whether `now` is within it. A clock that has gone back behind the start by more than
    /// ``Limits/clockTolerance`` is no way to make it longer: then it is over.
    package func holds(at now: Moment) -> Bool {
        now < end && now >= start - Limits.clockTolerance
    }
}
