package import Identity

/// A failure counter: durable, shared by every road and every node.
package struct ThrottleRecord: Sendable, Hashable {
    /// What is counted, in the caller's words: an authenticator, an unknown identifier's MAC, an address.
    package let key: String
    /// The counter, in the caller's encoding; `nil` while nothing has been counted.
    package var state: [UInt8]?
    /// From when on the counter says nothing any more and may be purged; `nil` for never.
    package var expiresAt: Moment?

    package init(key: String, state: [UInt8]?, expiresAt: Moment?) {
        self.key = key
        self.state = state
        self.expiresAt = expiresAt
    }
}

extension ReadTransaction {
    /// A look at a counter, for pages. Decisions are made on ``WriteTransaction/holdThrottles(_:)``.
    package func throttle(_ key: String) throws -> ThrottleRecord? {
        try firstRow("SELECT * FROM throttle WHERE key = :key", ["key": key]).map { row in
            ThrottleRecord(key: try row["key"], state: try row["state"], expiresAt: try row["expires_at"])
        }
    }
}

extension WriteTransaction {
    /// The counters of these keys, held until the transaction ends: what is saved to them is based on what is read
    /// here, whatever runs in parallel on this node or another.
    ///
    /// - Returns: one record for each key, in the order of the keys.
    package func holdThrottles(_ keys: [String]) throws -> [ThrottleRecord] {
        // All transactions take the rows in one order, so that two of them can't wait for each other.
        var held: [String: ThrottleRecord] = [:]
        for key in Set(keys).sorted() {
            // The change that changes nothing makes a missing row, and holds and returns one that is there.
            let row = try firstRow(
                """
                INSERT INTO throttle (key, state, expires_at) VALUES (:key, NULL, NULL)
                ON CONFLICT (key) DO UPDATE SET expires_at = throttle.expires_at
                RETURNING *
                """, ["key": key])
            held[key] = ThrottleRecord(
                key: key, state: try row?["state"] ?? nil, expiresAt: try row?["expires_at"] ?? nil)
        }
        return keys.compactMap { held[$0] }
    }

    /// Stores a counter that the transaction holds.
    package func save(_ throttle: ThrottleRecord) throws {
        try change(
            """
            INSERT INTO throttle (key, state, expires_at) VALUES (:key, :state, :expires)
            ON CONFLICT (key) DO UPDATE SET state = excluded.state, expires_at = excluded.expires_at
            """,
            ["key": throttle.key, "state": throttle.state, "expires": throttle.expiresAt])
    }

    /// Forgets a counter: its authenticator is gone.
    package func forgetThrottle(_ key: String) throws {
        try change("DELETE FROM throttle WHERE key = :key", ["key": key])
    }
}
