internal import HTTPTypes
internal import Hummingbird
internal import OpenIDConnect
internal import SignInService

/// Lets pages of applications that run in a browser read answers (WHATWG Fetch §3.2): those of the origins that the
/// application has registered, and no cookie ever goes along.
///
/// Which application asks is known only when the request itself is there. So the question before it (preflight) is
/// answered for every origin, and allows nobody to read anything.
enum CrossOrigin {
    /// How long a browser may remember what may be asked, in seconds; browsers cut longer ones to two hours.
    private static let memory = 2 * 60 * 60

    /// `OPTIONS`: what may be asked, by whomever.
    @Sendable static func preflight(_ request: Request, _ context: ConnectionContext) -> Response {
        Response(
            status: .noContent,
            headers: [
                .accessControlAllowOrigin: "*", .accessControlAllowMethods: "GET, POST",
                .accessControlAllowHeaders: "Authorization, Content-Type", .accessControlMaxAge: String(memory),
            ])
    }

    /// The origin that may read an answer to the application; `nil` for none.
    static func reader(of request: Request, _ application: RegisteredApplication) -> String? {
        request.headers[.origin].flatMap { application.metadata.mayRead(from: $0) ? $0 : nil }
    }
}

extension Response {
    /// The same answer, for a page of that origin to read.
    func readable(by origin: String?) -> Response {
        guard let origin else { return self }
        var response = self
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.vary] = "Origin"
        return response
    }
}
