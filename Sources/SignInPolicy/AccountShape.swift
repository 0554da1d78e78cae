package import Identity

/// The truth about one account that decisions are made from: loaded in the transaction that decides, never cached.
package struct AccountShape: Sendable, Hashable {
    package let account: AccountID
    package let state: AccountState
    /// Everything enrolled, mailboxes and numbers of verified identifiers included.
    package let authenticators: [Authenticator]
    /// The verified identifiers.
    package let identifiers: [Identifier]
    /// Where notices go first.
    package let noticeAddress: EmailAddress?
    /// Grows with every change of authenticators, so that conversations begun before it can be told.
    package let factorGeneration: Int64
    /// "It wasn't me" was said: no approval requests until a stronger sign-in (product.md §4.3).
    package let approvalsStopped: Bool
    /// Whether it may do more than its own pages: then no step is ever spared (FLOW-20).
    package let isAdministrator: Bool
    /// There is no such account; it only behaves like one.
    package let isPhantom: Bool

    package init(
        account: AccountID, state: AccountState, authenticators: [Authenticator], identifiers: [Identifier],
        noticeAddress: EmailAddress?, factorGeneration: Int64, approvalsStopped: Bool = false,
        isAdministrator: Bool = false
    ) {
        self.init(
            account: account, state: state, authenticators: authenticators, identifiers: identifiers,
            noticeAddress: noticeAddress, factorGeneration: factorGeneration, approvalsStopped: approvalsStopped,
            isAdministrator: isAdministrator, isPhantom: false)
    }

    private init(
        account: AccountID, state: AccountState, authenticators: [Authenticator], identifiers: [Identifier],
        noticeAddress: EmailAddress?, factorGeneration: Int64, approvalsStopped: Bool, isAdministrator: Bool,
        isPhantom: Bool
    ) {
        self.account = account
        self.state = state
        self.authenticators = authenticators
        self.identifiers = identifiers
        self.noticeAddress = noticeAddress
        self.factorGeneration = factorGeneration
        self.approvalsStopped = approvalsStopped
        self.isAdministrator = isAdministrator
        self.isPhantom = isPhantom
    }

    /// An account that does not exist, in the shape that most accounts have, so that it behaves like them.
    ///
    /// - Parameters:
    ///   - account: derived from the identifier under a secret key, so that it is the same each time.
    ///   - password: derived likewise; failures are counted under it.
    ///   - mailbox: derived likewise.
    ///   - isShared: whether the address is one that several people read, whoever asks.
    package static func phantom(
        account: AccountID, identifier: Identifier, password: AuthenticatorID, mailbox: AuthenticatorID,
        isShared: Bool = false
    ) -> AccountShape {
        var authenticators = [Authenticator(id: password, kind: .password(standsAlone: false))]
        switch identifier {
        case .email(let address):
            authenticators.append(Authenticator(id: mailbox, kind: .emailAddress(address, isShared: isShared)))
        case .phone(let number):
            authenticators.append(Authenticator(id: mailbox, kind: .phoneNumber(number, device: nil)))
        }
        return AccountShape(
            account: account, state: .active, authenticators: authenticators, identifiers: [identifier],
            noticeAddress: nil, factorGeneration: 0, approvalsStopped: false, isAdministrator: false,
            isPhantom: true)
    }
}

extension AccountShape {
    /// Whether a complete way in may end in a session. Who may not is answered like a phantom.
    package var maySignIn: Bool {
        switch state {
        case .active: !isPhantom
        case .invited, .unconfirmed, .locked, .disabled, .closed: false
        }
    }

    /// The device that a TOTP app is taken to live on.
    package var primaryDevice: DeviceID {
        for case .installation(let installation) in authenticators.map(\.kind)
        where installation.role == .primary && installation.life != .gone {
            return installation.device
        }
        return .assumedPhone
    }

    /// No password to begin with: the app takes its place (product.md P-4).
    package var isPasswordless: Bool {
        !authenticators.contains { authenticator in
            if case .password = authenticator.kind { authenticator.state != .pending } else { false }
        }
    }

    /// What a password that is typed for an account without one is counted against, so that its delays are those of any
    /// other account (RATE-15). It never matches.
    package var standInPassword: Authenticator {
        Authenticator(id: AuthenticatorID(account.rawValue), kind: .password(standsAlone: false))
    }

    /// The identifier that stands for the account where one is shown: the one for notices.
    package var chiefIdentifier: Identifier? {
        noticeAddress.map(Identifier.email).flatMap { identifiers.contains($0) ? $0 : nil } ?? identifiers.first
    }

    /// A verified mailbox that only this person reads: where notices go, if it is one.
    package var provenMailbox: Authenticator? {
        let own = authenticators.filter { authenticator in
            if case .emailAddress(_, isShared: false) = authenticator.kind {
                authenticator.state == .active
            } else {
                false
            }
        }
        let noticed = own.first { authenticator in
            if case .emailAddress(let address, _) = authenticator.kind { address == noticeAddress } else { false }
        }
        return noticed ?? own.first
    }

    /// The authenticator of that name, if it is one of this account.
    package func authenticator(_ id: AuthenticatorID) -> Authenticator? {
        authenticators.first { $0.id == id }
    }

    /// What has to be in hand to use `authenticator`.
    package func holdings(of authenticator: Authenticator) -> Set<Holding> {
        authenticator.holdings(primaryDevice: primaryDevice)
    }

    /// The proof that `authenticator` of this account has just been verified by `method`.
    ///
    /// `nil` if it is not one of this account, does not count, or can't prove by that method.
    package func proof(
        by method: Method, with authenticator: AuthenticatorID, userVerified: Bool = false
    ) -> Proof? {
        guard let found = self.authenticator(authenticator), found.state == .active, found.methods.contains(method)
        else { return nil }
        return Proof(
            method: method, authenticator: authenticator, holdings: holdings(of: found), userVerified: userVerified)
    }

    /// The same account after some of its authenticators and identifiers are gone.
    package func without(
        authenticators lost: (Authenticator) -> Bool, identifiers gone: (Identifier) -> Bool = { _ in false }
    ) -> AccountShape {
        copy(authenticators: authenticators.filter { !lost($0) }, identifiers: identifiers.filter { !gone($0) })
    }

    /// The same account holding something else.
    func copy(authenticators: [Authenticator], identifiers: [Identifier]) -> AccountShape {
        AccountShape(
            account: account, state: state, authenticators: authenticators, identifiers: identifiers,
            noticeAddress: noticeAddress, factorGeneration: factorGeneration, approvalsStopped: approvalsStopped,
            isAdministrator: isAdministrator, isPhantom: isPhantom)
    }
}
