package import Identity

/// A request for sign-in that an application has handed in by itself (RFC 9126).
package struct PushedRequestRecord: Sendable, Hashable {
    package let application: ApplicationID
    /// What is asked, in the caller's encoding.
    package let content: [UInt8]

    package init(application: ApplicationID, content: [UInt8]) {
        self.application = application
        self.content = content
    }
}

extension ReadTransaction {
    /// What was handed in under that name, while a browser may still come with it.
    package func pushedRequest(keyHash: [UInt8], at now: Moment) throws -> PushedRequestRecord? {
        try firstRow(
            "SELECT application, content FROM pushed_request WHERE key_hash = :key AND usable_until > :now",
            ["key": keyHash, "now": now]
        ).map { PushedRequestRecord(application: try $0["application"], content: try $0["content"]) }
    }
}

extension WriteTransaction {
    /// Keeps a request that was handed in.
    ///
    /// - Parameters:
    ///   - usable: until when a browser may come with its name.
    ///   - end: until when it can be answered, by whoever came in time.
    package func keep(
        _ request: PushedRequestRecord, keyHash: [UInt8], usableUntil usable: Moment, until end: Moment
    ) throws {
        try change(
            """
            INSERT INTO pushed_request (key_hash, application, content, usable_until, expires_at)
            VALUES (:key, :application, :content, :usable, :end)
            """,
            [
                "key": keyHash, "application": request.application, "content": request.content, "usable": usable,
                "end": end,
            ])
    }

    /// Takes a request that was handed in because it is answered now.
    ///
    /// - Returns: `false` if it has been answered before, or is too old.
    package func spend(pushedRequest keyHash: [UInt8], at now: Moment) throws -> Bool {
        try change(
            "DELETE FROM pushed_request WHERE key_hash = :key AND expires_at > :now",
            ["key": keyHash, "now": now]) == 1
    }
}
