internal import ArgumentParser
internal import SignInPolicy

struct ReadinessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "readiness",
        abstract: "Say whom a single loss would lock out, and what would help most.",
        discussion: """
            Without a name: a line for each account that may sign in. 'locked-out' has no way in now, 'at-risk' has one \
            that a single loss would take, 'ready' survives every single loss. Ends with 1 if --below finds somebody.
            """)

    @OptionGroup var options: ConfigurationOptions
    @Argument(help: "An address of one account, or its ID.") var account: String?
    @Option(help: "Only accounts below this: at-risk or ready.") var below: String?
    @Flag(help: "The tables of one account: each loss and each theft.") var tables = false
    @Flag(help: "Print CSV.") var csv = false
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        if let below, Readiness.Level(rawValue: below) == nil { throw ValidationError("--below is at-risk or ready.") }
        guard account != nil || !tables else { throw ValidationError("--tables wants the name of an account.") }
        guard account == nil || below == nil else { throw ValidationError("--below looks at all accounts.") }
        guard !csv || !json && !tables else { throw ValidationError("--csv goes with neither --json nor --tables.") }
    }

    func run() async throws {
        let answer = try await Console(options.settings()).ask(.readiness(account: account, below: below))
        guard case .readiness(var found) = answer else { return try answer.print(asJSON: json) }
        if !tables { found = found.map(\.withoutTables) }
        if csv {
            for line in ControlAnswer.Readiness.csv(of: found) { print(line) }
        } else {
            try ControlAnswer.readiness(found).print(asJSON: json)
        }
        guard below == nil || found.isEmpty else { throw CommandStatus.negative }
    }
}
