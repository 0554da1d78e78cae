package import Identity

extension PasswordReset {
    /// What the caller must do once somebody has typed an identifier.
    package enum IdentifierOutcome: Sendable, Hashable {
        /// Show the code page. Send a code to this mailbox within the ``SendBudget``; `nil`: send nothing, and let
        /// nobody see the difference (RATE-20, REC-23).
        case askForCode(sendTo: Authenticator?)
        case refuse(Refusal)
        case outOfOrder
    }

    /// Names the account. Unknown ones come with a phantom and go on alike.
    package mutating func identifierGiven(
        _ identifier: Identifier, of shape: AccountShape, at now: Moment
    ) -> IdentifierOutcome {
        if let refusal = overtaken(by: shape, at: now) { return .refuse(refusal) }
        switch state {
        case .awaitingIdentifier:
            let mailbox = shape.resetMailbox(for: identifier)
            move(
                to: .awaitingCode(
                    Named(
                        account: shape.account, identifier: identifier, generation: shape.factorGeneration,
                        mailbox: mailbox?.id)))
            return .askForCode(sendTo: mailbox)
        case .awaitingCode, .awaitingSecond, .awaitingPassword, .completed:
            return .outOfOrder
        case .refused(let refusal):
            return .refuse(refusal)
        }
    }

    /// What the caller must do once the code has been checked.
    package enum CodeOutcome: Sendable, Hashable {
        case askSecond(Offer)
        case askPassword
        /// Ask whether the limit to networks shall be lifted.
        case askConfirmation
        case askAgain(triesLeft: Int)
        case refuse(Refusal)
        case outOfOrder
    }

    /// Decides what a checked code from the mailbox means.
    package mutating func codeChecked(
        _ check: ProofCheck, of shape: AccountShape, under rules: SignInRules, at now: Moment
    ) -> CodeOutcome {
        if let refusal = overtaken(by: shape, at: now) { return .refuse(refusal) }
        switch (state, check) {
        case (.awaitingCode(let named), .passed(let mail)) where named.account == shape.account:
            guard shape.maySignIn, mail.method == .emailCode, mail.authenticator == named.mailbox else {
                return codeFailed()
            }
            return mailboxProven(mail, of: named, with: WaysIn(of: shape, under: rules))
        case (.awaitingCode(let named), .failed) where named.account == shape.account:
            return codeFailed()
        case (.awaitingCode, _), (.awaitingIdentifier, _), (.awaitingSecond, _), (.awaitingPassword, _),
            (.completed, _):
            return .outOfOrder
        case (.refused(let refusal), _):
            return .refuse(refusal)
        }
    }

    private mutating func mailboxProven(_ mail: Proof, of named: Named, with ways: WaysIn) -> CodeOutcome {
        guard ways.resetTakesSecondStep else {
            move(to: .awaitingPassword(named, proofs: [mail]))
            return goal == .newPassword ? .askPassword : .askConfirmation
        }
        guard let offer = ways.secondSteps(after: mail).best else { return .refuse(end(with: .noWayLeft)) }
        move(to: .awaitingSecond(named, mail: mail, choice: offer.choice))
        return .askSecond(offer)
    }

    private mutating func codeFailed() -> CodeOutcome {
        guard let triesLeft = countFailure() else { return .refuse(.tooManyFailures) }
        return .askAgain(triesLeft: triesLeft)
    }

    /// What the caller must do once the second proof has been checked.
    package enum SecondOutcome: Sendable, Hashable {
        case askPassword
        /// Ask whether the limit to networks shall be lifted.
        case askConfirmation
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
        case (.awaitingSecond(let named, let mail, _), .passed(let second)) where named.account == shape.account:
            guard case .complete = WaysIn(of: shape, under: rules).judge(second: second, after: mail) else {
                return secondFailed()
            }
            move(to: .awaitingPassword(named, proofs: [mail, second]))
            return goal == .newPassword ? .askPassword : .askConfirmation
        case (.awaitingSecond(let named, _, _), .failed) where named.account == shape.account:
            return secondFailed()
        case (.awaitingSecond, _), (.awaitingIdentifier, _), (.awaitingCode, _), (.awaitingPassword, _),
            (.completed, _):
            return .outOfOrder
        case (.refused(let refusal), _):
            return .refuse(refusal)
        }
    }

    private mutating func secondFailed() -> SecondOutcome {
        guard let triesLeft = countFailure() else { return .refuse(.tooManyFailures) }
        return .askAgain(triesLeft: triesLeft)
    }

    /// What the caller must do with the new password.
    package enum PasswordOutcome: Sendable, Hashable {
        /// Set it under a new authenticator ID, end every session of the account, tell all addresses, in one
        /// transaction. Open no session: the person signs in next, with both steps.
        case setPassword(of: AccountID, standsAlone: Bool, proofs: [Proof])
        case askAgain(PasswordRule.Verdict)
        case refuse(Refusal)
        case outOfOrder
    }

    /// Decides what the new password means, once the rule has judged it.
    package mutating func passwordChosen(
        _ verdict: PasswordRule.Verdict, of shape: AccountShape, at now: Moment
    ) -> PasswordOutcome {
        if let refusal = overtaken(by: shape, at: now) { return .refuse(refusal) }
        guard goal == .newPassword || step == .refused else { return .outOfOrder }
        switch (state, verdict) {
        case (.awaitingPassword(let named, let proofs), .accepted(let standsAlone)) where named.account == shape.account:
            move(to: .completed)
            return .setPassword(of: named.account, standsAlone: standsAlone, proofs: proofs)
        case (.awaitingPassword(let named, _), .tooShort), (.awaitingPassword(let named, _), .tooLong),
            (.awaitingPassword(let named, _), .listed):
            return named.account == shape.account ? .askAgain(verdict) : .outOfOrder
        case (.awaitingPassword, _), (.awaitingIdentifier, _), (.awaitingCode, _), (.awaitingSecond, _),
            (.completed, _):
            return .outOfOrder
        case (.refused(let refusal), _):
            return .refuse(refusal)
        }
    }

    /// What the caller must do once the person has confirmed that the limit to networks shall be lifted.
    package enum ConfirmationOutcome: Sendable, Hashable {
        /// Lift it and tell all addresses, in one transaction. Open no session: the person signs in next.
        case liftLimit(of: AccountID, proofs: [Proof])
        case refuse(Refusal)
        case outOfOrder
    }

    /// Decides what a confirmation means.
    package mutating func confirmed(of shape: AccountShape, at now: Moment) -> ConfirmationOutcome {
        if let refusal = overtaken(by: shape, at: now) { return .refuse(refusal) }
        switch state {
        case .awaitingPassword(let named, let proofs):
            guard goal == .anyNetwork, named.account == shape.account else { return .outOfOrder }
            move(to: .completed)
            return .liftLimit(of: named.account, proofs: proofs)
        case .awaitingIdentifier, .awaitingCode, .awaitingSecond, .completed:
            return .outOfOrder
        case .refused(let refusal):
            return .refuse(refusal)
        }
    }
}

extension AccountShape {
    /// Where a code to reset the password goes: the stored address, never the one that was typed (OTP-10).
    fileprivate func resetMailbox(for identifier: Identifier) -> Authenticator? {
        guard maySignIn else { return nil }
        switch identifier {
        case .email(let typed):
            return authenticators.first { authenticator in
                guard case .emailAddress(let address, isShared: false) = authenticator.kind else { return false }
                return address == typed && authenticator.state == .active
            }
        case .phone:
            return provenMailbox
        }
    }
}
