package import Identity

/// One signed-in browser.
package struct SessionRecord: Sendable, Hashable {
    package let id: SessionID
    package let account: AccountID
    /// SHA-256 of the token in the browser's cookie.
    package let tokenHash: [UInt8]
    /// How the person signed in, in the caller's encoding. Set once, by a completed ceremony (SESS-21).
    package let authentication: [UInt8]
    package let createdAt: Moment
    /// When the person last proved themselves in this session; step-up freshness counts from here.
    package let provenAt: Moment
    package let lastUsedAt: Moment
    /// The session is dead from this moment if it isn't used before.
    package let idleEndsAt: Moment
    /// The session is dead from this moment in any case.
    package let endsAt: Moment
    /// The browser and its address at sign-in, for the person to recognise.
    package let source: ClientSource

    package init(
        id: SessionID, account: AccountID, tokenHash: [UInt8], authentication: [UInt8], createdAt: Moment,
        provenAt: Moment, lastUsedAt: Moment, idleEndsAt: Moment, endsAt: Moment, source: ClientSource
    ) {
        self.id = id
        self.account = account
        self.tokenHash = tokenHash
        self.authentication = authentication
        self.createdAt = createdAt
        self.provenAt = provenAt
        self.lastUsedAt = lastUsedAt
        self.idleEndsAt = idleEndsAt
        self.endsAt = endsAt
        self.source = source
    }

    init(_ row: Row) throws {
        id = try row["id"]
        account = try row["account"]
        tokenHash = try row["token_hash"]
        authentication = try row["authentication"]
        createdAt = try row["created_at"]
        provenAt = try row["proven_at"]
        lastUsedAt = try row["last_used_at"]
        idleEndsAt = try row["idle_ends_at"]
        endsAt = try row["ends_at"]
        source = ClientSource(
            address: try row["address"],
            browser: BrowserDescription(name: try row["browser_name"], platform: try row["browser_platform"]))
    }
}

extension ReadTransaction {
    /// The live session that a token belongs to, with its account: what every signed-in request begins with.
    ///
    /// Sessions of accounts that don't sign in any more are not found (SESS-08).
    package func session(tokenHash: [UInt8], at now: Moment) throws -> (session: SessionRecord, account: AccountRecord)?
    {
        let found = try firstRow(
            """
            SELECT session.* FROM session JOIN account ON account.id = session.account
             WHERE token_hash = :hash AND idle_ends_at > :now AND ends_at > :now AND account.state = 'active'
            """, ["hash": tokenHash, "now": now])
        guard let session = try found.map(SessionRecord.init), let account = try account(session.account) else {
            return nil
        }
        return (session, account)
    }

    /// The live sessions of an account, the most recently used first.
    package func sessions(of account: AccountID, at now: Moment) throws -> [SessionRecord] {
        try rows(
            """
            SELECT * FROM session WHERE account = :account AND idle_ends_at > :now AND ends_at > :now
             ORDER BY last_used_at DESC, id
            """, ["account": account, "now": now]
        ).map(SessionRecord.init)
    }
}

extension WriteTransaction {
    /// Opens a session. If the account would then have more than `limit`, the ones that were opened first end.
    ///
    /// - Returns: the sessions that ended for it.
    @discardableResult
    package func open(_ session: SessionRecord, limit: Int = 48) throws -> [SessionRecord] {
        guard try holdAccount(session.account) != nil else {
            throw StoreFault.constraint("a session belongs to an account")
        }
        let ended = try rows(
            """
            DELETE FROM session WHERE id IN
              (SELECT id FROM session WHERE account = :account ORDER BY created_at DESC, id LIMIT 1000 OFFSET :kept)
            RETURNING *
            """, ["account": session.account, "kept": limit - 1]
        ).map(SessionRecord.init)
        try change(
            """
            INSERT INTO session
                   (id, account, token_hash, authentication, created_at, proven_at, last_used_at, idle_ends_at, ends_at,
                    address, browser_name, browser_platform)
            VALUES (:id, :account, :hash, :authentication, :created, :proven, :used, :idle, :ends, :address, :name,
                    :platform)
            """,
            [
                "id": session.id, "account": session.account, "hash": session.tokenHash,
                "authentication": session.authentication, "created": session.createdAt, "proven": session.provenAt,
                "used": session.lastUsedAt, "idle": session.idleEndsAt, "ends": session.endsAt,
                "address": session.source.address.bounded(to: 64),
                "name": session.source.browser.name, "platform": session.source.browser.platform,
            ])
        return ended
    }

    /// Notes a use and moves the idle end. A session that has ended is not revived.
    package func touch(_ session: SessionID, at now: Moment, idleEndsAt: Moment) throws -> Bool {
        try change(
            """
            UPDATE session SET last_used_at = :now, idle_ends_at = :idle
             WHERE id = :id AND idle_ends_at > :now AND ends_at > :now
            """,
            ["id": session, "now": now, "idle": idleEndsAt]) == 1
    }

    /// Gives a session a new token after fresh proof (step-up); the old token is dead (SESS-02).
    ///
    /// - Returns: `false` if the session doesn't have the old token any more, or has ended.
    package func renew(
        _ session: SessionID, from oldTokenHash: [UInt8], to newTokenHash: [UInt8], authentication: [UInt8],
        provenAt now: Moment
    ) throws -> Bool {
        try change(
            """
            UPDATE session SET token_hash = :new, authentication = :authentication, proven_at = :now
             WHERE id = :id AND token_hash = :old AND idle_ends_at > :now AND ends_at > :now
            """,
            ["id": session, "old": oldTokenHash, "new": newTokenHash, "authentication": authentication, "now": now])
            == 1
    }

    /// Ends one session of an account.
    package func end(_ session: SessionID, of account: AccountID) throws -> Bool {
        try change(
            "DELETE FROM session WHERE id = :id AND account = :account", ["id": session, "account": account]) == 1
    }

    /// Ends all sessions of an account but one.
    @discardableResult
    package func endOtherSessions(than session: SessionID, of account: AccountID) throws -> Int {
        try change(
            "DELETE FROM session WHERE account = :account AND id <> :id", ["id": session, "account": account])
    }

    /// Ends every session of an account, and everything that applications have of it; returns how many sessions there
    /// were.
    @discardableResult
    package func endAllSessions(of account: AccountID) throws -> Int {
        try revokeAllGrants(of: account)
        return try change("DELETE FROM session WHERE account = :account", ["account": account])
    }
}
