internal import ArgumentParser
internal import AuthenticatorCore

struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: helpText("Answer the requests that are open now, and end.", "今届いているリクエストに回答して終了。"),
        discussion: helpText(
            "Each is shown, and approved by typing the number on the sign-in page; r refuses, n says it wasn't you.",
            "リクエストを表示し、サインインページの番号を入力すると承認します。r で拒否、n で「心当たりがない」。"))

    @OptionGroup var options: CommonOptions

    @Flag(help: help("Refuse all of them without asking.", "確認せずすべて拒否"))
    var refuse = false

    @Flag(
        help: help(
            "Say of all of them that it wasn't you: no more come until you have signed in another way.",
            "すべて「心当たりがない」と回答(別の方法でサインインするまでリクエストは届きません)"))
    var notMe = false

    func validate() throws {
        if refuse && notMe {
            throw ValidationError(helpText("--refuse and --not-me say two things.", "--refuse と --not-me は同時に使えません。"))
        }
    }

    func run() async throws {
        let session = try Session(options)
        try await session.person.reporting {
            let overview = try await session.ask { installation, now in try installation.overview(at: now) }
            guard !overview.questions.isEmpty else {
                session.person.tell(session.words.nothingOpen)
                throw Trouble()
            }
            let questioning = Questioning(session: session, standing: refuse ? .refuse : notMe ? .notMe : nil)
            for id in overview.questions { try await questioning.handle(id) }
        }
    }
}
