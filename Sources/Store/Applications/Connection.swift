package import Identity

/// An application that knows a person, for the person to see.
package struct ConnectionRecord: Sendable, Hashable {
    package let application: ApplicationID
    package let name: String
    package let scopes: String
    /// When they agreed to it; `nil` for an application that doesn't ask.
    package let agreedAt: Moment?
    /// When it last got something that still counts; `nil` for nothing.
    package let usedAt: Moment?
}

extension ReadTransaction {
    /// The applications that a person has agreed to or that have something of theirs, by name.
    package func connections(of account: AccountID, at now: Moment) throws -> [ConnectionRecord] {
        try rows(
            """
            SELECT application.id, application.name, consent.scopes, consent.given_at,
                   (SELECT max(application_grant.created_at) FROM application_grant
                     WHERE application_grant.account = :account AND application_grant.application = application.id
                       AND application_grant.ends_at > :now) AS used_at,
                   (SELECT application_grant.scopes FROM application_grant
                     WHERE application_grant.account = :account AND application_grant.application = application.id
                       AND application_grant.ends_at > :now
                     ORDER BY application_grant.created_at DESC LIMIT 1) AS given_scopes
              FROM application
              LEFT JOIN consent ON consent.application = application.id AND consent.account = :account
             WHERE consent.account IS NOT NULL OR EXISTS (
                   SELECT 1 FROM application_grant
                    WHERE application_grant.account = :account AND application_grant.application = application.id
                      AND application_grant.ends_at > :now)
             ORDER BY application.name, application.id
            """, ["account": account, "now": now]
        ).map { row in
            let agreed: String? = try row["scopes"]
            let given: String? = try row["given_scopes"]
            return ConnectionRecord(
                application: try row["id"], name: try row["name"], scopes: agreed ?? given ?? "",
                agreedAt: try row["given_at"], usedAt: try row["used_at"])
        }
    }
}
