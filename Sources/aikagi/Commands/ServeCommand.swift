internal import ArgumentParser

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the server.",
        discussion: """
            Logs go to standard error, one JSON object a line. SIGTERM and SIGINT stop the server once the requests \
            under way are answered, after 30 seconds at most; a second signal stops it at once.
            """)

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await Server(settings: options.settings()).run()
    }
}
