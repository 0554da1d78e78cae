package import Identity

/// An access token that an application has in its own name, with no person behind it.
package struct OwnTokenRecord: Sendable, Hashable {
    package let application: ApplicationID
    package let scopes: String
    package let issuedAt: Moment
    package let expiresAt: Moment

    package init(application: ApplicationID, scopes: String, issuedAt: Moment, expiresAt: Moment) {
        self.application = application
        self.scopes = scopes
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
    }
}

extension ReadTransaction {
    /// The application's own token of that hash, while its time is not over.
    package func ownToken(hash: [UInt8], at now: Moment) throws -> OwnTokenRecord? {
        try firstRow(
            "SELECT * FROM application_token WHERE token_hash = :hash AND expires_at > :now",
            ["hash": hash, "now": now]
        ).map { row in
            OwnTokenRecord(
                application: try row["application"], scopes: try row["scopes"], issuedAt: try row["issued_at"],
                expiresAt: try row["expires_at"])
        }
    }
}

extension WriteTransaction {
    /// Keeps the hash of a token that an application gets in its own name.
    package func issue(_ token: OwnTokenRecord, hash: [UInt8]) throws {
        try change(
            """
            INSERT INTO application_token (token_hash, application, scopes, issued_at, expires_at)
            VALUES (:hash, :application, :scopes, :issued, :expires)
            """,
            [
                "hash": hash, "application": token.application, "scopes": token.scopes, "issued": token.issuedAt,
                "expires": token.expiresAt,
            ])
    }

    /// Ends a token that an application has in its own name. Another's is left alone.
    package func revoke(ownTokenHash hash: [UInt8], of application: ApplicationID) throws -> Bool {
        try change(
            "DELETE FROM application_token WHERE token_hash = :hash AND application = :application",
            ["hash": hash, "application": application]) == 1
    }
}
