internal import Delivery
package import Identity
internal import SignInPolicy
internal import Store

/// What an administrator does at the server's own terminal.
///
/// Whoever can run these commands can also read the master key, so they ask for no sign-in; every change says
/// `console` as its actor in the audit log.
package struct Administration: Sendable {
    let environment: Environment

    init(_ environment: Environment) {
        self.environment = environment
    }

    /// A link for one person, which is shown once: the database keeps a hash only.
    package struct HandedLink: Sendable {
        /// Where it leads, with the token in it.
        package let address: Secret<String>
        package let expiresAt: Moment
    }

    /// The link to the first account. A new one kills the one before.
    ///
    /// - Returns: `nil` once there has been a first account, for good, even if that account is gone (REC-25).
    package func makeSetUpLink() async throws -> HandedLink? {
        let token = environment.tokens.token()
        let now = environment.time.now()
        let expiry = now + Limits.setUpLinkLife
        let isMade = try await environment.store.write { transaction in
            guard try !transaction.setUpIsFinished() else { return false }
            try transaction.killLinks(for: LinkPurpose.setUp.rawValue, at: now)
            try transaction.issue(
                LinkRecord(
                    tokenHash: TokenHash(token).bytes, purpose: LinkPurpose.setUp.rawValue, createdAt: now,
                    expiresAt: expiry))
            try transaction.record(AuditEntry(byConsole: .setUpLinkMade, of: nil, at: now))
            return true
        }
        return isMade ? handed(token, until: expiry) : nil
    }

    /// The whole decision behind a help code that somebody read out.
    package func explain(_ code: HelpCode) async throws -> ExplainedRefusal? {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            try Refusals(environment: environment).find(code, in: transaction, at: now)
        }
    }

    func handed(_ token: Secret<String>, until expiry: Moment) -> HandedLink {
        HandedLink(address: environment.outbox.letterhead.address(handingOver: token), expiresAt: expiry)
    }
}

extension AuditEntry {
    /// An entry about something that was done at the server's own terminal.
    init(byConsole event: AuditEvent, of account: AccountID?, at now: Moment, subject: String? = nil) {
        self.init(
            at: now, event: event.rawValue, result: .succeeded, account: account, actor: "console", subject: subject)
    }
}
