package import Identity

/// A push that waits to be handed to the push service of one installation. Its content is an opaque ID and nothing else.
package struct PushMessage: Sendable, Hashable {
    package let id: String
    package let installation: AuthenticatorID
    /// What the app is told: the ID of the request to fetch.
    package let content: String
    /// A later message of the same topic takes the place of an earlier one, here and at the push service (RFC 8030 §5.4).
    package let topic: String
    /// How often sending was begun.
    package let tries: Int
    package let createdAt: Moment
    /// From when on it is worth nothing.
    package let expiresAt: Moment

    package init(
        id: String, installation: AuthenticatorID, content: String, topic: String, createdAt: Moment, expiresAt: Moment
    ) {
        self.id = id
        self.installation = installation
        self.content = content
        self.topic = topic
        tries = 0
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    init(_ row: Row) throws {
        id = try row["id"]
        installation = try row["installation"]
        content = try row["content"]
        topic = try row["topic"]
        tries = try row["tries"]
        createdAt = try row["created_at"]
        expiresAt = try row["expires_at"]
    }
}

extension ReadTransaction {
    /// When the next push is due; `nil` if none waits.
    package func nextPushDue() throws -> Moment? {
        try firstRow("SELECT min(next_try_at) AS due FROM push_message")?["due"] ?? nil
    }
}

extension WriteTransaction {
    /// Puts a push into the queue: it is sent if and only if the transaction commits. An earlier one of the same topic
    /// that waits is dropped.
    package func enqueue(_ push: PushMessage) throws {
        try change(
            "DELETE FROM push_message WHERE installation = :installation AND topic = :topic",
            ["installation": push.installation, "topic": push.topic])
        try change(
            """
            INSERT INTO push_message (id, installation, content, topic, tries, created_at, next_try_at, expires_at)
            VALUES (:id, :installation, :content, :topic, 0, :created, :created, :expires)
            """,
            [
                "id": push.id, "installation": push.installation, "content": push.content, "topic": push.topic,
                "created": push.createdAt, "expires": push.expiresAt,
            ])
    }

    /// Takes due pushes to send them. If the sender dies, they are due again at `retryAt`. Other nodes pass over
    /// pushes that one is taking; what has expired is dropped.
    package func claimPushes(dueAt now: Moment, limit: Int, retryAt: Moment) throws -> [PushMessage] {
        try change("DELETE FROM push_message WHERE expires_at <= :now", ["now": now])
        return try rows(
            """
            UPDATE push_message SET tries = tries + 1, next_try_at = :retry
             WHERE id IN (SELECT id FROM push_message WHERE next_try_at <= :now
                           ORDER BY next_try_at, id LIMIT :limit {skip locked})
            RETURNING *
            """, ["now": now, "retry": retryAt, "limit": limit]
        ).map(PushMessage.init)
    }

    /// Puts a push back after a try that failed.
    package func retry(push id: String, at next: Moment) throws {
        try change("UPDATE push_message SET next_try_at = :next WHERE id = :id", ["id": id, "next": next])
    }

    /// Removes a push that was taken by its push service, or never will be; `false` if it was gone.
    @discardableResult
    package func remove(push id: String) throws -> Bool {
        try change("DELETE FROM push_message WHERE id = :id", ["id": id]) == 1
    }
}
