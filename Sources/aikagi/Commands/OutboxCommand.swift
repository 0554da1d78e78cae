internal import ArgumentParser
internal import Identity

struct OutboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox",
        abstract: "Read the mails of the server, newest first.",
        discussion: """
            Without a mail server every mail stays here. With one, a mail's text is here until it is sent; what can't \
            be sent says why.
            """)

    @OptionGroup var options: ConfigurationOptions
    @Option(help: "How many to show.") var limit = 20
    @Option(help: ArgumentHelp("Send a message to see whether mail arrives.", valueName: "address"))
    var trial: String?
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard (1...1_000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 1000.") }
    }

    func run() async throws {
        let settings = try options.settings()
        let question =
            trial.map { ControlRequest.trialMessage(address: $0, language: settings.language) }
            ?? .messages(limit: limit)
        try await Console(settings).ask(question).print(asJSON: json)
    }
}
