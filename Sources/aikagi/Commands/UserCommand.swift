internal import ArgumentParser
internal import Identity

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Invite people, and look after their accounts.",
        subcommands: [Invite.self, List.self, Show.self, Disable.self, Enable.self, Revoke.self, LiftNetworks.self])

    struct Invite: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an account for somebody and send them the link to it.",
            discussion: "The link is printed too, to be handed over in person. Inviting again replaces the link.")

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The person's own e-mail address.") var address: String
        @Option(help: "What people call them.") var name: String?
        @Option(help: "The language of the mail and of their pages, en or ja. Default: the server's.")
        var language: String?
        @Flag(name: .customLong("administrator"), help: "Make them an administrator.") var isAdministrator = false
        @Flag(help: "Print JSON.") var json = false

        func validate() throws {
            if let language, Language(rawValue: language) == nil { throw ValidationError("--language is en or ja.") }
        }

        func run() async throws {
            let settings = try options.settings()
            let language = language.flatMap(Language.init(rawValue:)) ?? settings.language
            let answer = try await Console(settings).ask(
                .invite(address: address, name: name, language: language, asAdministrator: isAdministrator))
            if case .link(let link) = answer, !json {
                print(LinkText.invitation(link, to: address))
            } else {
                try answer.print(asJSON: json)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all accounts.")

        @OptionGroup var options: ConfigurationOptions
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await Console(options.settings()).ask(.accounts).print(asJSON: json)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one account and how it can be signed in to.")

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "An address of the account, or its ID.") var account: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await Console(options.settings()).ask(.account(account)).print(asJSON: json)
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop an account: its sessions end, and nobody can sign in to it.")

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "An address of the account, or its ID.") var account: String

        func run() async throws {
            try await Console(options.settings()).ask(.disable(account)).print(asJSON: false)
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a disabled or locked account sign in again.")

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "An address of the account, or its ID.") var account: String

        func run() async throws {
            try await Console(options.settings()).ask(.enable(account)).print(asJSON: false)
        }
    }

    struct LiftNetworks: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let an account sign in from any network again.",
            discussion: "The person's list of networks stays: 'aikagi user show' prints it.")

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "An address of the account, or its ID.") var account: String

        func run() async throws {
            try await Console(options.settings()).ask(.liftNetworks(account)).print(asJSON: false)
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a device, an authenticator app, the backup codes or the passphrase away, at once.",
            discussion: """
                The account keeps its second step. Nothing is taken away that would leave no way to sign in; to stop \
                everything, disable the account.
                """)

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "An address of the account, or its ID.") var account: String
        @Argument(help: "The name or the ID of a device or an authenticator app.") var name: String?
        @Flag(help: "All devices with the app.") var allDevices = false
        @Flag(help: "The backup codes.") var backupCodes = false
        @Flag(help: "The passphrase, with what the vault holds on the server.") var passphrase = false

        func validate() throws {
            guard [name != nil, allDevices, backupCodes, passphrase].count(where: { $0 }) == 1 else {
                throw ValidationError("Say one: a name, --all-devices, --backup-codes or --passphrase.")
            }
        }

        func run() async throws {
            let what: ControlRequest.Revocation =
                if let name {
                    .named(name)
                } else if allDevices {
                    .allDevices
                } else if passphrase {
                    .passphrase
                } else {
                    .backupCodes
                }
            try await Console(options.settings()).ask(.revoke(account, what)).print(asJSON: false)
        }
    }
}
