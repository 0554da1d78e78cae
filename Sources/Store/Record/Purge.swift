package import Identity

extension WriteTransaction {
    /// Forgets what has expired before `now`, at most `limit` rows of each kind, so that a purge never holds others up.
    ///
    /// Each statement asks for the end twice: once to choose rows, once more of each row as it is when the purge gets
    /// hold of it. What somebody renews meanwhile stays.
    ///
    /// - Parameter keepingMessages: how long closed messages stay readable.
    /// - Returns: how many rows went; call again while it is not 0.
    @discardableResult
    package func purgeExpired(
        at now: Moment, keepingMessages: Duration = .seconds(30 * 86_400), limit: Int = 500
    ) throws -> Int {
        let ended: Arguments = ["now": now, "limit": limit]
        // A spent link or code is kept for a day beyond its life: its mark outlasts a clock that goes back, and it
        // counts as issued.
        let dayAgo: Arguments = ["now": now - .seconds(86_400), "limit": limit]
        let old: Arguments = ["now": now - keepingMessages, "limit": limit]
        var purged = 0
        for statement in Self.purgesOfEnded { purged += try change(statement, ended) }
        for statement in Self.purgesOfMarks { purged += try change(statement, dayAgo) }
        // Long enough for a copy of the app that was put away to come back and hear why it is gone.
        purged += try change(
            """
            DELETE FROM installation WHERE ended_at <= :now AND has_vanished = 0 AND id IN
              (SELECT id FROM installation WHERE ended_at <= :now AND has_vanished = 0 LIMIT :limit)
            """, ["now": now - .seconds(180 * 86_400), "limit": limit])
        purged += try change(
            """
            DELETE FROM outbox WHERE state <> 'waiting' AND created_at <= :now AND id IN
              (SELECT id FROM outbox WHERE state <> 'waiting' AND created_at <= :now LIMIT :limit)
            """, old)
        // Counters that were looked at and never counted anything.
        purged += try change("DELETE FROM throttle WHERE state IS NULL")
        return purged
    }

    private static var purgesOfEnded: [SQL] {
        [
            """
            DELETE FROM attempt WHERE expires_at <= :now
               AND id IN (SELECT id FROM attempt WHERE expires_at <= :now LIMIT :limit)
            """,
            """
            DELETE FROM enrolment WHERE expires_at <= :now
               AND id IN (SELECT id FROM enrolment WHERE expires_at <= :now LIMIT :limit)
            """,
            """
            DELETE FROM session WHERE ends_at <= :now
               AND id IN (SELECT id FROM session WHERE ends_at <= :now LIMIT :limit)
            """,
            """
            DELETE FROM session WHERE idle_ends_at <= :now
               AND id IN (SELECT id FROM session WHERE idle_ends_at <= :now LIMIT :limit)
            """,
            """
            DELETE FROM throttle WHERE expires_at <= :now
               AND key IN (SELECT key FROM throttle WHERE expires_at <= :now LIMIT :limit)
            """,
            """
            DELETE FROM refusal WHERE expires_at <= :now
               AND help_code IN (SELECT help_code FROM refusal WHERE expires_at <= :now LIMIT :limit)
            """,
            """
            DELETE FROM trusted_browser WHERE expires_at <= :now
               AND id IN (SELECT id FROM trusted_browser WHERE expires_at <= :now LIMIT :limit)
            """,
            """
            DELETE FROM spent_nonce WHERE expires_at <= :now
               AND nonce IN (SELECT nonce FROM spent_nonce WHERE expires_at <= :now LIMIT :limit)
            """,
            """
            DELETE FROM scan_challenge WHERE expires_at <= :now
               AND id IN (SELECT id FROM scan_challenge WHERE expires_at <= :now LIMIT :limit)
            """,
            """
            DELETE FROM key_ceremony WHERE expires_at <= :now
               AND id IN (SELECT id FROM key_ceremony WHERE expires_at <= :now LIMIT :limit)
            """,
            """
            DELETE FROM authorization_request WHERE expires_at <= :now
               AND id IN (SELECT id FROM authorization_request WHERE expires_at <= :now LIMIT :limit)
            """,
            """
            DELETE FROM access_token WHERE expires_at <= :now
               AND token_hash IN (SELECT token_hash FROM access_token WHERE expires_at <= :now LIMIT :limit)
            """,
            // With its codes and refresh tokens, whose marks of being spent count for as long as it lives.
            """
            DELETE FROM application_grant WHERE ends_at <= :now
               AND id IN (SELECT id FROM application_grant WHERE ends_at <= :now LIMIT :limit)
            """,
            """
            DELETE FROM push_message WHERE expires_at <= :now
               AND id IN (SELECT id FROM push_message WHERE expires_at <= :now LIMIT :limit)
            """,
        ]
    }

    private static var purgesOfMarks: [SQL] {
        [
            """
            DELETE FROM pushed_request WHERE expires_at <= :now
               AND key_hash IN (SELECT key_hash FROM pushed_request WHERE expires_at <= :now LIMIT :limit)
            """,
            """
            DELETE FROM application_token WHERE expires_at <= :now
               AND token_hash IN (SELECT token_hash FROM application_token WHERE expires_at <= :now LIMIT :limit)
            """,
            """
            DELETE FROM device_request WHERE expires_at <= :now
               AND code_hash IN (SELECT code_hash FROM device_request WHERE expires_at <= :now LIMIT :limit)
            """,
            """
            DELETE FROM one_time_code WHERE expires_at <= :now
               AND id IN (SELECT id FROM one_time_code WHERE expires_at <= :now LIMIT :limit)
            """,
            """
            DELETE FROM link WHERE expires_at <= :now
               AND token_hash IN (SELECT token_hash FROM link WHERE expires_at <= :now LIMIT :limit)
            """,
            // An approval request counts against the day's allowance for as long as that.
            """
            DELETE FROM approval_request WHERE expires_at <= :now
               AND id IN (SELECT id FROM approval_request WHERE expires_at <= :now LIMIT :limit)
            """,
        ]
    }
}
