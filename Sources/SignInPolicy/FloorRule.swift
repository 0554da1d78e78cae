package import Identity

/// Never locked out (product.md §4.5): what a change would leave an account with.
///
/// The floor: no change may leave an account without a complete way in. Above it: a change after which one single loss
/// would lock the person out is warned of, or refused if the policy says so.
package struct FloorRule: Sendable, Hashable {
    package let rules: SignInRules

    package init(under rules: SignInRules) {
        self.rules = rules
    }

    /// What somebody wants to take away.
    package enum Change: Sendable, Hashable {
        case removeAuthenticator(AuthenticatorID)
        /// The identifier with its mailbox or number.
        case removeIdentifier(Identifier)
        /// Every second factor, the backup codes included: afterwards the password signs in alone.
        case turnSecondStepOff
        /// Afterwards the app signs in alone (product.md P-4).
        case removePassword
        /// The app on this device asks nobody for a PIN any more.
        case dropAppLock(AuthenticatorID)
    }

    /// One thing that can happen.
    package enum Loss: Sendable, Hashable {
        case holding(Holding)
        /// The app is re-installed: the phone is there, its keys are not.
        case reinstalled(AuthenticatorID)
    }

    /// What the caller must do with the change.
    package enum Verdict: Sendable, Hashable {
        case allowed
        /// Allowed after a plain warning: each of these alone would lock the person out, and did not before.
        case warn([Loss])
        case refused(Reason)
    }

    /// Why a change is refused; each has a page text that says what to do instead.
    package enum Reason: Sendable, Hashable {
        case notFound
        /// It names the account; there must be one (product.md ID-4).
        case lastIdentifier
        /// Nothing would be left to get in by.
        case noWayIn
        /// The policy asks everybody for a second step.
        case secondStepRequired
        /// Only backup codes or a passphrase would be left as the second step of every day: add another second factor
        /// first, or turn the second step off.
        case onlyRecoveryLeft
        /// The password is too short to sign in alone: choose a longer one first.
        case passwordTooShortAlone
        /// No app with an app lock could take the password's place.
        case noLockedApp
        /// One loss would lock the person out afterwards: the policy refuses what would otherwise be warned of, or the
        /// change is one that has to leave a way back.
        case losesResilience([Loss])
    }
}

// MARK: Judging

extension FloorRule {
    /// Whether `change` may be made to an account.
    package func judge(_ change: Change, of shape: AccountShape) -> Verdict {
        guard let changed = shape.after(change, under: rules) else { return .refused(.notFound) }
        guard !changed.identifiers.isEmpty || shape.identifiers.isEmpty else { return .refused(.lastIdentifier) }
        // Notices and new passwords go by mail: the last address stays, whatever numbers there are.
        guard changed.identifiers.contains(where: \.isEmail) || !shape.identifiers.contains(where: \.isEmail) else {
            return .refused(.lastIdentifier)
        }
        if case .removePassword = change { return judgeRemovalOfPassword(from: changed) }
        if let reason = refusal(of: shape, becoming: changed) { return .refused(reason) }
        // By whatever name it goes.
        if changed.isPasswordless && !shape.isPasswordless { return judgeRemovalOfPassword(from: changed) }
        let losses = newlyFatalLosses(of: shape, becoming: changed)
        guard !losses.isEmpty else { return .allowed }
        return rules.resilience == .required ? .refused(.losesResilience(losses)) : .warn(losses)
    }

    /// Whether an administrator may make `changed` of an account.
    ///
    /// They take away what is dead or stolen, and the person is told: so a change after which only recovery is left, or
    /// one loss would be fatal, is theirs to make. The floor holds whoever asks, and so does the second step: it must
    /// not fall with the last factor and leave the password to open everything.
    package func judgeTaking(from shape: AccountShape, to changed: AccountShape) -> Verdict {
        guard getsIn(changed) || !getsIn(shape) else { return .refused(.noWayIn) }
        let before = WaysIn(of: shape, under: rules), after = WaysIn(of: changed, under: rules)
        guard after.hasSecondFactor || !before.hasSecondFactor else { return .refused(.secondStepRequired) }
        let losses = newlyFatalLosses(of: shape, becoming: changed)
        return losses.isEmpty ? .allowed : .warn(losses)
    }

    /// What comes of adding something.
    package enum Addition: Sendable, Hashable {
        case allowed
        /// With it each of these alone would lock the person out, and did not before: a recovery method that they leave
        /// alone has to come with it.
        case needsRecovery([Loss])
        /// It is kept for a bad day, and there is nothing yet for every day that it could stand in for.
        case onlyRecovery
    }

