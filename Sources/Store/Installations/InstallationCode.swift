package import Identity

/// The time-based codes that an installation shows, also offline (RFC 6238 with SHA-1, six digits, thirty seconds).
package struct InstallationCodes: Sendable {
    package let installation: AuthenticatorID
    /// The shared secret. In the database it is sealed.
    package let seed: Secret<[UInt8]>
    /// The newest step whose code was accepted; no code of it or of an earlier one is accepted again.
    package let lastStep: Int64
}

extension ReadTransaction {
    /// The codes of the account's installations that count, oldest first.
    package func installationCodes(of account: AccountID) throws -> [InstallationCodes] {
        try rows(
            """
            SELECT id, code_seed_sealed, code_last_step FROM installation
             WHERE account = :account AND ended_at IS NULL AND activated_at IS NOT NULL ORDER BY added_at, id
            """, ["account": account]
        ).map { row in
            let id: AuthenticatorID = try row["id"]
            let place = Sealer.Place(table: "installation", column: "code_seed_sealed", row: id.rawValue)
            return InstallationCodes(
                installation: id, seed: Secret(try keys.sealer.open(try row["code_seed_sealed"], at: place)),
                lastStep: try row["code_last_step"])
        }
    }
}

extension WriteTransaction {
    /// Spends a step of an installation's codes, so that its code and every earlier one are refused from now on.
    ///
    /// - Returns: `false` if this step or a later one was spent before, or the installation has ended.
    package func spend(step: Int64, ofInstallation id: AuthenticatorID) throws -> Bool {
        try change(
            """
            UPDATE installation SET code_last_step = :step
             WHERE id = :id AND code_last_step < :step AND ended_at IS NULL AND activated_at IS NOT NULL
            """, ["id": id, "step": step]) == 1
    }
}
