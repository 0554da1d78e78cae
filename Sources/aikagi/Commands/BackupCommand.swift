internal import ArgumentParser
internal import Foundation

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Write everything into one file, while the server runs.",
        discussion: """
            The file is encrypted with the master key and useless without it: keep the key somewhere else. Copying \
            the database file of a running server is no backup.
            """)

    @OptionGroup var options: ConfigurationOptions
    @Argument(help: "The file to write. It must not exist.") var file: String

    func run() async throws {
        // The server may run in another folder than this command.
        let path = URL(filePath: file).path
        try await Console(options.settings()).ask(.backup(path: path)).print(asJSON: false)
    }
}
