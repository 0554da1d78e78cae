extension Migration {
    static let installations = Migration(
        version: 2, title: "installations of the app, approval requests, push messages",
        statements: accountColumns + installationTables + requestTables)

    private static let accountColumns: [SQL] = [
        "ALTER TABLE account ADD COLUMN approvals_stopped_at {integer}",
        "ALTER TABLE account ADD COLUMN sign_in_restricted_at {integer}",
    ]

    private static let installationTables: [SQL] = [
        // A row outlives its installation for a while, so that a copy of the app that comes back hears why it is gone.
        """
        CREATE TABLE installation (
          id {text} PRIMARY KEY, account {text} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
          device {text} NOT NULL, name {text} NOT NULL, platform {text} NOT NULL, language {text} NOT NULL,
          contact_key {blob} NOT NULL UNIQUE, approval_key {blob} NOT NULL UNIQUE, app_lock {text} NOT NULL,
          pin_verifier {blob}, pin_share_sealed {blob}, pin_tries_left {integer},
          code_seed_sealed {blob}, code_last_step {integer} NOT NULL,
          role {text} NOT NULL, promotion_due_at {integer},
          added_at {integer} NOT NULL, activated_at {integer}, last_contact_at {integer}, last_receipt_at {integer},
          unanswered_since {integer}, last_approval_at {integer},
          push_subscription {text}, push_endpoint_sealed {blob}, push_key {blob}, push_auth_sealed {blob},
          chain_current {blob}, chain_previous {blob},
          ended_at {integer}, ended_reason {text}, replaced_by {text}, has_vanished {integer} NOT NULL) {strict}
        """,
        "CREATE INDEX installation_by_account ON installation (account, added_at)",
        "CREATE INDEX installation_by_end ON installation (ended_at)",
        """
        CREATE UNIQUE INDEX installation_primary ON installation (account)
         WHERE role = 'primary' AND ended_at IS NULL
        """,
        """
        CREATE UNIQUE INDEX installation_promotion ON installation (account)
         WHERE promotion_due_at IS NOT NULL AND ended_at IS NULL
        """,
    ]

    private static let requestTables: [SQL] = [
        """
        CREATE TABLE approval_request (
          id {text} PRIMARY KEY, account {text} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
          owner {text} NOT NULL, installation {text} REFERENCES installation (id) ON DELETE CASCADE,
          purpose {text} NOT NULL, state {blob} NOT NULL, is_open {integer} NOT NULL, version {integer} NOT NULL,
          number_sealed {blob}, nonce {blob} NOT NULL, context_sealed {blob} NOT NULL,
          created_at {integer} NOT NULL, expires_at {integer} NOT NULL) {strict}
        """,
        "CREATE INDEX approval_request_by_account ON approval_request (account, created_at)",
        "CREATE INDEX approval_request_by_owner ON approval_request (owner, created_at)",
        "CREATE INDEX approval_request_by_installation ON approval_request (installation)",
        "CREATE INDEX approval_request_by_expiry ON approval_request (expires_at)",
        """
        CREATE UNIQUE INDEX approval_request_outstanding ON approval_request (account)
         WHERE is_open = 1 AND purpose <> 'test'
        """,
        """
        CREATE TABLE scan_challenge (
          id {text} PRIMARY KEY, code_hash {blob} NOT NULL UNIQUE, owner {text} NOT NULL, state {blob} NOT NULL,
          version {integer} NOT NULL, context_sealed {blob} NOT NULL, created_at {integer} NOT NULL,
          expires_at {integer} NOT NULL) {strict}
        """,
        "CREATE INDEX scan_challenge_by_owner ON scan_challenge (owner, created_at)",
        "CREATE INDEX scan_challenge_by_expiry ON scan_challenge (expires_at)",
        """
        CREATE TABLE spent_nonce (
          sender {text} NOT NULL, nonce {blob} NOT NULL, expires_at {integer} NOT NULL,
          PRIMARY KEY (sender, nonce)) {strict}
        """,
        "CREATE INDEX spent_nonce_by_expiry ON spent_nonce (expires_at)",
        """
        CREATE TABLE push_message (
          id {text} PRIMARY KEY, installation {text} NOT NULL REFERENCES installation (id) ON DELETE CASCADE,
          content {text} NOT NULL, topic {text} NOT NULL, tries {integer} NOT NULL, created_at {integer} NOT NULL,
          next_try_at {integer} NOT NULL, expires_at {integer} NOT NULL) {strict}
        """,
        "CREATE INDEX push_message_by_try ON push_message (next_try_at)",
        "CREATE INDEX push_message_by_installation ON push_message (installation)",
        "CREATE INDEX push_message_by_expiry ON push_message (expires_at)",
    ]
}
