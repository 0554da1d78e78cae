package import Identity

// Proof of life. All of these are conditional changes of one row; none touches an installation that has ended.

extension WriteTransaction {
    /// Notes that an installation has signed something: it is there.
    ///
    /// - Returns: `false` if it has ended.
    @discardableResult
    package func contacted(installation id: AuthenticatorID, at now: Moment) throws -> Bool {
        try change(
            """
            UPDATE installation SET last_contact_at = :now, unanswered_since = NULL
             WHERE id = :id AND ended_at IS NULL
            """, ["id": id, "now": now]) == 1
    }

    /// Notes that a request has arrived at an installation, was shown or was answered there.
    @discardableResult
    package func received(installation id: AuthenticatorID, at now: Moment) throws -> Bool {
        try change(
            """
            UPDATE installation SET last_contact_at = :now, last_receipt_at = :now, unanswered_since = NULL
             WHERE id = :id AND ended_at IS NULL
            """, ["id": id, "now": now]) == 1
    }

    /// Notes that a request is on its way to an installation. The oldest one that stays without an answer counts.
    @discardableResult
    package func requestSent(to id: AuthenticatorID, at now: Moment) throws -> Bool {
        try change(
            """
            UPDATE installation SET unanswered_since = coalesce(unanswered_since, :now)
             WHERE id = :id AND ended_at IS NULL
            """, ["id": id, "now": now]) == 1
    }

    /// Notes that a person has approved something on an installation.
    @discardableResult
    package func approved(on id: AuthenticatorID, at now: Moment) throws -> Bool {
        try change(
            "UPDATE installation SET last_approval_at = :now WHERE id = :id AND ended_at IS NULL",
            ["id": id, "now": now]) == 1
    }
}

// MARK: What a copy gives away

/// What a link of the heartbeat chain says about the copy of the app that showed it.
package enum HeartbeatVerdict: Sendable, Hashable {
    /// The one copy there is: the next link is in force now, or was already when the answer got lost.
    case alone
    /// Somebody else has shown this link before, or it is none of the last two: the keys are in two places (DEV-09).
    case copied
    /// The installation has ended.
    case ended
}

extension WriteTransaction {
    /// Moves the heartbeat chain of an installation on by one link.
    ///
    /// The app makes the next link and keeps it before it shows it, so that a heartbeat whose answer is lost can be
    /// sent again as it was. A copy of the app makes another next link, and the second of the two is found out.
    ///
    /// After a restore the chain is empty and begins with whatever link comes first.
    /// - Parameters:
    ///   - link: the hash of the link in force.
    ///   - next: the hash of the one that follows.
    package func heartbeat(
        of id: AuthenticatorID, showing link: [UInt8], then next: [UInt8]
    ) throws -> HeartbeatVerdict {
        let moved =
            try change(
                """
                UPDATE installation SET chain_previous = :link, chain_current = :next
                 WHERE id = :id AND ended_at IS NULL AND (chain_current = :link OR chain_current IS NULL)
                """, ["id": id, "link": link, "next": next]) == 1
        if moved { return .alone }
        let row = try firstRow(
            "SELECT chain_current, chain_previous FROM installation WHERE id = :id AND ended_at IS NULL", ["id": id])
        guard let row else { return .ended }
        let (current, previous): ([UInt8]?, [UInt8]?) = (try row["chain_current"], try row["chain_previous"])
        return current == next && previous == link ? .alone : .copied
    }
}

// MARK: Replay

extension WriteTransaction {
    /// Spends the nonce of a signed request.
    ///
    /// - Parameters:
    ///   - sender: whose nonces it is one of: an installation's ID, or the key of one that is being enrolled.
    ///   - expiry: from when on the request would be refused for its age anyway.
    /// - Returns: `false` if it was spent before.
    package func spend(nonce: [UInt8], of sender: String, until expiry: Moment) throws -> Bool {
        try change(
            """
            INSERT INTO spent_nonce (sender, nonce, expires_at) VALUES (:sender, :nonce, :expiry)
            ON CONFLICT DO NOTHING
            """, ["sender": sender, "nonce": nonce, "expiry": expiry]) == 1
    }
}
