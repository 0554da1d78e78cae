package import Identity

/// One person's identity as the database holds it.
package struct AccountRecord: Sendable, Hashable {
    /// What an account may do beyond its own pages.
    package enum Role: String, Sendable, Hashable, Codable, CaseIterable, Storable {
        case person
        case administrator
    }

    package let id: AccountID
    package var state: AccountState
    package var role: Role
    package var displayName: String
    package var language: Language
    /// Counts changes of the account's authenticators. An attempt that began under an older number is dead (FLOW-12).
    package var factorGeneration: Int
    package let createdAt: Moment
    /// Since when no approval requests are sent, because somebody said "it wasn't me"; `nil` while they are.
    package let approvalsStoppedAt: Moment?
    /// Since when the person blocks new sign-ins but those by a recovery method (product.md D-9); `nil` if not.
    package let signInRestrictedAt: Moment?
    /// Since when somebody else may know the password, because its owner said "it wasn't me" to whoever had typed it;
    /// `nil` once there is another one, or the person keeps it.
    package let passwordDoubtedAt: Moment?

    package init(
        id: AccountID, state: AccountState, role: Role = .person, displayName: String, language: Language,
        factorGeneration: Int = 0, createdAt: Moment, approvalsStoppedAt: Moment? = nil,
        signInRestrictedAt: Moment? = nil, passwordDoubtedAt: Moment? = nil
    ) {
        self.id = id
        self.state = state
        self.role = role
        self.displayName = displayName
        self.language = language
        self.factorGeneration = factorGeneration
        self.createdAt = createdAt
        self.approvalsStoppedAt = approvalsStoppedAt
        self.signInRestrictedAt = signInRestrictedAt
        self.passwordDoubtedAt = passwordDoubtedAt
    }

    init(_ row: Row) throws {
        id = try row["id"]
        state = try row["state"]
        role = try row["role"]
        displayName = try row["display_name"]
        language = try row["language"]
        factorGeneration = try row["factor_generation"]
        createdAt = try row["created_at"]
        approvalsStoppedAt = try row["approvals_stopped_at"]
        signInRestrictedAt = try row["sign_in_restricted_at"]
        passwordDoubtedAt = try row["password_doubted_at"]
    }
}

extension ReadTransaction {
    /// The account of that ID, in whatever state it is; `nil` if there is none.
    package func account(_ id: AccountID) throws -> AccountRecord? {
        try firstRow("SELECT * FROM account WHERE id = :id", ["id": id]).map(AccountRecord.init)
    }

    /// The account that a verified identifier names.
    ///
    /// - Parameter canonical: the canonical text of the identifier; nothing is folded here.
    package func account(withIdentifier canonical: String) throws -> AccountRecord? {
        try firstRow(
            """
            SELECT account.* FROM account JOIN identifier ON identifier.account = account.id
             WHERE identifier.canonical = :canonical
            """, ["canonical": canonical]
        ).map(AccountRecord.init)
    }

    /// Accounts in the order in which they were made, oldest first.
    ///
    /// - Parameter last: the last account of the page before, or `nil` for the first page.
    package func accounts(after last: AccountRecord? = nil, limit: Int = 100) throws -> [AccountRecord] {
        try rows(
            """
            SELECT * FROM account
             WHERE created_at > :created OR (created_at = :created AND id > :id)
             ORDER BY created_at, id LIMIT :limit
            """,
            [
                "created": last?.createdAt ?? Moment(millisecondsSinceEpoch: .min), "id": last?.id.rawValue ?? "",
                "limit": limit,
            ]
        ).map(AccountRecord.init)
    }

    /// How many accounts there are, in every state.
    package func countAccounts() throws -> Int {
        try number("SELECT count(*) AS number FROM account")
    }

    /// Those who can administer now, oldest account first.
    package func activeAdministrators() throws -> [AccountRecord] {
        try rows(
            """
            SELECT * FROM account WHERE role = 'administrator' AND state = 'active' ORDER BY created_at, id
            """
        ).map(AccountRecord.init)
    }

    /// How many accounts can administer now: those with the role that sign in.
    package func countActiveAdministrators() throws -> Int {
        try number("SELECT count(*) AS number FROM account WHERE role = 'administrator' AND state = 'active'")
    }
}

extension WriteTransaction {
    /// Adds an account. It has no identifier and no authenticator yet.
    package func create(_ account: AccountRecord) throws {
        try change(
            """
            INSERT INTO account (id, state, role, display_name, language, factor_generation, created_at)
            VALUES (:id, :state, :role, :name, :language, :generation, :created)
            """,
            [
                "id": account.id, "state": account.state, "role": account.role, "name": account.displayName,
                "language": account.language, "generation": account.factorGeneration, "created": account.createdAt,
            ])
    }

