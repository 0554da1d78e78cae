internal import ArgumentParser
internal import AuthenticatorCore

struct SignOutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-out",
        abstract: helpText(
            "Take this machine out of your account and delete its keys.", "この端末をアカウントから切り離し、鍵を削除。"))

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let session = try Session(options)
        try await session.person.reporting { try await signOut(session) }
    }

    private func signOut(_ session: Session) async throws {
        guard await session.saved.ending == nil else { return try await erase(session) }
        let before = try await session.ask { installation, now in try installation.signOut(confirmed: false, at: now) }
        for cost in before.costs { session.person.tell(session.words.cost(cost.rawValue)) }
        guard await session.person.agrees(session.words.reallySignOut) else { throw Trouble() }
        _ = try await session.ask { installation, now in try installation.signOut(confirmed: true, at: now) }
        try await session.forget()
        session.person.tell(session.words.signedOut)
    }

    /// One that the server has ended needs no server to go.
    private func erase(_ session: Session) async throws {
        guard await session.person.agrees(session.words.reallyErase) else { throw Trouble() }
        try await session.forget()
        session.person.tell(session.words.signedOut)
    }
}
