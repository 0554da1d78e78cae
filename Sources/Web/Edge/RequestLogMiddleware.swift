internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Metrics
internal import Synchronization

/// One line of log and one observation of time per request: method, route and status, never a query, a form, a cookie
/// or the token in a link (PWD-16, ADM-11).
struct RequestLogMiddleware: RouterMiddleware {
    private let timers = RequestTimers()

    func handle(
        _ request: Request, context: ConnectionContext, next: (Request, ConnectionContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let route = context.endpointPath ?? "none"
        let took = ContinuousClock.now - start
        timers.timer(route: route, status: response.status.code).recordNanoseconds(
            took.components.seconds * 1_000_000_000 + took.components.attoseconds / 1_000_000_000)
        context.logger.debug(
            "request",
            metadata: [
                "method": "\(request.method)", "route": "\(route)", "status": "\(response.status.code)",
                "took": "\(took)",
            ])
        return response
    }
}

/// The timers made so far, one for each route and status: both are ours, so there are few.
///
/// A class with a lock, because making a timer costs as much as writing a page, and all requests share them.
private final class RequestTimers: Sendable {
    private struct Key: Hashable {
        let route: String
        let status: Int
    }

    private let timers = Mutex<[Key: Timer]>([:])

    func timer(route: String, status: Int) -> Timer {
        timers.withLock { timers in
            let key = Key(route: route, status: status)
            if let known = timers[key] { return known }
            let new = Timer(label: "http_request_duration", dimensions: [("route", route), ("status", "\(status)")])
            timers[key] = new
            return new
        }
    }
}
