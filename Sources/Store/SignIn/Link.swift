package import Identity

/// A link that was handed or sent to somebody: set-up, invitation. Its token has 256 bits; only the hash is kept.
package struct LinkRecord: Sendable {
    /// SHA-256 of the token in the link.
    package let tokenHash: [UInt8]
    /// What the link is for, in the caller's words. A link of another purpose is never found (ONCE-13).
    package let purpose: String
    package let account: AccountID?
    /// What the link carries, in the caller's encoding. In the database it is sealed.
    package let content: Secret<[UInt8]>
    package let createdAt: Moment
    package let expiresAt: Moment

    package init(
        tokenHash: [UInt8], purpose: String, account: AccountID? = nil, content: Secret<[UInt8]> = Secret([]),
        createdAt: Moment, expiresAt: Moment
    ) {
        self.tokenHash = tokenHash
        self.purpose = purpose
        self.account = account
        self.content = content
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    init(_ row: Row, sealer: Sealer) throws {
        tokenHash = try row["token_hash"]
        purpose = try row["purpose"]
        account = try row["account"]
        content = Secret(try sealer.open(try row["content_sealed"], at: Self.contentPlace(tokenHash)))
        createdAt = try row["created_at"]
        expiresAt = try row["expires_at"]
    }

    static func contentPlace(_ tokenHash: [UInt8]) -> Sealer.Place {
        Sealer.Place(table: "link", column: "content_sealed", row: String(describing: tokenHash))
    }
}

extension ReadTransaction {
    /// The live link that a token belongs to; looking at it spends nothing (OTP-21).
    package func link(tokenHash: [UInt8], for purpose: String, at now: Moment) throws -> LinkRecord? {
        try firstRow(
            """
            SELECT * FROM link
             WHERE token_hash = :hash AND purpose = :purpose AND spent_at IS NULL AND expires_at > :now
            """, ["hash": tokenHash, "purpose": purpose, "now": now]
        ).map { try LinkRecord($0, sealer: keys.sealer) }
    }

    /// A link that was spent or killed, for as long as it is remembered.
    package func spentLink(tokenHash: [UInt8], for purpose: String) throws -> LinkRecord? {
        try firstRow(
            "SELECT * FROM link WHERE token_hash = :hash AND purpose = :purpose AND spent_at IS NOT NULL",
            ["hash": tokenHash, "purpose": purpose]
        ).map { try LinkRecord($0, sealer: keys.sealer) }
    }
}

extension WriteTransaction {
    /// Keeps a link that is about to be handed out. Earlier ones stay good: see ``killLinks(for:of:at:)``.
    package func issue(_ link: LinkRecord) throws {
        try change(
            """
            INSERT INTO link (token_hash, purpose, account, content_sealed, created_at, expires_at, spent_at)
            VALUES (:hash, :purpose, :account, :content, :created, :expires, NULL)
            """,
            [
                "hash": link.tokenHash, "purpose": link.purpose, "account": link.account,
                "content": try keys.sealer.seal(
                    link.content.reveal(), at: LinkRecord.contentPlace(link.tokenHash)),
                "created": link.createdAt, "expires": link.expiresAt,
            ])
    }

    /// Spends a link. The one caller who gets it may do what it is for.
    ///
    /// - Returns: `nil` if it was spent before, has expired, or is for something else.
    package func spendLink(tokenHash: [UInt8], for purpose: String, at now: Moment) throws -> LinkRecord? {
        try firstRow(
            """
            UPDATE link SET spent_at = :now
             WHERE token_hash = :hash AND purpose = :purpose AND spent_at IS NULL AND expires_at > :now
            RETURNING *
            """, ["hash": tokenHash, "purpose": purpose, "now": now]
        ).map { try LinkRecord($0, sealer: keys.sealer) }
    }

    /// Kills the live links of a purpose: all of them, or those of one account.
    @discardableResult
    package func killLinks(for purpose: String, of account: AccountID? = nil, at now: Moment) throws -> Int {
        guard let account else {
            return try change(
                "UPDATE link SET spent_at = :now WHERE purpose = :purpose AND spent_at IS NULL",
                ["purpose": purpose, "now": now])
        }
        return try change(
            "UPDATE link SET spent_at = :now WHERE purpose = :purpose AND account = :account AND spent_at IS NULL",
            ["purpose": purpose, "account": account, "now": now])
    }
}