    /// Whether `coming` may begin to count: the second step is never turned on without a way back (product.md §4.5), and
    /// nothing is added that says of other things that they are in the same place.
    package func judge(adding coming: [Authenticator], to shape: AccountShape) -> Addition {
        let changed = shape.with(coming)
        if !WaysIn(of: shape, under: rules).hasSecondFactor, WaysIn(of: changed, under: rules).hasSecondFactor,
            everydayFactors(of: changed).isEmpty
        {
            return .onlyRecovery
        }
        guard keepsWays(WaysIn(of: shape, under: rules), becoming: WaysIn(of: changed, under: rules)) else {
            return .needsRecovery(losses(of: changed))
        }
        let losses = newlyFatalLosses(of: shape, becoming: changed)
        return losses.isEmpty ? .allowed : .needsRecovery(losses)
    }

    private func newlyFatalLosses(of shape: AccountShape, becoming changed: AccountShape) -> [Loss] {
        let losses = fatalLosses(of: changed)
        guard !losses.isEmpty else { return [] }
        let before = Set(fatalLosses(of: shape))
        return losses.filter { !before.contains($0) }
    }

    /// Stricter than the other changes: without a password everything hangs on devices, so a way in has to remain for
    /// each single loss, whatever the policy is content with (product.md §4.5).
    private func judgeRemovalOfPassword(from changed: AccountShape) -> Verdict {
        // A device that may well be dead is nothing to rely on.
        let relied = changed.without { $0.isDoubtful }
        let app = WaysIn(of: relied, under: rules).complete.first {
            $0.methods == [.approval] || $0.methods == [.appScan]
        }
        guard app != nil else { return .refused(.noLockedApp) }
        let losses = fatalLosses(of: relied)
        return losses.isEmpty ? .allowed : .refused(.losesResilience(losses))
    }

    private func refusal(of shape: AccountShape, becoming changed: AccountShape) -> Reason? {
        let before = WaysIn(of: shape, under: rules)
        let after = WaysIn(of: changed, under: rules)
        if before.hasSecondFactor {
            if !after.hasSecondFactor {
                if rules.secondStep == .required { return .secondStepRequired }
                if changed.authenticators.contains(where: { $0.kind == .password(standsAlone: false) }) {
                    return .passwordTooShortAlone
                }
            } else if everydayFactors(of: changed).isEmpty, !everydayFactors(of: shape).isEmpty {
                return .onlyRecoveryLeft
            }
        }
        return keepsWays(before, becoming: after) ? nil : .noWayIn
    }

    /// A way for bad days is no way for every day: whoever has one of those keeps one.
    private func keepsWays(_ before: WaysIn, becoming after: WaysIn) -> Bool {
        (getsIn(after) || !getsIn(before)) && (hasEverydayWay(after) || !hasEverydayWay(before))
    }

    /// Whether a person who holds everything gets in at all.
    package func getsIn(_ shape: AccountShape) -> Bool { getsIn(WaysIn(of: shape, under: rules)) }

    private func hasEverydayWay(_ ways: WaysIn) -> Bool {
        ways.leadsToEnrolment || ways.complete.contains { !$0.assurance.recovery }
    }

    private func getsIn(_ ways: WaysIn) -> Bool { !ways.complete.isEmpty || ways.leadsToEnrolment }
}

// MARK: Second factors

extension FloorRule {
    /// What turning the second step off takes away.
    package func secondFactors(of shape: AccountShape) -> [AuthenticatorID] {
        shape.authenticators.filter { $0.isSecondFactor(under: rules) }.map(\.id)
    }

    /// Second factors that are not spent by use and not kept for a bad day.
    private func everydayFactors(of shape: AccountShape) -> [AuthenticatorID] {
        let ways = WaysIn(of: shape, under: rules)
        return shape.authenticators.filter { authenticator in
            switch authenticator.kind {
            case .backupCodes, .passphrase: false
            case .password, .totpApp, .installation, .passkey, .securityKey, .phoneNumber, .emailAddress, .upstream:
                authenticator.isSecondFactor(under: rules)
                    && authenticator.methods.contains { ways.obstacle(to: $0, with: authenticator) == nil }
            }
        }.map(\.id)
    }

    /// Whether the second step is on and no recovery method lives apart from it: the person should save backup codes
    /// before anything else (product.md §4.5, resilience).
    package func lacksRecovery(_ shape: AccountShape) -> Bool {
        WaysIn(of: shape, under: rules).hasSecondFactor && !fatalLosses(of: shape).isEmpty
    }
}

extension Identifier {
    fileprivate var isEmail: Bool {
        switch self {
        case .email: true
        case .phone: false
        }
    }
}
