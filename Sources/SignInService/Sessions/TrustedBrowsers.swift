internal import Delivery
package import Identity
internal import SignInPolicy
package import Store

/// The browsers in which a person is spared the second step (product.md M-10): trusted after fresh proof, listed, and
/// distrusted at any time.
package struct TrustedBrowsers: Sendable {
    let environment: Environment

    init(_ environment: Environment) {
        self.environment = environment
    }

    private var rules: SignInRules { environment.settings.rules }

    /// What the person's page shows.
    package struct Standing: Sendable {
        /// The newest first.
        package let browsers: [TrustedBrowserRecord]
        /// The one that this request came from, if it is among them.
        package let thisOne: TrustedBrowserID?
        /// Whether this one may become trusted.
        package let mayTrust: Bool
    }

    /// The trusted browsers of the session's person.
    package func standing(of session: LiveSession, from client: Client) async throws -> Standing {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            let found = try transaction.trustedBrowsers(of: session.account, at: now)
            let thisOne = try transaction.trust(of: client, for: session.account, at: now)?.id
            return Standing(
                browsers: found.filter { BrowserTrust($0).holds(under: rules, at: now) }, thisOne: thisOne,
                mayTrust: try mayTrust(session, in: transaction, at: now))
        }
    }

    /// What came of the wish to trust a browser.
    package enum Answer: Sendable {
        /// The browser must be given its secret, to keep for as long.
        case trusted(secret: Secret<String>, life: Duration)
        /// The policy, the account or the way it was signed in to does not allow it.
        case notAllowed
    }

    /// For how long a browser would be trusted; `nil` if this one can't be.
    package func offer(to session: LiveSession) async throws -> Duration? {
        let now = environment.time.now()
        let isAllowed = try await environment.store.read { try mayTrust(session, in: $0, at: now) }
        return isAllowed ? rules.trustedBrowsers : nil
    }

    /// Trusts the browser of a session whose person has just proven themselves.
    package func trust(from client: Client, in session: LiveSession) async throws -> Answer {
        let now = environment.time.now()
        defer { environment.outbox.ring() }
        return try await environment.store.write { transaction in
            guard session.isFresh, let life = rules.trustedBrowsers,
                let account = try transaction.holdAccount(session.account),
                try mayTrust(session, in: transaction, at: now)
            else { return .notAllowed }
            let secret = environment.tokens.token()
            let browser = TrustedBrowserRecord(
                id: environment.tokens.id(), account: account.id, secretHash: TokenHash(secret).bytes,
                source: client.source, trustedAt: now, expiresAt: now + life)
            try transaction.trust(
                browser, inPlaceOf: client.trust.map { TokenHash($0).bytes }, limit: Limits.trustedBrowsers)
            try transaction.record(
                AuditEntry(
                    .browserTrusted, .succeeded, of: account.id, by: client, at: now, subject: browser.id.rawValue))
            try environment.tell(account, .browserTrusted(client.occasion(at: now)), in: transaction, at: now)
            return .trusted(secret: secret, life: life)
        }
    }

    /// Ends the trust in one browser. A name that is not one of the person's changes nothing (SESS-11).
    package func distrust(_ id: TrustedBrowserID, by session: LiveSession, from client: Client) async throws {
        let now = environment.time.now()
        try await environment.store.write { transaction in
            guard try transaction.distrust(id, of: session.account) else { return }
            try transaction.record(
                AuditEntry(
                    .browserDistrusted, .succeeded, of: session.account, by: client, at: now, subject: id.rawValue))
        }
    }

    /// Ends the trust in all of them.
    package func distrustAll(by session: LiveSession, from client: Client) async throws {
        let now = environment.time.now()
        try await environment.store.write { transaction in
            guard try transaction.distrustAllBrowsers(of: session.account) > 0 else { return }
            try transaction.record(
                AuditEntry(.browserDistrusted, .succeeded, of: session.account, by: client, at: now, reason: "all"))
        }
    }

    private func mayTrust(_ session: LiveSession, in transaction: any ReadTransaction, at now: Moment) throws -> Bool {
        guard let account = try transaction.account(session.account) else { return false }
        let shape = try transaction.shape(of: account, settings: environment.settings, at: now)
        return WaysIn(of: shape, under: rules).mayTrustBrowser(after: session.authentication.assurance)
    }
}

extension ReadTransaction {
    /// What the browser of a request has to show for this account; `nil` if nothing.
    func trust(of client: Client, for account: AccountID, at now: Moment) throws -> BrowserTrust? {
        guard let secret = client.trust else { return nil }
        return try trustedBrowser(secretHash: TokenHash(secret).bytes, of: account, at: now).map(BrowserTrust.init)
    }
}

extension BrowserTrust {
    fileprivate init(_ record: TrustedBrowserRecord) {
        self.init(id: record.id, account: record.account, since: record.trustedAt)
    }
}
