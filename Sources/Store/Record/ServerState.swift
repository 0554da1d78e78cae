package import Identity

extension ReadTransaction {
    /// Counts restores. What was handed out under an older epoch (form tokens, cookies) is void.
    package func epoch() throws -> Int {
        try serverState("epoch").flatMap { Int($0) } ?? 0
    }

    /// Whether the first account has ever been made. Stays true when that account is gone (REC-25).
    package func setUpIsFinished() throws -> Bool {
        try serverState("set_up_finished_at") != nil
    }

    /// When this database was last restored from a backup, for the administrator to be told.
    package func restoredAt() throws -> Moment? {
        try serverState("restored_at").flatMap { Int64($0) }.map(Moment.init(millisecondsSinceEpoch:))
    }

    func serverState(_ name: String) throws -> String? {
        try firstRow("SELECT value FROM server_state WHERE name = :name", ["name": name])?["value"]
    }
}

extension WriteTransaction {
    /// Notes that the server has its first account. The one caller who gets `true` may make it.
    package func finishSetUp(at now: Moment) throws -> Bool {
        try claimServerState("set_up_finished_at", String(now.millisecondsSinceEpoch))
    }

    func setServerState(_ name: String, _ value: String) throws {
        try change(
            """
            INSERT INTO server_state (name, value) VALUES (:name, :value)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """, ["name": name, "value": value])
    }

    /// Sets a value that nobody has set before.
    func claimServerState(_ name: String, _ value: String) throws -> Bool {
        try change(
            "INSERT INTO server_state (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING",
            ["name": name, "value": value]) == 1
    }

    /// Forgets what has expired before `now`, at most `limit` rows of each kind, so that a purge never holds others up.
    ///
    /// - Parameter keepingMessages: how long closed messages stay readable.
    /// - Returns: how many rows went; call again while it is not 0.
    @discardableResult
    package func purgeExpired(
        at now: Moment, keepingMessages: Duration = .seconds(30 * 86_400), limit: Int = 500
    ) throws -> Int {
        let span: Arguments = ["now": now, "limit": limit]
        var purged = 0
        purged += try change(
            "DELETE FROM attempt WHERE id IN (SELECT id FROM attempt WHERE expires_at <= :now LIMIT :limit)", span)
        purged += try change(
            "DELETE FROM enrolment WHERE id IN (SELECT id FROM enrolment WHERE expires_at <= :now LIMIT :limit)", span)
        purged += try change(
            "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE ends_at <= :now LIMIT :limit)", span)
        purged += try change(
            "DELETE FROM session WHERE id IN (SELECT id FROM session WHERE idle_ends_at <= :now LIMIT :limit)", span)
        purged += try change(
            "DELETE FROM throttle WHERE key IN (SELECT key FROM throttle WHERE expires_at <= :now LIMIT :limit)", span)
        purged += try change(
            "DELETE FROM refusal WHERE help_code IN (SELECT help_code FROM refusal WHERE expires_at <= :now LIMIT :limit)",
            span)
        // A spent link or code is kept for a day beyond its life: it answers "was there one?" and counts issues.
        let dayAgo: Arguments = ["now": now - .seconds(86_400), "limit": limit]
        purged += try change(
            "DELETE FROM one_time_code WHERE id IN (SELECT id FROM one_time_code WHERE expires_at <= :now LIMIT :limit)",
            dayAgo)
        purged += try change(
            "DELETE FROM link WHERE token_hash IN (SELECT token_hash FROM link WHERE expires_at <= :now LIMIT :limit)",
            dayAgo)
        purged += try change(
            """
            DELETE FROM outbox WHERE id IN
              (SELECT id FROM outbox WHERE state <> 'waiting' AND created_at <= :now LIMIT :limit)
            """, ["now": now - keepingMessages, "limit": limit])
        return purged
    }
}
