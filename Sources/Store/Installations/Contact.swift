package import Identity

// Proof of life. All of these are conditional changes of one row; none touches an installation that has ended.

extension WriteTransaction {
    /// Notes that an installation has signed something: it is there.
    ///
    /// - Parameter address: where it came from.
    /// - Returns: `false` if it has ended.
    @discardableResult
    package func contacted(installation id: AuthenticatorID, from address: String, at now: Moment) throws -> Bool {
        try change(
            """
            UPDATE installation SET last_contact_at = :now, last_address = :address, unanswered_since = NULL
             WHERE id = :id AND ended_at IS NULL
            """, ["id": id, "address": address.bounded(to: 64), "now": now]) == 1
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
    /// The one copy there is, as far as anybody can tell yet: the next link is in force.
    case alone
    /// The link was given to, or taken from, somebody else: the keys are in two places (DEV-09).
    case copied
    /// The installation has ended.
    case ended
}

extension WriteTransaction {
    /// Moves the heartbeat chain of an installation on by one link.
    ///
    /// The link that was given last is good, and so is the one before it, because an answer may get lost; but then the
    /// one given last is void. So two copies of the app void each other's links, and the next heartbeat of one of them
    /// shows it, while an app that never got its answer just goes on.
    ///
    /// After a restore the chain is empty and begins with whatever link comes first.
    /// - Parameters:
    ///   - link: the hash of the link that is shown.
    ///   - next: the hash of the one that is given for it.
    package func heartbeat(of id: AuthenticatorID, showing link: [UInt8], then next: [UInt8]) throws -> HeartbeatVerdict
    {
        let moved = try change(
            """
            UPDATE installation SET chain_previous = :link, chain_current = :next
             WHERE id = :id AND ended_at IS NULL
               AND (chain_current = :link OR chain_previous = :link OR chain_current IS NULL)
            """, ["id": id, "link": link, "next": next])
        if moved == 1 { return .alone }
        let alive = try number(
            "SELECT count(*) AS number FROM installation WHERE id = :id AND ended_at IS NULL", ["id": id])
        return alive == 0 ? .ended : .copied
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
