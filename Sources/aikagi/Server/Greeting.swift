internal import Delivery
internal import Foundation
internal import Glibc
internal import Identity
internal import Logging
internal import SignInService

/// What the terminal shows when the server has started: where it is, and the next step.
struct Greeting: Sendable {
    let settings: Settings
    let services: Services

    func show(_ logger: Logger) async {
        logger.info(
            "serving",
            metadata: [
                "origin": "\(settings.publicOrigin)", "listen": "\(settings.listen)", "version": "\(Aikagi.version)",
                "database": settings.databaseURL == nil ? "SQLite" : "PostgreSQL",
            ])
        var text = "\nAikagi \(Aikagi.version) serves \(settings.publicOrigin)\n"
        do {
            if let link = try await services.administration.makeSetUpLink() {
                text += "\n" + LinkText.setUp(ControlAnswer.Link(link), withPicture: isatty(STDOUT_FILENO) == 1)
            }
        } catch {
            logger.error("can't make a set-up link", metadata: ["error": "\(error)"])
        }
        if case .outbox = settings.mail {
            text += "\nNo mail server is configured: read the mails with 'aikagi outbox'.\n"
        }
        text += "\nPress Ctrl-C to stop.\n"
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}
