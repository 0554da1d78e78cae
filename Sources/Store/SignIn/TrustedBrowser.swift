package import Identity

/// A browser in which an account's second step is spared. Unlike ``KnownBrowserRecord``, what its cookie holds is worth a
/// step, so it is a secret of its own and lives for one purpose.
package struct TrustedBrowserRecord: Sendable, Hashable {
    package let id: TrustedBrowserID
    package let account: AccountID
    /// SHA-256 of the secret in the browser's cookie.
    package let secretHash: [UInt8]
    /// The browser and its address when it became trusted, for the person to recognise.
    package let source: ClientSource
    /// When the second step was given for it.
    package let trustedAt: Moment
    /// When it last spared one.
    package let lastUsedAt: Moment?
    package let expiresAt: Moment

    package init(
        id: TrustedBrowserID, account: AccountID, secretHash: [UInt8], source: ClientSource, trustedAt: Moment,
        lastUsedAt: Moment? = nil, expiresAt: Moment
    ) {
        self.id = id
        self.account = account
        self.secretHash = secretHash
        self.source = source
        self.trustedAt = trustedAt
        self.lastUsedAt = lastUsedAt
        self.expiresAt = expiresAt
    }

    init(_ row: Row) throws {
        id = try row["id"]
        account = try row["account"]
        secretHash = try row["secret_hash"]
        source = ClientSource(
            address: try row["address"],
            browser: BrowserDescription(name: try row["name"], platform: try row["platform"]))
        trustedAt = try row["trusted_at"]
        lastUsedAt = try row["last_used_at"]
        expiresAt = try row["expires_at"]
    }
}

extension ReadTransaction {
    /// What a secret is worth to this account: nothing to any other.
    package func trustedBrowser(
        secretHash: [UInt8], of account: AccountID, at now: Moment
    ) throws -> TrustedBrowserRecord? {
        try firstRow(
            """
            SELECT * FROM trusted_browser
             WHERE account = :account AND secret_hash = :hash AND expires_at > :now
            """, ["account": account, "hash": secretHash, "now": now]
        ).map(TrustedBrowserRecord.init)
    }

    /// The browsers that an account trusts, the newest first.
    package func trustedBrowsers(of account: AccountID, at now: Moment) throws -> [TrustedBrowserRecord] {
        try rows(
            """
            SELECT * FROM trusted_browser WHERE account = :account AND expires_at > :now
             ORDER BY trusted_at DESC, id
            """, ["account": account, "now": now]
        ).map(TrustedBrowserRecord.init)
    }
}

extension WriteTransaction {
    /// Trusts a browser. Beyond `limit` the ones that were trusted first make room.
    ///
    /// - Parameter former: the hash of the secret that the browser came with. What it was worth, to this account and to
    ///   others of the same browser, is moved to the new secret or gone: a secret that was planted is worth nothing, and
    ///   a browser holds one.
    package func trust(_ browser: TrustedBrowserRecord, inPlaceOf former: [UInt8]?, limit: Int) throws {
        guard try holdAccount(browser.account) != nil else {
            throw StoreFault.constraint("a trusted browser belongs to an account")
        }
        if let former {
            try change(
                "DELETE FROM trusted_browser WHERE account = :account AND secret_hash = :former",
                ["account": browser.account, "former": former])
            try change(
                "UPDATE trusted_browser SET secret_hash = :new WHERE secret_hash = :former",
                ["new": browser.secretHash, "former": former])
        }
        try change(
            """
            DELETE FROM trusted_browser WHERE id IN
              (SELECT id FROM trusted_browser WHERE account = :account ORDER BY trusted_at DESC, id
                LIMIT 1000 OFFSET :kept)
            """, ["account": browser.account, "kept": limit - 1])
        try change(
            """
            INSERT INTO trusted_browser
                   (id, account, secret_hash, name, platform, address, trusted_at, last_used_at, expires_at)
            VALUES (:id, :account, :hash, :name, :platform, :address, :trusted, :used, :expires)
            """,
            [
                "id": browser.id, "account": browser.account, "hash": browser.secretHash,
                "name": browser.source.browser.name, "platform": browser.source.browser.platform,
                "address": browser.source.address.bounded(to: 64), "trusted": browser.trustedAt,
                "used": browser.lastUsedAt, "expires": browser.expiresAt,
            ])
    }

    /// Notes that a trusted browser has spared a step.
    package func used(trustedBrowser id: TrustedBrowserID, at now: Moment) throws {
        try change("UPDATE trusted_browser SET last_used_at = :now WHERE id = :id", ["id": id, "now": now])
    }

    /// Ends the trust in one browser of an account.
    package func distrust(_ id: TrustedBrowserID, of account: AccountID) throws -> Bool {
        try change(
            "DELETE FROM trusted_browser WHERE id = :id AND account = :account", ["id": id, "account": account]) == 1
    }

    /// Ends the trust in every browser of an account; returns how many there were.
    @discardableResult
    package func distrustAllBrowsers(of account: AccountID) throws -> Int {
        try change("DELETE FROM trusted_browser WHERE account = :account", ["account": account])
    }

    /// Notes that a known browser has been asked whether it shall be trusted.
    ///
    /// - Returns: `false` if it had been asked before.
    package func offerTrust(browser browserHash: [UInt8], of account: AccountID, at now: Moment) throws -> Bool {
        try change(
            """
            UPDATE known_browser SET trust_offered_at = :now
             WHERE account = :account AND browser_hash = :hash AND trust_offered_at IS NULL
            """, ["account": account, "hash": browserHash, "now": now]) == 1
    }
}
