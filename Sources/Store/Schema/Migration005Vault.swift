extension Migration {
    static let vault = Migration(
        version: 5, title: "passphrases and vaults",
        statements: [
            """
            CREATE TABLE passphrase (
              account {text} PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE, id {text} NOT NULL UNIQUE,
              salt {blob} NOT NULL, rounds {integer} NOT NULL, verifier {text} NOT NULL, wrapped_key {blob} NOT NULL,
              changed_at {integer} NOT NULL) {strict}
            """,
            """
            CREATE TABLE vault (
              account {text} PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE, key_number {integer} NOT NULL,
              version {integer} NOT NULL, content {blob}, changed_at {integer} NOT NULL) {strict}
            """,
        ])
}
