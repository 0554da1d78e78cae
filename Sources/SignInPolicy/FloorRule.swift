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
        let changed: AccountShape
        switch change {
        case .removeAuthenticator(let id):
            guard shape.authenticator(id) != nil else { return .refused(.notFound) }
            changed = shape.without(authenticators: { $0.id == id })
        case .removeIdentifier(let identifier):
            guard shape.identifiers.contains(identifier) else { return .refused(.notFound) }
            guard shape.identifiers.count > 1 else { return .refused(.lastIdentifier) }
            // Notices and new passwords go by mail: the last address stays, whatever numbers there are.
            if case .email = identifier, !shape.identifiers.contains(where: { $0 != identifier && $0.isEmail }) {
                return .refused(.lastIdentifier)
            }
            changed = shape.without(authenticators: { $0.isNamed(by: identifier) }, identifiers: { $0 == identifier })
        case .turnSecondStepOff:
            let factors = secondFactors(of: shape)
            changed = shape.without(authenticators: { factors.contains($0.id) })
        case .removePassword:
            return judgeRemovalOfPassword(of: shape)
        case .dropAppLock(let id):
            guard shape.authenticator(id) != nil else { return .refused(.notFound) }
            changed = shape.droppingAppLock(of: id)
        }
        if let reason = refusal(of: shape, becoming: changed) { return .refused(reason) }
        let before = Set(fatalLosses(of: shape))
        let losses = fatalLosses(of: changed).filter { !before.contains($0) }
        guard !losses.isEmpty else { return .allowed }
        return rules.resilience == .required ? .refused(.losesResilience(losses)) : .warn(losses)
    }

    /// Stricter than the other changes: without a password everything hangs on devices, so a way in has to remain for
    /// each single loss, whatever the policy is content with (product.md §4.5).
    private func judgeRemovalOfPassword(of shape: AccountShape) -> Verdict {
        guard !shape.isPasswordless else { return .refused(.notFound) }
        // A device that may well be dead is nothing to rely on.
        let changed = shape.without { authenticator in
            switch authenticator.kind {
            case .password: true
            case .installation(let installation): installation.life == .doubtful
            case .totpApp, .backupCodes, .passphrase, .passkey, .securityKey, .phoneNumber, .emailAddress, .upstream:
                false
            }
        }
        let app = WaysIn(of: changed, under: rules).complete.first {
            $0.methods == [.approval] || $0.methods == [.appScan]
        }
        guard app != nil else { return .refused(.noLockedApp) }
        let losses = fatalLosses(of: changed)
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
        guard getsIn(after) || !getsIn(before) else { return .noWayIn }
        // A way for bad days is no way for every day: whoever has one of those keeps one.
        guard hasEverydayWay(after) || !hasEverydayWay(before) else { return .noWayIn }
        return nil
    }

    /// Whether a person who holds everything gets in at all.
    package func getsIn(_ shape: AccountShape) -> Bool { getsIn(WaysIn(of: shape, under: rules)) }

    private func hasEverydayWay(_ ways: WaysIn) -> Bool {
        ways.leadsToEnrolment || ways.complete.contains { !$0.assurance.recovery }
    }

    private func getsIn(_ ways: WaysIn) -> Bool { !ways.complete.isEmpty || ways.leadsToEnrolment }

    /// The losses that would each lock the person out, in a stable order.
    package func fatalLosses(of shape: AccountShape) -> [Loss] {
        let ways = WaysIn(of: shape, under: rules)
        let roads = ways.complete + ways.passwordResets
        guard !roads.isEmpty else { return [] }
        return losses(of: shape).filter { loss in !roads.contains { $0.survives(loss) } }
    }

    private func losses(of shape: AccountShape) -> [Loss] {
        var seen: Set<Loss> = []
        return shape.authenticators.flatMap { authenticator -> [Loss] in
            let holdings = shape.holdings(of: authenticator).map(Loss.holding)
            if case .installation = authenticator.kind { return holdings + [.reinstalled(authenticator.id)] }
            return holdings
        }.filter { seen.insert($0).inserted }
    }
}

// MARK: Second factors

extension FloorRule {
    /// What turning the second step off takes away.
    package func secondFactors(of shape: AccountShape) -> [AuthenticatorID] {
        shape.authenticators.filter { $0.isSecondFactor(under: rules) }.map(\.id)
    }

    /// Second factors that are not spent by use and not kept for a bad day.
    private func everydayFactors(of shape: AccountShape) -> [AuthenticatorID] {
        shape.authenticators.filter { authenticator in
            switch authenticator.kind {
            case .backupCodes, .passphrase: false
            case .password, .totpApp, .installation, .passkey, .securityKey, .phoneNumber, .emailAddress, .upstream:
                authenticator.isSecondFactor(under: rules) && authenticator.state == .active
            }
        }.map(\.id)
    }

    /// Whether the second step is on and no recovery method lives apart from it: the person should save backup codes
    /// before anything else (product.md §4.5, resilience).
    package func lacksRecovery(_ shape: AccountShape) -> Bool {
        WaysIn(of: shape, under: rules).hasSecondFactor && !fatalLosses(of: shape).isEmpty
    }
}

extension WaysIn.Way {
    fileprivate func survives(_ loss: FloorRule.Loss) -> Bool {
        switch loss {
        case .holding(let holding): !holdings.contains(holding)
        case .reinstalled(let id): !proofs.contains { $0.authenticator == id }
        }
    }
}

extension AccountShape {
    /// The same account once the app of that name asks nobody for a PIN any more.
    fileprivate func droppingAppLock(of id: AuthenticatorID) -> AccountShape {
        let changed = authenticators.map { authenticator in
            guard authenticator.id == id, case .installation(let old) = authenticator.kind else { return authenticator }
            let open = Installation(
                device: old.device, role: old.role, life: old.life, appLock: .none, lastSeen: old.lastSeen)
            return Authenticator(
                id: id, kind: .installation(open), name: authenticator.name, state: authenticator.state)
        }
        return AccountShape(
            account: account, state: state, authenticators: changed, identifiers: identifiers,
            noticeAddress: noticeAddress, factorGeneration: factorGeneration, approvalsStopped: approvalsStopped)
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

extension Authenticator {
    /// Whether it is the mailbox or number of `identifier`.
    fileprivate func isNamed(by identifier: Identifier) -> Bool {
        switch kind {
        case .emailAddress(let address, _): identifier == .email(address)
        case .phoneNumber(let number, _): identifier == .phone(number)
        case .password, .totpApp, .backupCodes, .passphrase, .installation, .passkey, .securityKey, .upstream: false
        }
    }
}
