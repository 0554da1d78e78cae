package import Identity

/// What one sign-in to an application has given it. Codes and tokens belong to one of these, and end with it.
package struct ApplicationGrantRecord: Sendable, Hashable {
    package let id: ApplicationGrantID
    package let account: AccountID
    package let application: ApplicationID
    /// The session that it came from.
    package let session: SessionID
    /// Whether it outlives that session.
    package let isOffline: Bool
    package let scopes: String
    /// How the person had signed in and what was asked, in the caller's encoding.
    package let content: [UInt8]
    package let createdAt: Moment
    package let endsAt: Moment

    package init(
        id: ApplicationGrantID, account: AccountID, application: ApplicationID, session: SessionID, isOffline: Bool,
        scopes: String, content: [UInt8], createdAt: Moment, endsAt: Moment
    ) {
        self.id = id
        self.account = account
        self.application = application
        self.session = session
        self.isOffline = isOffline
        self.scopes = scopes
        self.content = content
        self.createdAt = createdAt
        self.endsAt = endsAt
    }

    init(_ row: Row) throws {
        id = try row["id"]
        account = try row["account"]
        application = try row["application"]
        session = try row["session"]
        isOffline = try row["is_offline"]
        scopes = try row["scopes"]
        content = try row["content"]
        createdAt = try row["created_at"]
        endsAt = try row["ends_at"]
    }
}

extension ReadTransaction {
    /// A grant that still counts: its time is not over, the account signs in, and the session that it came from lives
    /// unless it was given to outlive that.
    package func liveGrant(_ id: ApplicationGrantID, at now: Moment) throws -> ApplicationGrantRecord? {
        try firstRow(
            """
            SELECT application_grant.* FROM application_grant
              JOIN account ON account.id = application_grant.account AND account.state = 'active'
             WHERE application_grant.id = :id AND application_grant.ends_at > :now
               AND (application_grant.is_offline = 1 OR EXISTS (
                 SELECT 1 FROM session WHERE session.id = application_grant.session
                    AND session.account = application_grant.account
                    AND session.idle_ends_at > :now AND session.ends_at > :now))
            """, ["id": id, "now": now]
        ).map(ApplicationGrantRecord.init)
    }
}

extension WriteTransaction {
    /// Keeps a new grant.
    package func give(_ grant: ApplicationGrantRecord) throws {
        guard try holdAccount(grant.account) != nil else {
            throw StoreFault.constraint("a grant belongs to an account")
        }
        try change(
            """
            INSERT INTO application_grant
                   (id, account, application, session, is_offline, scopes, content, created_at, ends_at)
            VALUES (:id, :account, :application, :session, :offline, :scopes, :content, :created, :ends)
            """,
            [
                "id": grant.id, "account": grant.account, "application": grant.application, "session": grant.session,
                "offline": grant.isOffline, "scopes": grant.scopes, "content": grant.content,
                "created": grant.createdAt, "ends": grant.endsAt,
            ])
    }

    /// Ends a grant with its whole family of codes and tokens.
    package func revoke(grant id: ApplicationGrantID) throws -> Bool {
        try change("DELETE FROM application_grant WHERE id = :id", ["id": id]) == 1
    }

    /// Ends everything that applications have of an account; returns how many grants there were.
    @discardableResult
    package func revokeAllGrants(of account: AccountID) throws -> Int {
        try change("DELETE FROM application_grant WHERE account = :account", ["account": account])
    }
}
