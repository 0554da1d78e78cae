internal import ArgumentParser
internal import AuthenticatorCore

struct RenameCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename",
        abstract: helpText("Call this machine something else.", "この端末の名前を変更。"))

    @OptionGroup var options: CommonOptions

    @Argument(help: help("The new name.", "新しい名前"))
    var name: String

    func run() async throws {
        let session = try Session(options)
        try await session.person.reporting {
            try await session.ask { installation, now in try installation.rename(to: name, at: now) }
            session.person.tell(session.words.renamed(name))
        }
    }
}
