package import Addresses
internal import Delivery
package import Identity
internal import SignInPolicy
package import Store

extension Administration {
    /// Whom to invite, as the administrator says it.
    package struct Invitation: Sendable {
        package let address: String
        /// What people call them; the address if nothing is said.
        package let name: String?
        package let language: Language
        package let role: AccountRecord.Role

        package init(address: String, name: String?, language: Language, role: AccountRecord.Role) {
            self.address = address
            self.name = name
            self.language = language
            self.role = role
        }
    }

    /// What became of an invitation.
    package enum InvitationOutcome: Sendable {
        /// The mail is in the outbox; the same link can be handed over in person.
        case invited(AccountID, HandedLink)
        case notAnAddress(EmailRefusal)
        /// Several people read it (product.md ID-5).
        case groupAddress
        /// It names an account that is in use.
        case taken
    }

    /// Makes an account that waits for its owner, and sends them the link to it.
    ///
    /// The administrator vouches for the address, so it is the account's from now on. Inviting the same person again
    /// replaces the link and nothing else.
    package func invite(_ invitation: Invitation) async throws -> InvitationOutcome {
        let address: EmailAddress
        do {
            address = try EmailEntry(invitation.address).address
        } catch {
            return .notAnAddress(error)
        }
        guard !environment.settings.groupAddresses.contains(address) else { return .groupAddress }
        let token = environment.tokens.token()
        let now = environment.time.now()
        let expiry = now + Limits.invitationLife
        let invited = try await environment.store.write { transaction -> AccountID? in
            guard let account = try invitedAccount(invitation, at: address, in: transaction, now) else { return nil }
            try transaction.killLinks(for: LinkPurpose.invitation.rawValue, of: account.id, at: now)
            try transaction.issue(
                LinkRecord(
                    tokenHash: TokenHash(token).bytes, purpose: LinkPurpose.invitation.rawValue, account: account.id,
                    createdAt: now, expiresAt: expiry))
            try environment.put(
                .invitation(token: token, from: nil, life: Limits.invitationLife),
                for: Outbox.Addressee(account: account.id, address: address, language: account.language),
                in: transaction, at: now)
            try transaction.record(
                AuditEntry(byConsole: .accountInvited, of: account.id, at: now, subject: address.shown))
            return account.id
        }
        environment.outbox.ring()
        return invited.map { .invited($0, handed(token, until: expiry)) } ?? .taken
    }

    /// The account that waits under this address already, or a new one; `nil` if the address is in use.
    private func invitedAccount(
        _ invitation: Invitation, at address: EmailAddress, in transaction: any WriteTransaction, _ now: Moment
    ) throws -> AccountRecord? {
        if let known = try transaction.account(withIdentifier: address.canonical) {
            return known.state == .invited ? known : nil
        }
        let account = AccountRecord(
            id: environment.tokens.id(), state: .invited, role: invitation.role,
            displayName: invitation.name ?? address.shown, language: invitation.language, createdAt: now)
        try transaction.create(account)
        let isFree = try transaction.add(
            IdentifierRecord(
                id: environment.tokens.id(), account: account.id, identifier: .email(address), verifiedAt: now,
                forNotices: true))
        return isFree ? account : nil
    }
}
