package import Identity

/// An account's passphrase, as far as a server may know one: how keys are derived from it, how to recognise one of them,
/// and the vault key under the other.
package struct PassphraseRecord: Sendable, Hashable {
    package let id: AuthenticatorID
    package let account: AccountID
    /// For the derivation on the person's device.
    package let salt: [UInt8]
    /// Of PBKDF2.
    package let rounds: Int
    /// The Argon2id hash of the authentication key, in PHC string format.
    package let verifier: String
    /// The vault key under the encryption key, which the server never has.
    package let wrappedKey: [UInt8]
    package let changedAt: Moment

    package init(
        id: AuthenticatorID, account: AccountID, salt: [UInt8], rounds: Int, verifier: String, wrappedKey: [UInt8],
        changedAt: Moment
    ) {
        self.id = id
        self.account = account
        self.salt = salt
        self.rounds = rounds
        self.verifier = verifier
        self.wrappedKey = wrappedKey
        self.changedAt = changedAt
    }
}

extension ReadTransaction {
    /// `nil` for an account without a passphrase.
    package func passphrase(of account: AccountID) throws -> PassphraseRecord? {
        try firstRow("SELECT * FROM passphrase WHERE account = :account", ["account": account]).map { row in
            PassphraseRecord(
                id: try row["id"], account: try row["account"], salt: try row["salt"], rounds: try row["rounds"],
                verifier: try row["verifier"], wrappedKey: try row["wrapped_key"], changedAt: try row["changed_at"])
        }
    }
}

extension WriteTransaction {
    /// Replaces the account's passphrase, or gives it its first. A new one is a new authenticator: pass a new `id`, and
    /// the failures counted against the old one don't belong to it.
    package func set(_ passphrase: PassphraseRecord) throws {
        try change(
            """
            INSERT INTO passphrase (account, id, salt, rounds, verifier, wrapped_key, changed_at)
            VALUES (:account, :id, :salt, :rounds, :verifier, :key, :changed)
            ON CONFLICT (account) DO UPDATE
               SET id = excluded.id, salt = excluded.salt, rounds = excluded.rounds, verifier = excluded.verifier,
                   wrapped_key = excluded.wrapped_key, changed_at = excluded.changed_at
            """,
            [
                "account": passphrase.account, "id": passphrase.id, "salt": passphrase.salt,
                "rounds": passphrase.rounds, "verifier": passphrase.verifier, "key": passphrase.wrappedKey,
                "changed": passphrase.changedAt,
            ])
        try authenticatorsChanged(of: passphrase.account)
    }

    /// Stores the same key under a higher cost, if nobody has changed it meanwhile.
    ///
    /// - Returns: `false` if the stored verifier isn't `old` any more.
    @discardableResult
    package func rehash(passphraseOf account: AccountID, from old: String, to new: String) throws -> Bool {
        try change(
            "UPDATE passphrase SET verifier = :new WHERE account = :account AND verifier = :old",
            ["account": account, "old": old, "new": new]) == 1
    }

    /// Takes the passphrase away, and with it the vault key and the server's copy of the vault, which nobody could open
    /// any more; `false` if there is none.
    package func removePassphrase(of account: AccountID, at now: Moment) throws -> Bool {
        let isRemoved = try change("DELETE FROM passphrase WHERE account = :account", ["account": account]) == 1
        if isRemoved {
            try emptyVault(of: account, at: now)
            try authenticatorsChanged(of: account)
        }
        return isRemoved
    }
}
