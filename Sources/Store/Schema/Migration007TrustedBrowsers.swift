extension Migration {
    static let trustedBrowsers = Migration(
        version: 7, title: "browsers that are spared the second step",
        statements: [
            """
            CREATE TABLE trusted_browser (
              id {text} PRIMARY KEY, account {text} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
              secret_hash {blob} NOT NULL, name {text}, platform {text}, address {text} NOT NULL,
              trusted_at {integer} NOT NULL, last_used_at {integer}, expires_at {integer} NOT NULL,
              UNIQUE (account, secret_hash)) {strict}
            """,
            "CREATE INDEX trusted_browser_by_secret ON trusted_browser (secret_hash)",
            "CREATE INDEX trusted_browser_by_expiry ON trusted_browser (expires_at)",
            "ALTER TABLE known_browser ADD COLUMN trust_offered_at {integer}",
        ])
}
