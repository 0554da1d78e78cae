import Identity
import Logging
import TestSupport
import Testing

@testable import Store

/// Databases as earlier versions left them, brought to the schema of today.
@Suite(.serialized) struct `An upgrade` {
    /// What installations of each released version held: statements that fill its tables.
    ///
    /// A release adds its version here and never edits an earlier one.
    private static let released: [(version: Int, filling: [SQL])] = [
        (version: 1, filling: version1), (version: 2, filling: version1 + version2),
        (version: 3, filling: version1 + version2),
        (version: 4, filling: version1 + version4),
        (version: 5, filling: version1 + version4 + version5),
        (version: 6, filling: version1 + version4 + version5 + version6),
        (version: 7, filling: version1 + version4 + version5 + version6 + version7),
        (version: 8, filling: version1 + version4 + version5 + version6 + version7 + version8),
        (version: 9, filling: version1 + version4 + version5 + version6 + version7 + version8 + version9),
        (version: 10, filling: version1 + version4 + version5 + version6 + version7 + version8 + version9),
        (version: 11, filling: version1 + version4 + version5 + version6 + version7 + version8 + version9),
    ]

    @Test func `REL-44: every schema version that was released is tried`() {
        #expect(Self.released.map(\.version) == Schema.migrations.map(\.version))
    }

    @Test(arguments: TestDatabase.Kind.available, released.map(\.version))
    func `REL-44: takes every row of a released schema along, unchanged`(
        kind: TestDatabase.Kind, version: Int
    ) async throws {
        let database = try TestDatabase(kind)
        let masterKey = MasterKey(bytes: .random())
        let driver = try await Store.driver(
            at: StoreLocation(database.location), settings: StoreSettings(), logger: Logger(label: "test"))
        let migrator = Migrator(driver: driver, keys: StoreKeys(masterKey: masterKey))
        try await migrator.migrate(to: version)
        let filling = Self.released.first { $0.version == version }?.filling ?? []
        try await driver.write { runner in for statement in filling { _ = try runner.change(statement, [:]) } }
        let before = try await rows(driver)
        #expect(before.count == filling.count * 100)
        try await migrator.migrate()
        #expect(try await migrator.version() == Schema.currentVersion)
        await driver.close()
        // A newer schema may have more columns; what was there is there. It is read on other connections, as a server
        // does that has just started: PostgreSQL refuses a statement that was prepared for fewer columns.
        let upgraded = try await Store.driver(
            at: StoreLocation(database.location), settings: StoreSettings(), logger: Logger(label: "test"))
        let after = try await rows(upgraded)
        for (key, values) in before {
            #expect(Set(values).isSubset(of: Set(after[key] ?? [])), "\(key)")
        }
        #expect(after.count == before.count)
        await upgraded.close()

        let store = try await Store.open(
            at: StoreLocation(database.location), masterKey: masterKey, logger: Logger(label: "test"))
        try await store.read { transaction in
            #expect(try transaction.countAccounts() == 100)
            let account = try #require(try transaction.account(withIdentifier: "person42@example.org"))
            #expect(account.displayName == "Person 42 🔑")
            #expect(try transaction.password(of: account.id)?.hash == "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA")
        }
        await store.close()
    }

    /// The rows of the filled tables as `column=value`, by table and name.
    private func rows(_ driver: any Driver) async throws -> [String: [String]] {
        try await driver.read { runner in
            var found: [String: [String]] = [:]
            let filled = [
                ("account", "id"), ("identifier", "id"), ("password", "account"), ("installation", "id"),
                ("passphrase", "account"), ("vault", "account"), ("credential", "id"), ("credential_owner", "account"),
                ("trusted_browser", "id"), ("allowed_network", "id"), ("network_limit", "account"),
                ("application", "id"), ("consent", "account"),
            ]
            for (table, key) in filled where try exists(table, runner) {
                try runner.eachRow(SQL(schemaText: "SELECT * FROM \(table)"), [:]) { row in
                    let name: String = try row[key]
                    found["\(table) \(name)"] = zip(row.columns.names, row.values).map { "\($0)=\($1)" }
                }
            }
            return found
        }
    }

    private func exists(_ table: String, _ runner: any StatementRunner) throws -> Bool {
        let version = try runner.rows("SELECT max(version) AS number FROM schema_version", [:]).first
        let number: Int = try version?["number"] ?? 0
        let since = [
            "installation": 2, "passphrase": 5, "vault": 5, "credential": 6, "credential_owner": 6,
            "trusted_browser": 7, "allowed_network": 8, "network_limit": 8,
            "application": 9, "consent": 9,
        ]
        return number >= since[table] ?? 1
    }

    private static let hundred = """
        WITH RECURSIVE person (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM person WHERE n < 100)
        """

