internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInService

/// The first account, behind the link from the server's terminal.
struct SetUpRoutes: Sendable {
    let setUp: SetUp
    let renderer: PageRenderer

    func add(to visitors: RouterGroup<VisitorContext>) {
        visitors.get(Destination.setUp.route, use: page)
        visitors.post(Destination.setUp.route, use: finish)
    }

    /// `GET /set-up`
    @Sendable private func page(_ request: Request, _ context: VisitorContext) async throws -> Response {
        guard try await setUp.isOpen(context.link) else { return renderer.linkGone(at: .setUp, for: context) }
        return form(context)
    }

    /// `POST /set-up`
    @Sendable private func finish(_ request: Request, _ context: VisitorContext) async throws -> Response {
        let typed = SetUp.Form(
            name: context.form[.name], address: context.form[.identifier], password: context.form[.newPassword])
        switch try await setUp.finish(typed, with: context.link, from: context.client) {
        case .joined(let attempt): return .joined(attempt)
        case .rejected(let problems): return form(context, problems.compactMap(\.problem))
        case .gone: return renderer.linkGone(at: .setUp, for: context)
        }
    }

    private func form(_ context: VisitorContext, _ problems: [Problem] = []) -> Response {
        let page = SetUpPage(
            name: context.form[.name], identifier: context.form[.identifier],
            minimumPasswordLength: setUp.minimumPasswordLength, problems: problems)
        return renderer.page(
            page, status: problems.isEmpty ? .ok : .unprocessableContent, at: .setUp, for: context)
    }
}
