extension Migration {
    static let foundation = Migration(
        version: 1, title: "accounts, sign-in, messages, record",
        statements: accountTables + signInTables + messageAndRecordTables)

    private static let accountTables: [SQL] = [
        "CREATE TABLE server_state (name {text} PRIMARY KEY, value {text} NOT NULL) {strict}",
        """
        CREATE TABLE account (
          id {text} PRIMARY KEY, state {text} NOT NULL, role {text} NOT NULL, display_name {text} NOT NULL,
          language {text} NOT NULL, factor_generation {integer} NOT NULL, created_at {integer} NOT NULL) {strict}
        """,
        "CREATE INDEX account_by_creation ON account (created_at, id)",
        """
        CREATE TABLE identifier (
          id {text} PRIMARY KEY, account {text} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
          kind {text} NOT NULL, canonical {text} NOT NULL UNIQUE, shown {text} NOT NULL,
          skeleton {text} NOT NULL, is_plain {integer} NOT NULL, verified_at {integer} NOT NULL,
          for_notices {integer} NOT NULL) {strict}
        """,
        "CREATE INDEX identifier_by_account ON identifier (account)",
        "CREATE INDEX identifier_by_skeleton ON identifier (skeleton)",
        "CREATE UNIQUE INDEX identifier_for_notices ON identifier (account) WHERE for_notices = 1",
        """
        CREATE TABLE former_notice_address (
          account {text} NOT NULL REFERENCES account (id) ON DELETE CASCADE, canonical {text} NOT NULL,
          kind {text} NOT NULL, shown {text} NOT NULL, changed_at {integer} NOT NULL,
          PRIMARY KEY (account, canonical)) {strict}
        """,
        """
        CREATE TABLE password (
          account {text} PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE, id {text} NOT NULL UNIQUE,
          hash {text} NOT NULL, stands_alone {integer} NOT NULL, changed_at {integer} NOT NULL) {strict}
        """,
        """
        CREATE TABLE code_app (
          id {text} PRIMARY KEY, account {text} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
          name {text} NOT NULL, seed_sealed {blob} NOT NULL, algorithm {text} NOT NULL, digits {integer} NOT NULL,
          period {integer} NOT NULL, last_step {integer} NOT NULL, created_at {integer} NOT NULL,
          last_used_at {integer}) {strict}
        """,
        "CREATE INDEX code_app_by_account ON code_app (account)",
        """
        CREATE TABLE backup_code_set (
          id {text} PRIMARY KEY, account {text} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
          state {text} NOT NULL, salt {blob} NOT NULL, cost {text} NOT NULL, created_at {integer} NOT NULL) {strict}
        """,
        "CREATE INDEX backup_code_set_by_account ON backup_code_set (account)",
        "CREATE UNIQUE INDEX backup_code_set_pending ON backup_code_set (account) WHERE state = 'pending'",
        "CREATE UNIQUE INDEX backup_code_set_confirmed ON backup_code_set (account) WHERE state = 'confirmed'",
        """
        CREATE TABLE backup_code (
          code_set {text} NOT NULL REFERENCES backup_code_set (id) ON DELETE CASCADE, position {integer} NOT NULL,
          hash {blob} NOT NULL, spent_at {integer}, PRIMARY KEY (code_set, position)) {strict}
        """,
        """
        CREATE TABLE enrolment (
          id {text} PRIMARY KEY, account {text} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
          owner {text} NOT NULL, kind {text} NOT NULL, content_sealed {blob} NOT NULL, tries {integer} NOT NULL,
          created_at {integer} NOT NULL, expires_at {integer} NOT NULL, UNIQUE (account, owner, kind)) {strict}
        """,
        "CREATE INDEX enrolment_by_expiry ON enrolment (expires_at)",
    ]

