package import Identity

/// What is enough to sign in to one account, what is offered next, and why the rest is not.
///
/// This is the table of product.md §4.4 as code. Whatever ends in a session asks it; there is no second copy.
package struct WaysIn: Sendable, Hashable {
    package let shape: AccountShape
    package let rules: SignInRules
    /// What the caller of this sign-in asks for beyond that.
    package let requirement: Assurance.Requirement

    package init(of shape: AccountShape, under rules: SignInRules, reaching requirement: Assurance.Requirement = .none)
    {
        self.shape = shape
        self.rules = rules
        self.requirement = requirement
    }
}

// MARK: What is enough

extension WaysIn {
    /// What a verified first proof is worth.
    package enum FirstVerdict: Sendable, Hashable {
        case complete(Assurance)
        case needsSecondStep
        /// The account has no second factor, and the password is not enough here.
        case needsEnrolment
        case insufficient(Withheld.Reason)
    }

    /// Judges a first proof, whether or not it would have been offered.
    package func judge(first: Proof) -> FirstVerdict {
        guard let authenticator = shape.authenticator(first.authenticator) else { return .insufficient(.notEnrolled) }
        if let reason = obstacle(to: first.method, with: authenticator)
            ?? firstStepObstacle(first.method, authenticator)
        {
            return .insufficient(reason)
        }
        switch first.method {
        case .passkey, .approval, .appScan, .appCode:
            guard first.userVerified else { return .insufficient(.userNotVerified) }
            return .complete(aloneAssurance(of: first.method))
        case .password:
            guard !hasSecondFactor else { return .needsSecondStep }
            return passwordIsEnough(authenticator) ? .complete(Assurance(level: .one)) : .needsEnrolment
        case .emailCode, .smsCode, .upstream:
            return .needsSecondStep
        case .securityKey, .totp, .backupCode, .passphrase:
            return .insufficient(.neverFirst)
        }
    }

    /// What two verified proofs are worth together.
    package enum PairVerdict: Sendable, Hashable {
        case complete(Assurance)
        case insufficient(Withheld.Reason)
    }

    /// Judges two proofs in the order in which they were given.
    package func judge(first: Proof, second: Proof) -> PairVerdict {
        guard case .needsSecondStep = judge(first: first) else { return .insufficient(.neverSecond) }
        return judge(second: second, after: first)
    }

    /// Judges a second proof after a first that has been found good for something.
    func judge(second: Proof, after first: Proof) -> PairVerdict {
        guard let authenticator = shape.authenticator(second.authenticator) else { return .insufficient(.notEnrolled) }
        if let reason = obstacle(to: second.method, with: authenticator)
            ?? secondStepObstacle(second.method, authenticator, after: first)
        {
            return .insufficient(reason)
        }
        return .complete(pairAssurance(first.method, second.method))
    }

    /// Whether the account has a second factor, usable just now or not.
    ///
    /// One that is disabled, doubtful or gone counts: losing a factor must not turn the second step off.
    package var hasSecondFactor: Bool {
        shape.authenticators.contains { $0.isSecondFactor(under: rules) }
    }

    /// Whether it has a second factor besides numbers. SMS is restricted: whoever may use it has something better at
    /// hand (NIST SP 800-63B-4 §3.2.9).
    package var hasUnrestrictedSecondFactor: Bool {
        shape.authenticators.contains { authenticator in
            if case .phoneNumber = authenticator.kind { return false }
            return authenticator.state == .active && authenticator.isSecondFactor(under: rules)
        }
    }
}

extension Authenticator {
    /// Whether it turns the second step on, usable just now or not.
    func isSecondFactor(under rules: SignInRules) -> Bool {
        guard state != .pending else { return false }
        switch kind {
        case .totpApp, .backupCodes, .passphrase, .passkey, .securityKey: return true
        case .installation(let installation): return installation.life != .pending
        case .phoneNumber: return rules.methods.contains(.smsCode)
        case .password, .emailAddress, .upstream: return false
        }
    }
}
