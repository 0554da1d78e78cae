internal import HTTPTypes
internal import Hummingbird
internal import Pages
internal import SignInService

/// Signing out: by a form, never by a link (SESS-14), and for good.
struct SignOutRoutes: Sendable {
    let sessions: Sessions
    let renderer: PageRenderer

    func add(to visitors: RouterGroup<VisitorContext>, _ signedIn: RouterGroup<SignedInContext>) {
        signedIn.get(Destination.signOut.route, use: page)
        visitors.post(Destination.signOut.route, use: signOut)
    }

    /// `GET /sign-out`: asks.
    @Sendable private func page(_ request: Request, _ context: SignedInContext) -> Response {
        renderer.page(SignOutPage(), at: .signOut, for: context)
    }

    /// `POST /sign-out`, from any signed-in page. Signing out twice is no mistake.
    @Sendable private func signOut(_ request: Request, _ context: VisitorContext) async throws -> Response {
        if let session = context.session { try await sessions.signOut(session, from: context.client) }
        var response = renderer.page(SignedOutPage(), at: .signIn, for: context.visitor)
        response.forget(.session)
        if let field = HTTPField.Name("Clear-Site-Data") { response.headers[field] = "\"cache\"" }
        return response
    }
}
