package import Identity

/// The server's copy of an account's vault: ciphertext, and the two numbers by which installations agree on it.
package struct VaultRecord: Sendable, Hashable {
    package let account: AccountID
    /// Counts the vault keys from 1. Content under another key than the newest is nobody's any more.
    package let keyNumber: Int64
    /// Counts the contents, and grows also when the content is deleted.
    package let version: Int64
    /// Sealed on a person's device; `nil` before the first time and after the key was replaced.
    package let content: [UInt8]?
    package let changedAt: Moment
}

extension ReadTransaction {
    /// `nil` for an account that never had a passphrase.
    package func vault(of account: AccountID) throws -> VaultRecord? {
        try firstRow("SELECT * FROM vault WHERE account = :account", ["account": account]).map { row in
            VaultRecord(
                account: try row["account"], keyNumber: try row["key_number"], version: try row["version"],
                content: try row["content"], changedAt: try row["changed_at"])
        }
    }
}

extension WriteTransaction {
    /// Begins the vault anew under the key with this number: what was sealed under the one before is gone.
    ///
    /// - Returns: `false` if the number is not the next one: another installation was faster.
    package func beginVault(of account: AccountID, keyNumber: Int64, at now: Moment) throws -> Bool {
        let number: Arguments = ["account": account, "number": keyNumber, "now": now]
        if keyNumber == 1, try vault(of: account) == nil {
            return try change(
                """
                INSERT INTO vault (account, key_number, version, changed_at) VALUES (:account, :number, 0, :now)
                ON CONFLICT (account) DO NOTHING
                """, number) == 1
        }
        return try change(
            """
            UPDATE vault SET key_number = :number, version = version + 1, content = NULL, changed_at = :now
             WHERE account = :account AND key_number = :number - 1
            """, number) == 1
    }

    /// Puts new content in the place of the version that it was made from.
    ///
    /// - Returns: `false` if there is a newer version or another key; nothing is changed then.
    package func saveVault(
        of account: AccountID, content: [UInt8], under keyNumber: Int64, basedOn version: Int64, at now: Moment
    ) throws -> Bool {
        try change(
            """
            UPDATE vault SET version = version + 1, content = :content, changed_at = :now
             WHERE account = :account AND key_number = :number AND version = :version
            """,
            ["account": account, "content": content, "number": keyNumber, "version": version, "now": now]) == 1
    }

    /// Deletes the content. The numbers stay, so that no installation takes a later vault for this one.
    func emptyVault(of account: AccountID, at now: Moment) throws {
        try change(
            "UPDATE vault SET version = version + 1, content = NULL, changed_at = :now WHERE account = :account",
            ["account": account, "now": now])
    }
}
