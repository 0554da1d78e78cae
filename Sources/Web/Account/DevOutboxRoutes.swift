internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInService
internal import Store

/// The mails that wait for a transport, for trying the server out. Added only on a loopback listener without one.
struct DevOutboxRoutes: Sendable {
    let record: OwnRecord
    let renderer: PageRenderer

    func add(to visitors: RouterGroup<VisitorContext>) {
        visitors.get(Destination.devOutbox.route, use: page)
    }

    /// `GET /dev/outbox`
    @Sendable private func page(_ request: Request, _ context: VisitorContext) async throws -> Response {
        let mails = try await record.outbox().map { mail in
            DevOutboxPage.Mail(
                to: mail.recipient, subject: mail.subject, body: mail.text, queued: mail.queued,
                state: mail.state.rawValue)
        }
        return renderer.page(DevOutboxPage(mails: mails), at: .devOutbox, for: context)
    }
}
