package import Identity

/// A time-based code app (TOTP) of an account.
package struct CodeAppRecord: Sendable {
    package let id: AuthenticatorID
    package let account: AccountID
    package let name: String
    /// The shared secret. In the database it is sealed.
    package let seed: Secret<[UInt8]>
    /// `SHA1`, `SHA256` or `SHA512`, as in `otpauth://` URIs.
    package let algorithm: String
    package let digits: Int
    /// Seconds of one step.
    package let period: Int
    /// The newest step whose code was accepted; no code of it or of an earlier one is accepted again.
    package let lastStep: Int64
    package let createdAt: Moment
    package let lastUsedAt: Moment?

    package init(
        id: AuthenticatorID, account: AccountID, name: String, seed: Secret<[UInt8]>, algorithm: String = "SHA1",
        digits: Int = 6, period: Int = 30, lastStep: Int64, createdAt: Moment, lastUsedAt: Moment? = nil
    ) {
        self.id = id
        self.account = account
        self.name = name
        self.seed = seed
        self.algorithm = algorithm
        self.digits = digits
        self.period = period
        self.lastStep = lastStep
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }

    init(_ row: Row, sealer: Sealer) throws {
        id = try row["id"]
        account = try row["account"]
        name = try row["name"]
        seed = Secret(try sealer.open(try row["seed_sealed"], at: Self.seedPlace(id)))
        algorithm = try row["algorithm"]
        digits = try row["digits"]
        period = try row["period"]
        lastStep = try row["last_step"]
        createdAt = try row["created_at"]
        lastUsedAt = try row["last_used_at"]
    }

    static func seedPlace(_ id: AuthenticatorID) -> Sealer.Place {
        Sealer.Place(table: "code_app", column: "seed_sealed", row: id.rawValue)
    }
}

extension ReadTransaction {
    /// The code apps of an account, oldest first.
    package func codeApps(of account: AccountID) throws -> [CodeAppRecord] {
        try rows(
            "SELECT * FROM code_app WHERE account = :account ORDER BY created_at, id", ["account": account]
        ).map { try CodeAppRecord($0, sealer: keys.sealer) }
    }
}

extension WriteTransaction {
    /// Adds a proven code app. `lastStep` is the step of the code that proved it, which is spent with that.
    package func enrol(_ app: CodeAppRecord) throws {
        try add(app)
        try authenticatorsChanged(of: app.account)
    }

    /// Adds a proven code app together with the sheet that waited to be confirmed, as one change of the account's
    /// authenticators: the second step is never on without a recovery method.
    ///
    /// - Returns: `false` if that set isn't pending any more; nothing is changed then.
    package func enrol(_ app: CodeAppRecord, withBackupCodes codes: AuthenticatorID) throws -> Bool {
        guard try confirm(backupCodes: codes, of: app.account) else { return false }
        try add(app)
        return true
    }

    private func add(_ app: CodeAppRecord) throws {
        try change(
            """
            INSERT INTO code_app
                   (id, account, name, seed_sealed, algorithm, digits, period, last_step, created_at, last_used_at)
            VALUES (:id, :account, :name, :seed, :algorithm, :digits, :period, :step, :created, :used)
            """,
            [
                "id": app.id, "account": app.account, "name": app.name,
                "seed": try keys.sealer.seal(app.seed.reveal(), at: CodeAppRecord.seedPlace(app.id)),
                "algorithm": app.algorithm, "digits": app.digits, "period": app.period, "step": app.lastStep,
                "created": app.createdAt, "used": app.lastUsedAt,
            ])
    }

    /// Spends a step of a code app, so that its code and every earlier one are refused from now on (RFC 6238 §5.2).
    ///
    /// - Returns: `false` if this step or a later one was spent before, or the app is gone.
    package func spend(step: Int64, of app: AuthenticatorID, at now: Moment) throws -> Bool {
        try change(
            "UPDATE code_app SET last_step = :step, last_used_at = :now WHERE id = :id AND last_step < :step",
            ["id": app, "step": step, "now": now]) == 1
    }

    /// Gives an app another name; `false` if the account doesn't have it any more.
    package func rename(codeApp id: AuthenticatorID, of account: AccountID, to name: String) throws -> Bool {
        try change(
            "UPDATE code_app SET name = :name WHERE id = :id AND account = :account",
            ["id": id, "account": account, "name": name]) == 1
    }

    /// - Returns: `false` if the account doesn't have it any more.
    package func revoke(codeApp id: AuthenticatorID, of account: AccountID) throws -> Bool {
        let revoked =
            try change(
                "DELETE FROM code_app WHERE id = :id AND account = :account", ["id": id, "account": account]) == 1
        if revoked { try authenticatorsChanged(of: account) }
        return revoked
    }
}
