// aikagi-authenticator is the Aikagi app for a terminal: it adds this machine to an account, shows and answers requests
// for approval, and makes codes. What an installation is and says is AuthenticatorCore's; this target asks the person,
// keeps a file that only its owner reads, and sends requests. It follows no redirect, believes no server that did not
// enrol it, and puts no secret on a command line.

internal import ArgumentParser

/// The app for a terminal.
@main struct Authenticator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aikagi-authenticator", abstract: "The Aikagi authenticator app for a terminal.",
        discussion: """
            Begin with 'enrol' and the link that your account's page "Devices" shows. Then 'watch' waits for sign-ins \
            to approve, and 'code' makes codes, also without a network.
            """,
        subcommands: [
            EnrolCommand.self, WatchCommand.self, ApproveCommand.self, CodeCommand.self, ScanCommand.self,
            DevicesCommand.self, LostCommand.self, SignOutCommand.self,
        ])
}

/// What all commands have in common.
struct CommonOptions: ParsableArguments {
    @Option(help: "The folder with this machine's keys. Standard: ~/.local/share/aikagi-authenticator")
    var folder: String?

    @Option(help: "The language: en or ja. Standard: that of the terminal.")
    var language: String?

    @Option(
        help:
            "Which account, by its address or the beginning of it, if this machine is in several. An address on two servers: with a space and the origin."
    )
    var account: String?
}
