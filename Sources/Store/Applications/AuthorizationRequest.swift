package import Identity

/// An application's request for sign-in that waits for the person to do something first.
package struct AuthorizationRequestRecord: Sendable, Hashable {
    package let id: AuthorizationRequestID
    package let application: ApplicationID
    /// What is asked, in the caller's encoding.
    package let content: [UInt8]
    package let createdAt: Moment
    package let expiresAt: Moment

    package init(
        id: AuthorizationRequestID, application: ApplicationID, content: [UInt8], createdAt: Moment, expiresAt: Moment
    ) {
        self.id = id
        self.application = application
        self.content = content
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    init(_ row: Row) throws {
        id = try row["id"]
        application = try row["application"]
        content = try row["content"]
        createdAt = try row["created_at"]
        expiresAt = try row["expires_at"]
    }
}

extension ReadTransaction {
    /// The request of that name while it waits; `nil` once it has been answered or is too old.
    package func authorizationRequest(
        _ id: AuthorizationRequestID, at now: Moment
    ) throws -> AuthorizationRequestRecord? {
        try firstRow(
            "SELECT * FROM authorization_request WHERE id = :id AND expires_at > :now", ["id": id, "now": now]
        ).map(AuthorizationRequestRecord.init)
    }
}

extension WriteTransaction {
    /// Keeps a request until the person has done what it takes.
    package func keep(_ request: AuthorizationRequestRecord) throws {
        try change(
            """
            INSERT INTO authorization_request (id, application, content, created_at, expires_at)
            VALUES (:id, :application, :content, :created, :expires)
            """,
            [
                "id": request.id, "application": request.application, "content": request.content,
                "created": request.createdAt, "expires": request.expiresAt,
            ])
    }

    /// Takes a request because it is answered now.
    ///
    /// - Returns: `false` if somebody else has answered it, or it is too old.
    package func spend(authorizationRequest id: AuthorizationRequestID, at now: Moment) throws -> Bool {
        try change(
            "DELETE FROM authorization_request WHERE id = :id AND expires_at > :now", ["id": id, "now": now]) == 1
    }
}
