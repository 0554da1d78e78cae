package import Identity

/// Names one mail in the outbox. A transport can recognise a repetition by it.
package struct MailID: OpaqueID, Storable {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// A mail that waits to be sent, or was dealt with.
package struct OutboxMail: Sendable {
    package enum State: String, Sendable, Hashable, Codable, CaseIterable, Storable {
        /// To be sent at its next time. Becomes any of the others, or waits longer.
        case waiting
        case sent
        /// Stays for the administrator to read: no transport is configured.
        case kept
        /// Was worth nothing any more before it could be sent.
        case expired
        /// Given up: no transport will ever take it.
        case abandoned
    }

    package let id: MailID
    /// The kind of mail, in the caller's words.
    package let kind: String
    package let account: AccountID?
    /// The one address it goes to. In the database it is sealed like the body.
    package let recipient: String
    /// What to send, in the caller's encoding; empty once the mail was sent, has expired or was abandoned.
    package let body: Secret<[UInt8]>
    package let createdAt: Moment
    /// From when on the mail is worth nothing; `nil` for notices, which are late rather than lost.
    package let expiresAt: Moment?
    package let state: State
    /// How often sending was begun.
    package let tries: Int
    /// When sending may be begun; for a claimed mail, when the claim ends.
    package let nextTryAt: Moment
    /// Why the last try failed.
    package let lastRefusal: String?

    package init(
        id: MailID, kind: String, account: AccountID?, recipient: String, body: Secret<[UInt8]>, createdAt: Moment,
        expiresAt: Moment?, state: State = .waiting, tries: Int = 0, nextTryAt: Moment? = nil,
        lastRefusal: String? = nil
    ) {
        self.id = id
        self.kind = kind
        self.account = account
        self.recipient = recipient
        self.body = body
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.state = state
        self.tries = tries
        self.nextTryAt = nextTryAt ?? createdAt
        self.lastRefusal = lastRefusal
    }

    init(_ row: Row, sealer: Sealer) throws {
        id = try row["id"]
        kind = try row["kind"]
        account = try row["account"]
        let recipientBytes = try sealer.open(try row["recipient_sealed"], at: Self.place("recipient_sealed", id))
        recipient = String(decoding: recipientBytes, as: UTF8.self)
        let sealedBody: [UInt8]? = try row["body_sealed"]
        let place = Self.place("body_sealed", id)
        body = Secret(try sealedBody.map { try sealer.open($0, at: place) } ?? [])
        createdAt = try row["created_at"]
        expiresAt = try row["expires_at"]
        state = try row["state"]
        tries = try row["tries"]
        nextTryAt = try row["next_try_at"]
        lastRefusal = try row["last_refusal"]
    }

    static func place(_ column: String, _ id: MailID) -> Sealer.Place {
        Sealer.Place(table: "outbox", column: column, row: id.rawValue)
    }
}
