package import Identity

// The road of an account that has no second factor and needs one: password, then a code to its mailbox, then a second
// factor enrolled and proven, then the session. There is no way around it: until then nothing but this attempt knows
// that the password was right, and a new attempt begins at the password again (FLOW-04).

extension SignInAttempt {
    /// What the caller must do once the code from the mailbox has been checked.
    package enum AddressOutcome: Sendable, Hashable {
        /// Begin an ``Enrolment`` that this attempt holds.
        case enrolSecondFactor
        case askAgain(triesLeft: Int)
        case refuse(Refusal)
        case outOfOrder
    }

    /// Decides what the code sent to the account's own mailbox means.
    package mutating func addressChecked(
        _ check: ProofCheck, of shape: AccountShape, at now: Moment
    ) -> AddressOutcome {
        if let refusal = overtaken(by: shape, at: now) { return .refuse(refusal) }
        switch (state, check) {
        case (.awaitingAddress(let named, let first), .passed(let proof)) where named.account == shape.account:
            guard proof.method == .emailCode, proof.authenticator == shape.provenMailbox?.id else {
                return addressFailed()
            }
            move(to: .awaitingEnrolment(named, first: first))
            return .enrolSecondFactor
        case (.awaitingAddress(let named, _), .failed) where named.account == shape.account:
            return addressFailed()
        case (.awaitingAddress, _), (.awaitingIdentifier, _), (.awaitingFirst, _), (.awaitingSecond, _),
            (.awaitingEnrolment, _), (.signedIn, _):
            return .outOfOrder
        case (.refused(let refusal), _):
            return .refuse(refusal)
        }
    }

    private mutating func addressFailed() -> AddressOutcome {
        guard let triesLeft = countFailure() else { return .refuse(.tooManyFailures) }
        return .askAgain(triesLeft: triesLeft)
    }

    /// What the caller must do when the person goes on with the enrolment.
    package enum ContinuationOutcome: Sendable, Hashable {
        /// Take the next step of the ``Enrolment``.
        case enrol
        case refuse(Refusal)
        case outOfOrder
    }

    /// Asked before each step of the enrolment: nothing is bound to an account that has changed meanwhile (FLOW-12).
    package mutating func enrolmentContinued(of shape: AccountShape, at now: Moment) -> ContinuationOutcome {
        if let refusal = overtaken(by: shape, at: now) { return .refuse(refusal) }
        switch state {
        case .awaitingEnrolment(let named, _):
            return named.account == shape.account ? .enrol : .outOfOrder
        case .awaitingIdentifier, .awaitingFirst, .awaitingSecond, .awaitingAddress, .signedIn:
            return .outOfOrder
        case .refused(let refusal):
            return .refuse(refusal)
        }
    }

    /// What the caller must do once the second factor is enrolled.
    package enum EnrolledOutcome: Sendable, Hashable {
        case grantSession(Grant)
        case refuse(Refusal)
        case outOfOrder
    }

    /// Completes the sign-in with the factor that was enrolled and proven under it.
    ///
    /// - Parameter shape: the account as it is with the new factor. Its generation is one more than this attempt's,
    ///   by this very enrolment; any other means that something else changed too.
    package mutating func secondFactorEnrolled(
        _ proof: Proof, of shape: AccountShape, under rules: SignInRules, at now: Moment
    ) -> EnrolledOutcome {
        if let refusal = overtaken(by: nil, at: now) { return .refuse(refusal) }
        switch state {
        case .awaitingEnrolment(let named, let first):
            guard named.account == shape.account else { return .outOfOrder }
            let expected = named.generation.addingReportingOverflow(1).partialValue
            guard shape.maySignIn, shape.factorGeneration == expected,
                case .complete(let assurance) = ways(of: shape, under: rules).judge(first: first, second: proof),
                assurance.meets(requirement)
            else { return .refuse(end(with: .accountChanged)) }
            return .grantSession(grant(assurance, to: named.account, for: [first, proof], at: now))
        case .awaitingIdentifier, .awaitingFirst, .awaitingSecond, .awaitingAddress, .signedIn:
            return .outOfOrder
        case .refused(let refusal):
            return .refuse(refusal)
        }
    }
}

// Who joins comes onto the same road further on: a link or a code has proven the mailbox, and the password is one that
// the person has chosen a moment ago. What is left is the second factor.

extension SignInAttempt {
    /// A sign-in of somebody who has just joined, at the enrolment of the second factor.
    ///
    /// - Parameter password: the proof of the password that was just set.
    /// - Returns: `nil` unless the account may sign in, has a mailbox of its own and has no second factor: an account
    ///   with one can't be entered without it (FLOW-24).
    package init?(joining shape: AccountShape, by password: Proof, under rules: SignInRules, startedAt now: Moment) {
        guard shape.maySignIn, let mailbox = shape.provenMailbox, let identifier = shape.identifier(of: mailbox),
            password.method == .password, shape.authenticator(password.authenticator)?.state == .active,
            !WaysIn(of: shape, under: rules).hasSecondFactor
        else { return nil }
        self.init(startedAt: now)
        let named = Named(
            account: shape.account, identifier: identifier, generation: shape.factorGeneration,
            choice: WayChoice(method: .emailCode, authenticators: [mailbox.id]))
        move(to: .awaitingEnrolment(named, first: password))
    }
}

extension AccountShape {
    /// The identifier that mail to this mailbox is addressed to.
    fileprivate func identifier(of mailbox: Authenticator) -> Identifier? {
        guard case .emailAddress(let address, _) = mailbox.kind else { return nil }
        return .email(address)
    }
}
