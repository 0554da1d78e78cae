internal import ArgumentParser

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say why somebody was refused, by the help code on their page.",
        discussion: "A help code such as K7F-2QX is good for 30 days.")

    @OptionGroup var options: ConfigurationOptions
    @Argument(help: "The help code.") var code: String
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await Console(options.settings()).ask(.explain(code)).print(asJSON: json)
    }
}
