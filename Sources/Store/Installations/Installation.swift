package import Identity

/// One copy of the app on one device, with the evidence by which the rules judge whether it is alive.
///
/// What only one caller needs and nobody should carry around has verbs of its own: the seed of its codes, the share of
/// its app lock, its push subscription.
package struct InstallationRecord: Sendable, Hashable {
    /// Why an installation is no more.
    package struct Ending: Sendable, Hashable {
        package let at: Moment
        /// In the caller's words.
        package let reason: String
        package let replacedBy: AuthenticatorID?
    }

    package let id: AuthenticatorID
    package let account: AccountID
    package let device: DeviceID
    package let name: String
    /// What it runs on, as it says itself.
    package let platform: String
    package let language: Language
    /// Checks what it sends: P-256, uncompressed, 65 bytes.
    package let contactKey: [UInt8]
    /// Checks what its person approves: P-256, uncompressed, 65 bytes.
    package let approvalKey: [UInt8]
    package let appLock: Installation.AppLock
    package let role: Installation.Role
    /// When it becomes the primary device unless somebody objects; `nil` if that isn't asked for.
    package let promotionDueAt: Moment?
    package let addedAt: Moment
    /// When it answered its test request; `nil` while it is pending.
    package let activatedAt: Moment?
    package let lastContactAt: Moment?
    /// Where the last contact came from.
    package let lastAddress: String?
    package let lastReceiptAt: Moment?
    /// When the oldest request was sent that it has not confirmed; any contact clears it.
    package let unansweredSince: Moment?
    package let lastApprovalAt: Moment?
    package let ending: Ending?

    package init(
        id: AuthenticatorID, account: AccountID, device: DeviceID, name: String, platform: String, language: Language,
        contactKey: [UInt8], approvalKey: [UInt8], appLock: Installation.AppLock, addedAt: Moment
    ) {
        self.id = id
        self.account = account
        self.device = device
        self.name = name
        self.platform = platform
        self.language = language
        self.contactKey = contactKey
        self.approvalKey = approvalKey
        self.appLock = appLock
        self.addedAt = addedAt
        role = .secondary
        promotionDueAt = nil
        activatedAt = nil
        lastContactAt = nil
        lastAddress = nil
        lastReceiptAt = nil
        unansweredSince = nil
        lastApprovalAt = nil
        ending = nil
    }

    init(_ row: Row) throws {
        id = try row["id"]
        account = try row["account"]
        device = try row["device"]
        name = try row["name"]
        platform = try row["platform"]
        language = try row["language"]
        contactKey = try row["contact_key"]
        approvalKey = try row["approval_key"]
        appLock = try row["app_lock"]
        role = try row["role"]
        promotionDueAt = try row["promotion_due_at"]
        addedAt = try row["added_at"]
        activatedAt = try row["activated_at"]
        lastContactAt = try row["last_contact_at"]
        lastAddress = try row["last_address"]
        lastReceiptAt = try row["last_receipt_at"]
        unansweredSince = try row["unanswered_since"]
        lastApprovalAt = try row["last_approval_at"]
        let (endedAt, reason): (Moment?, String?) = (try row["ended_at"], try row["ended_reason"])
        let replacement: AuthenticatorID? = try row["replaced_by"]
        ending = endedAt.map { Ending(at: $0, reason: reason ?? "", replacedBy: replacement) }
    }
}

extension ReadTransaction {
    /// The installation of that ID, also one that has ended.
    package func installation(_ id: AuthenticatorID) throws -> InstallationRecord? {
        try firstRow("SELECT * FROM installation WHERE id = :id", ["id": id]).map(InstallationRecord.init)
    }

    /// The installations of an account that have not ended, oldest first.
    package func installations(of account: AccountID) throws -> [InstallationRecord] {
        try rows(
            "SELECT * FROM installation WHERE account = :account AND ended_at IS NULL ORDER BY added_at, id",
            ["account": account]
        ).map(InstallationRecord.init)
    }

    /// The same, and those that have vanished: they prove nothing, but the account still has its second step.
    package func installationsEverCounted(of account: AccountID) throws -> [InstallationRecord] {
        try rows(
            """
            SELECT * FROM installation WHERE account = :account AND (ended_at IS NULL OR has_vanished = 1)
             ORDER BY added_at, id
            """, ["account": account]
        ).map(InstallationRecord.init)
    }

    /// Whether any installation, of whatever account and alive or not, has this key for anything (DEV-16).
    package func isTaken(installationKey key: [UInt8]) throws -> Bool {
        try number(
            "SELECT count(*) AS number FROM installation WHERE contact_key = :key OR approval_key = :key",
            ["key": key]) > 0
    }
}

