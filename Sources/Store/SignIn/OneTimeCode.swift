package import Identity

/// A short code that was sent to an address: bound to what it is for, for whom, and to the browser that asked.
package struct OneTimeCodeRecord: Sendable, Hashable {
    /// Random text that names the row.
    package let id: String
    package let account: AccountID
    /// What the code proves, in the caller's words. A code of another purpose is never found (ONCE-13, OTP-03).
    package let purpose: String
    /// The attempt, session or enrolment that asked for it.
    package let owner: String
    /// Where it was sent, canonical.
    package let address: String
    package let triesAllowed: Int
    package let createdAt: Moment
    package let expiresAt: Moment

    package init(
        id: String, account: AccountID, purpose: String, owner: String, address: String, triesAllowed: Int,
        createdAt: Moment, expiresAt: Moment
    ) {
        self.id = id
        self.account = account
        self.purpose = purpose
        self.owner = owner
        self.address = address
        self.triesAllowed = triesAllowed
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

/// What became of a typed code.
package enum OneTimeCodeTry: Sendable, Hashable {
    /// It was right, and is spent with that. It had been sent to this address.
    case accepted(address: String)
    case wrong(triesLeft: Int)
    /// There is no live code: none was sent, it has expired, was spent, replaced, or tried too often.
    case noCode
}

extension ReadTransaction {
    /// When codes were issued to an account for a purpose since `start`, live or not (REC-19).
    package func codesIssued(for purpose: String, of account: AccountID, since start: Moment) throws -> [Moment] {
        try rows(
            """
            SELECT created_at FROM one_time_code
             WHERE account = :account AND purpose = :purpose AND created_at >= :start
            """, ["account": account, "purpose": purpose, "start": start]
        ).map { try $0["created_at"] }
    }
}

extension WriteTransaction {
    /// Keeps a code that is about to be sent. Every earlier one for the same purpose and owner is dead (OTP-04).
    package func issue(_ code: Secret<String>, as record: OneTimeCodeRecord) throws {
        // Two that are issued at once come one after another, and the second kills the first.
        _ = try holdAccount(record.account)
        try change(
            """
            UPDATE one_time_code SET spent_at = :now
             WHERE account = :account AND purpose = :purpose AND owner = :owner AND spent_at IS NULL
            """,
            [
                "now": record.createdAt, "account": record.account, "purpose": record.purpose, "owner": record.owner,
            ])
        try change(
            """
            INSERT INTO one_time_code
                   (id, account, purpose, owner, address, mark, tries_left, created_at, expires_at, spent_at)
            VALUES (:id, :account, :purpose, :owner, :address, :mark, :tries, :created, :expires, NULL)
            """,
            [
                "id": record.id, "account": record.account, "purpose": record.purpose, "owner": record.owner,
                "address": record.address, "mark": keys.mark(ofCode: code.reveal(), row: record.id),
                "tries": record.triesAllowed, "created": record.createdAt, "expires": record.expiresAt,
            ])
    }

    /// Counts a try, looks at the typed code, and spends it if it is right: all in one, so that parallel guesses get no
    /// more tries than one after another.
    ///
    /// The count stands only if the transaction commits, so a step that gets `wrong` must not throw afterwards.
    package func tryCode(
        _ typed: Secret<String>, for purpose: String, of account: AccountID, ownedBy owner: String, at now: Moment
    ) throws -> OneTimeCodeTry {
        let counted = try firstRow(
            """
            UPDATE one_time_code SET tries_left = tries_left - 1
             WHERE account = :account AND purpose = :purpose AND owner = :owner
               AND spent_at IS NULL AND tries_left > 0 AND expires_at > :now AND created_at <= :now
            RETURNING id, mark, address, tries_left
            """, ["account": account, "purpose": purpose, "owner": owner, "now": now])
        guard let row = counted else { return .noCode }
        let id: String = try row["id"]
        let mark = Secret<[UInt8]>(try row["mark"])
        guard mark.matches(Secret(keys.mark(ofCode: typed.reveal(), row: id))) else {
            return .wrong(triesLeft: try row["tries_left"])
        }
        let spent = try change(
            "UPDATE one_time_code SET spent_at = :now WHERE id = :id AND spent_at IS NULL", ["id": id, "now": now])
        return spent == 1 ? .accepted(address: try row["address"]) : .noCode
    }

    /// Kills the live codes of an account for a purpose, whoever asked for them.
    @discardableResult
    package func killCodes(for purpose: String, of account: AccountID, at now: Moment) throws -> Int {
        try change(
            """
            UPDATE one_time_code SET spent_at = :now
             WHERE account = :account AND purpose = :purpose AND spent_at IS NULL
            """,
            ["account": account, "purpose": purpose, "now": now])
    }
}
