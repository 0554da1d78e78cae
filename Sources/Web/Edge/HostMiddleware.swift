internal import HTTPTypes
internal import Hummingbird

/// Answers only for the configured host (HTTP-01).
struct HostMiddleware: RouterMiddleware {
    /// Host and port of the public origin, as browsers write them.
    let authority: String

    func handle(
        _ request: Request, context: ConnectionContext, next: (Request, ConnectionContext) async throws -> Response
    ) async throws -> Response {
        // The first Host has become the authority; one that is still a field is a second (RFC 9112 §3.2).
        if let host = HTTPField.Name("Host"), request.headers.contains(host) {
            throw PageError.badRequest("two hosts")
        }
        guard request.head.authority?.lowercased() == authority else { throw PageError.misdirected }
        return try await next(request, context)
    }
}
