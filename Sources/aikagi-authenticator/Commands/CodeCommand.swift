internal import ArgumentParser
internal import AuthenticatorCore

struct CodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "code", abstract: "Make a code, for your account or for another service. Needs no network.")

    @OptionGroup var options: CommonOptions

    @Flag(help: "The code alone, for a pipe.")
    var bare = false

    @Argument(help: "The service, or the beginning of its name. Standard: your account.")
    var service: String?

    func run() async throws {
        let session = try Session(options)
        try await session.person.reporting {
            let codes = try await session.codes().codes
            let entries = service.map(codes.entries(named:)) ?? Array(codes.entries.prefix(1))
            guard !entries.isEmpty else {
                session.person.warn(session.words.noSuchService(service ?? ""))
                throw Trouble()
            }
            let time = try await session.serverTime()
            for entry in entries {
                let (code, left) = entry.code(at: time)
                let name = [entry.issuer, entry.account].filter { !$0.isEmpty }.joined(separator: " ")
                session.person.tell(bare ? code : session.words.code(code, left, name))
            }
        }
    }
}
