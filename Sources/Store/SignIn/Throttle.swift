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

    init(_ row: Row) throws {
        key = try row["key"]
        state = try row["state"]
        expiresAt = try row["expires_at"]
    }
}

extension ReadTransaction {
    /// A look at a counter, for pages. Decisions are made on ``WriteTransaction/holdThrottles(_:)``.
    package func throttle(_ key: String) throws -> ThrottleRecord? {
        try firstRow("SELECT * FROM throttle WHERE key = :key", ["key": key]).map(ThrottleRecord.init)
    }
}

extension WriteTransaction {
    /// The counters of these keys, held until the transaction ends: what is saved to them is based on what is read
    /// here, whatever runs in parallel on this node or another.
    ///
    /// - Returns: one record for each key, in the order of the keys.
    package func holdThrottles(_ keys: [String]) throws -> [ThrottleRecord] {
        var held: [String: ThrottleRecord] = [:]
        try inPairs(Set(keys).sorted()) { first, second in
            // The change that changes nothing makes a missing row, and holds and returns one that is there.
            let found =
                if let second {
                    try rows(
                        """
                        INSERT INTO throttle (key, state, expires_at) VALUES (:first, NULL, NULL), (:second, NULL, NULL)
                        ON CONFLICT (key) DO UPDATE SET expires_at = throttle.expires_at
                        RETURNING *
                        """, ["first": first, "second": second])
                } else {
                    try rows(
                        """
                        INSERT INTO throttle (key, state, expires_at) VALUES (:key, NULL, NULL)
                        ON CONFLICT (key) DO UPDATE SET expires_at = throttle.expires_at
                        RETURNING *
                        """, ["key": first])
                }
            for throttle in try found.map(ThrottleRecord.init) { held[throttle.key] = throttle }
        }
        return keys.compactMap { held[$0] }
    }

    /// Stores a counter that the transaction holds.
    package func save(_ throttle: ThrottleRecord) throws {
        try save([throttle])
    }

    /// Stores counters of different keys. What the transaction doesn't hold is replaced, whatever it was.
    package func save(_ throttles: [ThrottleRecord]) throws {
        try inPairs(throttles.sorted { $0.key < $1.key }) { first, second in
            if let second {
                try change(
                    """
                    INSERT INTO throttle (key, state, expires_at)
                    VALUES (:first, :first_state, :first_end), (:second, :second_state, :second_end)
                    ON CONFLICT (key) DO UPDATE SET state = excluded.state, expires_at = excluded.expires_at
                    """,
                    [
                        "first": first.key, "first_state": first.state, "first_end": first.expiresAt,
                        "second": second.key, "second_state": second.state, "second_end": second.expiresAt,
                    ])
            } else {
                try change(
                    """
                    INSERT INTO throttle (key, state, expires_at) VALUES (:key, :state, :expires)
                    ON CONFLICT (key) DO UPDATE SET state = excluded.state, expires_at = excluded.expires_at
                    """,
                    ["key": first.key, "state": first.state, "expires": first.expiresAt])
            }
        }
    }

    /// Two rows in one statement, because an authenticator has two counters and every try needs both. All transactions
    /// take the rows in one order, so that two of them can't wait for each other.
    private func inPairs<Element>(_ ordered: [Element], _ body: (Element, Element?) throws -> Void) rethrows {
        for index in stride(from: 0, to: ordered.count, by: 2) {
            try body(ordered[index], index + 1 < ordered.count ? ordered[index + 1] : nil)
        }
    }

    /// Forgets a counter: its authenticator is gone.
    package func forgetThrottle(_ key: String) throws {
        try change("DELETE FROM throttle WHERE key = :key", ["key": key])
    }
}
