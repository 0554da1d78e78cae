extension Migration {
    static let applications = Migration(
        version: 9, title: "applications that people sign in to",
        statements: [
            """
            CREATE TABLE application (
              id {text} PRIMARY KEY, name {text} NOT NULL, secret_hash {blob}, metadata {blob} NOT NULL,
              created_at {integer} NOT NULL) {strict}
            """,
            """
            CREATE TABLE consent (
              account {text} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
              application {text} NOT NULL REFERENCES application (id) ON DELETE CASCADE,
              scopes {text} NOT NULL, given_at {integer} NOT NULL, PRIMARY KEY (account, application)) {strict}
            """,
            """
            CREATE TABLE authorization_request (
              id {text} PRIMARY KEY, application {text} NOT NULL REFERENCES application (id) ON DELETE CASCADE,
              content {blob} NOT NULL, created_at {integer} NOT NULL, expires_at {integer} NOT NULL) {strict}
            """,
            "CREATE INDEX authorization_request_by_expiry ON authorization_request (expires_at)",
            """
            CREATE TABLE application_grant (
              id {text} PRIMARY KEY, account {text} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
              application {text} NOT NULL REFERENCES application (id) ON DELETE CASCADE,
              session {text} NOT NULL, is_offline {integer} NOT NULL, scopes {text} NOT NULL, content {blob} NOT NULL,
              created_at {integer} NOT NULL, ends_at {integer} NOT NULL) {strict}
            """,
            "CREATE INDEX application_grant_by_account ON application_grant (account)",
            "CREATE INDEX application_grant_by_end ON application_grant (ends_at)",
            """
            CREATE TABLE authorization_code (
              code_hash {blob} PRIMARY KEY,
              grant_id {text} NOT NULL REFERENCES application_grant (id) ON DELETE CASCADE,
              content {blob} NOT NULL, expires_at {integer} NOT NULL, spent_at {integer}) {strict}
            """,
            "CREATE INDEX authorization_code_by_grant ON authorization_code (grant_id)",
            """
            CREATE TABLE refresh_token (
              token_hash {blob} PRIMARY KEY,
              grant_id {text} NOT NULL REFERENCES application_grant (id) ON DELETE CASCADE,
              expires_at {integer} NOT NULL, spent_at {integer}) {strict}
            """,
            "CREATE INDEX refresh_token_by_grant ON refresh_token (grant_id)",
            """
            CREATE TABLE access_token (
              token_hash {blob} PRIMARY KEY,
              grant_id {text} NOT NULL REFERENCES application_grant (id) ON DELETE CASCADE,
              scopes {text} NOT NULL, issued_at {integer} NOT NULL, expires_at {integer} NOT NULL) {strict}
            """,
            "CREATE INDEX access_token_by_grant ON access_token (grant_id)",
            "CREATE INDEX access_token_by_expiry ON access_token (expires_at)",
            """
            CREATE TABLE signing_key (
              id {text} PRIMARY KEY, algorithm {text} NOT NULL, private_key_sealed {blob} NOT NULL,
              signs_from {integer} NOT NULL, expires_at {integer}) {strict}
            """,
        ])
}
