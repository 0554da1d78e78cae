internal import ArgumentParser
internal import AuthenticatorCore

struct RestrictCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restrict",
        abstract: helpText(
            "Block every new sign-in to your account, or lift that.", "新しいサインインをすべて制限、または制限を解除。"))

    @OptionGroup var options: CommonOptions

    @Flag(help: help("Let people sign in again.", "制限を解除"))
    var lift = false

    func run() async throws {
        let session = try Session(options)
        try await session.person.reporting {
            try await session.ask { installation, now in try installation.restrictSignIn(!lift, at: now) }
            session.person.tell(lift ? session.words.isLifted : session.words.isRestricted)
        }
    }
}
