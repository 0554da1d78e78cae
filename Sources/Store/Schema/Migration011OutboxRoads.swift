extension Migration {
    static let outboxRoads = Migration(
        version: 11, title: "by which road a message goes",
        statements: [
            "ALTER TABLE outbox ADD COLUMN road {text} NOT NULL DEFAULT 'mail'",
            // What kinds there were of messages to mobile numbers when there was one road for all.
            """
            UPDATE outbox SET road = 'text'
             WHERE kind IN ('text-sign-in', 'text-password-reset', 'text-prove-again', 'text-add-number')
            """,
        ])
}
