internal import Bytes
package import Identity

extension ReadTransaction {
    /// Counts restores. What was handed out under an older epoch (form tokens, cookies) is void.
    package func epoch() throws -> Int {
        try serverState("epoch").flatMap { Int($0) } ?? 0
    }

    /// Whether the first account has ever been made. Stays true when that account is gone (REC-25).
    package func setUpIsFinished() throws -> Bool {
        try serverState("set_up_finished_at") != nil
    }

    /// When this database was last restored from a backup, for the administrator to be told.
    package func restoredAt() throws -> Moment? {
        try serverState("restored_at").flatMap { Int64($0) }.map(Moment.init(millisecondsSinceEpoch:))
    }

    /// The private key by which push services know this server (RFC 8292), raw 32 bytes; `nil` before the first use.
    package func vapidKey() throws -> Secret<[UInt8]>? {
        guard let text = try serverState(Self.vapidKeyName) else { return nil }
        guard let sealed = try? Base64.url.decode(text) else {
            throw StoreFault.corrupted("the push key is no base64url")
        }
        return Secret(try keys.sealer.open(sealed, at: Self.vapidKeyPlace))
    }

    fileprivate static var vapidKeyName: String { "vapid_key_sealed" }

    fileprivate static var vapidKeyPlace: Sealer.Place {
        Sealer.Place(table: "server_state", column: "value", row: vapidKeyName)
    }

    func serverState(_ name: String) throws -> String? {
        try firstRow("SELECT value FROM server_state WHERE name = :name", ["name": name])?["value"]
    }
}

extension WriteTransaction {
    /// Notes that the server has its first account. The one caller who gets `true` may make it.
    package func finishSetUp(at now: Moment) throws -> Bool {
        try claimServerState("set_up_finished_at", String(now.millisecondsSinceEpoch))
    }

    /// Keeps a new push key unless there is one. All servers of an installation, and every restart, get the same.
    ///
    /// - Returns: the key that counts.
    package func vapidKey(orKeep new: Secret<[UInt8]>) throws -> Secret<[UInt8]> {
        let sealed = try keys.sealer.seal(new.reveal(), at: Self.vapidKeyPlace)
        _ = try claimServerState(Self.vapidKeyName, Base64.url.encode(sealed))
        return try vapidKey() ?? new
    }

    func setServerState(_ name: String, _ value: String) throws {
        try change(
            """
            INSERT INTO server_state (name, value) VALUES (:name, :value)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """, ["name": name, "value": value])
    }

    /// Sets a value that nobody has set before.
    func claimServerState(_ name: String, _ value: String) throws -> Bool {
        try change(
            "INSERT INTO server_state (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING",
            ["name": name, "value": value]) == 1
    }
}
