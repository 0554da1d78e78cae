package import Identity

extension ReadTransaction {
    /// Mails for the administrator to read, newest first.
    package func outbox(limit: Int = 100) throws -> [OutboxMail] {
        try rows("SELECT * FROM outbox ORDER BY created_at DESC, id LIMIT :limit", ["limit": limit])
            .map { try OutboxMail($0, sealer: keys.sealer) }
    }

    package func mail(_ id: MailID) throws -> OutboxMail? {
        try firstRow("SELECT * FROM outbox WHERE id = :id", ["id": id])
            .map { try OutboxMail($0, sealer: keys.sealer) }
    }

    package func countWaitingMail() throws -> Int {
        try number("SELECT count(*) AS number FROM outbox WHERE state = 'waiting'")
    }

    /// When the next waiting mail is due; `nil` if none waits.
    package func nextMailDue() throws -> Moment? {
        try firstRow("SELECT min(next_try_at) AS due FROM outbox WHERE state = 'waiting'")?["due"] ?? nil
    }
}

extension WriteTransaction {
    /// Puts a mail into the outbox: it is sent if and only if the transaction commits.
    package func enqueue(_ mail: OutboxMail) throws {
        try change(
            """
            INSERT INTO outbox (id, kind, account, recipient_sealed, body_sealed, state, tries, created_at, next_try_at,
                                expires_at, last_refusal)
            VALUES (:id, :kind, :account, :recipient, :body, :state, 0, :created, :next, :expires, NULL)
            """,
            [
                "id": mail.id, "kind": mail.kind, "account": mail.account,
                "recipient": try keys.sealer.seal(
                    Array(mail.recipient.utf8), at: OutboxMail.place("recipient_sealed", mail.id)),
                "body": try keys.sealer.seal(mail.body.reveal(), at: OutboxMail.place("body_sealed", mail.id)),
                "state": mail.state, "created": mail.createdAt, "next": mail.nextTryAt, "expires": mail.expiresAt,
            ])
    }

    /// Takes due mails to send them. Nobody else gets them before `leaseEnds`; a mail whose sender died is due again
    /// then. So one may be sent twice, but none is lost. Other nodes pass over mails that one is taking.
    package func claimDueMail(limit: Int, leaseEnds: Moment, at now: Moment) throws -> [OutboxMail] {
        try rows(
            """
            UPDATE outbox SET tries = tries + 1, next_try_at = :lease
             WHERE id IN (SELECT id FROM outbox
                           WHERE state = 'waiting' AND next_try_at <= :now AND (expires_at IS NULL OR expires_at > :now)
                           ORDER BY next_try_at, id LIMIT :limit {skip locked})
            RETURNING *
            """, ["now": now, "lease": leaseEnds, "limit": limit]
        ).map { try OutboxMail($0, sealer: keys.sealer) }
    }

    /// Closes a mail that the caller has claimed. Only a kept mail keeps its body.
    ///
    /// - Returns: `false` if the claim has ended and somebody else may have the mail.
    package func settleMail(
        _ id: MailID, as state: OutboxMail.State, claimedUntil leaseEnds: Moment, refusal: String?, at now: Moment
    ) throws -> Bool {
        try change(
            """
            UPDATE outbox SET state = :state, last_refusal = :refusal, next_try_at = :now,
                   body_sealed = CASE WHEN :state = 'kept' THEN body_sealed ELSE NULL END
             WHERE id = :id AND state = 'waiting' AND next_try_at = :lease
            """,
            ["id": id, "state": state, "lease": leaseEnds, "refusal": refusal?.bounded(to: 500), "now": now]) == 1
    }

    /// Puts a claimed mail back after a try that failed.
    ///
    /// - Returns: `false` if the claim has ended and somebody else may have the mail.
    package func postponeMail(
        _ id: MailID, until next: Moment, claimedUntil leaseEnds: Moment, refusal: String
    ) throws -> Bool {
        try change(
            """
            UPDATE outbox SET next_try_at = :next, last_refusal = :refusal
             WHERE id = :id AND state = 'waiting' AND next_try_at = :lease
            """,
            ["id": id, "next": next, "lease": leaseEnds, "refusal": refusal.bounded(to: 500)]) == 1
    }

    /// Closes waiting mails that are worth nothing any more: a stale code is not sent.
    @discardableResult
    package func expireMail(at now: Moment) throws -> Int {
        try change(
            """
            UPDATE outbox SET state = 'expired', body_sealed = NULL, next_try_at = :now
             WHERE state = 'waiting' AND expires_at <= :now
            """, ["now": now])
    }

    /// Forgets mails that were closed before `limit`.
    @discardableResult
    package func purgeMail(settledBefore limit: Moment) throws -> Int {
        try change("DELETE FROM outbox WHERE state <> 'waiting' AND next_try_at < :limit", ["limit": limit])
    }
}
