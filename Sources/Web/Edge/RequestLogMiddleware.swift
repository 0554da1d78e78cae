internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Metrics

/// One line of log and one observation of time per request: method, route and status, never a query, a form, a cookie
/// or the token in a link (PWD-16, ADM-11).
struct RequestLogMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: ConnectionContext, next: (Request, ConnectionContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let route = context.endpointPath ?? "none"
        let took = ContinuousClock.now - start
        Timer(
            label: "http_request_duration", dimensions: [("route", route), ("status", "\(response.status.code)")]
        ).recordNanoseconds(took.components.seconds * 1_000_000_000 + took.components.attoseconds / 1_000_000_000)
        context.logger.debug(
            "request",
            metadata: [
                "method": "\(request.method)", "route": "\(route)", "status": "\(response.status.code)",
                "took": "\(took)",
            ])
        return response
    }
}