    private static let signInTables: [SQL] = [
        """
        CREATE TABLE attempt (
          id {text} PRIMARY KEY, secret_hash {blob} NOT NULL UNIQUE,
          account {text} REFERENCES account (id) ON DELETE CASCADE, state {blob} NOT NULL, version {integer} NOT NULL,
          created_at {integer} NOT NULL, expires_at {integer} NOT NULL) {strict}
        """,
        "CREATE INDEX attempt_by_account ON attempt (account)",
        "CREATE INDEX attempt_by_expiry ON attempt (expires_at)",
        """
        CREATE TABLE session (
          id {text} PRIMARY KEY, account {text} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
          token_hash {blob} NOT NULL UNIQUE, authentication {blob} NOT NULL, created_at {integer} NOT NULL,
          proven_at {integer} NOT NULL, last_used_at {integer} NOT NULL, idle_ends_at {integer} NOT NULL,
          ends_at {integer} NOT NULL, address {text} NOT NULL, browser_name {text}, browser_platform {text}) {strict}
        """,
        "CREATE INDEX session_by_account ON session (account, created_at)",
        "CREATE INDEX session_by_end ON session (ends_at)",
        "CREATE INDEX session_by_idle_end ON session (idle_ends_at)",
        """
        CREATE TABLE one_time_code (
          id {text} PRIMARY KEY, account {text} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
          purpose {text} NOT NULL, owner {text} NOT NULL, address {text} NOT NULL, mark {blob} NOT NULL,
          tries_left {integer} NOT NULL, created_at {integer} NOT NULL, expires_at {integer} NOT NULL,
          spent_at {integer}) {strict}
        """,
        "CREATE INDEX one_time_code_by_account ON one_time_code (account, purpose, owner)",
        "CREATE UNIQUE INDEX one_time_code_live ON one_time_code (account, purpose, owner) WHERE spent_at IS NULL",
        "CREATE INDEX one_time_code_by_expiry ON one_time_code (expires_at)",
        """
        CREATE TABLE link (
          token_hash {blob} PRIMARY KEY, purpose {text} NOT NULL,
          account {text} REFERENCES account (id) ON DELETE CASCADE, content_sealed {blob} NOT NULL,
          created_at {integer} NOT NULL, expires_at {integer} NOT NULL, spent_at {integer}) {strict}
        """,
        "CREATE INDEX link_by_account ON link (account)",
        "CREATE INDEX link_by_expiry ON link (expires_at)",
        "CREATE TABLE throttle (key {text} PRIMARY KEY, state {blob}, expires_at {integer}) {strict}",
        "CREATE INDEX throttle_by_expiry ON throttle (expires_at)",
        """
        CREATE TABLE known_browser (
          account {text} NOT NULL REFERENCES account (id) ON DELETE CASCADE, browser_hash {blob} NOT NULL,
          name {text}, platform {text}, first_seen_at {integer} NOT NULL, last_seen_at {integer} NOT NULL,
          PRIMARY KEY (account, browser_hash)) {strict}
        """,
    ]

    private static let messageAndRecordTables: [SQL] = [
        """
        CREATE TABLE outbox (
          id {text} PRIMARY KEY, account {text} REFERENCES account (id) ON DELETE CASCADE, kind {text} NOT NULL,
          recipient_sealed {blob} NOT NULL, content_sealed {blob}, state {text} NOT NULL, tries {integer} NOT NULL,
          created_at {integer} NOT NULL, next_try_at {integer} NOT NULL, expires_at {integer},
          last_failure {text}) {strict}
        """,
        "CREATE INDEX outbox_waiting ON outbox (next_try_at) WHERE state = 'waiting'",
        "CREATE INDEX outbox_by_account ON outbox (account)",
        "CREATE INDEX outbox_by_creation ON outbox (created_at)",
        """
        CREATE TABLE refusal (
          help_code {text} PRIMARY KEY, account {text} REFERENCES account (id) ON DELETE CASCADE,
          content_sealed {blob} NOT NULL, created_at {integer} NOT NULL, expires_at {integer} NOT NULL) {strict}
        """,
        "CREATE INDEX refusal_by_account ON refusal (account)",
        "CREATE INDEX refusal_by_expiry ON refusal (expires_at)",
        // The audit log refers to nothing: it outlives what it speaks of.
        """
        CREATE TABLE audit (
          sequence {integer} PRIMARY KEY, at {integer} NOT NULL, event {text} NOT NULL, result {text} NOT NULL,
          account {text}, actor {text} NOT NULL, subject {text}, address {text}, browser_name {text},
          browser_platform {text}, method {text}, reason {text}, detail {text}, hash {blob} NOT NULL) {strict}
        """,
        "CREATE INDEX audit_by_account ON audit (account, sequence)",
        """
        CREATE TABLE audit_head (
          id {integer} PRIMARY KEY, sequence {integer} NOT NULL, hash {blob} NOT NULL, seal {blob} NOT NULL) {strict}
        """,
    ]
}
