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
        /// It could be taken for an address that names another account (OTP-11).
        case looksTaken
    }

    /// Makes an account that waits for its owner, and sends them the link to it.
    ///
    /// The administrator vouches for the address, so it is the account's from now on. Inviting the same person again
    /// replaces the link and nothing else.
    package func invite(_ invitation: Invitation) async throws -> InvitationOutcome {
        let entry: EmailEntry
        do {
            entry = try EmailEntry(invitation.address)
        } catch {
            return .notAnAddress(error)
        }
        guard !environment.settings.isGroupAddress(entry.address) else { return .groupAddress }
        do {
            let token = environment.tokens.token()
            let now = environment.time.now()
            let account = try await environment.store.write { transaction in
                let account = try invitedAccount(invitation, at: entry, in: transaction, now)
                // As it was stored when they were first invited, not as it was typed now (OTP-10).
                let stored = try transaction.identifiers(of: account.id).compactMap(\.identifier.email)
                try send(
                    token, to: account, at: stored.first { $0 == entry.address } ?? entry.address, in: transaction, now)
                return account
            }
            environment.outbox.ring()
            return .invited(account.id, handed(token, until: now + Limits.invitationLife))
        } catch let obstacle as Obstacle {
            return obstacle.outcome
        }
    }

    /// What is in the way; thrown so that nothing of the invitation stays.
    private enum Obstacle: Error {
        case taken, looksTaken

        var outcome: InvitationOutcome {
            switch self {
            case .taken: .taken
            case .looksTaken: .looksTaken
            }
        }
    }

    /// The account that waits under this address already, or a new one.
    private func invitedAccount(
        _ invitation: Invitation, at entry: EmailEntry, in transaction: any WriteTransaction, _ now: Moment
    ) throws -> AccountRecord {
        let address = entry.address
        if let known = try transaction.account(withIdentifier: address.canonical) {
            guard known.state == .invited else { throw Obstacle.taken }
            return known
        }
        let look = entry.lookAlike
        let looksTaken = try transaction.looksTaken(
            skeleton: look.skeleton, otherThan: address.canonical, plainToo: !look.isPlain)
        guard !looksTaken else { throw Obstacle.looksTaken }
        let account = AccountRecord(
            id: environment.tokens.id(), state: .invited, role: invitation.role,
            displayName: invitation.name ?? address.shown, language: invitation.language, createdAt: now)
        try transaction.create(account)
        let isFree = try transaction.add(
            IdentifierRecord(
                id: environment.tokens.id(), account: account.id, identifier: .email(address), skeleton: look.skeleton,
                isPlain: look.isPlain, verifiedAt: now, forNotices: true))
        guard isFree else { throw Obstacle.taken }
        return account
    }

    private func send(
        _ token: Secret<String>, to account: AccountRecord, at address: EmailAddress,
        in transaction: any WriteTransaction, _ now: Moment
    ) throws {
        try transaction.killLinks(for: LinkPurpose.invitation.rawValue, of: account.id, at: now)
        try transaction.issue(
            LinkRecord(
                tokenHash: TokenHash(token).bytes, purpose: LinkPurpose.invitation.rawValue, account: account.id,
                createdAt: now, expiresAt: now + Limits.invitationLife))
        try environment.put(
            .invitation(token: token, from: nil, life: Limits.invitationLife),
            for: Outbox.Addressee(account: account.id, address: address, language: account.language),
            in: transaction, at: now)
        try transaction.record(AuditEntry(byConsole: .accountInvited, of: account.id, at: now, subject: address.shown))
    }
}
