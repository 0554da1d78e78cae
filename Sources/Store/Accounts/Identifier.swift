package import Identity

/// A verified address or number that names an account at sign-in.
package struct IdentifierRecord: Sendable, Hashable {
    package let id: IdentifierID
    package let account: AccountID
    /// Its canonical text is unique over all accounts.
    package let identifier: Identifier
    /// What it looks like: texts that look alike have the same one (UTS #39 §4).
    package let skeleton: String
    /// Whether it is ASCII throughout.
    package let isPlain: Bool
    package let verifiedAt: Moment
    /// Whether notices go here first.
    package let forNotices: Bool

    package init(
        id: IdentifierID, account: AccountID, identifier: Identifier, skeleton: String, isPlain: Bool,
        verifiedAt: Moment, forNotices: Bool = false
    ) {
        self.id = id
        self.account = account
        self.identifier = identifier
        self.skeleton = skeleton
        self.isPlain = isPlain
        self.verifiedAt = verifiedAt
        self.forNotices = forNotices
    }

    init(_ row: Row) throws {
        id = try row["id"]
        account = try row["account"]
        identifier = try Identifier(row)
        skeleton = try row["skeleton"]
        isPlain = try row["is_plain"]
        verifiedAt = try row["verified_at"]
        forNotices = try row["for_notices"]
    }
}

/// An address that stopped being used for notices, which still gets them for a while (REC-10).
package struct FormerNoticeAddress: Sendable, Hashable {
    package let account: AccountID
    package let identifier: Identifier
    package let changedAt: Moment
}

extension Identifier {
    /// The word for the kind of identifier in the columns named `kind`.
    fileprivate var storedKind: String {
        switch self {
        case .email: "email"
        case .phone: "phone"
        }
    }

    fileprivate init(_ row: Row) throws {
        let kind: String = try row["kind"]
        switch kind {
        case "email": self = .email(EmailAddress(canonical: try row["canonical"], shown: try row["shown"]))
        case "phone": self = .phone(PhoneNumber(canonical: try row["canonical"], shown: try row["shown"]))
        default: throw StoreFault.corrupted("there is no kind of identifier called \(kind)")
        }
    }
}

extension ReadTransaction {
    /// The identifiers of an account, oldest first.
    package func identifiers(of account: AccountID) throws -> [IdentifierRecord] {
        try rows(
            "SELECT * FROM identifier WHERE account = :account ORDER BY verified_at, id", ["account": account]
        ).map(IdentifierRecord.init)
    }

    /// One identifier of an account; `nil` if the account doesn't have it, whoever else does.
    package func identifier(_ id: IdentifierID, of account: AccountID) throws -> IdentifierRecord? {
        try firstRow(
            "SELECT * FROM identifier WHERE id = :id AND account = :account", ["id": id, "account": account]
        ).map(IdentifierRecord.init)
    }

    /// Whether the identifier names an account already. It may be taken before the caller adds it, so adding answers
    /// it once more.
    package func isTaken(identifier canonical: String) throws -> Bool {
        try firstRow("SELECT id FROM identifier WHERE canonical = :canonical", ["canonical": canonical]) != nil
    }

    /// Identifiers that look like `skeleton`, whoever's they are; those of ASCII alone only if `plainToo` (OTP-11).
    package func looksTaken(skeleton: String, otherThan canonical: String, plainToo: Bool) throws -> Bool {
        try firstRow(
            """
            SELECT id FROM identifier
             WHERE skeleton = :skeleton AND canonical <> :canonical AND (is_plain = 0 OR :plain = 1) LIMIT 1
            """, ["skeleton": skeleton, "canonical": canonical, "plain": plainToo]) != nil
    }

    /// Addresses that notices went to until some time after `start`, newest change first.
    package func formerNoticeAddresses(of account: AccountID, since start: Moment) throws -> [FormerNoticeAddress] {
        try rows(
            """
            SELECT * FROM former_notice_address WHERE account = :account AND changed_at >= :start
             ORDER BY changed_at DESC, canonical
            """, ["account": account, "start": start]
        ).map { row in
            FormerNoticeAddress(
                account: try row["account"], identifier: try Identifier(row), changedAt: try row["changed_at"])
        }
    }
}

extension WriteTransaction {
    /// Gives an account a verified identifier. The first one of an account gets the notices.
    ///
    /// - Returns: `false` if the identifier already names an account; nothing is changed then.
    package func add(_ identifier: IdentifierRecord) throws -> Bool {
        _ = try holdAccount(identifier.account)
        let first = try identifiers(of: identifier.account).isEmpty
        return try change(
            """
            INSERT INTO identifier
                   (id, account, kind, canonical, shown, skeleton, is_plain, verified_at, for_notices)
            VALUES (:id, :account, :kind, :canonical, :shown, :skeleton, :plain, :verified, :notices)
            ON CONFLICT (canonical) DO NOTHING
            """,
            [
                "id": identifier.id, "account": identifier.account, "kind": identifier.identifier.storedKind,
                "canonical": identifier.identifier.canonical, "shown": identifier.identifier.shown,
                "skeleton": identifier.skeleton, "plain": identifier.isPlain, "verified": identifier.verifiedAt,
                "notices": first,
            ]) == 1
    }

    /// Takes an identifier away. If notices went there, they go to the oldest remaining one, and the address is kept
    /// as a former one. Whether an account may lose it is the caller's question.
    ///
    /// - Returns: `false` if the account doesn't have it any more.
    package func remove(_ id: IdentifierID, of account: AccountID, at now: Moment) throws -> Bool {
        let deleted = try firstRow(
            "DELETE FROM identifier WHERE id = :id AND account = :account RETURNING *", ["id": id, "account": account])
        guard let removed = try deleted.map(IdentifierRecord.init) else { return false }
        if removed.forNotices {
            try keepAsFormer(removed, at: now)
            try change(
                """
                UPDATE identifier SET for_notices = 1 WHERE id =
                  (SELECT id FROM identifier WHERE account = :account AND kind = 'email'
                    ORDER BY verified_at, id LIMIT 1)
                """, ["account": account])
        }
        return true
    }

    /// Sends notices to this identifier first from now on.
    ///
    /// - Returns: `false` if the account doesn't have it.
    package func chooseForNotices(_ id: IdentifierID, of account: AccountID, at now: Moment) throws -> Bool {
        guard let chosen = try identifier(id, of: account) else { return false }
        guard !chosen.forNotices else { return true }
        let before = try rows(
            "UPDATE identifier SET for_notices = 0 WHERE account = :account AND for_notices = 1 RETURNING *",
            ["account": account])
        for row in before { try keepAsFormer(IdentifierRecord(row), at: now) }
        try change("UPDATE identifier SET for_notices = 1 WHERE id = :id", ["id": id])
        return true
    }

    private func keepAsFormer(_ identifier: IdentifierRecord, at now: Moment) throws {
        try change(
            """
            INSERT INTO former_notice_address (account, canonical, kind, shown, changed_at)
            VALUES (:account, :canonical, :kind, :shown, :now)
            ON CONFLICT (account, canonical) DO UPDATE SET changed_at = excluded.changed_at
            """,
            [
                "account": identifier.account, "canonical": identifier.identifier.canonical,
                "kind": identifier.identifier.storedKind, "shown": identifier.identifier.shown, "now": now,
            ])
    }
}
