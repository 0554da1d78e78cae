package import Identity

/// What came of a single-use code or token that somebody brought.
package enum Redemption<Value: Sendable & Hashable>: Sendable, Hashable {
    /// It is spent with this, and by nobody else.
    case redeemed(Value)
    /// It was spent before: somebody has a copy. What belongs to the grant can't be trusted any more.
    case replayed(ApplicationGrantID)
    /// There is none, or its time is over.
    case unknown
}

/// What an authorization code stands for.
package struct RedeemedCode: Sendable, Hashable {
    package let grant: ApplicationGrantID
    /// What it is tied to, in the caller's encoding.
    package let content: [UInt8]
}

/// An access token that still counts.
package struct AccessTokenRecord: Sendable, Hashable {
    package let grant: ApplicationGrantID
    package let scopes: String
    package let issuedAt: Moment
    package let expiresAt: Moment
}

extension ReadTransaction {
    /// The access token of that hash, while its time is not over. Whether its grant counts is for ``liveGrant(_:at:)``.
    package func accessToken(hash: [UInt8], at now: Moment) throws -> AccessTokenRecord? {
        try firstRow(
            "SELECT * FROM access_token WHERE token_hash = :hash AND expires_at > :now", ["hash": hash, "now": now]
        ).map { row in
            AccessTokenRecord(
                grant: try row["grant_id"], scopes: try row["scopes"], issuedAt: try row["issued_at"],
                expiresAt: try row["expires_at"])
        }
    }

    /// The grant of a refresh token that could be used now, and until when.
    package func refreshToken(
        hash: [UInt8], at now: Moment
    ) throws -> (grant: ApplicationGrantID, expiresAt: Moment)? {
        let row = try firstRow(
            """
            SELECT grant_id, expires_at FROM refresh_token
             WHERE token_hash = :hash AND expires_at > :now AND spent_at IS NULL
            """, ["hash": hash, "now": now])
        return try row.map { (grant: try $0["grant_id"], expiresAt: try $0["expires_at"]) }
    }
}

extension WriteTransaction {
    /// Keeps the hash of a code that is handed out.
    package func issue(
        codeHash: [UInt8], standingFor content: [UInt8], of grant: ApplicationGrantID, until end: Moment
    ) throws {
        try change(
            """
            INSERT INTO authorization_code (code_hash, grant_id, content, expires_at)
            VALUES (:hash, :grant, :content, :end)
            """, ["hash": codeHash, "grant": grant, "content": content, "end": end])
    }

    /// Spends a code.
    package func redeem(codeHash: [UInt8], at now: Moment) throws -> Redemption<RedeemedCode> {
        let spent = try firstRow(
            """
            UPDATE authorization_code SET spent_at = :now
             WHERE code_hash = :hash AND spent_at IS NULL AND expires_at > :now RETURNING grant_id, content
            """, ["hash": codeHash, "now": now])
        if let spent { return .redeemed(RedeemedCode(grant: try spent["grant_id"], content: try spent["content"])) }
        let known = try firstRow(
            "SELECT grant_id FROM authorization_code WHERE code_hash = :hash AND spent_at IS NOT NULL",
            ["hash": codeHash])
        return try known.map { .replayed(try $0["grant_id"]) } ?? .unknown
    }

    /// Keeps the hash of a refresh token that is handed out.
    package func issue(refreshHash: [UInt8], of grant: ApplicationGrantID, until end: Moment) throws {
        try change(
            "INSERT INTO refresh_token (token_hash, grant_id, expires_at) VALUES (:hash, :grant, :end)",
            ["hash": refreshHash, "grant": grant, "end": end])
    }

    /// Spends a refresh token.
    package func redeem(refreshHash: [UInt8], at now: Moment) throws -> Redemption<ApplicationGrantID> {
        let spent = try firstRow(
            """
            UPDATE refresh_token SET spent_at = :now
             WHERE token_hash = :hash AND spent_at IS NULL AND expires_at > :now RETURNING grant_id
            """, ["hash": refreshHash, "now": now])
        if let spent { return .redeemed(try spent["grant_id"]) }
        let known = try firstRow(
            "SELECT grant_id FROM refresh_token WHERE token_hash = :hash AND spent_at IS NOT NULL",
            ["hash": refreshHash])
        return try known.map { .replayed(try $0["grant_id"]) } ?? .unknown
    }

    /// Keeps the hash of an access token that is handed out.
    package func issue(
        accessHash: [UInt8], having scopes: String, of grant: ApplicationGrantID, at now: Moment, until end: Moment
    ) throws {
        try change(
            """
            INSERT INTO access_token (token_hash, grant_id, scopes, issued_at, expires_at)
            VALUES (:hash, :grant, :scopes, :now, :end)
            """, ["hash": accessHash, "grant": grant, "scopes": scopes, "now": now, "end": end])
    }

    /// Ends one access token. The others of its grant go on.
    package func revoke(accessHash: [UInt8]) throws -> Bool {
        try change("DELETE FROM access_token WHERE token_hash = :hash", ["hash": accessHash]) == 1
    }
}
