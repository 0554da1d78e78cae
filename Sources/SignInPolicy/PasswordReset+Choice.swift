package import Identity

extension PasswordReset {
    /// What the caller must do once another way has been chosen for the second step.
    package enum ChoiceOutcome: Sendable, Hashable {
        case ask(Offer)
        case notOffered
        case refuse(Refusal)
        case outOfOrder
    }

    /// Turns to another offer of the second step.
    ///
    /// - Parameter key: the ``Offer/key`` that the form sent.
    package mutating func otherWayChosen(
        _ key: String, of shape: AccountShape, under rules: SignInRules, at now: Moment
    ) -> ChoiceOutcome {
        if let refusal = overtaken(by: shape, at: now) { return .refuse(refusal) }
        let offer = menu(of: shape, under: rules)?.offer(keyed: key)
        switch state {
        case .awaitingSecond(let named, let mail, _):
            guard named.account == shape.account else { return .outOfOrder }
            guard let offer else { return .notOffered }
            move(to: .awaitingSecond(named, mail: mail, choice: offer.choice))
            return .ask(offer)
        case .awaitingIdentifier, .awaitingCode, .awaitingPassword, .completed:
            return .outOfOrder
        case .refused(let refusal):
            return .refuse(refusal)
        }
    }

    /// What the caller must do with a proof that has just come in.
    package enum SubmissionOutcome: Sendable, Hashable {
        /// Admit it at the throttle of each of these, check it, and report the result.
        case check([Authenticator])
        /// Do work that costs as much, against nothing, and report ``ProofCheck/failed``.
        case pretend
        case notOffered
        case refuse(Refusal)
        case outOfOrder
    }

    /// Says what to check a proof against, before anything is spent on it.
    package mutating func proofSubmitted(
        by method: Method, of shape: AccountShape, under rules: SignInRules, at now: Moment
    ) -> SubmissionOutcome {
        if let refusal = overtaken(by: shape, at: now) { return .refuse(refusal) }
        let offers = (menu(of: shape, under: rules)?.offers ?? []).filter { $0.method == method }
        switch state {
        case .awaitingCode(let named):
            guard named.account == shape.account else { return .outOfOrder }
            guard method == .emailCode else { return .notOffered }
            guard let mailbox = named.mailbox.flatMap(shape.authenticator) else { return .pretend }
            return .check([mailbox])
        case .awaitingSecond(let named, _, let choice):
            guard named.account == shape.account else { return .outOfOrder }
            guard let offer = offers.first(where: { $0.choice == choice }) ?? offers.first else { return .notOffered }
            return .check(offer.authenticators.compactMap(shape.authenticator))
        case .awaitingIdentifier, .awaitingPassword, .completed:
            return .outOfOrder
        case .refused(let refusal):
            return .refuse(refusal)
        }
    }

    /// What the caller must do when the throttle holds an authenticator.
    package enum HoldOutcome: Sendable, Hashable {
        /// Say when the next try is let through; `nil`: not before the authenticator is bound anew.
        case tellToWait(until: Moment?)
        case refuse(Refusal)
        case outOfOrder
    }

    /// Learns that a try was not admitted. Half-way the reset dies (RATE-07).
    package mutating func held(until moment: Moment?, at now: Moment) -> HoldOutcome {
        if let refusal = overtaken(by: nil, at: now) { return .refuse(refusal) }
        switch state {
        case .awaitingIdentifier, .awaitingCode:
            return .tellToWait(until: moment)
        case .awaitingSecond, .awaitingPassword:
            return .refuse(end(with: .lockedOut(until: moment)))
        case .completed:
            return .outOfOrder
        case .refused(let refusal):
            return .refuse(refusal)
        }
    }

    /// Ends the reset because the person left it, or said "it wasn't me" in the notice.
    ///
    /// - Returns: what it ended with; `nil` if the password was set before.
    package mutating func stopped(by refusal: Refusal = .abandoned) -> Refusal? {
        switch state {
        case .awaitingIdentifier, .awaitingCode, .awaitingSecond, .awaitingPassword: end(with: refusal)
        case .completed: nil
        case .refused(let earlier): earlier
        }
    }
}
