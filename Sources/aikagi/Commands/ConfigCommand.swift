internal import ArgumentParser

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Check, show and begin a configuration.",
        subcommands: [Validate.self, Show.self, Template.self])

    struct Validate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check the configuration, and say everything that is wrong with it.")

        @OptionGroup var options: ConfigurationOptions

        func run() throws {
            _ = try options.settings()
            print("The configuration is fine.")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show every setting with where it comes from. Secrets are never shown.")

        @OptionGroup var options: ConfigurationOptions
        @Flag(help: "Hide secrets. They always are; the flag says so in scripts.") var redacted = false

        func run() throws {
            let rows = options.sources.redacted
            let width = rows.map { $0.key.count + $0.value.count + 2 }.max() ?? 0
            for row in rows {
                let pair = "\(row.key): \(row.value)"
                print(pair + String(repeating: " ", count: max(1, min(width, 60) - pair.count + 2)) + "# \(row.place)")
            }
            _ = try options.settings()
        }
    }

    struct Template: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a configuration file with every setting, what it does and its default.")

        func run() {
            print(SettingTemplate.text, terminator: "")
        }
    }
}
