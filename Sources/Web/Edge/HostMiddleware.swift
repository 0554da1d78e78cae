internal import Hummingbird

/// Answers only for the configured host, and puts the security headers on whatever is answered.
struct HostMiddleware: RouterMiddleware {
    /// Host and port of the public origin, as browsers write them.
    let authority: String

    func handle(
        _ request: Request, context: ConnectionContext, next: (Request, ConnectionContext) async throws -> Response
    ) async throws -> Response {
        guard request.head.authority?.lowercased() == authority else { throw PageError.misdirected }
        return try await next(request, context)
    }
}
