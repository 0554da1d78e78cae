package import Identity

/// A device without a keyboard that waits for somebody to let it in elsewhere (RFC 8628).
package struct DeviceRequestRecord: Sendable, Hashable {
    /// SHA-256 of what the device asks with.
    package let codeHash: [UInt8]
    /// What the person types, in capitals and without signs between.
    package let userCode: String
    package let application: ApplicationID
    package let scopes: String
    /// The network address that the device asked from.
    package let place: String
    package let state: State
    /// What it was given; `nil` until somebody has allowed it.
    package let grant: ApplicationGrantID?
    /// How long it has to wait between two questions.
    package let pace: Duration
    package let askedAt: Moment?
    package let createdAt: Moment
    package let expiresAt: Moment

    /// How far it is.
    package enum State: String, Sendable, Hashable {
        case waiting, allowed, denied
    }

    /// A new one.
    package init(
        codeHash: [UInt8], userCode: String, application: ApplicationID, scopes: String, place: String, pace: Duration,
        createdAt: Moment, expiresAt: Moment
    ) {
        self.codeHash = codeHash
        self.userCode = userCode
        self.application = application
        self.scopes = scopes
        self.place = place
        state = .waiting
        grant = nil
        self.pace = pace
        askedAt = nil
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    init(_ row: Row) throws {
        codeHash = try row["code_hash"]
        userCode = try row["user_code"]
        application = try row["application"]
        scopes = try row["scopes"]
        place = try row["place"]
        let word: String = try row["state"]
        guard let state = State(rawValue: word) else { throw StoreFault.constraint("a device request waits or not") }
        self.state = state
        grant = try row["grant_id"]
        let seconds: Int64 = try row["pace"]
        pace = .seconds(seconds)
        askedAt = try row["asked_at"]
        createdAt = try row["created_at"]
        expiresAt = try row["expires_at"]
    }
}

extension ReadTransaction {
    /// The request that waits under a person's code; `nil` once somebody has answered it, or it is too old.
    package func deviceRequest(userCode: String, at now: Moment) throws -> DeviceRequestRecord? {
        try firstRow(
            """
            SELECT * FROM device_request WHERE user_code = :code AND state = 'waiting' AND expires_at > :now
            """, ["code": userCode, "now": now]
        ).map(DeviceRequestRecord.init)
    }
}

extension WriteTransaction {
    /// Keeps a new request.
    ///
    /// - Returns: `false` if another one has its code.
    package func keep(_ request: DeviceRequestRecord) throws -> Bool {
        try change(
            """
            INSERT INTO device_request
                   (code_hash, user_code, application, scopes, place, state, pace, created_at, expires_at)
            VALUES (:hash, :user, :application, :scopes, :place, 'waiting', :pace, :created, :expires)
            ON CONFLICT DO NOTHING
            """,
            [
                "hash": request.codeHash, "user": request.userCode, "application": request.application,
                "scopes": request.scopes, "place": request.place, "pace": request.pace.components.seconds,
                "created": request.createdAt, "expires": request.expiresAt,
            ]) == 1
    }

    /// The request that a device asks about, as it was before this question, which is noted. It is held until the
    /// transaction ends.
    package func deviceAsks(codeHash: [UInt8], at now: Moment) throws -> DeviceRequestRecord? {
        guard try change("UPDATE device_request SET pace = pace WHERE code_hash = :hash", ["hash": codeHash]) == 1
        else { return nil }
        let found = try firstRow("SELECT * FROM device_request WHERE code_hash = :hash", ["hash": codeHash])
            .map(DeviceRequestRecord.init)
        try change("UPDATE device_request SET asked_at = :now WHERE code_hash = :hash", ["hash": codeHash, "now": now])
        return found
    }

    /// Makes a device that asks too often wait longer from now on (RFC 8628 §3.5).
    package func slowDown(deviceCodeHash hash: [UInt8], by pause: Duration) throws {
        try change(
            "UPDATE device_request SET pace = pace + :pause WHERE code_hash = :hash",
            ["hash": hash, "pause": pause.components.seconds])
    }

    /// The person's answer, once.
    ///
    /// - Parameter grant: what the device gets; `nil` if it gets nothing.
    /// - Returns: `false` if it was answered before, or is too old.
    package func answer(deviceRequest userCode: String, with grant: ApplicationGrantID?, at now: Moment) throws -> Bool
    {
        try change(
            """
            UPDATE device_request SET state = :state, grant_id = :grant
             WHERE user_code = :code AND state = 'waiting' AND expires_at > :now
            """,
            [
                "code": userCode, "grant": grant, "now": now,
                "state": grant == nil
                    ? DeviceRequestRecord.State.denied.rawValue
                    : DeviceRequestRecord.State.allowed.rawValue,
            ]) == 1
    }

    /// Takes a request because the device has its answer.
    package func end(deviceRequest codeHash: [UInt8]) throws -> Bool {
        try change("DELETE FROM device_request WHERE code_hash = :hash", ["hash": codeHash]) == 1
    }
}
