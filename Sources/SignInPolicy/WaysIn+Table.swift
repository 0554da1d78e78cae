internal import Identity

// The rows of product.md §4.4, one question a function. `nil` means: nothing stands in the way.

extension WaysIn {
    /// Why `authenticator` proves nothing by `method`, whatever the step.
    func obstacle(to method: Method, with authenticator: Authenticator) -> Withheld.Reason? {
        guard authenticator.methods.contains(method) else { return .notEnrolled }
        guard rules.methods.contains(method) else { return .notAllowed }
        switch authenticator.kind {
        case .installation(let installation):
            switch installation.life {
            case .pending: return .pending
            case .gone: return .gone
            case .live, .quiet, .doubtful: break
            }
        case .emailAddress(_, isShared: true):
            return .sharedAddress
        case .password, .totpApp, .backupCodes, .passphrase, .passkey, .securityKey, .phoneNumber, .emailAddress,
            .upstream:
            break
        }
        switch authenticator.state {
        case .pending: return .pending
        case .disabled: return .disabled
        case .active: return nil
        }
    }

    /// Why `authenticator` should not be offered for `method` now, although a proof that is on its way would count.
    func unavailability(of method: Method, with authenticator: Authenticator) -> Withheld.Reason? {
        if let reason = obstacle(to: method, with: authenticator) { return reason }
        if method == .approval && shape.approvalsStopped { return .approvalsStopped }
        if case .backupCodes(remaining: ...0) = authenticator.kind { return .usedUp }
        return nil
    }

    /// Why a proof can't be the first step.
    func firstStepObstacle(_ method: Method, _ authenticator: Authenticator) -> Withheld.Reason? {
        switch method {
        case .password:
            return nil
        case .passkey:
            return aloneAssurance(of: method).meets(requirement) ? nil : .tooWeak
        case .smsCode where !rules.textsBeginSignIn:
            return .notAllowed
        case .emailCode, .smsCode, .upstream:
            return recoveryAssurance.meets(requirement) ? nil : .tooWeak
        case .approval, .appScan, .appCode:
            guard case .installation(let installation) = authenticator.kind else { return .notEnrolled }
            guard installation.appLock != .none else { return .noAppLock }
            if installation.role == .primary {
                guard shape.isPasswordless else { return .onlyPasswordless }
                // §4.4 names approval and QR for the primary device; a code, which a page that imitates ours could
                // pass on, takes a second step there. §5.2 allows it on a secondary device.
                guard method != .appCode else { return .neverFirst }
            } else {
                // Where there is a password the page asks for it first. Only a QR that the app has read, before anybody
                // was named, begins with the app there too.
                guard shape.isPasswordless || method == .appScan else { return .onlyPasswordless }
            }
            return aloneAssurance(of: method).meets(requirement) ? nil : .tooWeak
        case .securityKey, .totp, .backupCode, .passphrase:
            return .neverFirst
        }
    }

    /// Why a proof can't be the second step after `first`.
    func secondStepObstacle(_ method: Method, _ authenticator: Authenticator, after first: Proof) -> Withheld.Reason? {
        guard method != first.method else { return .sameMethod }
        switch method {
        case .password, .emailCode, .upstream:
            return .neverSecond
        case .approval, .appScan, .appCode:
            guard first.method == .password else { return .notAfter(first.method) }
        case .smsCode, .passkey, .securityKey, .totp, .backupCode, .passphrase:
            break
        }
        // The first proof carries what it depended on when it was given; the account says what the second does.
        let shared = first.holdings.intersection(shape.holdings(of: authenticator))
        guard shared.isEmpty else { return .sameHolding }
        return pairAssurance(first.method, method).meets(requirement) ? nil : .tooWeak
    }

    /// Whether a password signs in alone: no second factor, and nobody asks for more.
    func passwordIsEnough(_ password: Authenticator) -> Bool {
        guard case .password(standsAlone: true) = password.kind, rules.secondStep == .whenEnrolled else { return false }
        return Assurance(level: .one).meets(requirement)
    }

    /// What a first step that is complete by itself reaches.
    func aloneAssurance(of method: Method) -> Assurance {
        Assurance(level: .two, phishingResistant: method.resistsPhishing)
    }

    /// What two steps reach together.
    func pairAssurance(_ first: Method, _ second: Method) -> Assurance {
        guard first == .password else { return recoveryAssurance }
        // Two memories and nothing else: complete, but only as recovery.
        guard second != .passphrase else { return recoveryAssurance }
        return Assurance(level: .two, phishingResistant: second.resistsPhishing)
    }

    private var recoveryAssurance: Assurance { Assurance(level: .two, recovery: true) }
}
