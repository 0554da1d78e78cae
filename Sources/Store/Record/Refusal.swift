package import Identity

/// A whole decision behind a refusal page, found by the help code that the person reads out.
package struct RefusalRecord: Sendable {
    package let helpCode: HelpCode
    package let account: AccountID?
    /// The decision, in the caller's encoding. In the database it is sealed.
    package let content: [UInt8]
    package let createdAt: Moment
    package let expiresAt: Moment

    package init(helpCode: HelpCode, account: AccountID?, content: [UInt8], createdAt: Moment, expiresAt: Moment) {
        self.helpCode = helpCode
        self.account = account
        self.content = content
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    static func contentPlace(_ helpCode: HelpCode) -> Sealer.Place {
        Sealer.Place(table: "refusal", column: "content_sealed", row: helpCode.text)
    }
}

extension ReadTransaction {
    /// The decision behind a help code; `nil` if there is none or it has expired.
    package func refusal(_ helpCode: HelpCode, at now: Moment) throws -> RefusalRecord? {
        try firstRow(
            "SELECT * FROM refusal WHERE help_code = :code AND expires_at > :now", ["code": helpCode.text, "now": now]
        ).map { row in
            RefusalRecord(
                helpCode: helpCode, account: try row["account"],
                content: try keys.sealer.open(
                    try row["content_sealed"], at: RefusalRecord.contentPlace(helpCode)),
                createdAt: try row["created_at"], expiresAt: try row["expires_at"])
        }
    }
}

extension WriteTransaction {
    /// Keeps a refusal's decision.
    ///
    /// - Returns: `false` if the help code is in use: the caller draws another one.
    package func record(_ refusal: RefusalRecord) throws -> Bool {
        try change(
            """
            INSERT INTO refusal (help_code, account, content_sealed, created_at, expires_at)
            VALUES (:code, :account, :content, :created, :expires) ON CONFLICT (help_code) DO NOTHING
            """,
            [
                "code": refusal.helpCode.text, "account": refusal.account,
                "content": try keys.sealer.seal(refusal.content, at: RefusalRecord.contentPlace(refusal.helpCode)),
                "created": refusal.createdAt, "expires": refusal.expiresAt,
            ]) == 1
    }
}
