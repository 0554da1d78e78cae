package import Identity

/// Something a person has begun to add and has not proven yet: a code app's seed, a sheet, an address.
///
/// It belongs to one account and one browser (a session or an attempt), and changes nothing on the account until it
/// is finished.
package struct EnrolmentRecord: Sendable {
    package let id: EnrolmentID
    package let account: AccountID
    /// The name of the session or attempt that began it; nothing else can finish it.
    package let owner: String
    /// What is being enrolled, in the caller's words. An account has at most one of each kind for each owner.
    package let kind: String
    /// What waits for the proof, in the caller's encoding. In the database it is sealed.
    package let content: Secret<[UInt8]>
    package let createdAt: Moment
    package let expiresAt: Moment

    package init(
        id: EnrolmentID, account: AccountID, owner: String, kind: String, content: Secret<[UInt8]>, createdAt: Moment,
        expiresAt: Moment
    ) {
        self.id = id
        self.account = account
        self.owner = owner
        self.kind = kind
        self.content = content
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    init(_ row: Row, sealer: Sealer) throws {
        id = try row["id"]
        account = try row["account"]
        owner = try row["owner"]
        kind = try row["kind"]
        content = Secret(try sealer.open(try row["content_sealed"], at: Self.contentPlace(id)))
        createdAt = try row["created_at"]
        expiresAt = try row["expires_at"]
    }

    static func contentPlace(_ id: EnrolmentID) -> Sealer.Place {
        Sealer.Place(table: "enrolment", column: "content_sealed", row: id.rawValue)
    }
}

extension ReadTransaction {
    /// The live enrolment of a kind that this owner began for this account.
    package func enrolment(
        ofKind kind: String, of account: AccountID, ownedBy owner: String, at now: Moment
    ) throws -> EnrolmentRecord? {
        try firstRow(
            """
            SELECT * FROM enrolment
             WHERE account = :account AND owner = :owner AND kind = :kind AND expires_at > :now
            """, ["account": account, "owner": owner, "kind": kind, "now": now]
        ).map { try EnrolmentRecord($0, sealer: keys.sealer) }
    }
}

extension WriteTransaction {
    /// Begins an enrolment, in place of an earlier one of the same kind by the same owner.
    package func begin(_ enrolment: EnrolmentRecord) throws {
        _ = try holdAccount(enrolment.account)
        try change(
            "DELETE FROM enrolment WHERE account = :account AND owner = :owner AND kind = :kind",
            ["account": enrolment.account, "owner": enrolment.owner, "kind": enrolment.kind])
        try change(
            """
            INSERT INTO enrolment (id, account, owner, kind, content_sealed, tries, created_at, expires_at)
            VALUES (:id, :account, :owner, :kind, :content, 0, :created, :expires)
            """,
            [
                "id": enrolment.id, "account": enrolment.account, "owner": enrolment.owner, "kind": enrolment.kind,
                "content": try keys.sealer.seal(
                    enrolment.content.reveal(), at: EnrolmentRecord.contentPlace(enrolment.id)),
                "created": enrolment.createdAt, "expires": enrolment.expiresAt,
            ])
    }

    /// Counts a try to prove an enrolment, before the proof is looked at.
    ///
    /// - Returns: the number of tries with this one; `nil` if the enrolment is gone or has expired.
    package func countTry(of enrolment: EnrolmentID, at now: Moment) throws -> Int? {
        try firstRow(
            "UPDATE enrolment SET tries = tries + 1 WHERE id = :id AND expires_at > :now RETURNING tries",
            ["id": enrolment, "now": now])?["tries"]
    }

    /// Ends an enrolment. The one caller who gets `true` may enrol what waited in it.
    package func finish(_ enrolment: EnrolmentID, at now: Moment) throws -> Bool {
        try change("DELETE FROM enrolment WHERE id = :id AND expires_at > :now", ["id": enrolment, "now": now]) == 1
    }

    /// Drops an enrolment that the person gave up.
    package func abandon(_ enrolment: EnrolmentID) throws {
        try change("DELETE FROM enrolment WHERE id = :id", ["id": enrolment])
    }
}
