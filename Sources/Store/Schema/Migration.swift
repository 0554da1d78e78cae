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
    static let migrations: [Migration] = [.foundation]

    static var currentVersion: Int { migrations.last?.version ?? 0 }

    /// Every table that holds state, a table after those it refers to. A backup reads and writes them in this order.
    static let tables = [
        "server_state", "account", "identifier", "former_notice_address", "password", "code_app", "backup_code_set",
        "backup_code", "enrolment", "attempt", "session", "one_time_code", "link", "throttle", "known_browser",
        "outbox", "refusal", "audit", "audit_head",
    ]
}
