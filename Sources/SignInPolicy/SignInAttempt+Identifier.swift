package import Identity

extension SignInAttempt {
    /// What the caller must do once somebody has typed an identifier.
    package enum IdentifierOutcome: Sendable, Hashable {
        case askFirst(Offer)
        case refuse(Refusal)
        /// Nothing happened: show the page of the step that the attempt is at.
        case outOfOrder
    }

    /// Names the account. Unknown identifiers come with a phantom and go on alike (product.md P-1).
    ///
    /// - Parameter isKnown: whether this person has signed in with this browser before.
    package mutating func identifierGiven(
        _ identifier: Identifier, of shape: AccountShape, inKnownBrowser isKnown: Bool = false,
        under rules: SignInRules, at now: Moment
    ) -> IdentifierOutcome {
        if let refusal = overtaken(by: shape, at: now) { return .refuse(refusal) }
        switch state {
        case .awaitingIdentifier:
            let menu = ways(of: shape, under: rules).firstSteps(for: identifier, inKnownBrowser: isKnown)
            guard let offer = menu.best else {
                return .refuse(end(with: .noWayLeft))
            }
            move(
                to: .awaitingFirst(
                    Named(
                        account: shape.account, identifier: identifier, generation: shape.factorGeneration,
                        choice: offer.choice, isKnownBrowser: isKnown)))
            return .askFirst(offer)
        case .awaitingFirst, .awaitingSecond, .awaitingAddress, .awaitingEnrolment, .signedIn:
            return .outOfOrder
        case .refused(let refusal):
            return .refuse(refusal)
        }
    }

    /// What the caller must do once a proof has named the account.
    package enum DiscoveryOutcome: Sendable, Hashable {
        case grantSession(Grant)
        /// The account's app has named it and is not enough alone: its password comes next.
        case askFirst(Offer)
        case askAgain(triesLeft: Int)
        case refuse(Refusal)
        case outOfOrder
    }

    /// Takes a proof that came without an identifier: a discoverable passkey, a scanned QR (product.md P-5, P-6).
    ///
    /// - Parameter shape: of the account that the proof belongs to; `nil` if the check failed.
    package mutating func discovered(
        _ check: ProofCheck, of shape: AccountShape?, under rules: SignInRules, at now: Moment
    ) -> DiscoveryOutcome {
        if let refusal = overtaken(by: shape, at: now) { return .refuse(refusal) }
        switch (state, check) {
        case (.awaitingIdentifier, .passed(let proof)):
            guard let shape, shape.maySignIn else { return discoveryFailed() }
            return discovered(proof, of: shape, with: ways(of: shape, under: rules), at: now)
        case (.awaitingIdentifier, .failed):
            return discoveryFailed()
        case (.awaitingFirst, _), (.awaitingSecond, _), (.awaitingAddress, _), (.awaitingEnrolment, _), (.signedIn, _):
            return .outOfOrder
        case (.refused(let refusal), _):
            return .refuse(refusal)
        }
    }

    private mutating func discovered(
        _ proof: Proof, of shape: AccountShape, with ways: WaysIn, at now: Moment
    ) -> DiscoveryOutcome {
        if case .complete(let assurance) = ways.judge(first: proof), assurance.meets(requirement) {
            return .grantSession(grant(assurance, to: shape.account, for: [proof], at: now))
        }
        guard let password = ways.password(completing: proof) else { return discoveryFailed() }
        move(
            to: .awaitingFirst(
                Named(
                    account: shape.account, identifier: shape.chiefIdentifier, generation: shape.factorGeneration,
                    choice: password.choice, given: proof)))
        return .askFirst(password)
    }

    private mutating func discoveryFailed() -> DiscoveryOutcome {
        guard let triesLeft = countFailure() else { return .refuse(.tooManyFailures) }
        return .askAgain(triesLeft: triesLeft)
    }
}
