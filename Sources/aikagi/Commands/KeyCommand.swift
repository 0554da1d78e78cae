internal import ArgumentParser

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Look after the keys that tokens for applications are signed with.",
        subcommands: [Rotate.self])

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make new keys.",
            discussion: """
                They are published at once and sign when every application has had the time to see them. The old ones \
                stay published for thirty days more.
                """)

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            try await Console(options.settings()).ask(.rotateKeys).print(asJSON: false)
        }
    }
}
