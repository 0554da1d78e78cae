internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInService

/// Taking an invitation, behind the link that was mailed.
struct InvitationRoutes: Sendable {
    let invitations: Invitations
    let renderer: PageRenderer

    func add(to visitors: RouterGroup<VisitorContext>) {
        visitors.get(Destination.invitation.route, use: page)
        visitors.post(Destination.invitation.route, use: take)
    }

    /// `GET /invitation`
    @Sendable private func page(_ request: Request, _ context: VisitorContext) async throws -> Response {
        guard let invited = try await invitations.look(context.link) else {
            return renderer.linkGone(at: .invitation, for: context)
        }
        return form(invited, name: invited.name, [], context)
    }

    /// `POST /invitation`
    @Sendable private func take(_ request: Request, _ context: VisitorContext) async throws -> Response {
        let name = context.form[.name]
        let outcome = try await invitations.take(
            context.link, name: name, password: context.form[.newPassword], from: context.client)
        switch outcome {
        case .joined(let attempt):
            return .joined(attempt)
        case .rejected(let problems):
            guard let invited = try await invitations.look(context.link) else { fallthrough }
            return form(invited, name: name, problems.compactMap(\.problem), context)
        case .gone:
            return renderer.linkGone(at: .invitation, for: context)
        }
    }

    private func form(
        _ invited: Invitations.Invited, name: String, _ problems: [Problem], _ context: VisitorContext
    ) -> Response {
        let page = InvitationPage(
            identifier: invited.address.shown, name: name, minimumPasswordLength: invited.minimumPasswordLength,
            problems: problems)
        return renderer.page(
            page, status: problems.isEmpty ? .ok : .unprocessableContent, at: .invitation, for: context)
    }
}
