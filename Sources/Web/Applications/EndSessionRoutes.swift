internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import OpenIDConnect
internal import Pages
internal import SignInService

/// Signing out at the wish of an application: the person is asked, and led back to where the application may have them
/// led.
struct EndSessionRoutes: Sendable {
    let signingOut: SigningOut
    let sessions: Sessions
    let renderer: PageRenderer

    func add(to visitors: RouterGroup<VisitorContext>) {
        visitors.get(Paths.endSession, use: page)
        visitors.post(Destination.endSession.route, use: signOut)
    }

    /// `GET /end-session`
    @Sendable private func page(_ request: Request, _ context: VisitorContext) async throws -> Response {
        guard let parameters = try? request.queryParameters(),
            case .success(let wish) = try await signingOut.wish(parameters)
        else { return refused(context) }
        guard context.session != nil else { return afterwards(wish, context) }
        let page = EndSessionPage(
            name: wish.name, application: wish.application?.rawValue ?? "", returnURI: wish.returnURI ?? "",
            state: wish.state ?? "")
        return renderer.page(page, at: .endSession, for: context)
    }

    /// `POST /end-session/confirm`
    @Sendable private func signOut(_ request: Request, _ context: VisitorContext) async throws -> Response {
        let form = context.form
        let told = try await signingOut.wish(
            of: form[.application].nonEmpty, leadingTo: form[.returnURI].nonEmpty, state: form[.state].nonEmpty)
        guard case .success(let wish) = told else { return refused(context) }
        if let session = context.session { try await sessions.signOut(session, from: context.client) }
        var response = afterwards(wish, context)
        response.forget(.session)
        return response
    }

    private func afterwards(_ wish: SigningOut.Wish, _ context: VisitorContext) -> Response {
        guard let location = wish.location else {
            return renderer.page(SignedOutPage(), at: .signIn, for: context.visitor)
        }
        return renderer.page(
            LeadingOnPage(application: wish.name ?? "", address: location), at: .signIn, for: context.visitor)
    }

    private func refused(_ context: VisitorContext) -> Response {
        renderer.page(RequestRefusedPage(.signOut), status: .badRequest, at: .overview, for: context)
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
