package import Identity

/// An application that people sign in to through this server.
package struct ApplicationRecord: Sendable, Hashable {
    package let id: ApplicationID
    /// What people read on the page that asks for their consent.
    package let name: String
    /// SHA-256 of its secret; `nil` for one that can't keep any.
    package let secretHash: [UInt8]?
    /// What is registered about it, in the caller's encoding.
    package let metadata: [UInt8]
    package let createdAt: Moment

    package init(id: ApplicationID, name: String, secretHash: [UInt8]?, metadata: [UInt8], createdAt: Moment) {
        self.id = id
        self.name = name
        self.secretHash = secretHash
        self.metadata = metadata
        self.createdAt = createdAt
    }

    init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        secretHash = try row["secret_hash"]
        metadata = try row["metadata"]
        createdAt = try row["created_at"]
    }
}

extension ReadTransaction {
    /// The application of that `client_id`; `nil` if there is none.
    package func application(_ id: ApplicationID) throws -> ApplicationRecord? {
        try firstRow("SELECT * FROM application WHERE id = :id", ["id": id]).map(ApplicationRecord.init)
    }

    /// All applications, the one that was registered first at the top.
    package func applications() throws -> [ApplicationRecord] {
        try rows("SELECT * FROM application ORDER BY created_at, id").map(ApplicationRecord.init)
    }

    /// The scopes that a person has let an application have, as one text; `nil` if they were never asked.
    package func consent(of account: AccountID, to application: ApplicationID) throws -> String? {
        try firstRow(
            "SELECT scopes FROM consent WHERE account = :account AND application = :application",
            ["account": account, "application": application])?["scopes"]
    }
}

extension WriteTransaction {
    /// Registers an application.
    package func register(_ application: ApplicationRecord) throws {
        try change(
            """
            INSERT INTO application (id, name, secret_hash, metadata, created_at)
            VALUES (:id, :name, :secret, :metadata, :created)
            """,
            [
                "id": application.id, "name": application.name, "secret": application.secretHash,
                "metadata": application.metadata, "created": application.createdAt,
            ])
    }

    /// Removes an application with everything that was ever given to it.
    ///
    /// - Returns: `false` if there is none.
    package func remove(application id: ApplicationID) throws -> Bool {
        try change("DELETE FROM application WHERE id = :id", ["id": id]) == 1
    }

    /// Remembers what a person lets an application have, in place of what it was before.
    package func consent(
        to application: ApplicationID, having scopes: String, by account: AccountID, at now: Moment
    ) throws {
        try change(
            """
            INSERT INTO consent (account, application, scopes, given_at) VALUES (:account, :application, :scopes, :now)
            ON CONFLICT (account, application) DO UPDATE SET scopes = excluded.scopes, given_at = excluded.given_at
            """, ["account": account, "application": application, "scopes": scopes, "now": now])
    }

    /// Takes back what a person has let an application have, with everything that came of it.
    ///
    /// - Returns: `false` if there was nothing.
    package func withdrawConsent(to application: ApplicationID, by account: AccountID) throws -> Bool {
        let given: Arguments = ["account": account, "application": application]
        let grants = try change(
            "DELETE FROM application_grant WHERE account = :account AND application = :application", given)
        let consents = try change(
            "DELETE FROM consent WHERE account = :account AND application = :application", given)
        return grants + consents > 0
    }
}
