package import Identity
internal import SignInPolicy
internal import Store

/// Taking an invitation. The link has come by mail, so whoever holds it reads the mailbox.
package struct Invitations: Sendable {
    private let environment: Environment
    private let joining: Joining

    init(_ environment: Environment) {
        self.environment = environment
        joining = Joining(environment: environment)
    }

    /// What an invited person sees before they decide.
    package struct Invited: Sendable, Hashable {
        /// Where the invitation went.
        package let address: EmailAddress
        /// What the inviting administrator calls them; empty if only the address was said.
        package let name: String
        package let minimumPasswordLength: Int
    }

    /// The invitation behind a link, which stays unspent (OTP-21).
    ///
    /// - Returns: `nil` if it was taken before, has expired, or is no invitation.
    package func look(_ link: Secret<String>) async throws -> Invited? {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            let found = try transaction.link(
                tokenHash: TokenHash(link).bytes, for: LinkPurpose.invitation.rawValue, at: now)
            guard let id = found?.account, let account = try transaction.account(id), account.state == .invited,
                let address = try transaction.identifiers(of: id).lazy.compactMap(\.identifier.email).first
            else { return nil }
            return Invited(
                address: address, name: account.displayName == address.shown ? "" : account.displayName,
                minimumPasswordLength: Joining.passwordRule.minimumLength)
        }
    }

    /// Makes the account the person's own.
    package func take(
        _ link: Secret<String>, name: String, password: String, from client: Client
    ) async throws -> JoiningOutcome {
        guard let invited = try await look(link) else { return .gone }
        let (read, problems) = joining.read(name: name, password: password, addresses: [invited.address])
        guard let entry = read, problems.isEmpty else { return .rejected(problems) }
        let hash = try await joining.hash(entry)
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            let spent = try transaction.spendLink(
                tokenHash: TokenHash(link).bytes, for: LinkPurpose.invitation.rawValue, at: now)
            // An account that was closed or deleted since then takes its invitation with it.
            guard let account = spent?.account,
                try transaction.changeState(of: account, from: .invited, to: .active)
            else { return .gone }
            try transaction.setDisplayName(entry.name.text, of: account)
            try transaction.setLanguage(client.language, of: account)
            try transaction.record(
                AuditEntry(
                    .accountCreated, .succeeded, of: account, by: client, at: now, subject: invited.address.shown,
                    reason: "invitation"))
            return .joined(
                try joining.begin(
                    account, hash, standsAlone: entry.standsAlone, from: client, in: transaction, at: now))
        }
    }
}