    private static let version1: [SQL] = [
        SQL(
            schemaText: """
                INSERT INTO account (id, state, role, display_name, language, factor_generation, created_at)
                \(hundred) SELECT 'account' || n, 'active', 'person', 'Person ' || n || ' 🔑', 'ja', n, n * 1000 FROM person
                """),
        SQL(
            schemaText: """
                INSERT INTO identifier
                       (id, account, kind, canonical, shown, skeleton, is_plain, verified_at, for_notices)
                \(hundred) SELECT 'identifier' || n, 'account' || n, 'email', 'person' || n || '@example.org',
                       'Person' || n || '@example.org', 'person' || n || '@example.org', 1, n, 1 FROM person
                """),
        SQL(
            schemaText: """
                INSERT INTO password (account, id, hash, stands_alone, changed_at)
                \(hundred) SELECT 'account' || n, 'password' || n, '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA', 0, n
                  FROM person
                """),
    ]
    private static let version4: [SQL] = [
        SQL(
            schemaText: """
                INSERT INTO installation
                       (id, account, device, name, platform, language, contact_key, approval_key, app_lock,
                        code_seed_sealed, code_last_step, role, added_at, last_address, has_vanished)
                \(hundred) SELECT 'installation' || n, 'account' || n, 'device' || n, 'Phone ' || n, 'Android', 'en',
                       CAST('contact' || n AS {blob}), CAST('approval' || n AS {blob}), 'none', CAST('seed' AS {blob}),
                       n, 'primary', n, '192.0.2.' || n, 0 FROM person
                """)
    ]
    private static let version5: [SQL] = [
        SQL(
            schemaText: """
                INSERT INTO passphrase (account, id, salt, rounds, verifier, wrapped_key, changed_at)
                \(hundred) SELECT 'account' || n, 'passphrase' || n, CAST('salt' || n AS {blob}), 600000,
                       '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA', CAST('key' || n AS {blob}), n FROM person
                """),
        SQL(
            schemaText: """
                INSERT INTO vault (account, key_number, version, content, changed_at)
                \(hundred) SELECT 'account' || n, 1, n, CAST('content' || n AS {blob}), n FROM person
                """),
    ]
    private static let version6: [SQL] = [
        SQL(
            schemaText: """
                INSERT INTO credential_owner (account, handle)
                \(hundred) SELECT 'account' || n, CAST('handle' || n AS {blob}) FROM person
                """),
        SQL(
            schemaText: """
                INSERT INTO credential
                       (id, account, credential_id, kind, public_key, sign_count, is_user_verified, is_backup_eligible,
                        is_backed_up, transports, model, attestation, name, created_at)
                \(hundred) SELECT 'credential' || n, 'account' || n, CAST('credential' || n AS {blob}), 'passkey',
                       CAST('key' AS {blob}), n, 1, 1, 0, 'internal hybrid', CAST('model' AS {blob}), 'none',
                       'Phone ' || n, n FROM person
                """),
    ]
    private static let version7: [SQL] = [
        SQL(
            schemaText: """
                INSERT INTO trusted_browser
                       (id, account, secret_hash, name, platform, address, trusted_at, expires_at)
                \(hundred) SELECT 'browser' || n, 'account' || n, CAST('hash' || n AS {blob}), 'Firefox', 'Linux',
                       '192.0.2.' || n, n, n * 1000 FROM person
                """)
    ]
    private static let version8: [SQL] = [
        SQL(
            schemaText: """
                INSERT INTO allowed_network (id, account, name, addresses, added_at)
                \(hundred) SELECT 'network' || n, 'account' || n, 'Home', '192.0.2.' || n || '/32', n FROM person
                """),
        SQL(
            schemaText: """
                INSERT INTO network_limit (account, since) \(hundred) SELECT 'account' || n, n FROM person
                """),
    ]
    private static let version9: [SQL] = [
        SQL(
            schemaText: """
                INSERT INTO application (id, name, secret_hash, metadata, created_at)
                \(hundred) SELECT 'application' || n, 'Wiki ' || n, CAST('hash' || n AS {blob}),
                       CAST('metadata' || n AS {blob}), n FROM person
                """),
        SQL(
            schemaText: """
                INSERT INTO consent (account, application, scopes, given_at)
                \(hundred) SELECT 'account' || n, 'application' || n, 'openid email', n FROM person
                """),
    ]
    private static let version2: [SQL] = [
        SQL(
            schemaText: """
                INSERT INTO installation
                       (id, account, device, name, platform, language, contact_key, approval_key, app_lock,
                        code_seed_sealed, code_last_step, role, added_at, has_vanished)
                \(hundred) SELECT 'installation' || n, 'account' || n, 'device' || n, 'Phone ' || n, 'Android', 'en',
                       CAST('contact' || n AS {blob}), CAST('approval' || n AS {blob}), 'none', CAST('seed' AS {blob}),
                       n, 'primary', n, 0 FROM person
                """)
    ]
}
