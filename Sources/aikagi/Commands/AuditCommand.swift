internal import ArgumentParser

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Check and read the audit log.", subcommands: [Verify.self, Export.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check that no row of the audit log was changed, removed or added.",
            discussion: "Names the first row that is wrong and ends with 1 if there is one.")

        @OptionGroup var options: ConfigurationOptions
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let answer = try await Console(options.settings()).ask(.verifyAudit)
            try answer.print(asJSON: json)
            if case .auditState(let state) = answer, !state.intact { throw CommandStatus.negative }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the audit log, one JSON object a line, oldest first.")

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "Leave out rows up to this number.") var after: Int64 = 0

        func run() async throws {
            let console = try Console(options.settings())
            var last = after
            while case .auditRows(let rows) = try await console.ask(.auditLog(after: last, limit: 1_000)), !rows.isEmpty
            {
                for row in rows { print(try row.asJSON(onOneLine: true)) }
                last = rows.last?.sequence ?? last
            }
        }
    }
}
