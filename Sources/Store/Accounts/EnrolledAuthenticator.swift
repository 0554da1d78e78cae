package import Identity

/// One authenticator of an account with what decisions are made from: no secret and no hash, and the failures counted
/// against it.
package struct EnrolledAuthenticator: Sendable, Hashable {
    /// What it is, with the facts that a row of the answer has room for.
    package enum Kind: Sendable, Hashable {
        case password(standsAlone: Bool)
        case codeApp
        /// The confirmed sheet, and how many of its codes still sign in.
        case backupCodes(unspent: Int)
        /// One copy of the app that is not gone, proven or not.
        case installation
        case passphrase
        /// A passkey or security key.
        case credential
    }

    package let id: AuthenticatorID
    package let kind: Kind
    /// What the person calls it; empty where nothing is named.
    package let name: String
    /// The counter of its failures, in the caller's encoding; `nil` while nothing is counted.
    package let failures: [UInt8]?

    init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        failures = try row["failures"]
        kind = try Kind(row)
    }
}

extension EnrolledAuthenticator.Kind {
    fileprivate init(_ row: Row) throws {
        let kind: String = try row["kind"]
        switch kind {
        case "password": self = .password(standsAlone: try row["number"])
        case "code_app": self = .codeApp
        case "backup_codes": self = .backupCodes(unspent: try row["number"])
        case "installation": self = .installation
        case "passphrase": self = .passphrase
        case "credential": self = .credential
        default: throw StoreFault.corrupted("there is no kind of authenticator called \(kind)")
        }
    }
}

extension ReadTransaction {
    /// Everything that an account has enrolled, in one statement, because every step of every conversation asks for it:
    /// the password, the code apps from the oldest on, the confirmed backup codes, the installations of the app, the
    /// passkeys and security keys, the passphrase.
    ///
    /// A new kind of authenticator is one more `SELECT` in the union. What does not fit into a row of it is asked for by
    /// the caller, and only if there is such an authenticator.
    ///
    /// - Parameter prefix: what the keys of the authenticators' counters have before the ID.
    package func authenticators(of account: AccountID, countedUnder prefix: String) throws -> [EnrolledAuthenticator] {
        try rows(
            """
            SELECT enrolled.kind, enrolled.id, enrolled.name, enrolled.number, throttle.state AS failures
              FROM (SELECT 1 AS place, 'password' AS kind, id, '' AS name, stands_alone AS number, changed_at AS since
                      FROM password WHERE account = :account
                    UNION ALL
                    SELECT 2, 'code_app', id, name, 0, created_at
                      FROM code_app WHERE account = :account
                    UNION ALL
                    SELECT 3, 'backup_codes', id, '',
                           (SELECT count(*) FROM backup_code WHERE code_set = backup_code_set.id AND spent_at IS NULL),
                           created_at
                      FROM backup_code_set WHERE account = :account AND state = 'confirmed'
                    UNION ALL
                    SELECT 4, 'installation', id, name, 0, added_at
                      FROM installation WHERE account = :account AND (ended_at IS NULL OR has_vanished = 1)
                    UNION ALL
                    SELECT 6, 'passphrase', id, '', 0, changed_at
                      FROM passphrase WHERE account = :account
                    UNION ALL
                    SELECT 5, 'credential', id, name, 0, created_at
                      FROM credential WHERE account = :account) AS enrolled
              LEFT JOIN throttle ON throttle.key = :prefix || enrolled.id
             ORDER BY enrolled.place, enrolled.since, enrolled.id
            """, ["account": account, "prefix": prefix]
        ).map(EnrolledAuthenticator.init)
    }
}
