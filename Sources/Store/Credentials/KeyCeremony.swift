package import Identity

/// A question to an authenticator that waits for its answer: a challenge, given once, to one browser.
package struct KeyCeremonyRecord: Sendable, Hashable {
    package let id: KeyCeremonyID
    /// The session, sign-in or browser that it was given to; nothing else can answer it.
    package let owner: String
    /// What the answer is good for, in the caller's words.
    package let purpose: String
    package let challenge: [UInt8]
    package let createdAt: Moment
    package let expiresAt: Moment

    package init(
        id: KeyCeremonyID, owner: String, purpose: String, challenge: [UInt8], createdAt: Moment, expiresAt: Moment
    ) {
        self.id = id
        self.owner = owner
        self.purpose = purpose
        self.challenge = challenge
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    init(_ row: Row) throws {
        id = try row["id"]
        owner = try row["owner"]
        purpose = try row["purpose"]
        challenge = try row["challenge"]
        createdAt = try row["created_at"]
        expiresAt = try row["expires_at"]
    }
}

extension WriteTransaction {
    /// Begins a ceremony. Of one owner the newest few live, so that a page in a second tab doesn't end the first one's,
    /// and nobody fills the table from one browser.
    package func begin(_ ceremony: KeyCeremonyRecord, keeping limit: Int) throws {
        try change(
            """
            DELETE FROM key_ceremony WHERE owner = :owner AND id NOT IN
              (SELECT id FROM key_ceremony WHERE owner = :owner ORDER BY created_at DESC, id LIMIT :others)
            """, ["owner": ceremony.owner, "others": max(0, limit - 1)])
        try change(
            """
            INSERT INTO key_ceremony (id, owner, purpose, challenge, created_at, expires_at)
            VALUES (:id, :owner, :purpose, :challenge, :created, :expires)
            """,
            [
                "id": ceremony.id, "owner": ceremony.owner, "purpose": ceremony.purpose,
                "challenge": ceremony.challenge, "created": ceremony.createdAt, "expires": ceremony.expiresAt,
            ])
    }

    /// Ends a ceremony. The one caller who gets it may judge the answer; whatever comes of that, it is spent.
    package func spend(
        ceremony id: KeyCeremonyID, ownedBy owner: String, for purpose: String, at now: Moment
    ) throws -> KeyCeremonyRecord? {
        try firstRow(
            """
            DELETE FROM key_ceremony
             WHERE id = :id AND owner = :owner AND purpose = :purpose AND expires_at > :now RETURNING *
            """, ["id": id, "owner": owner, "purpose": purpose, "now": now]
        ).map(KeyCeremonyRecord.init)
    }
}
