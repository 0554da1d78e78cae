package import Identity

/// The server's record of one sign-in ceremony, found by the hash of the secret that one browser holds.
package struct AttemptRecord: Sendable, Hashable {
    package let id: AttemptID
    /// SHA-256 of the secret in the browser's cookie.
    package let secretHash: [UInt8]
    /// The account it is about, once it is known; never a sign that the browser may see anything of it.
    package var account: AccountID?
    /// The machine's state, in the caller's encoding.
    package var state: [UInt8]
    /// Counts the saves; a save names the version it was made from, so that of two parallel ones one is refused.
    package let version: Int
    package let createdAt: Moment
    package let expiresAt: Moment

    package init(
        id: AttemptID, secretHash: [UInt8], account: AccountID? = nil, state: [UInt8], version: Int = 0,
        createdAt: Moment, expiresAt: Moment
    ) {
        self.id = id
        self.secretHash = secretHash
        self.account = account
        self.state = state
        self.version = version
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    init(_ row: Row) throws {
        id = try row["id"]
        secretHash = try row["secret_hash"]
        account = try row["account"]
        state = try row["state"]
        version = try row["version"]
        createdAt = try row["created_at"]
        expiresAt = try row["expires_at"]
    }
}

extension ReadTransaction {
    /// The live attempt of the browser that holds the secret.
    package func attempt(secretHash: [UInt8], at now: Moment) throws -> AttemptRecord? {
        try firstRow(
            "SELECT * FROM attempt WHERE secret_hash = :hash AND expires_at > :now", ["hash": secretHash, "now": now]
        ).map(AttemptRecord.init)
    }
}

extension WriteTransaction {
    /// The same, held until the transaction ends: a second request of the same browser waits, and finds what the first
    /// has made of it.
    package func holdAttempt(secretHash: [UInt8], at now: Moment) throws -> AttemptRecord? {
        try firstRow(
            "SELECT * FROM attempt WHERE secret_hash = :hash AND expires_at > :now {for update}",
            ["hash": secretHash, "now": now]
        ).map(AttemptRecord.init)
    }

    /// Adds a new attempt, under the hash of a secret that its browser alone gets.
    package func begin(_ attempt: AttemptRecord) throws {
        try change(
            """
            INSERT INTO attempt (id, secret_hash, account, state, version, created_at, expires_at)
            VALUES (:id, :hash, :account, :state, :version, :created, :expires)
            """,
            [
                "id": attempt.id, "hash": attempt.secretHash, "account": attempt.account, "state": attempt.state,
                "version": attempt.version, "created": attempt.createdAt, "expires": attempt.expiresAt,
            ])
    }

    /// Stores the attempt's account and state, if nobody stored another since it was read.
    ///
    /// - Parameter newSecretHash: the hash of a new secret, at a change of privilege (SESS-02); the old one is dead.
    /// - Returns: `false` if another request was faster, or the attempt is gone: the caller begins again from a read.
    package func save(_ attempt: AttemptRecord, newSecretHash: [UInt8]? = nil) throws -> Bool {
        try change(
            """
            UPDATE attempt SET account = :account, state = :state, secret_hash = :hash, version = version + 1
             WHERE id = :id AND version = :version
            """,
            [
                "id": attempt.id, "version": attempt.version, "account": attempt.account, "state": attempt.state,
                "hash": newSecretHash ?? attempt.secretHash,
            ]) == 1
    }

    /// Removes an attempt that has ended. The one caller who gets `true` ended it.
    package func end(_ attempt: AttemptRecord) throws -> Bool {
        try change(
            "DELETE FROM attempt WHERE id = :id AND version = :version",
            ["id": attempt.id, "version": attempt.version]) == 1
    }

    /// Ends every open attempt on an account: after a password reset, a closing, a lock.
    @discardableResult
    package func endAttempts(on account: AccountID) throws -> Int {
        try change("DELETE FROM attempt WHERE account = :account", ["account": account])
    }
}
