internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInService

/// Links from messages and from the terminal.
///
/// Opening one spends nothing (OTP-21). The token moves from the address into a cookie and the browser goes on to a
/// page without it, so that it stays out of histories and screenshots (OTP-22).
struct LinkRoutes: Sendable {
    let links: Links
    let renderer: PageRenderer

    func add(to visitors: RouterGroup<VisitorContext>) {
        visitors.get(Paths.linkPattern, use: open)
    }

    /// `GET /link/{token}`
    @Sendable private func open(_ request: Request, _ context: VisitorContext) async throws -> Response {
        let token = Secret(context.parameters.get("token") ?? "")
        guard let purpose = try await links.purpose(of: token) else {
            return renderer.linkGone(at: .signIn, for: context)
        }
        var response = Response.seeOther(purpose.destination)
        response.set(.link, to: token.reveal())
        if let field = HTTPField.Name("Referrer-Policy") { response.headers[field] = "no-referrer" }
        return response
    }
}

extension LinkPurpose {
    /// The page behind a link.
    fileprivate var destination: Destination {
        switch self {
        case .setUp: .setUp
        case .invitation: .invitation
        }
    }
}
