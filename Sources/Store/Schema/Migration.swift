/// One step of the schema, applied once, in its order, as a whole.
///
/// A released migration is never edited: a change of the schema is a new one at the end.
struct Migration: Sendable {
    let version: Int
    /// What it brings, for the log.
    let title: String
    let statements: [SQL]
}

/// The schema of this version: all migrations, and the tables that a backup holds.
enum Schema {
    static let migrations: [Migration] = [
        .foundation, .installations, .passwordDoubt, .whereInstallationsAre, .vault, .credentials,
        .trustedBrowsers, .allowedNetworks, .applications, .moreOfApplications,
        .outboxRoads,
    ]

    static var currentVersion: Int { migrations.last?.version ?? 0 }

    /// The tables that a backup holds, a table after those it refers to. A backup reads and writes them in this order.
    static let backedUpTables = [
        "server_state", "account", "identifier", "former_notice_address", "password", "code_app", "backup_code_set",
        "backup_code", "installation", "passphrase", "vault", "credential_owner", "credential", "allowed_network",
        "network_limit", "throttle", "application", "consent", "signing_key",
        "known_browser", "refusal", "audit", "audit_head",
    ]

    /// What is under way and must not come back with a backup: whoever was in the middle begins anew.
    static let passingTables = [
        "enrolment", "attempt", "session", "one_time_code", "link", "outbox", "approval_request", "scan_challenge",
        "spent_nonce", "push_message", "key_ceremony", "trusted_browser",
        "authorization_request", "application_grant", "authorization_code", "refresh_token", "access_token",
        "pushed_request", "application_token", "device_request", "logout_notice",
    ]
}
