internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInPolicy

/// Tells a page that waits and asks too often to slow down, before its session or attempt is looked up (PUSH-22).
///
/// A browser without scripts loads such a page every few seconds, one with scripts has a stream and loads it again only
/// when that breaks: both are far below the bound. Who is above it gets `Retry-After`, and `Refresh`, by which a browser
/// without scripts finds back to the page by itself.
struct PaceMiddleware: RouterMiddleware {
    let pace: WaitingPace
    let renderer: PageRenderer

    /// The pages that load themselves again, and what their scripts listen to.
    private static let ofAttempt = paths([.approval, .approvalEvents, .scan, .scanEvents])
    private static let ofSession = paths([
        .stepUpApproval, .stepUpApprovalEvents, .deviceAdd, .deviceTest, .deviceEvents,
    ])

    private static func paths(_ destinations: [Destination]) -> Set<String> { Set(destinations.map(\.path)) }

    func handle(
        _ request: Request, context: ConnectionContext, next: (Request, ConnectionContext) async throws -> Response
    ) async throws -> Response {
        let now = renderer.time.now()
        guard let browser = browser(request, context),
            let until = pace.look(of: browser, at: now)
        else { return try await next(request, context) }
        let wait = max(until - now, Limits.lookPause)
        var response = renderer.errorPage(
            .tooManyRequests, reference: context.id, retryAfter: wait, for: context.visitor)
        let seconds = String(renderer.seconds(until: now + wait))
        response.headers[.retryAfter] = seconds
        if let refresh = HTTPField.Name("Refresh") { response.headers[refresh] = seconds }
        return response
    }

    /// What stands for the browser on a waiting page; `nil` on any other, and for one that waits for nothing.
    private func browser(_ request: Request, _ context: ConnectionContext) -> Int? {
        let path = request.uri.path
        let cookie: CookieName? =
            Self.ofAttempt.contains(path) ? .attempt : Self.ofSession.contains(path) ? .session : nil
        return cookie.flatMap { context.visitor?.cookies[$0] }?.hashValue
    }
}
