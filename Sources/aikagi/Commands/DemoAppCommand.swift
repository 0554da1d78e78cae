internal import ArgumentParser
internal import Foundation
internal import Hummingbird
internal import Logging
internal import SignInService
internal import Web

struct DemoAppCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo-app",
        abstract: "Show a sign-in to an application, beside the running server.",
        discussion: """
            Registers itself as "Demo application", serves its pages on this machine alone until it is stopped, and \
            takes itself off the list again. It sees what every application sees: who signed in, how well (acr) and by \
            what steps (amr).
            """)

    /// As people read it when they are asked.
    private static let name = "Demo application"

    @OptionGroup var options: ConfigurationOptions
    @Option(help: "The port of 127.0.0.1 to listen on.") var port: UInt16 = 8090
    @Option(help: "A file of certificates to trust, if the server's is not from a public authority.")
    var authorities: String?

    func run() async throws {
        let settings = try options.settings()
        let origin = "http://127.0.0.1:\(port)"
        let console = Console(settings)
        let clientID = try await register(at: origin, by: console)
        let provider: DemoProvider
        do {
            provider = try await DemoProvider(
                issuer: settings.publicOrigin.text, clientID: clientID, callback: origin + DemoPaths.callback,
                authorities: authorities)
        } catch {
            _ = try? await console.ask(.removeApplication(clientID))
            throw failure(
                "\(settings.publicOrigin) doesn't answer: start the server first, with 'aikagi serve'. (\(error))",
                CommandStatus.unavailable)
        }
        let site = try DemoSite(provider, origin: origin, language: settings.language)
        do {
            try await serve(site, at: origin)
        } catch {
            _ = try? await console.ask(.removeApplication(clientID))
            throw failure(
                "127.0.0.1:\(port) can't be used: choose another with --port. (\(error))", CommandStatus.unavailable)
        }
        _ = try? await console.ask(.removeApplication(clientID))
    }

    private func serve(_ site: DemoSite, at origin: String) async throws {
        var logger = Logger(label: "demo")
        logger.logLevel = .error
        let application = Application(
            router: site.router(),
            configuration: .init(address: .hostname("127.0.0.1", port: Int(port)), serverName: nil),
            onServerRunning: { _ in
                let text = "\nThe demo application is at \(origin)\n\nPress Ctrl-C to stop.\n"
                FileHandle.standardOutput.write(Data(text.utf8))
            },
            logger: logger)
        try await application.runService()
    }

    /// The one that is left over from a demonstration that was cut off, or a new one. It has no secret to lose.
    private func register(at origin: String, by console: Console) async throws -> String {
        let callback = origin + DemoPaths.callback
        if case .applications(let known) = try await console.ask(.applications),
            let left = known.first(where: {
                $0.name == Self.name && $0.redirects == [callback] && $0.authentication == "none"
            })
        {
            return left.clientID
        }
        let new = ControlRequest.NewApplication(
            name: Self.name, redirects: [callback], logoutRedirects: [origin + DemoPaths.signedOut], isPublic: true,
            secretInForm: false, wantsRS256: false, isTrusted: false, require: "sfa")
        guard case .application(let added) = try await console.ask(.addApplication(new)) else {
            throw failure("the demo application can't be registered.", CommandStatus.unavailable)
        }
        return added.clientID
    }
}