    /// The account, held until the transaction ends: nobody else, on any node, changes it or holds it meanwhile.
    ///
    /// A rule that reads several rows of an account and then changes one of them ("is this the last way in?") begins
    /// with this.
    package func holdAccount(_ id: AccountID) throws -> AccountRecord? {
        try firstRow("SELECT * FROM account WHERE id = :id {for update}", ["id": id]).map(AccountRecord.init)
    }

    /// Moves an account from one state to another.
    ///
    /// - Returns: `false` if the account isn't in the state `old` any more.
    package func changeState(of id: AccountID, from old: AccountState, to new: AccountState) throws -> Bool {
        try change(
            "UPDATE account SET state = :new WHERE id = :id AND state = :old", ["id": id, "old": old, "new": new]) == 1
    }

    /// Gives an account another role. Whether it may lose the one it has is the caller's question.
    package func setRole(_ role: AccountRecord.Role, of id: AccountID) throws {
        try change("UPDATE account SET role = :role WHERE id = :id", ["id": id, "role": role])
    }

    /// Sets the language of pages and notices.
    package func setLanguage(_ language: Language, of id: AccountID) throws {
        try change("UPDATE account SET language = :language WHERE id = :id", ["id": id, "language": language])
    }

    /// Sets what pages and notices call the person.
    package func setDisplayName(_ name: String, of id: AccountID) throws {
        try change("UPDATE account SET display_name = :name WHERE id = :id", ["id": id, "name": name])
    }

    /// Stops approval requests to all installations of an account, or allows them again with `nil`.
    ///
    /// - Returns: `false` if that is how it was.
    @discardableResult
    package func setApprovalsStopped(at moment: Moment?, of id: AccountID) throws -> Bool {
        try mark(
            id, at: moment,
            setting: "UPDATE account SET approvals_stopped_at = :at WHERE id = :id AND approvals_stopped_at IS NULL",
            clearing:
                "UPDATE account SET approvals_stopped_at = NULL WHERE id = :id AND approvals_stopped_at IS NOT NULL")
    }

    /// Notes that somebody else may know the password of an account, or with `nil` that its owner keeps it all the same.
    /// A new password ends the doubt by itself.
    ///
    /// - Returns: `false` if that is how it was.
    @discardableResult
    package func setPasswordDoubted(at moment: Moment?, of id: AccountID) throws -> Bool {
        try mark(
            id, at: moment,
            setting: "UPDATE account SET password_doubted_at = :at WHERE id = :id AND password_doubted_at IS NULL",
            clearing: "UPDATE account SET password_doubted_at = NULL WHERE id = :id AND password_doubted_at IS NOT NULL"
        )
    }

    /// Restricts sign-in to an account to its recovery methods, or lifts that with `nil`.
    ///
    /// - Returns: `false` if that is how it was.
    @discardableResult
    package func setSignInRestricted(at moment: Moment?, of id: AccountID) throws -> Bool {
        try mark(
            id, at: moment,
            setting: "UPDATE account SET sign_in_restricted_at = :at WHERE id = :id AND sign_in_restricted_at IS NULL",
            clearing:
                "UPDATE account SET sign_in_restricted_at = NULL WHERE id = :id AND sign_in_restricted_at IS NOT NULL")
    }

    private func mark(_ id: AccountID, at moment: Moment?, setting: SQL, clearing: SQL) throws -> Bool {
        guard let moment else { return try change(clearing, ["id": id]) == 1 }
        return try change(setting, ["id": id, "at": moment]) == 1
    }

    /// Notes that the account's authenticators have changed: every attempt that began before is over, and no browser is
    /// trusted any more (SESS-09).
    ///
    /// The verbs that enrol and revoke call it themselves.
    @discardableResult
    package func authenticatorsChanged(of id: AccountID) throws -> Int {
        try distrustAllBrowsers(of: id)
        return try endAttempts(of: id)
    }

    /// Ends every attempt that began before now.
    @discardableResult
    package func endAttempts(of id: AccountID) throws -> Int {
        let row = try firstRow(
            "UPDATE account SET factor_generation = factor_generation + 1 WHERE id = :id RETURNING factor_generation",
            ["id": id])
        return try row?["factor_generation"] ?? 0
    }

    /// Deletes an account that never became active, with all that belongs to it.
    package func deleteUnfinished(account id: AccountID) throws -> Bool {
        try change(
            "DELETE FROM account WHERE id = :id AND state IN ('invited', 'unconfirmed')", ["id": id]) == 1
    }
}
