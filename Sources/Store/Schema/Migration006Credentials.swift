extension Migration {
    static let credentials = Migration(
        version: 6, title: "passkeys and security keys",
        statements: [
            """
            CREATE TABLE credential (
              id {text} PRIMARY KEY, account {text} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
              credential_id {blob} NOT NULL UNIQUE, kind {text} NOT NULL, public_key {blob} NOT NULL,
              sign_count {integer} NOT NULL, is_user_verified {integer} NOT NULL, is_backup_eligible {integer} NOT NULL,
              is_backed_up {integer} NOT NULL, transports {text} NOT NULL, model {blob} NOT NULL,
              attestation {text} NOT NULL, name {text} NOT NULL, created_at {integer} NOT NULL,
              last_used_at {integer}) {strict}
            """,
            "CREATE INDEX credential_by_account ON credential (account)",
            """
            CREATE TABLE credential_owner (
              account {text} PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE, handle {blob} NOT NULL UNIQUE)
              {strict}
            """,
            """
            CREATE TABLE key_ceremony (
              id {text} PRIMARY KEY, owner {text} NOT NULL, purpose {text} NOT NULL, challenge {blob} NOT NULL,
              created_at {integer} NOT NULL, expires_at {integer} NOT NULL) {strict}
            """,
            "CREATE INDEX key_ceremony_by_owner ON key_ceremony (owner, created_at)",
            "CREATE INDEX key_ceremony_by_expiry ON key_ceremony (expires_at)",
        ])
}
