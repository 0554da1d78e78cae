extension Migration {
    static let passwordDoubt = Migration(
        version: 3, title: "passwords that somebody else may know",
        statements: ["ALTER TABLE account ADD COLUMN password_doubted_at {integer}"])
}
