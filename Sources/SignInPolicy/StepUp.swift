package import Identity

/// Fresh proof before a sensitive action of somebody who is signed in.
///
/// One proof, but one that a stolen session or an overlooked password does not give: where the account has a second
/// factor it is a second factor, never the password; e-mail never counts. It is bound to the session it was begun in,
/// and it gives that session nothing but time.
package struct StepUp: Sendable, Hashable, Codable {
    package let session: SessionID
    package let account: AccountID
    package let generation: Int64
    package let lifetime: Lifetime
    package private(set) var failures = 0
    package private(set) var state: State

    /// How far it has come.
    package enum State: Sendable, Hashable, Codable {
        /// Asks for a proof. Becomes `proven` or `refused`.
        case awaitingProof(WayChoice)
        /// The session is fresh. Final.
        case proven
        /// Final.
        case refused(Refusal)
    }

    /// Whether a proof given at `moment` still spares a new one (SESS-20). One from the future does not.
    package static func isFresh(provenAt moment: Moment, at now: Moment) -> Bool {
        Lifetime(from: moment, for: Limits.stepUpLife).holds(at: now)
    }

    /// Begins to ask. Is `refused` from the start if the account has nothing to prove with.
    package init(in session: SessionID, of shape: AccountShape, under rules: SignInRules, at now: Moment) {
        self.session = session
        account = shape.account
        generation = shape.factorGeneration
        lifetime = Lifetime(from: now, for: Limits.attemptLife)
        let best = WaysIn(of: shape, under: rules).freshProofs.best
        state = best.map { .awaitingProof($0.choice) } ?? .refused(.noWayLeft)
    }

    package var triesLeft: Int { max(0, Limits.triesPerStep - failures) }

    /// What the page asks for; `nil` once it has ended.
    package var choice: WayChoice? {
        switch state {
        case .awaitingProof(let choice): choice
        case .proven, .refused: nil
        }
    }

    /// What the page can offer now.
    package func menu(of shape: AccountShape, under rules: SignInRules) -> Menu {
        WaysIn(of: shape, under: rules).freshProofs
    }
}

// MARK: Events

extension StepUp {
    /// What the caller must do once another way has been chosen.
    package enum ChoiceOutcome: Sendable, Hashable {
        case ask(Offer)
        case notOffered
        case refuse(Refusal)
        case outOfOrder
    }

    /// Turns to another offer.
    ///
    /// - Parameter key: the ``Offer/key`` that the form sent.
    package mutating func otherWayChosen(
        _ key: String, in session: SessionID, of shape: AccountShape, under rules: SignInRules, at now: Moment
    ) -> ChoiceOutcome {
        if let refusal = overtaken(by: shape, at: now) { return .refuse(refusal) }
        switch state {
        case .awaitingProof:
            guard session == self.session, shape.account == account else { return .outOfOrder }
            guard let offer = menu(of: shape, under: rules).offer(keyed: key) else { return .notOffered }
            state = .awaitingProof(offer.choice)
            return .ask(offer)
        case .proven:
            return .outOfOrder
        case .refused(let refusal):
            return .refuse(refusal)
        }
    }

    /// What the caller must do with a proof that has just come in.
    package enum SubmissionOutcome: Sendable, Hashable {
        /// Admit it at the throttle of each of these, check it, and report the result.
        case check([Authenticator])
        case notOffered
        case refuse(Refusal)
        case outOfOrder
    }

    /// Says what to check a proof against, before anything is spent on it.
    package mutating func proofSubmitted(
        by method: Method, in session: SessionID, of shape: AccountShape, under rules: SignInRules, at now: Moment
    ) -> SubmissionOutcome {
        if let refusal = overtaken(by: shape, at: now) { return .refuse(refusal) }
        switch state {
        case .awaitingProof(let choice):
            guard session == self.session, shape.account == account else { return .outOfOrder }
            let offers = menu(of: shape, under: rules).offers.filter { $0.method == method }
            guard let offer = offers.first(where: { $0.choice == choice }) ?? offers.first else { return .notOffered }
            return .check(offer.authenticators.compactMap(shape.authenticator))
        case .proven:
            return .outOfOrder
        case .refused(let refusal):
            return .refuse(refusal)
        }
    }

    /// What the caller must do once a proof has been checked.
    package enum ProofOutcome: Sendable, Hashable {
        /// Note the proof's time in the session and give the session a new secret (SESS-02).
        case refresh(Proof, at: Moment)
        case askAgain(triesLeft: Int)
        case refuse(Refusal)
        case outOfOrder
    }

    /// Decides what a checked proof means.
    package mutating func proofChecked(
        _ check: ProofCheck, in session: SessionID, of shape: AccountShape, under rules: SignInRules, at now: Moment
    ) -> ProofOutcome {
        if let refusal = overtaken(by: shape, at: now) { return .refuse(refusal) }
        switch (state, check) {
        case (.awaitingProof, .passed(let proof)) where session == self.session && shape.account == account:
            guard WaysIn(of: shape, under: rules).isFreshProof(proof) else { return failed() }
            state = .proven
            return .refresh(proof, at: now)
        case (.awaitingProof, .failed) where session == self.session && shape.account == account:
            return failed()
        case (.awaitingProof, _), (.proven, _):
            return .outOfOrder
        case (.refused(let refusal), _):
            return .refuse(refusal)
        }
    }

    private mutating func failed() -> ProofOutcome {
        failures += 1
        guard triesLeft > 0 else {
            state = .refused(.tooManyFailures)
            return .refuse(.tooManyFailures)
        }
        return .askAgain(triesLeft: triesLeft)
    }

    /// Ends it if time or the account has overtaken it.
    private mutating func overtaken(by shape: AccountShape, at now: Moment) -> Refusal? {
        switch state {
        case .awaitingProof:
            let refusal: Refusal
            if !lifetime.holds(at: now) {
                refusal = .expired
            } else if shape.account == account && (shape.factorGeneration != generation || !shape.maySignIn) {
                refusal = .accountChanged
            } else {
                return nil
            }
            state = .refused(refusal)
            return refusal
        case .proven:
            return nil
        case .refused(let refusal):
            return refusal
        }
    }
}
