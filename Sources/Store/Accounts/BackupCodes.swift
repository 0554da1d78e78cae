package import Identity

/// A sheet of backup codes: their hashes under one salt.
package struct BackupCodeSet: Sendable, Hashable {
    /// Where a sheet stands in its life.
    package enum State: String, Sendable, Hashable, Codable, CaseIterable, Storable {
        /// Shown, but the person has not proven to have them. Becomes `confirmed`, or is replaced.
        case pending
        /// Counts as a recovery method. Becomes `retired` by a newer set.
        case confirmed
        /// Dead; kept for nothing but the record.
        case retired
    }

    /// One code of the sheet.
    package struct Code: Sendable, Hashable {
        /// Its place on the sheet, counted from 0.
        package let position: Int
        /// The Argon2id hash under the salt of the set.
        package let hash: [UInt8]
        package let spentAt: Moment?

        package init(position: Int, hash: [UInt8], spentAt: Moment? = nil) {
            self.position = position
            self.hash = hash
            self.spentAt = spentAt
        }
    }

    package let id: AuthenticatorID
    package let account: AccountID
    package let state: State
    package let salt: [UInt8]
    /// The cost under which the codes were hashed, in the words of the hasher.
    package let cost: String
    package let createdAt: Moment
    package let codes: [Code]

    package init(
        id: AuthenticatorID, account: AccountID, state: State, salt: [UInt8], cost: String, createdAt: Moment,
        codes: [Code]
    ) {
        self.id = id
        self.account = account
        self.state = state
        self.salt = salt
        self.cost = cost
        self.createdAt = createdAt
        self.codes = codes
    }

    package var unspent: [Code] { codes.filter { $0.spentAt == nil } }
}

extension ReadTransaction {
    /// The set that signs in now, with its spent codes.
    package func backupCodes(of account: AccountID) throws -> BackupCodeSet? {
        try backupCodes(of: account, state: .confirmed)
    }

    /// The set that waits for the person's proof.
    package func pendingBackupCodes(of account: AccountID) throws -> BackupCodeSet? {
        try backupCodes(of: account, state: .pending)
    }

    /// How many codes of the confirmed set still sign in; 0 if there is none.
    package func countUnspentBackupCodes(of account: AccountID) throws -> Int {
        try number(
            """
            SELECT count(*) AS number FROM backup_code JOIN backup_code_set ON backup_code_set.id = backup_code.code_set
             WHERE backup_code_set.account = :account AND backup_code_set.state = 'confirmed' AND spent_at IS NULL
            """, ["account": account])
    }

    private func backupCodes(of account: AccountID, state: BackupCodeSet.State) throws -> BackupCodeSet? {
        let found = try firstRow(
            "SELECT * FROM backup_code_set WHERE account = :account AND state = :state",
            ["account": account, "state": state])
        guard let row = found else { return nil }
        let id: AuthenticatorID = try row["id"]
        let codes = try rows(
            "SELECT * FROM backup_code WHERE code_set = :id ORDER BY position", ["id": id]
        ).map { BackupCodeSet.Code(position: try $0["position"], hash: try $0["hash"], spentAt: try $0["spent_at"]) }
        return BackupCodeSet(
            id: id, account: account, state: state, salt: try row["salt"], cost: try row["cost"],
            createdAt: try row["created_at"], codes: codes)
    }
}

extension WriteTransaction {
    /// Keeps a new set that waits for proof, in place of an earlier one that was never confirmed. The confirmed set
    /// goes on working until ``confirm(backupCodes:of:)``.
    package func propose(_ set: BackupCodeSet) throws {
        _ = try holdAccount(set.account)
        try change(
            "DELETE FROM backup_code_set WHERE account = :account AND state = 'pending'", ["account": set.account])
        try change(
            """
            INSERT INTO backup_code_set (id, account, state, salt, cost, created_at)
            VALUES (:id, :account, 'pending', :salt, :cost, :created)
            """,
            ["id": set.id, "account": set.account, "salt": set.salt, "cost": set.cost, "created": set.createdAt])
        for code in set.codes {
            try change(
                "INSERT INTO backup_code (code_set, position, hash) VALUES (:set, :position, :hash)",
                ["set": set.id, "position": code.position, "hash": code.hash])
        }
    }

    /// Makes the pending set the one that counts. Every code of an older set is dead (BKUP-04).
    ///
    /// - Returns: `false` if that set isn't pending any more.
    package func confirm(backupCodes id: AuthenticatorID, of account: AccountID) throws -> Bool {
        // Nothing is retired unless there is something to confirm; the account row keeps two confirmations in order.
        guard try holdAccount(account) != nil, try pendingBackupCodes(of: account)?.id == id else { return false }
        try retireBackupCodes(of: account)
        try change(
            "UPDATE backup_code_set SET state = 'confirmed' WHERE id = :id AND state = 'pending'", ["id": id])
        try authenticatorsChanged(of: account)
        return true
    }

    /// Spends one code of the confirmed set.
    ///
    /// - Returns: `false` if it was spent before or the set is not the confirmed one any more.
    package func spend(backupCode position: Int, of set: AuthenticatorID, at now: Moment) throws -> Bool {
        try change(
            """
            UPDATE backup_code SET spent_at = :now
             WHERE code_set = :set AND position = :position AND spent_at IS NULL
               AND EXISTS (SELECT 1 FROM backup_code_set WHERE id = :set AND state = 'confirmed')
            """,
            ["set": set, "position": position, "now": now]) == 1
    }

    /// Kills the confirmed set without a new one.
    package func revokeBackupCodes(of account: AccountID) throws -> Bool {
        let revoked = try retireBackupCodes(of: account)
        if revoked { try authenticatorsChanged(of: account) }
        return revoked
    }

    /// A retired set keeps no hashes: there is nothing left to guess.
    @discardableResult
    private func retireBackupCodes(of account: AccountID) throws -> Bool {
        try change(
            """
            DELETE FROM backup_code WHERE code_set IN
              (SELECT id FROM backup_code_set WHERE account = :account AND state = 'confirmed')
            """, ["account": account])
        return try change(
            "UPDATE backup_code_set SET state = 'retired' WHERE account = :account AND state = 'confirmed'",
            ["account": account]) > 0
    }
}
