internal import Identity
internal import SignInPolicy
internal import Store

extension ReadTransaction {
    /// The account that an identifier names to a stranger.
    ///
    /// One that still waits for its owner has nothing to sign in with, and would show by that: to everybody but the
    /// holder of its invitation there is no such account (RATE-15).
    func account(namedBy identifier: Identifier) throws -> AccountRecord? {
        guard let account = try account(withIdentifier: identifier.canonical) else { return nil }
        switch account.state {
        case .invited, .unconfirmed: return nil
        case .active, .locked, .disabled, .closed: return account
        }
    }

    /// Everything about an account that the rules look at, as it is in this transaction.
    func shape(of account: AccountRecord, settings: ServiceSettings) throws -> AccountShape {
        let identifiers = try identifiers(of: account.id)
        return AccountShape(
            account: account.id, state: account.state,
            authenticators: try authenticators(of: account.id) + identifiers.compactMap { $0.mailbox(settings) },
            identifiers: identifiers.map(\.identifier),
            noticeAddress: identifiers.first(where: \.forNotices)?.identifier.email,
            factorGeneration: Int64(account.factorGeneration))
    }

    private func authenticators(of account: AccountID) throws -> [Authenticator] {
        var found: [Authenticator] = []
        if let password = try password(of: account) {
            found.append(
                Authenticator(
                    id: password.id, kind: .password(standsAlone: password.standsAlone),
                    state: try standing(of: password.id)))
        }
        for app in try codeApps(of: account) {
            found.append(
                Authenticator(
                    id: app.id, kind: .totpApp(place: .primaryDevice), name: app.name, state: try standing(of: app.id)))
        }
        if let codes = try backupCodes(of: account) {
            found.append(
                Authenticator(
                    id: codes.id, kind: .backupCodes(remaining: codes.unspent.count), state: try standing(of: codes.id))
            )
        }
        return found
    }

    /// Active, or disabled by too many failures (RATE-02).
    private func standing(of authenticator: AuthenticatorID) throws -> Authenticator.State {
        try totalFailures(of: authenticator).isDisabled ? .disabled : .active
    }
}

extension IdentifierRecord {
    /// The mailbox behind a verified address. It has the identifier's name: it comes and goes with it.
    fileprivate func mailbox(_ settings: ServiceSettings) -> Authenticator? {
        guard let address = identifier.email else { return nil }
        return Authenticator(
            id: AuthenticatorID(id.rawValue),
            kind: .emailAddress(address, isShared: settings.isGroupAddress(address)), name: address.shown)
    }
}

extension Identifier {
    var email: EmailAddress? {
        switch self {
        case .email(let address): address
        case .phone: nil
        }
    }
}
