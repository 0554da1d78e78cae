package import Identity

/// A session that an application is told the end of (OpenID Connect Back-Channel Logout 1.0).
package struct LogoutNoticeRecord: Sendable, Hashable {
    package let session: SessionID
    package let application: ApplicationID
    package let account: AccountID
    /// How often it was tried before.
    package let tries: Int

    package init(session: SessionID, application: ApplicationID, account: AccountID, tries: Int) {
        self.session = session
        self.application = application
        self.account = account
        self.tries = tries
    }
}

extension ReadTransaction {
    /// Whether there is a notice whose session is over: the look that costs no write.
    package func hasLogoutNotices(at now: Moment) throws -> Bool {
        try firstRow(
            """
            SELECT session FROM logout_notice
             WHERE next_try_at <= :now AND NOT EXISTS (
               SELECT 1 FROM session JOIN account ON account.id = session.account AND account.state = 'active'
                WHERE session.id = logout_notice.session AND session.idle_ends_at > :now AND session.ends_at > :now)
             LIMIT 1
            """, ["now": now]) != nil
    }
}

extension WriteTransaction {
    /// Notes that an application wants to hear of the end of a session. Noting it again changes nothing.
    package func willTell(
        _ application: ApplicationID, ofTheEndOf session: SessionID, of account: AccountID, at now: Moment
    ) throws {
        try change(
            """
            INSERT INTO logout_notice (session, application, account, tries, next_try_at)
            VALUES (:session, :application, :account, 0, :now) ON CONFLICT DO NOTHING
            """, ["session": session, "application": application, "account": account, "now": now])
    }

    /// Takes notices whose session is over, however it ended: nobody else gets them before `lease`.
    package func claimLogoutNotices(
        at now: Moment, until lease: Moment, limit: Int
    ) throws -> [LogoutNoticeRecord] {
        let due = try rows(
            """
            SELECT session, application FROM logout_notice
             WHERE next_try_at <= :now AND NOT EXISTS (
               SELECT 1 FROM session JOIN account ON account.id = session.account AND account.state = 'active'
                WHERE session.id = logout_notice.session AND session.idle_ends_at > :now AND session.ends_at > :now)
             ORDER BY next_try_at LIMIT :limit
            """, ["now": now, "limit": limit])
        return try due.compactMap { row in
            let session: SessionID = try row["session"]
            let application: ApplicationID = try row["application"]
            return try firstRow(
                """
                UPDATE logout_notice SET next_try_at = :lease, tries = tries + 1
                 WHERE session = :session AND application = :application AND next_try_at <= :now
                RETURNING account, tries
                """, ["session": session, "application": application, "now": now, "lease": lease]
            ).map { claimed in
                let tries: Int = try claimed["tries"]
                return LogoutNoticeRecord(
                    session: session, application: application, account: try claimed["account"], tries: tries - 1)
            }
        }
    }

    /// Tries a notice again later.
    package func postpone(_ notice: LogoutNoticeRecord, until next: Moment) throws {
        try change(
            "UPDATE logout_notice SET next_try_at = :next WHERE session = :session AND application = :application",
            ["session": notice.session, "application": notice.application, "next": next])
    }

    /// Closes a notice: the application has heard of it, or never will.
    package func close(_ notice: LogoutNoticeRecord) throws {
        try change(
            "DELETE FROM logout_notice WHERE session = :session AND application = :application",
            ["session": notice.session, "application": notice.application])
    }
}
