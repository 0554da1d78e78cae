internal import Hummingbird
internal import Identity
internal import SignInService

/// Finds the session behind the cookie, once a request, in the database: a session that was ended anywhere is ended
/// here with the next click (SESS-08). A cookie that names none is forgotten.
struct SessionMiddleware: RouterMiddleware {
    let sessions: Sessions

    func handle(
        _ request: Request, context: ConnectionContext, next: (Request, ConnectionContext) async throws -> Response
    ) async throws -> Response {
        guard let visitor = context.visitor, let token = visitor.cookies[.session] else {
            return try await next(request, context)
        }
        var context = context
        context.session = try await sessions.live(Secret(token), from: visitor.client)
        return try await next(request, context)
    }
}
