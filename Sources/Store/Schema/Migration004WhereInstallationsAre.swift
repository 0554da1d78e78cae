extension Migration {
    static let whereInstallationsAre = Migration(
        version: 4, title: "from where an installation was used last",
        statements: ["ALTER TABLE installation ADD COLUMN last_address {text}"])
}
