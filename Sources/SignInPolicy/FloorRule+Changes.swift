package import Identity

extension AccountShape {
    /// The account once `change` is made, whether or not it may be; `nil` if there is nothing to change.
    func after(_ change: FloorRule.Change, under rules: SignInRules) -> AccountShape? {
        switch change {
        case .removeAuthenticator(let id):
            guard let leaving = authenticator(id) else { return nil }
            let changed = without { $0.id == id }
            return leaving.isPrimary ? changed.withHeir : changed
        case .removeIdentifier(let identifier):
            guard identifiers.contains(identifier) else { return nil }
            return without(authenticators: { $0.isNamed(by: identifier) }, identifiers: { $0 == identifier })
        case .turnSecondStepOff:
            let factors = authenticators.filter { $0.isSecondFactor(under: rules) }
            return without(
                authenticators: { factors.contains($0) },
                identifiers: { identifier in factors.contains { $0.isNamed(by: identifier) } })
        case .removePassword:
            guard !isPasswordless else { return nil }
            return without { if case .password = $0.kind { true } else { false } }
        case .dropAppLock(let id):
            guard authenticator(id) != nil else { return nil }
            return replacing { old in
                old.id == id ? old.changing { $0.with(appLock: Installation.AppLock.none) } : old
            }
        }
    }

    /// The same account with more.
    package func with(_ coming: [Authenticator]) -> AccountShape {
        copy(authenticators: authenticators + coming, identifiers: identifiers)
    }

    /// The same account with other authenticators in the place of its own.
    func replacing(_ change: (Authenticator) -> Authenticator) -> AccountShape {
        copy(authenticators: authenticators.map(change), identifiers: identifiers)
    }

    /// The account once the liveliest of its other devices has become the primary one.
    private var withHeir: AccountShape {
        let living = authenticators.filter(\.countsAsDevice)
        guard let heir = living.first(where: { !$0.isDoubtful }) ?? living.first else { return self }
        return replacing { old in
            old.id == heir.id ? old.changing { $0.with(role: .primary) } : old
        }
    }
}

extension Installation {
    fileprivate func with(role: Role? = nil, appLock: AppLock? = nil) -> Installation {
        Installation(
            device: device, role: role ?? self.role, life: life, appLock: appLock ?? self.appLock, lastSeen: lastSeen)
    }
}

extension Authenticator {
    /// An app that may well be dead: it still turns the second step on, and nothing relies on it.
    var isDoubtful: Bool {
        guard case .installation(let installation) = kind else { return false }
        return installation.life == .doubtful
    }

    fileprivate var isPrimary: Bool {
        guard case .installation(let installation) = kind else { return false }
        return installation.role == .primary
    }

    /// Whether it is an app that can be asked at all.
    fileprivate var countsAsDevice: Bool {
        guard case .installation(let installation) = kind else { return false }
        switch installation.life {
        case .live, .quiet, .doubtful: return true
        case .pending, .gone: return false
        }
    }

    fileprivate func changing(_ change: (Installation) -> Installation) -> Authenticator {
        guard case .installation(let installation) = kind else { return self }
        return Authenticator(id: id, kind: .installation(change(installation)), name: name, state: state)
    }

    /// Whether it is the mailbox or number of `identifier`.
    fileprivate func isNamed(by identifier: Identifier) -> Bool {
        switch kind {
        case .emailAddress(let address, _): identifier == .email(address)
        case .phoneNumber(let number, _): identifier == .phone(number)
        case .password, .totpApp, .backupCodes, .passphrase, .installation, .passkey, .securityKey, .upstream: false
        }
    }
}
