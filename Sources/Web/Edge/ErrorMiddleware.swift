internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Logging
internal import Pages

/// Turns whatever was thrown below it into a page in the person's language, and a line in the log.
///
/// The page says what to do and carries a reference; versions, SQL and traces stay in the log (HTTP-11, HTTP-19).
struct ErrorMiddleware: RouterMiddleware {
    let renderer: PageRenderer
    let methods: MethodTable

    func handle(
        _ request: Request, context: ConnectionContext, next: (Request, ConnectionContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as CancellationError {
            throw error
        } catch {
            return answer(to: methods.refined(error, for: request), request, context)
        }
    }

    private func answer(to error: any Error, _ request: Request, _ context: ConnectionContext) -> Response {
        switch ErrorAnswer(error) {
        case .redirect(let path):
            var response = Response.seeOther(path)
            if let wanted = wantedPage(error, request, context) {
                response.set(.wanted, to: wanted.inCookie, maximumAge: CookieName.wantedAge)
            }
            return response
        case .page(let status, let retryAfter, let allowed):
            log(error, status, request, context)
            var response = renderer.errorPage(
                status, reference: context.id, retryAfter: retryAfter, for: context.visitor)
            if let retryAfter { response.headers[.retryAfter] = String(max(1, retryAfter.wholeSeconds)) }
            if !allowed.isEmpty { response.headers[.allow] = allowed.map(\.rawValue).joined(separator: ", ") }
            return response
        }
    }

    /// The page of the person's own that the sign-in has to lead to; forms are not sent a second time.
    private func wantedPage(_ error: any Error, _ request: Request, _ context: ConnectionContext) -> ReturnPath? {
        guard case PageError.signInFirst = error, request.method == .get else { return nil }
        return context.visitor.flatMap { ReturnPath($0.target) }
    }

    private func log(
        _ error: any Error, _ status: HTTPResponse.Status, _ request: Request, _ context: ConnectionContext
    ) {
        let level: Logger.Level = status.code >= 500 ? .error : .info
        context.logger.log(
            level: level, "request refused",
            metadata: [
                "status": "\(status.code)", "error": "\(error)", "method": "\(request.method)",
                // The route where there is one: a path may hold the token of a link (OTP-05).
                "path": "\(context.endpointPath ?? String(request.uri.path.prefix(200)))",
            ])
    }
}
