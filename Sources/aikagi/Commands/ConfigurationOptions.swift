internal import ArgumentParser
internal import Foundation

/// The options that every command has.
struct ConfigurationOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("One setting, over file and environment. May be repeated.", valueName: "key=value"))
    var pairs: [String] = []

    var sources: SettingSources {
        SettingSources(file: config, flags: pairs, environment: ProcessInfo.processInfo.environment)
    }

    /// The settings, or the end of the command with everything that is wrong with them.
    func settings() throws -> Settings {
        do {
            return try Settings(sources)
        } catch let problems as SettingProblems {
            throw failure("the configuration is wrong.\n\(problems)", CommandStatus.configuration)
        }
    }
}
