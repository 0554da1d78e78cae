package import Identity

/// A message that waits to be sent, or was sent.
package struct OutboxMessage: Sendable {
    /// Where a message stands on its way.
    package enum State: String, Sendable, Hashable, Codable, CaseIterable, Storable {
        /// To be sent at its next time. Becomes `sent`, `kept`, `failed` or `expired`, or waits longer.
        case waiting
        case sent
        /// Stays for the administrator to read: no transport is configured.
        case kept
        /// Given up after the last try.
        case failed
        /// Was worth nothing any more before it could be sent.
        case expired
    }

    /// How a message travels: each road has workers of its own, so that a slow one delays nothing on another.
    package enum Road: String, Sendable, Hashable, CaseIterable, Storable {
        case mail
        case text
    }

    /// Random text that names the message; also the reason why a transport can recognise a repetition.
    package let id: String
    package let account: AccountID?
    /// The kind of message, in the caller's words.
    package let kind: String
    /// The one address it goes to. In the database it is sealed with the content.
    package let recipient: String
    /// What to send, in the caller's encoding. In the database it is sealed; it is gone once the message was sent.
    package let content: Secret<[UInt8]>
    package let state: State
    /// How often sending was begun.
    package let tries: Int
    package let createdAt: Moment
    package let nextTryAt: Moment
    /// From when on the message is worth nothing; `nil` for notices, which are late rather than lost.
    package let expiresAt: Moment?
    /// Why the last try failed.
    package let lastFailure: String?

    /// By its recipient: no mail address begins as a number does (E.164).
    package var road: Road { recipient.hasPrefix("+") ? .text : .mail }

    package init(
        id: String, account: AccountID?, kind: String, recipient: String, content: Secret<[UInt8]>,
        state: State = .waiting, tries: Int = 0, createdAt: Moment, nextTryAt: Moment? = nil, expiresAt: Moment?,
        lastFailure: String? = nil
    ) {
        self.id = id
        self.account = account
        self.kind = kind
        self.recipient = recipient
        self.content = content
        self.state = state
        self.tries = tries
        self.createdAt = createdAt
        self.nextTryAt = nextTryAt ?? createdAt
        self.expiresAt = expiresAt
        self.lastFailure = lastFailure
    }

    init(_ row: Row, sealer: Sealer) throws {
        id = try row["id"]
        account = try row["account"]
        kind = try row["kind"]
        recipient = String(
            decoding: try sealer.open(try row["recipient_sealed"], at: Self.place("recipient_sealed", id)),
            as: UTF8.self)
        let sealed: [UInt8]? = try row["content_sealed"]
        let place = Self.place("content_sealed", id)
        content = Secret(try sealed.map { try sealer.open($0, at: place) } ?? [])
        state = try row["state"]
        tries = try row["tries"]
        createdAt = try row["created_at"]
        nextTryAt = try row["next_try_at"]
        expiresAt = try row["expires_at"]
        lastFailure = try row["last_failure"]
    }

    static func place(_ column: String, _ id: String) -> Sealer.Place {
        Sealer.Place(table: "outbox", column: column, row: id)
    }
}

extension ReadTransaction {
    /// Messages for the administrator to read, newest first.
    package func messages(limit: Int = 100) throws -> [OutboxMessage] {
        try rows("SELECT * FROM outbox ORDER BY created_at DESC, id LIMIT :limit", ["limit": limit])
            .map { try OutboxMessage($0, sealer: keys.sealer) }
    }

    /// One message with its content, for the administrator to read.
    package func message(_ id: String) throws -> OutboxMessage? {
        try firstRow("SELECT * FROM outbox WHERE id = :id", ["id": id])
            .map { try OutboxMessage($0, sealer: keys.sealer) }
    }

    /// How many messages are in a state, for metrics.
    package func countMessages(in state: OutboxMessage.State) throws -> Int {
        try number("SELECT count(*) AS number FROM outbox WHERE state = :state", ["state": state])
    }

    /// When the next waiting message is due; `nil` if none waits.
    package func nextMessageDue() throws -> Moment? {
        try firstRow("SELECT min(next_try_at) AS due FROM outbox WHERE state = 'waiting'")?["due"] ?? nil
    }
}

extension WriteTransaction {
    /// Puts a message into the outbox: it is sent if and only if the transaction commits.
    package func enqueue(_ message: OutboxMessage) throws {
        try change(
            """
            INSERT INTO outbox (id, account, kind, road, recipient_sealed, content_sealed, state, tries, created_at,
                                next_try_at, expires_at, last_failure)
            VALUES (:id, :account, :kind, :road, :recipient, :content, :state, 0, :created, :next, :expires, NULL)
            """,
            [
                "id": message.id, "account": message.account, "kind": message.kind, "road": message.road,
                "recipient": try keys.sealer.seal(
                    Array(message.recipient.utf8), at: OutboxMessage.place("recipient_sealed", message.id)),
                "content": try keys.sealer.seal(
                    message.content.reveal(), at: OutboxMessage.place("content_sealed", message.id)),
                "state": message.state, "created": message.createdAt, "next": message.nextTryAt,
                "expires": message.expiresAt,
            ])
    }

    /// Takes due messages of one road to send them. If the sender dies, they are due again at `retryAt`; so a message may be sent
    /// twice, but is never lost. Other nodes pass over messages that one is taking.
    package func claimMessages(
        of road: OutboxMessage.Road, dueAt now: Moment, limit: Int, retryAt: Moment
    ) throws -> [OutboxMessage] {
        try rows(
            """
            UPDATE outbox SET tries = tries + 1, next_try_at = :retry
             WHERE id IN (SELECT id FROM outbox
                           WHERE state = 'waiting' AND road = :road AND next_try_at <= :now
                             AND (expires_at IS NULL OR expires_at > :now)
                           ORDER BY next_try_at, id LIMIT :limit {skip locked})
            RETURNING *
            """, ["now": now, "retry": retryAt, "limit": limit, "road": road]
        ).map { try OutboxMessage($0, sealer: keys.sealer) }
    }

    /// Notes that a transport has taken the message, and drops its content.
    package func sent(message id: String) throws {
        try close(id, as: .sent, failure: nil, dropContent: true)
    }

    /// Notes that the message stays here for the administrator to read.
    package func keep(message id: String) throws {
        try close(id, as: .kept, failure: nil, dropContent: false)
    }

    /// Gives a message up.
    package func giveUp(message id: String, because failure: String) throws {
        try close(id, as: .failed, failure: failure, dropContent: true)
    }

    /// Puts a message back after a try that failed.
    package func retry(message id: String, at next: Moment, because failure: String) throws {
        try change(
            "UPDATE outbox SET next_try_at = :next, last_failure = :failure WHERE id = :id AND state = 'waiting'",
            ["id": id, "next": next, "failure": failure.bounded(to: 500)])
    }

    /// Closes waiting messages that are worth nothing any more: a stale code is not sent.
    @discardableResult
    package func expireMessages(at now: Moment) throws -> Int {
        try change(
            "UPDATE outbox SET state = 'expired', content_sealed = NULL WHERE state = 'waiting' AND expires_at <= :now",
            ["now": now])
    }

    private func close(_ id: String, as state: OutboxMessage.State, failure: String?, dropContent: Bool) throws {
        try change(
            """
            UPDATE outbox SET state = :state, last_failure = :failure,
                   content_sealed = CASE WHEN :drop = 1 THEN NULL ELSE content_sealed END
             WHERE id = :id AND state = 'waiting'
            """,
            ["id": id, "state": state, "failure": failure?.bounded(to: 500), "drop": dropContent])
    }
}
