// The program aikagi: it reads the configuration, puts the parts together, and runs them as one server; and it holds the
// commands that an administrator types. It decides nothing about people or sign-ins: commands call the same use cases
// as the pages do, through the running server where there is one.

internal import ArgumentParser

@main
struct Aikagi: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aikagi",
        abstract: "A sign-in server that doesn't lock people out.",
        discussion: """
            Start with 'aikagi serve' and open the link that it prints. All commands take the same configuration as \
            the server: a file (aikagi.yaml here, or --config), AIKAGI_… variables, and --set key=value, the later ones \
            winning. 'aikagi config template' prints a file with every setting.

            Exit status: 0 done, 1 the answer is no or something was found, 64 wrong usage, 69 the server or the \
            database can't be used now, 78 the configuration or the master key is wrong.
            """,
        version: version,
        subcommands: [
            ServeCommand.self, SetUpLinkCommand.self, UserCommand.self, AppCommand.self, KeyCommand.self,
            OutboxCommand.self, AuditCommand.self, ExplainCommand.self, PolicyCommand.self, ReadinessCommand.self,
            BackupCommand.self, RestoreCommand.self, ConfigCommand.self, DoctorCommand.self,
            DemoAppCommand.self, HealthCheckCommand.self,
        ])

    static let version = "0.1.0"
}
