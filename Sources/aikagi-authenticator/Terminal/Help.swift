internal import ArgumentParser

/// What `--help` says, in the language of the terminal or of `--language`.
func help(_ english: String, _ japanese: String) -> ArgumentHelp {
    ArgumentHelp(stringLiteral: helpText(english, japanese))
}

/// The same for what describes a command.
func helpText(_ english: String, _ japanese: String) -> String {
    Words(languageOption(in: CommandLine.arguments)).say(english, japanese)
}

/// Help is made before the command line is read, so the option is looked for here.
private func languageOption(in arguments: [String]) -> String? {
    for (index, argument) in arguments.enumerated() {
        if argument.hasPrefix("--language=") { return String(argument.dropFirst("--language=".count)) }
        if argument == "--language", index + 1 < arguments.count { return arguments[index + 1] }
    }
    return nil
}
