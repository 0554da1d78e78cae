package import Identity

/// The server's record of one QR on a sign-in page. Its code has 256 bits; only the hash is kept.
package struct ScanChallengeRecord: Sendable {
    package let id: ScanID
    /// SHA-256 of the code in the QR.
    package let codeHash: [UInt8]
    /// The conversation of the browser that shows it, in the caller's words.
    package let owner: String
    /// The machine's state, in the caller's encoding.
    package var state: [UInt8]
    /// Counts the saves; a save names the version it was made from, so that of two phones one is refused (QR-04).
    package let version: Int
    /// What the app shows about the browser, in the caller's encoding. In the database it is sealed.
    package let context: Secret<[UInt8]>
    package let createdAt: Moment
    package let expiresAt: Moment

    package init(
        id: ScanID, codeHash: [UInt8], owner: String, state: [UInt8], context: Secret<[UInt8]>, createdAt: Moment,
        expiresAt: Moment
    ) {
        self.id = id
        self.codeHash = codeHash
        self.owner = owner
        self.state = state
        version = 0
        self.context = context
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    init(_ row: Row, sealer: Sealer) throws {
        id = try row["id"]
        codeHash = try row["code_hash"]
        owner = try row["owner"]
        state = try row["state"]
        version = try row["version"]
        context = Secret(try sealer.open(try row["context_sealed"], at: Self.contextPlace(id)))
        createdAt = try row["created_at"]
        expiresAt = try row["expires_at"]
    }

    static func contextPlace(_ id: ScanID) -> Sealer.Place {
        Sealer.Place(table: "scan_challenge", column: "context_sealed", row: id.rawValue)
    }
}

extension ReadTransaction {
    /// The live challenge that a scanned code belongs to.
    package func scanChallenge(codeHash: [UInt8], at now: Moment) throws -> ScanChallengeRecord? {
        try firstRow(
            "SELECT * FROM scan_challenge WHERE code_hash = :hash AND expires_at > :now",
            ["hash": codeHash, "now": now]
        ).map { try ScanChallengeRecord($0, sealer: keys.sealer) }
    }

    /// The newest challenge that a conversation shows, also one that is over.
    package func scanChallenge(ownedBy owner: String) throws -> ScanChallengeRecord? {
        try firstRow(
            "SELECT * FROM scan_challenge WHERE owner = :owner ORDER BY created_at DESC, id LIMIT 1", ["owner": owner]
        ).map { try ScanChallengeRecord($0, sealer: keys.sealer) }
    }
}

extension WriteTransaction {
    /// Adds a new challenge. Older ones of the same conversation go: a code that was replaced is dead (QR-04).
    package func begin(_ scan: ScanChallengeRecord) throws {
        try change("DELETE FROM scan_challenge WHERE owner = :owner", ["owner": scan.owner])
        try change(
            """
            INSERT INTO scan_challenge (id, code_hash, owner, state, version, context_sealed, created_at, expires_at)
            VALUES (:id, :hash, :owner, :state, :version, :context, :created, :expires)
            """,
            [
                "id": scan.id, "hash": scan.codeHash, "owner": scan.owner, "state": scan.state,
                "version": scan.version, "created": scan.createdAt, "expires": scan.expiresAt,
                "context": try keys.sealer.seal(
                    scan.context.reveal(), at: ScanChallengeRecord.contextPlace(scan.id)),
            ])
    }

    /// Stores the challenge's state, if nobody stored another since it was read; `false` if somebody was faster.
    package func save(_ scan: ScanChallengeRecord) throws -> Bool {
        try change(
            "UPDATE scan_challenge SET state = :state, version = version + 1 WHERE id = :id AND version = :version",
            ["id": scan.id, "version": scan.version, "state": scan.state]) == 1
    }
}
