internal import ArgumentParser
internal import Foundation
internal import OpenIDConnect

struct AppCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "app",
        abstract: "Register the applications that people sign in to.",
        subcommands: [Add.self, List.self, Remove.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register an application.",
            discussion: """
                Prints its client ID and its secret, which is shown this once. The addresses are compared as text: \
                register each one that the application uses.
                """)

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "What people read when they are asked whether to sign in to it.") var name: String
        @Option(
            name: .customLong("redirect"),
            help: "Where answers may be sent, such as https://wiki.example.org/callback. Can be given several times.")
        var redirects: [String] = []
        @Option(
            name: .customLong("logout-redirect"),
            help: "Where people may be led after signing out. Can be given several times.")
        var logoutRedirects: [String] = []
        @Flag(name: .customLong("public"), help: "It runs on people's machines or in a page and can keep no secret.")
        var isPublic = false
        @Flag(help: "It sends its secret in the form (client_secret_post) instead of the header.") var secretInForm =
            false
        @Flag(name: .customLong("rs256"), help: "It wants RS256 instead of ES256.") var wantsRS256 = false
        @Flag(name: .customLong("trusted"), help: "It belongs to the house: people are not asked what it may know.")
        var isTrusted = false
        @Option(help: "What every sign-in to it has to reach: sfa (one step), mfa (two), phr (phishing-resistant).")
        var require = AuthenticationContext.single.rawValue
        @Option(
            name: .customLong("keys"),
            help: "A file with its public keys as a JWK set: it proves itself by signing (private_key_jwt).")
        var keyFile: String?
        @Flag(name: .customLong("require-par"), help: "It has to hand its requests in first (RFC 9126).")
        var pushesRequests = false
        @Flag(name: .customLong("device"), help: "Devices of it without a keyboard may be signed in (RFC 8628).")
        var signsInDevices = false
        @Option(
            name: .customLong("own-scope"),
            help: "What it may have in its own name (client credentials). Can be given several times.")
        var ownScopes: [String] = []
        @Option(name: .customLong("for"), help: "The client ID of the application that its own tokens are for.")
        var ownAudience: String?
        @Option(
            name: .customLong("logout-notice"),
            help: "Where it is told that somebody has signed out (back-channel logout).")
        var logoutNotice: String?
        @Flag(help: "Print JSON.") var json = false

        func validate() throws {
            guard AuthenticationContext(rawValue: require) != nil else {
                throw ValidationError("--require is sfa, mfa or phr.")
            }
            guard !isPublic || !secretInForm else {
                throw ValidationError("--public and --secret-in-form exclude each other: there is no secret.")
            }
        }

        func run() async throws {
            var application = ControlRequest.NewApplication(
                name: name, redirects: redirects, logoutRedirects: logoutRedirects, isPublic: isPublic,
                secretInForm: secretInForm, wantsRS256: wantsRS256, isTrusted: isTrusted, require: require)
            application.keySet = try keyFile.map { try String(contentsOfFile: $0, encoding: .utf8) }
            application.pushesRequests = pushesRequests
            application.signsInDevices = signsInDevices
            application.ownScopes = ownScopes
            application.ownAudience = ownAudience
            application.logoutNotice = logoutNotice
            try await Console(options.settings()).ask(.addApplication(application)).print(asJSON: json)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List all applications.")

        @OptionGroup var options: ConfigurationOptions
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await Console(options.settings()).ask(.applications).print(asJSON: json)
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove an application: what it was given stops counting at once.")

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "Its client ID.") var id: String

        func run() async throws {
            try await Console(options.settings()).ask(.removeApplication(id)).print(asJSON: false)
        }
    }
}