extension WriteTransaction {
    /// Adds an installation that waits for its test: pending, secondary, and no second factor yet.
    ///
    /// - Parameters:
    ///   - codeSeed: the secret of its time-based codes. In the database it is sealed.
    ///   - chain: the hash of the first link of its heartbeat chain.
    /// - Returns: `false` if one of its keys is in use; nothing is added then.
    package func enrol(
        _ installation: InstallationRecord, codeSeed: Secret<[UInt8]>, pin: InstallationPin?, chain: [UInt8]
    ) throws -> Bool {
        guard try !isTaken(installationKey: installation.contactKey),
            try !isTaken(installationKey: installation.approvalKey)
        else { return false }
        let id = installation.id
        return try change(
            """
            INSERT INTO installation
                   (id, account, device, name, platform, language, contact_key, approval_key, app_lock, pin_verifier,
                    pin_share_sealed, pin_tries_left, code_seed_sealed, code_last_step, role, added_at, last_contact_at,
                    chain_current, has_vanished)
            VALUES (:id, :account, :device, :name, :platform, :language, :contact, :approval, :lock, :verifier,
                    :share, :tries, :seed, 0, 'secondary', :added, :added, :chain, 0)
            ON CONFLICT DO NOTHING
            """,
            [
                "id": id, "account": installation.account, "device": installation.device, "name": installation.name,
                "platform": installation.platform, "language": installation.language,
                "contact": installation.contactKey, "approval": installation.approvalKey,
                "lock": installation.appLock, "verifier": pin?.verifier, "tries": pin?.tries,
                "share": try pin.map {
                    try keys.sealer.seal($0.share.reveal(), at: Self.place("pin_share_sealed", id))
                },
                "seed": try keys.sealer.seal(codeSeed.reveal(), at: Self.place("code_seed_sealed", id)),
                "added": installation.addedAt, "chain": chain,
            ]) == 1
    }

    /// Makes an installation count, because a signed answer to its test has come back (product.md D-8).
    ///
    /// - Returns: `false` if it counted before, or has ended.
    package func activate(installation id: AuthenticatorID, at now: Moment) throws -> Bool {
        let account: AccountID? = try firstRow(
            """
            UPDATE installation SET activated_at = :now
             WHERE id = :id AND activated_at IS NULL AND ended_at IS NULL RETURNING account
            """, ["id": id, "now": now])?["account"]
        guard let account else { return false }
        try authenticatorsChanged(of: account)
        return true
    }

    /// Gives an installation another name; `false` if the account doesn't have it any more.
    package func rename(installation id: AuthenticatorID, of account: AccountID, to name: String) throws -> Bool {
        try change(
            "UPDATE installation SET name = :name WHERE id = :id AND account = :account AND ended_at IS NULL",
            ["id": id, "account": account, "name": name]) == 1
    }

    /// Ends an installation for good. Its secrets are wiped; its contact key stays, so that it can be told why.
    ///
    /// Who the primary device is afterwards is the caller's question.
    /// - Parameter vanished: nobody has decided that it shall be no second factor any more. It stays one that nothing can
    ///   be proven with, so that the second step is not off by its vanishing; see ``forgetVanishedInstallations(of:)``.
    /// - Parameter sparingAttempts: whether those who are in the middle of a sign-in may go on, by another way.
    /// - Returns: `false` if the account doesn't have it, or it has ended before.
    package func end(
        installation id: AuthenticatorID, of account: AccountID, because reason: String,
        replacedBy replacement: AuthenticatorID? = nil, vanished: Bool = false, sparingAttempts: Bool = false,
        at now: Moment
    ) throws -> Bool {
        let ended =
            try change(
                """
                UPDATE installation SET ended_at = :now, ended_reason = :reason, replaced_by = :replacement,
                       has_vanished = CASE WHEN activated_at IS NULL THEN 0 ELSE :vanished END, role = 'secondary', promotion_due_at = NULL, pin_verifier = NULL, pin_share_sealed = NULL,
                       pin_tries_left = NULL, code_seed_sealed = NULL, push_subscription = NULL,
                       push_endpoint_sealed = NULL, push_key = NULL, push_auth_sealed = NULL, chain_current = NULL,
                       chain_previous = NULL
                 WHERE id = :id AND account = :account AND ended_at IS NULL
                """,
                [
                    "id": id, "account": account, "reason": reason.bounded(to: 64), "replacement": replacement,
                    "vanished": vanished, "now": now,
                ]) == 1
        guard ended else { return false }
        try change("DELETE FROM push_message WHERE installation = :id", ["id": id])
        if sparingAttempts {
            try distrustAllBrowsers(of: account)
        } else {
            try authenticatorsChanged(of: account)
        }
        return true
    }

    /// Forgets those that have vanished, because the person turns the second step off.
    package func forgetVanishedInstallations(of account: AccountID) throws {
        try change("UPDATE installation SET has_vanished = 0 WHERE account = :account", ["account": account])
    }

    static func place(_ column: String, _ id: AuthenticatorID) -> Sealer.Place {
        Sealer.Place(table: "installation", column: column, row: id.rawValue)
    }
}
