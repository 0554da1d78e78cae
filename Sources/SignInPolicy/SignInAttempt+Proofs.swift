package import Identity

extension SignInAttempt {
    /// What the caller must do once a first proof has been checked.
    package enum FirstOutcome: Sendable, Hashable {
        case grantSession(Grant)
        case askSecond(Offer)
        /// A second factor must be enrolled; send a code to this mailbox first.
        case proveAddress(Authenticator)
        case askAgain(triesLeft: Int)
        case refuse(Refusal)
        case outOfOrder
    }

    /// Decides what a checked first proof means.
    ///
    /// For a phantom, and for an account that may not sign in, even a right proof is a wrong one (RATE-15).
    ///
    /// - Parameter trust: what the browser has shown to be trusted by, if it did.
    package mutating func firstChecked(
        _ check: ProofCheck, in trust: BrowserTrust? = nil, of shape: AccountShape, under rules: SignInRules,
        at now: Moment
    ) -> FirstOutcome {
        if let refusal = overtaken(by: shape, at: now) { return .refuse(refusal) }
        switch (state, check) {
        case (.awaitingFirst(let named), .passed(let proof)) where named.account == shape.account:
            guard shape.maySignIn else { return firstFailed() }
            return firstPassed(proof, by: named, in: trust, with: ways(of: shape, under: rules), at: now)
        case (.awaitingFirst(let named), .failed) where named.account == shape.account:
            return firstFailed()
        case (.awaitingFirst, _), (.awaitingIdentifier, _), (.awaitingSecond, _), (.awaitingAddress, _),
            (.awaitingEnrolment, _), (.signedIn, _):
            return .outOfOrder
        case (.refused(let refusal), _):
            return .refuse(refusal)
        }
    }

    private mutating func firstPassed(
        _ proof: Proof, by named: Named, in trust: BrowserTrust?, with ways: WaysIn, at now: Moment
    ) -> FirstOutcome {
        switch ways.judge(first: proof) {
        case .complete(let assurance):
            guard assurance.meets(requirement) else { return .refuse(end(with: .noWayLeft)) }
            return .grantSession(grant(assurance, to: named.account, for: [proof], at: now))
        case .needsSecondStep:
            if let given = named.given, case .complete(let assurance) = ways.judge(first: proof, second: given),
                assurance.meets(requirement)
            {
                return .grantSession(grant(assurance, to: named.account, for: [proof, given], at: now))
            }
            if let trust, let assurance = ways.judge(first: proof, in: trust, at: now) {
                return .grantSession(
                    grant(assurance, to: named.account, for: [proof], sparedBy: trust.id, at: now))
            }
            guard let offer = ways.secondSteps(after: proof).best else { return .refuse(end(with: .noWayLeft)) }
            var named = named
            named.choice = offer.choice
            move(to: .awaitingSecond(named, first: proof))
            return .askSecond(offer)
        case .needsEnrolment:
            guard let mailbox = ways.shape.provenMailbox else { return .refuse(end(with: .invitationNeeded)) }
            var named = named
            named.choice = WayChoice(method: .emailCode, authenticators: [mailbox.id])
            move(to: .awaitingAddress(named, first: proof))
            return .proveAddress(mailbox)
        case .insufficient:
            return firstFailed()
        }
    }

    private mutating func firstFailed() -> FirstOutcome {
        guard let triesLeft = countFailure() else { return .refuse(.tooManyFailures) }
        return .askAgain(triesLeft: triesLeft)
    }

    /// What the caller must do once a second proof has been checked.
    package enum SecondOutcome: Sendable, Hashable {
        case grantSession(Grant)
        case askAgain(triesLeft: Int)
        case refuse(Refusal)
        case outOfOrder
    }

    /// Decides what a checked second proof means.
    package mutating func secondChecked(
        _ check: ProofCheck, of shape: AccountShape, under rules: SignInRules, at now: Moment
    ) -> SecondOutcome {
        if let refusal = overtaken(by: shape, at: now) { return .refuse(refusal) }
        switch (state, check) {
        case (.awaitingSecond(let named, let first), .passed(let second)) where named.account == shape.account:
            guard case .complete(let assurance) = ways(of: shape, under: rules).judge(first: first, second: second),
                assurance.meets(requirement)
            else { return secondFailed() }
            return .grantSession(grant(assurance, to: named.account, for: [first, second], at: now))
        case (.awaitingSecond(let named, _), .failed) where named.account == shape.account:
            return secondFailed()
        case (.awaitingSecond, _), (.awaitingIdentifier, _), (.awaitingFirst, _), (.awaitingAddress, _),
            (.awaitingEnrolment, _), (.signedIn, _):
            return .outOfOrder
        case (.refused(let refusal), _):
            return .refuse(refusal)
        }
    }

    private mutating func secondFailed() -> SecondOutcome {
        guard let triesLeft = countFailure() else { return .refuse(.tooManyFailures) }
        return .askAgain(triesLeft: triesLeft)
    }
}
