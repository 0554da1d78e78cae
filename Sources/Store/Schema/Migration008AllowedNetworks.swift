extension Migration {
    static let allowedNetworks = Migration(
        version: 8, title: "networks that an account may be used from",
        statements: [
            """
            CREATE TABLE allowed_network (
              id {text} PRIMARY KEY, account {text} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
              name {text} NOT NULL, addresses {text} NOT NULL, added_at {integer} NOT NULL) {strict}
            """,
            "CREATE INDEX allowed_network_by_account ON allowed_network (account, added_at)",
            """
            CREATE TABLE network_limit (
              account {text} PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE, since {integer} NOT NULL) {strict}
            """,
        ])
}
