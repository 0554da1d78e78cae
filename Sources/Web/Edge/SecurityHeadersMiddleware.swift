internal import HTTPTypes
internal import Hummingbird

/// Puts on every answer what browsers need to protect the person (SESS-15).
///
/// Pages load nothing but our own files, can't be framed, tell other sites nothing of where a person came from (OTP-22)
/// and are not kept by caches: after signing out the back button shows nothing (SESS-07). A static file sets
/// `Cache-Control` itself.
struct SecurityHeadersMiddleware: RouterMiddleware {
    /// `false` on plain http, where browsers ignore the field anyway.
    let isSecureOrigin: Bool

    private static let contentSecurityPolicy = [
        "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self' data:", "font-src 'self'",
        "connect-src 'self'", "manifest-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
        "object-src 'none'",
    ].joined(separator: "; ")

    func handle(
        _ request: Request, context: ConnectionContext, next: (Request, ConnectionContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.contentSecurityPolicy] = Self.contentSecurityPolicy
        response.headers[.xContentTypeOptions] = "nosniff"
        for (name, value) in Self.others where response.headers[name] == nil { response.headers[name] = value }
        if isSecureOrigin { response.headers[.strictTransportSecurity] = "max-age=63072000; includeSubDomains" }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    private static let others: [(HTTPField.Name, String)] = [
        // Not `no-referrer`: with that, browsers send our own forms with `Origin: null`, which SESS-12 refuses.
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ].compactMap { name, value in HTTPField.Name(name).map { ($0, value) } }
}
