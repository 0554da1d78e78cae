package import Identity

extension WriteTransaction {
    /// Makes an installation the primary device of its account, in place of whichever was.
    ///
    /// It holds the account, so that of several callers at once the last one's choice stands and there is never more
    /// than one primary device; the schema refuses a second one besides (DEV-08).
    /// - Returns: `false` if the account has no such installation that counts; nothing is changed then.
    package func makePrimary(installation id: AuthenticatorID, of account: AccountID) throws -> Bool {
        _ = try holdAccount(account)
        let counts = try number(
            """
            SELECT count(*) AS number FROM installation
             WHERE id = :id AND account = :account AND ended_at IS NULL AND activated_at IS NOT NULL
            """, ["id": id, "account": account])
        guard counts == 1 else { return false }
        try change(
            "UPDATE installation SET role = 'secondary' WHERE account = :account AND role = 'primary' AND id <> :id",
            ["id": id, "account": account])
        try change(
            "UPDATE installation SET role = 'primary', promotion_due_at = NULL WHERE id = :id", ["id": id])
        return true
    }

    /// Notes that an installation is to become the primary device at a later time, unless somebody objects. A promotion
    /// that was waiting gives way.
    ///
    /// - Returns: `false` if the account has no such installation that counts, or it is the primary device.
    package func proposePrimary(
        installation id: AuthenticatorID, of account: AccountID, dueAt due: Moment
    ) throws -> Bool {
        _ = try holdAccount(account)
        let fits = try number(
            """
            SELECT count(*) AS number FROM installation
             WHERE id = :id AND account = :account AND ended_at IS NULL AND activated_at IS NOT NULL
               AND role = 'secondary'
            """, ["id": id, "account": account])
        guard fits == 1 else { return false }
        try dropPromotion(of: account)
        try change("UPDATE installation SET promotion_due_at = :due WHERE id = :id", ["id": id, "due": due])
        return true
    }

    /// Drops a promotion that waits; `false` if there is none.
    @discardableResult
    package func dropPromotion(of account: AccountID) throws -> Bool {
        try change(
            "UPDATE installation SET promotion_due_at = NULL WHERE account = :account AND promotion_due_at IS NOT NULL",
            ["account": account]) > 0
    }
}
