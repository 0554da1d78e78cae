internal import ArgumentParser

/// The app for a terminal.
@main struct Authenticator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aikagi-authenticator", abstract: "The Aikagi authenticator app for a terminal.")
}
