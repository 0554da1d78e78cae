package import Identity

/// A private key that tokens are signed with.
package struct SigningKeyRecord: Sendable {
    /// The name that tokens say it by.
    package let id: String
    /// `ES256` or `RS256`.
    package let algorithm: String
    /// In the caller's encoding. In the database it is sealed.
    package let privateKey: Secret<[UInt8]>
    /// Before that moment it is published and signs nothing.
    package let signsFrom: Moment
    /// When it is published no longer; `nil` for one that no other has followed.
    package let expiresAt: Moment?

    package init(
        id: String, algorithm: String, privateKey: Secret<[UInt8]>, signsFrom: Moment, expiresAt: Moment? = nil
    ) {
        self.id = id
        self.algorithm = algorithm
        self.privateKey = privateKey
        self.signsFrom = signsFrom
        self.expiresAt = expiresAt
    }

    init(_ row: Row, sealer: Sealer) throws {
        let id: String = try row["id"]
        self.id = id
        algorithm = try row["algorithm"]
        privateKey = Secret(try sealer.open(try row["private_key_sealed"], at: Self.place(id)))
        signsFrom = try row["signs_from"]
        expiresAt = try row["expires_at"]
    }

    static func place(_ id: String) -> Sealer.Place {
        Sealer.Place(table: "signing_key", column: "private_key_sealed", row: id)
    }
}

extension ReadTransaction {
    /// The keys that count, the newest first.
    package func signingKeys(at now: Moment) throws -> [SigningKeyRecord] {
        try rows(
            "SELECT * FROM signing_key WHERE expires_at IS NULL OR expires_at > :now ORDER BY signs_from DESC, id",
            ["now": now]
        ).map { try SigningKeyRecord($0, sealer: keys.sealer) }
    }
}

extension WriteTransaction {
    /// Keeps the first keys of an installation, unless another server of it was quicker.
    ///
    /// - Returns: the keys that count.
    package func signingKeys(orKeep new: [SigningKeyRecord], at now: Moment) throws -> [SigningKeyRecord] {
        if try claimServerState("signing_keys_made_at", String(now.millisecondsSinceEpoch)) {
            for key in new { try keep(key) }
        }
        return try signingKeys(at: now)
    }

    /// Lets a new key follow the ones of its algorithm.
    ///
    /// - Parameter end: until when those are published.
    package func follow(with new: SigningKeyRecord, publishingOldUntil end: Moment, at now: Moment) throws {
        try change(
            """
            UPDATE signing_key SET expires_at = :end
             WHERE algorithm = :algorithm AND (expires_at IS NULL OR expires_at > :end)
            """, ["algorithm": new.algorithm, "end": end])
        try change("DELETE FROM signing_key WHERE expires_at <= :now", ["now": now])
        try keep(new)
    }

    private func keep(_ key: SigningKeyRecord) throws {
        try change(
            """
            INSERT INTO signing_key (id, algorithm, private_key_sealed, signs_from, expires_at)
            VALUES (:id, :algorithm, :sealed, :from, :expires)
            """,
            [
                "id": key.id, "algorithm": key.algorithm,
                "sealed": try keys.sealer.seal(key.privateKey.reveal(), at: SigningKeyRecord.place(key.id)),
                "from": key.signsFrom, "expires": key.expiresAt,
            ])
    }
}
