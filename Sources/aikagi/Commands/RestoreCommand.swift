internal import ArgumentParser
internal import Identity
internal import Logging
internal import Store

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Fill a new, empty database from a backup.",
        discussion: """
            Needs the master key of the server that made the backup. All sessions, links and codes under way end: \
            everybody signs in again. What was used or removed since the backup is unknown to it: look through \
            'aikagi user show' for people who lost something in that time.
            """)

    @OptionGroup var options: ConfigurationOptions
    @Argument(help: "The backup.") var file: String

    func run() async throws {
        let settings = try options.settings()
        do {
            try settings.makeDataFolder()
            let key = try MasterKey.load(from: settings.masterKeyFile)
            let logger = Logger(label: "restore") { _ in SwiftLogNoOpLogHandler() }
            let summary = try await Store.restore(
                from: file, into: settings.storeLocation, masterKey: key, at: SystemTime().now(), logger: logger)
            let made = CivilTime(summary.madeAt).rfc3339
            print("Restored \(summary.rows) rows from the backup of \(made). All sessions, links and codes have ended.")
        } catch {
            throw Installation.failure(of: error)
        }
    }
}
