package import Identity

/// A passkey or security key of an account: the credential record of WebAuthn L3 §4.
package struct CredentialRecord: Sendable, Hashable {
    /// What it is used as.
    package enum Kind: String, Sendable, Hashable, CaseIterable, Storable {
        /// Found without a name, and it verifies its user: it signs in alone.
        case passkey
        /// Something one has: a second step.
        case securityKey
    }

    package let id: AuthenticatorID
    package let account: AccountID
    /// The authenticator's own name for it, at most 1,023 bytes. No two are the same, whosever they are.
    package let credentialID: [UInt8]
    package let kind: Kind
    /// The COSE key.
    package let publicKey: [UInt8]
    /// The counter of the last signature; 0 for authenticators that don't count.
    package let signCount: UInt32
    package let isUserVerified: Bool
    /// Whether it can be copied to other devices. Settled when it is made.
    package let isBackupEligible: Bool
    package let isBackedUp: Bool
    /// How it can be reached, in the browser's words.
    package let transports: [String]
    /// The AAGUID: 16 bytes, all zero where the model isn't told.
    package let model: [UInt8]
    /// Who vouches for it, in the caller's words.
    package let attestation: String
    package let name: String
    package let createdAt: Moment
    package let lastUsedAt: Moment?

    package init(
        id: AuthenticatorID, account: AccountID, credentialID: [UInt8], kind: Kind, publicKey: [UInt8],
        signCount: UInt32, isUserVerified: Bool, isBackupEligible: Bool, isBackedUp: Bool, transports: [String],
        model: [UInt8], attestation: String, name: String, createdAt: Moment, lastUsedAt: Moment? = nil
    ) {
        self.id = id
        self.account = account
        self.credentialID = credentialID
        self.kind = kind
        self.publicKey = publicKey
        self.signCount = signCount
        self.isUserVerified = isUserVerified
        self.isBackupEligible = isBackupEligible
        self.isBackedUp = isBackedUp
        self.transports = transports
        self.model = model
        self.attestation = attestation
        self.name = name
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }

    init(_ row: Row) throws {
        id = try row["id"]
        account = try row["account"]
        credentialID = try row["credential_id"]
        kind = try row["kind"]
        publicKey = try row["public_key"]
        signCount = UInt32(truncatingIfNeeded: try row["sign_count"] as Int64)
        isUserVerified = try row["is_user_verified"]
        isBackupEligible = try row["is_backup_eligible"]
        isBackedUp = try row["is_backed_up"]
        let transports: String = try row["transports"]
        self.transports = transports.split(separator: " ").map(String.init)
        model = try row["model"]
        attestation = try row["attestation"]
        name = try row["name"]
        createdAt = try row["created_at"]
        lastUsedAt = try row["last_used_at"]
    }
}

extension ReadTransaction {
    /// The passkeys and security keys of an account, oldest first.
    package func credentials(of account: AccountID) throws -> [CredentialRecord] {
        try rows(
            "SELECT * FROM credential WHERE account = :account ORDER BY created_at, id", ["account": account]
        ).map(CredentialRecord.init)
    }

    /// The credential that an authenticator calls so, whosever it is.
    package func credential(called credentialID: [UInt8]) throws -> CredentialRecord? {
        try firstRow("SELECT * FROM credential WHERE credential_id = :name", ["name": credentialID])
            .map(CredentialRecord.init)
    }

    /// What authenticators know the account by; `nil` if it never had a passkey or security key.
    package func keyHandle(of account: AccountID) throws -> [UInt8]? {
        try firstRow("SELECT handle FROM credential_owner WHERE account = :account", ["account": account])?["handle"]
    }
}

extension WriteTransaction {
    /// What authenticators know the account by: `proposed` if it has no such handle yet. It stays for as long as the
    /// account does, so that an authenticator replaces its passkey and does not collect them (WebAuthn L3 §5.4.3).
    package func keyHandle(of account: AccountID, orElse proposed: [UInt8]) throws -> [UInt8] {
        try change(
            "INSERT INTO credential_owner (account, handle) VALUES (:account, :handle) ON CONFLICT (account) DO NOTHING",
            ["account": account, "handle": proposed])
        return try keyHandle(of: account) ?? proposed
    }

    /// Adds a verified credential.
    ///
    /// - Returns: `false` if there is one of that name already, whosever it is; nothing is changed then.
    package func enrol(_ credential: CredentialRecord) throws -> Bool {
        guard try add(credential) else { return false }
        try authenticatorsChanged(of: credential.account)
        return true
    }

    /// Adds a verified credential together with the sheet that waited to be confirmed, as one change of the account's
    /// authenticators: the second step is never on without a recovery method.
    ///
    /// - Returns: `false` if that set isn't pending any more, or there is a credential of that name; the caller gives the
    ///   transaction up then.
    package func enrol(_ credential: CredentialRecord, withBackupCodes codes: AuthenticatorID) throws -> Bool {
        guard try confirm(backupCodes: codes, of: credential.account) else { return false }
        return try add(credential)
    }

    private func add(_ credential: CredentialRecord) throws -> Bool {
        try change(
            """
            INSERT INTO credential
                   (id, account, credential_id, kind, public_key, sign_count, is_user_verified, is_backup_eligible,
                    is_backed_up, transports, model, attestation, name, created_at, last_used_at)
            VALUES (:id, :account, :credential, :kind, :key, :count, :verified, :eligible, :backed_up, :transports,
                    :model, :attestation, :name, :created, :used)
            ON CONFLICT (credential_id) DO NOTHING
            """,
            [
                "id": credential.id, "account": credential.account, "credential": credential.credentialID,
                "kind": credential.kind, "key": credential.publicKey, "count": Int64(credential.signCount),
                "verified": credential.isUserVerified, "eligible": credential.isBackupEligible,
                "backed_up": credential.isBackedUp, "transports": credential.transports.joined(separator: " "),
                "model": credential.model, "attestation": credential.attestation, "name": credential.name,
                "created": credential.createdAt, "used": credential.lastUsedAt,
            ]) == 1
    }

    /// Notes a signature. The counter only ever goes on: of two parallel signatures neither takes the other's back, and
    /// one that does not go on changes nothing (WebAuthn L3 §6.1.1).
    ///
    /// - Returns: `false` if the counter is not beyond the one that is kept, or the credential is gone.
    package func note(
        signCount: UInt32, isBackedUp: Bool, by credential: AuthenticatorID, at now: Moment
    ) throws -> Bool {
        try change(
            """
            UPDATE credential SET sign_count = :count, is_backed_up = :backed_up, last_used_at = :now
             WHERE id = :id AND (sign_count < :count OR (sign_count = 0 AND :count = 0))
            """,
            ["id": credential, "count": Int64(signCount), "backed_up": isBackedUp, "now": now]) == 1
    }

    /// Gives a credential another name; `false` if the account doesn't have it any more.
    package func rename(credential id: AuthenticatorID, of account: AccountID, to name: String) throws -> Bool {
        try change(
            "UPDATE credential SET name = :name WHERE id = :id AND account = :account",
            ["id": id, "account": account, "name": name]) == 1
    }

    /// - Returns: `false` if the account doesn't have it any more.
    package func revoke(credential id: AuthenticatorID, of account: AccountID) throws -> Bool {
        let revoked =
            try change(
                "DELETE FROM credential WHERE id = :id AND account = :account", ["id": id, "account": account]) == 1
        if revoked { try authenticatorsChanged(of: account) }
        return revoked
    }
}
