internal import HTTPTypes
internal import Hummingbird

/// Puts on every answer what browsers need to protect the person (SESS-15).
///
/// Pages load nothing but our own files, can't be framed, tell other sites nothing of where a person came from (OTP-22)
/// and are not kept by caches: after signing out the back button shows nothing (SESS-07). A static file sets
/// `Cache-Control` itself, and the app its camera.
struct SecurityHeadersMiddleware: RouterMiddleware {
    /// What no answer may say otherwise.
    private let fixed: [HTTPField]

    /// - Parameter isSecureOrigin: `false` on plain http, where browsers ignore the field for https anyway.
    init(isSecureOrigin: Bool) {
        fixed = Self.fixed + (isSecureOrigin ? [Self.strictTransport] : [])
    }

    func handle(
        _ request: Request, context: ConnectionContext, next: (Request, ConnectionContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        let own = response.headers
        // Appending is much cheaper than setting by name, and nearly every answer has none of these.
        for field in fixed {
            // One page sends a form elsewhere, and says so by a policy that was made here.
            if field.name == .contentSecurityPolicy, own.contains(.contentSecurityPolicy) { continue }
            if own.contains(where: { $0.name == field.name }) { response.headers[field.name] = nil }
            response.headers.append(field)
        }
        for field in Self.defaults where !own.contains(where: { $0.name == field.name }) {
            response.headers.append(field)
        }
        return response
    }

    /// The policy of every answer, but for where its forms may go.
    ///
    /// - Parameter place: a source of CSP: scheme and host of an application's registered address.
    static func policy(withFormsTo place: String? = nil) -> String {
        let places = ["'self'", place].compactMap(\.self).joined(separator: " ")
        return [
            "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self' data:", "font-src 'self'",
            "connect-src 'self'", "worker-src 'self'", "manifest-src 'self'", "form-action \(places)",
            "frame-ancestors 'none'", "base-uri 'none'",
            "object-src 'none'",
        ].joined(separator: "; ")
    }

    private static let contentSecurityPolicy = policy()

    private static let fixed = [
        HTTPField(name: .contentSecurityPolicy, value: contentSecurityPolicy),
        HTTPField(name: .xContentTypeOptions, value: "nosniff"),
    ]

    private static let strictTransport = HTTPField(
        name: .strictTransportSecurity, value: "max-age=63072000; includeSubDomains")

    /// What an answer gets that doesn't say it itself.
    private static let defaults =
        [
            // Not `no-referrer`: with that, browsers send our own forms with `Origin: null`, which SESS-12 refuses.
            ("Referrer-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("X-Frame-Options", "DENY"),
            ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
            ("Cache-Control", "no-store"),
        ].compactMap { name, value in HTTPField.Name(name).map { HTTPField(name: $0, value: value) } }
}
