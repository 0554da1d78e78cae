package import Identity

/// The server's record of one question to an installation.
package struct ApprovalRequestRecord: Sendable {
    package let id: ApprovalRequestID
    package let account: AccountID
    /// The conversation that waits for the answer, in the caller's words: an attempt, a session, an enrolment.
    package let owner: String
    /// The installation that was asked.
    package let installation: AuthenticatorID?
    /// What it is for, in the caller's words. `test` is the one that may be outstanding beside others.
    package let purpose: String
    /// The machine's state, in the caller's encoding.
    package var state: [UInt8]
    /// Whether it waits for an answer. An account has one such request besides tests.
    package var isOpen: Bool
    /// Counts the saves; a save names the version it was made from, so that of two parallel ones one is refused.
    package let version: Int
    /// What the browser shows and the person types; `nil` where nothing is typed. In the database it is sealed.
    package let number: Secret<String>?
    /// Part of what the installation signs.
    package let nonce: [UInt8]
    /// What the app shows about who asks, in the caller's encoding. In the database it is sealed.
    package let context: Secret<[UInt8]>
    package let createdAt: Moment
    package let expiresAt: Moment

    package init(
        id: ApprovalRequestID, account: AccountID, owner: String, installation: AuthenticatorID?, purpose: String,
        state: [UInt8], isOpen: Bool = true, number: Secret<String>?, nonce: [UInt8], context: Secret<[UInt8]>,
        createdAt: Moment, expiresAt: Moment
    ) {
        self.id = id
        self.account = account
        self.owner = owner
        self.installation = installation
        self.purpose = purpose
        self.state = state
        self.isOpen = isOpen
        version = 0
        self.number = number
        self.nonce = nonce
        self.context = context
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    init(_ row: Row, sealer: Sealer) throws {
        let id: ApprovalRequestID = try row["id"]
        self.id = id
        account = try row["account"]
        owner = try row["owner"]
        installation = try row["installation"]
        purpose = try row["purpose"]
        state = try row["state"]
        isOpen = try row["is_open"]
        version = try row["version"]
        let number: [UInt8]? = try row["number_sealed"]
        self.number = try number.map {
            Secret(String(decoding: try sealer.open($0, at: Self.place("number_sealed", id)), as: UTF8.self))
        }
        nonce = try row["nonce"]
        context = Secret(try sealer.open(try row["context_sealed"], at: Self.place("context_sealed", id)))
        createdAt = try row["created_at"]
        expiresAt = try row["expires_at"]
    }

    static func place(_ column: String, _ id: ApprovalRequestID) -> Sealer.Place {
        Sealer.Place(table: "approval_request", column: column, row: id.rawValue)
    }
}

extension ReadTransaction {
    /// The request of that ID, open or over.
    package func approvalRequest(_ id: ApprovalRequestID) throws -> ApprovalRequestRecord? {
        try firstRow("SELECT * FROM approval_request WHERE id = :id", ["id": id])
            .map { try ApprovalRequestRecord($0, sealer: keys.sealer) }
    }

    /// The newest request that a conversation has made; of two in one millisecond the one that is still open.
    package func approvalRequest(ownedBy owner: String) throws -> ApprovalRequestRecord? {
        try firstRow(
            "SELECT * FROM approval_request WHERE owner = :owner ORDER BY created_at DESC, is_open DESC, id LIMIT 1",
            ["owner": owner]
        ).map { try ApprovalRequestRecord($0, sealer: keys.sealer) }
    }

    /// The requests of an account that wait for an answer, oldest first.
    package func openApprovalRequests(of account: AccountID, at now: Moment) throws -> [ApprovalRequestRecord] {
        try rows(
            """
            SELECT * FROM approval_request WHERE account = :account AND is_open = 1 AND expires_at > :now
             ORDER BY created_at, id
            """, ["account": account, "now": now]
        ).map { try ApprovalRequestRecord($0, sealer: keys.sealer) }
    }

    /// All requests of an account since a moment, open or over, oldest first: what its allowance is counted from.
    /// They are kept for a day.
    package func approvalRequests(of account: AccountID, since start: Moment) throws -> [ApprovalRequestRecord] {
        try rows(
            """
            SELECT * FROM approval_request WHERE account = :account AND created_at >= :start ORDER BY created_at, id
            """, ["account": account, "start": start]
        ).map { try ApprovalRequestRecord($0, sealer: keys.sealer) }
    }
}

extension WriteTransaction {
    /// Adds a new request. The one that was outstanding must have been closed before: a second one is refused with
    /// ``StoreFault/constraint(_:)`` (PUSH-04).
    package func ask(_ request: ApprovalRequestRecord) throws {
        try change(
            """
            INSERT INTO approval_request (id, account, owner, installation, purpose, state, is_open, version,
                                          number_sealed, nonce, context_sealed, created_at, expires_at)
            VALUES (:id, :account, :owner, :installation, :purpose, :state, :open, :version, :number, :nonce, :context,
                    :created, :expires)
            """,
            [
                "id": request.id, "account": request.account, "owner": request.owner,
                "installation": request.installation, "purpose": request.purpose, "state": request.state,
                "open": request.isOpen, "version": request.version, "nonce": request.nonce,
                "number": try request.number.map {
                    try keys.sealer.seal(
                        Array($0.reveal().utf8), at: ApprovalRequestRecord.place("number_sealed", request.id))
                },
                "context": try keys.sealer.seal(
                    request.context.reveal(), at: ApprovalRequestRecord.place("context_sealed", request.id)),
                "created": request.createdAt, "expires": request.expiresAt,
            ])
    }

    /// Stores the request's state, if nobody stored another since it was read.
    ///
    /// - Returns: `false` if somebody was faster, or the request is gone: the caller begins again from a read.
    package func save(_ request: ApprovalRequestRecord) throws -> Bool {
        try change(
            """
            UPDATE approval_request SET state = :state, is_open = :open, version = version + 1
             WHERE id = :id AND version = :version
            """,
            [
                "id": request.id, "version": request.version, "state": request.state, "open": request.isOpen,
            ]) == 1
    }
}
