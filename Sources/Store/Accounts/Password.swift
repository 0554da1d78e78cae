package import Identity

/// An account's password: never the password itself, only its Argon2id hash with salt and cost.
package struct PasswordRecord: Sendable, Hashable {
    package let id: AuthenticatorID
    package let account: AccountID
    /// PHC string format: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
    package let hash: String
    /// Whether it was long enough, when it was set, to sign in without a second step. The hash can't tell.
    package let standsAlone: Bool
    package let changedAt: Moment

    package init(id: AuthenticatorID, account: AccountID, hash: String, standsAlone: Bool, changedAt: Moment) {
        self.id = id
        self.account = account
        self.hash = hash
        self.standsAlone = standsAlone
        self.changedAt = changedAt
    }
}

extension ReadTransaction {
    /// The account's password hash; `nil` for an account without a password.
    package func password(of account: AccountID) throws -> PasswordRecord? {
        try firstRow("SELECT * FROM password WHERE account = :account", ["account": account]).map { row in
            PasswordRecord(
                id: try row["id"], account: try row["account"], hash: try row["hash"],
                standsAlone: try row["stands_alone"], changedAt: try row["changed_at"])
        }
    }
}

extension WriteTransaction {
    /// Replaces the account's password, or gives it its first. A new password is a new authenticator: pass a new `id`,
    /// and the failures counted against the old one don't belong to it.
    package func set(_ password: PasswordRecord) throws {
        try change(
            """
            INSERT INTO password (account, id, hash, stands_alone, changed_at)
            VALUES (:account, :id, :hash, :alone, :changed)
            ON CONFLICT (account) DO UPDATE
               SET id = excluded.id, hash = excluded.hash, stands_alone = excluded.stands_alone,
                   changed_at = excluded.changed_at
            """,
            [
                "account": password.account, "id": password.id, "hash": password.hash, "alone": password.standsAlone,
                "changed": password.changedAt,
            ])
        try setPasswordDoubted(at: nil, of: password.account)
        try authenticatorsChanged(of: password.account)
    }

    /// Stores the same password under a higher cost, if nobody has changed it meanwhile.
    ///
    /// - Returns: `false` if the stored hash isn't `old` any more.
    @discardableResult
    package func rehash(passwordOf account: AccountID, from old: String, to new: String) throws -> Bool {
        try change(
            "UPDATE password SET hash = :new WHERE account = :account AND hash = :old",
            ["account": account, "old": old, "new": new]) == 1
    }

    /// Takes the password away; `false` if there is none any more.
    package func removePassword(of account: AccountID) throws -> Bool {
        let removed = try change("DELETE FROM password WHERE account = :account", ["account": account]) == 1
        if removed {
            try setPasswordDoubted(at: nil, of: account)
            try authenticatorsChanged(of: account)
        }
        return removed
    }
}
