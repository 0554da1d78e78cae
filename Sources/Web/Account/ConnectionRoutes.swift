internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInService

/// The applications that know the person. Ending one asks for no fresh proof: it only takes access away.
struct ConnectionRoutes: Sendable {
    let connections: Connections
    let renderer: PageRenderer

    func add(to signedIn: RouterGroup<SignedInContext>) {
        signedIn.get(Destination.connections.route, use: list)
        signedIn.post(Destination.connectionEnd.route, use: end)
    }

    /// `GET /account/applications`
    @Sendable private func list(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let rows = try await connections.list(of: context.session.account).map { connection in
            ConnectionsPage.Row(
                id: connection.application, name: connection.name,
                wishes: connection.scopes.map(ConsentPage.Wish.init), agreed: connection.agreedAt,
                used: connection.usedAt)
        }
        return renderer.landing(ConnectionsPage(rows: rows), at: .connections, request, for: context)
    }

    /// `POST /account/applications/end`
    @Sendable private func end(_ request: Request, _ context: SignedInContext) async throws -> Response {
        try await connections.end(ApplicationID(context.form[.id]), by: context.session, from: context.client)
        return .seeOther(.connections, saying: .connectionEnded)
    }
}
