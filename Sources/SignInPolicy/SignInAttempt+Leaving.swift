package import Identity

extension SignInAttempt {
    /// What the caller must do when the throttle holds an authenticator.
    package enum HoldOutcome: Sendable, Hashable {
        /// Say when the next try is let through; `nil`: not before the authenticator is bound anew.
        case tellToWait(until: Moment?)
        case refuse(Refusal)
        case outOfOrder
    }

    /// Learns that a try was not admitted.
    ///
    /// Before anything is proven the page just waits. Half-way the attempt dies, so that nobody keeps a proven password
    /// in hand until the hold is over (RATE-07).
    package mutating func held(until moment: Moment?, at now: Moment) -> HoldOutcome {
        if let refusal = overtaken(by: nil, at: now) { return .refuse(refusal) }
        switch state {
        case .awaitingIdentifier, .awaitingFirst:
            return .tellToWait(until: moment)
        case .awaitingSecond, .awaitingAddress, .awaitingEnrolment:
            return .refuse(end(with: .lockedOut(until: moment)))
        case .signedIn:
            return .outOfOrder
        case .refused(let refusal):
            return .refuse(refusal)
        }
    }

    /// What the caller must do once somebody went back.
    package enum BackOutcome: Sendable, Hashable {
        case askIdentifier
        /// The first step again: what was proven is forgotten.
        case askFirst(Offer)
        case refuse(Refusal)
        case outOfOrder
    }

    /// Goes one step back and forgets what was proven there. Failures stay counted.
    package mutating func wentBack(
        of shape: AccountShape, under rules: SignInRules, at now: Moment
    ) -> BackOutcome {
        if let refusal = overtaken(by: shape, at: now) { return .refuse(refusal) }
        switch state {
        case .awaitingIdentifier, .awaitingFirst:
            move(to: .awaitingIdentifier)
            return .askIdentifier
        case .awaitingSecond(var named, _), .awaitingAddress(var named, _), .awaitingEnrolment(var named, _):
            guard named.account == shape.account else { return .outOfOrder }
            guard let offer = firstSteps(for: named, of: shape, under: rules).best else {
                return .refuse(end(with: .noWayLeft))
            }
            named.choice = offer.choice
            move(to: .awaitingFirst(named))
            return .askFirst(offer)
        case .signedIn:
            return .outOfOrder
        case .refused(let refusal):
            return .refuse(refusal)
        }
    }

    /// Ends the attempt because somebody said "it wasn't me": on the phone, or from a notice.
    ///
    /// - Returns: what the attempt ended with; `nil` if a session was granted before.
    package mutating func repudiated() -> Refusal? { stop(with: .repudiated) }

    /// Ends the attempt because its approval request was refused on the device (PUSH-05).
    ///
    /// - Returns: what the attempt ended with; `nil` if a session was granted before.
    package mutating func declined() -> Refusal? { stop(with: .declined) }

    /// Ends the attempt because the person left it.
    ///
    /// - Returns: what the attempt ended with; `nil` if a session was granted before.
    package mutating func abandoned() -> Refusal? { stop(with: .abandoned) }

    private mutating func stop(with refusal: Refusal) -> Refusal? {
        switch state {
        case .awaitingIdentifier, .awaitingFirst, .awaitingSecond, .awaitingAddress, .awaitingEnrolment:
            end(with: refusal)
        case .signedIn: nil
        case .refused(let earlier): earlier
        }
    }
}
