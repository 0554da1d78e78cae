internal import Hummingbird
internal import Pages
internal import SignInPolicy
internal import SignInService

/// Lifting the limit to networks from outside of them: where it begins and where it ends. In between are the pages of a
/// password reset, whose road it is.
struct NetworkLiftRoutes: Sendable {
    let resets: PasswordResets
    let renderer: PageRenderer

    func add(to visitors: RouterGroup<VisitorContext>, _ attempts: RouterGroup<AttemptContext>) {
        visitors.get(Destination.networkLift.route, use: identifierPage)
        visitors.post(Destination.networkLift.route, use: submitIdentifier)
        attempts.get(Destination.networkLiftConfirm.route, use: confirmPage)
        attempts.post(Destination.networkLiftConfirm.route, use: confirm)
    }

    /// `GET /network-lift`
    @Sendable private func identifierPage(_ request: Request, _ context: VisitorContext) -> Response {
        renderer.page(NetworkLiftPage(), at: .networkLift, for: context)
    }

    /// `POST /network-lift`
    @Sendable private func submitIdentifier(_ request: Request, _ context: VisitorContext) async throws -> Response {
        let typed = context.form[.identifier]
        switch try await resets.begin(typed, for: .anyNetwork, from: context.client) {
        case .begun(let answer):
            return PasswordResetAnswers(renderer: renderer, visitor: context.visitor)
                .response(to: answer, askedAt: .networkLift)
        case .held(let pause):
            return renderer.pause(pause, again: .networkLift, for: context)
        case .unreadable:
            return rejected(
                typed, typed.allSatisfy(\.isWhitespace) ? .identifierMissing : .identifierUnreadable, context)
        case .groupAddress:
            return rejected(typed, .groupAddress, context)
        }
    }

    private func rejected(_ typed: String, _ problem: Problem, _ context: VisitorContext) -> Response {
        renderer.page(
            NetworkLiftPage(identifier: typed, problems: [problem]), status: .unprocessableContent, at: .networkLift,
            for: context)
    }

    /// `GET /network-lift/confirm`
    @Sendable private func confirmPage(_ request: Request, _ context: AttemptContext) async throws -> Response {
        PasswordResetAnswers(renderer: renderer, visitor: context.visitor)
            .page(for: try await resets.current(context.attempt), askedAt: .networkLiftConfirm)
    }

    /// `POST /network-lift/confirm`
    @Sendable private func confirm(_ request: Request, _ context: AttemptContext) async throws -> Response {
        PasswordResetAnswers(renderer: renderer, visitor: context.visitor)
            .response(
                to: try await resets.confirm(context.attempt, from: context.client), askedAt: .networkLiftConfirm)
    }
}
