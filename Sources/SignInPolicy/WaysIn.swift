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
        shape.authenticators.contains { authenticator in
            guard authenticator.state != .pending else { return false }
            switch authenticator.kind {
            case .totpApp, .backupCodes, .passphrase, .passkey, .securityKey: return true
            case .installation(let installation): return installation.life != .pending
            case .phoneNumber: return rules.methods.contains(.smsCode)
            case .password, .emailAddress, .upstream: return false
            }
        }
    }

    /// One complete combination of proofs.
    package struct Way: Sendable, Hashable {
        package let first: Method
        /// `nil`: the first step is enough.
        package let second: Method?
        package let assurance: Assurance
        /// What has to be in hand for it.
        package let holdings: Set<Holding>
    }

    /// Every complete way in that the account has now, without regard to what a page would offer first.
    package var complete: [Way] {
        possibleProofs.flatMap { first -> [Way] in
            switch judge(first: first) {
            case .complete(let assurance):
                return [Way(first: first.method, second: nil, assurance: assurance, holdings: first.holdings)]
            case .needsSecondStep:
                return possibleProofs.compactMap { second in
                    guard case .complete(let assurance) = judge(first: first, second: second) else { return nil }
                    return Way(
                        first: first.method, second: second.method, assurance: assurance,
                        holdings: first.holdings.union(second.holdings))
                }
            case .needsEnrolment, .insufficient:
                return []
            }
        }
    }

    /// Every proof that somebody who holds everything could give now.
    private var possibleProofs: [Proof] {
        shape.authenticators.flatMap { authenticator in
            authenticator.methods.compactMap { method in
                guard unavailability(of: method, with: authenticator) == nil else { return nil }
                return shape.proof(by: method, with: authenticator.id, userVerified: authenticator.canVerifyUser)
            }
        }
    }
}

extension Authenticator {
    /// Whether it can check its user by itself.
    var canVerifyUser: Bool {
        switch kind {
        case .passkey: true
        case .installation(let installation): installation.appLock != .none
        case .password, .totpApp, .backupCodes, .passphrase, .securityKey, .phoneNumber, .emailAddress, .upstream:
            false
        }
    }
}
