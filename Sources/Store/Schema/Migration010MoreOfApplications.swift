extension Migration {
    static let moreOfApplications = Migration(
        version: 10, title: "what applications push, ask for by themselves, and are told",
        statements: [
            """
            CREATE TABLE pushed_request (
              key_hash {blob} PRIMARY KEY,
              application {text} NOT NULL REFERENCES application (id) ON DELETE CASCADE,
              content {blob} NOT NULL, usable_until {integer} NOT NULL, expires_at {integer} NOT NULL) {strict}
            """,
            "CREATE INDEX pushed_request_by_expiry ON pushed_request (expires_at)",
            """
            CREATE TABLE application_token (
              token_hash {blob} PRIMARY KEY,
              application {text} NOT NULL REFERENCES application (id) ON DELETE CASCADE,
              scopes {text} NOT NULL, issued_at {integer} NOT NULL, expires_at {integer} NOT NULL) {strict}
            """,
            "CREATE INDEX application_token_by_expiry ON application_token (expires_at)",
            """
            CREATE TABLE device_request (
              code_hash {blob} PRIMARY KEY, user_code {text} NOT NULL UNIQUE,
              application {text} NOT NULL REFERENCES application (id) ON DELETE CASCADE,
              scopes {text} NOT NULL, place {text} NOT NULL, state {text} NOT NULL, grant_id {text},
              pace {integer} NOT NULL, asked_at {integer}, created_at {integer} NOT NULL,
              expires_at {integer} NOT NULL) {strict}
            """,
            "CREATE INDEX device_request_by_expiry ON device_request (expires_at)",
            """
            CREATE TABLE logout_notice (
              session {text} NOT NULL,
              application {text} NOT NULL REFERENCES application (id) ON DELETE CASCADE,
              account {text} NOT NULL, tries {integer} NOT NULL, next_try_at {integer} NOT NULL,
              PRIMARY KEY (session, application)) {strict}
            """,
            "CREATE INDEX logout_notice_by_time ON logout_notice (next_try_at)",
        ])
}
