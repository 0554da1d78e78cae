package import Identity

extension SignInAttempt {
    /// What the caller must do once another way has been chosen.
    package enum ChoiceOutcome: Sendable, Hashable {
        case ask(Offer)
        /// It is not on the menu: show the menu again.
        case notOffered
        case refuse(Refusal)
        case outOfOrder
    }

    /// Turns to another offer of the current step.
    ///
    /// - Parameter key: the ``Offer/key`` that the form sent.
    package mutating func otherWayChosen(
        _ key: String, of shape: AccountShape, under rules: SignInRules, at now: Moment
    ) -> ChoiceOutcome {
        if let refusal = overtaken(by: shape, at: now) { return .refuse(refusal) }
        let offer = menu(of: shape, under: rules)?.offer(keyed: key)
        switch state {
        case .awaitingFirst(var named):
            guard named.account == shape.account else { return .outOfOrder }
            guard let offer else { return .notOffered }
            named.choice = offer.choice
            move(to: .awaitingFirst(named))
            return .ask(offer)
        case .awaitingSecond(var named, let first):
            guard named.account == shape.account else { return .outOfOrder }
            guard let offer else { return .notOffered }
            named.choice = offer.choice
            move(to: .awaitingSecond(named, first: first))
            return .ask(offer)
        case .awaitingIdentifier, .awaitingAddress, .awaitingEnrolment, .signedIn:
            return .outOfOrder
        case .refused(let refusal):
            return .refuse(refusal)
        }
    }

    /// What the caller must do with a proof that has just come in.
    package enum SubmissionOutcome: Sendable, Hashable {
        /// Admit it at the throttle of each of these, check it against those that are let through, and report the
        /// result. If none is let through, the attempt is ``held(until:at:)``.
        case check([Authenticator])
        /// Do work that costs as much, against nothing, count it at the throttle likewise, and report ``ProofCheck/failed``.
        case pretend([Authenticator])
        /// Not on the menu: nothing is checked and nothing counted.
        case notOffered
        case refuse(Refusal)
        case outOfOrder
    }

    /// Says what to check a proof against, before anything is spent on it.
    package mutating func proofSubmitted(
        by method: Method, of shape: AccountShape, under rules: SignInRules, at now: Moment
    ) -> SubmissionOutcome {
        if let refusal = overtaken(by: shape, at: now) { return .refuse(refusal) }
        switch state {
        case .awaitingFirst(let named), .awaitingSecond(let named, _):
            guard named.account == shape.account else { return .outOfOrder }
            let offers = (menu(of: shape, under: rules)?.offers ?? []).filter { $0.method == method }
            // Of several rows of one method, the one that was chosen; elsewhere all that the row stands for.
            guard let offer = offers.first(where: { $0.choice == named.choice }) ?? offers.first else {
                return .notOffered
            }
            let own = offered(by: offer, to: shape)
            guard shape.maySignIn, own.contains(where: { $0.state == .active }) else {
                return .pretend(own.isEmpty && method == .password ? [shape.standInPassword] : own)
            }
            return .check(own)
        case .awaitingAddress(let named, _):
            guard named.account == shape.account else { return .outOfOrder }
            guard method == .emailCode, let mailbox = shape.provenMailbox else { return .notOffered }
            return .check([mailbox])
        case .awaitingIdentifier, .awaitingEnrolment, .signedIn:
            return .outOfOrder
        case .refused(let refusal):
            return .refuse(refusal)
        }
    }

    /// The authenticators that an offer stands for. A first step offers a passkey to everybody and names none.
    private func offered(by offer: Offer, to shape: AccountShape) -> [Authenticator] {
        guard step == .first, offer.method == .passkey else {
            return offer.authenticators.compactMap(shape.authenticator)
        }
        return shape.authenticators.filter { $0.methods.contains(.passkey) }
    }
}
