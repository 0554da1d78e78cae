internal import ArgumentParser
internal import Glibc

struct SetUpLinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setup-link",
        abstract: "Print a link to the first account.",
        discussion:
            "The link works once, for a day. A new one replaces the one before. Ends with 1 once there is an account.")

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let answer = try await Console(options.settings()).ask(.setUpLink)
        if case .link(let link) = answer, !json {
            print(LinkText.setUp(link, withPicture: isatty(STDOUT_FILENO) == 1), terminator: "")
        } else {
            try answer.print(asJSON: json)
        }
    }
}
