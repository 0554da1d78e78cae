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
        let enrolled = try authenticators(of: account.id, countedUnder: ThrottleKey.totalPrefix)
        return AccountShape(
            account: account.id, state: account.state,
            authenticators: enrolled.map(\.authenticator) + identifiers.compactMap { $0.mailbox(settings) },
            identifiers: identifiers.map(\.identifier),
            noticeAddress: identifiers.first(where: \.forNotices)?.identifier.email,
            factorGeneration: Int64(account.factorGeneration))
    }
}

extension EnrolledAuthenticator {
    /// The authenticator in the rules' terms: active, or disabled by too many failures (RATE-02).
    fileprivate var authenticator: Authenticator {
        Authenticator(
            id: id, kind: ruledKind, name: name,
            state: Throttle(total: Throttle.Counter(stored: failures)).isDisabled ? .disabled : .active)
    }

    private var ruledKind: Authenticator.Kind {
        switch kind {
        case .password(let standsAlone): .password(standsAlone: standsAlone)
        case .codeApp: .totpApp(place: .primaryDevice)
        case .backupCodes(let unspent): .backupCodes(remaining: unspent)
        }
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
