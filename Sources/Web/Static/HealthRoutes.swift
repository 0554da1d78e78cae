internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import SignInService

/// What a process supervisor and a load balancer ask (REL-55).
///
/// `/livez` says that the process answers; restarting helps if it does not. `/readyz` and `/healthz` say whether a person
/// could sign in now: the database answers and its schema is ours. Neither says why not; the log does (HTTP-16).
struct HealthRoutes: Sendable {
    let health: Health

    func add(to router: Router<ConnectionContext>) {
        router.get(Paths.live) { _, _ in Self.answer(.ok, "live") }
        router.get(Paths.ready, use: readiness)
        router.get(Paths.health, use: readiness)
    }

    @Sendable private func readiness(_ request: Request, _ context: ConnectionContext) async -> Response {
        await health.isReady() ? Self.answer(.ok, "ready") : Self.answer(.serviceUnavailable, "not ready")
    }

    private static func answer(_ status: HTTPResponse.Status, _ word: String) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: word + "\n")))
    }
}
