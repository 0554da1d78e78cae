internal import ArgumentParser
internal import AuthenticatorCore

struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Answer the requests that are open now, and end.")

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let session = try Session(options)
        try await session.person.reporting {
            let overview = try await session.ask { installation, now in try installation.overview(at: now) }
            guard !overview.questions.isEmpty else {
                session.person.tell(session.words.nothingOpen)
                throw Trouble()
            }
            for id in overview.questions { try await Questioning(session: session).handle(id) }
        }
    }
}
