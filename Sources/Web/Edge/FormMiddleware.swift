internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Lets a form through only when a page of ours, opened in this browser, has sent it (SESS-12, SESS-13).
///
/// Three independent signs are asked for: where the browser says the request comes from (`Sec-Fetch-Site`, and
/// `Origin`), and the token that the page carried. Only the token is always there; the other two must not contradict.
struct FormMiddleware: RouterMiddleware {
    /// Scheme, host and port, as in the `Origin` field.
    let origin: String
    let formTokens: FormTokens

    /// Far above the longest form of ours: a password of 1,024 bytes, URL-encoded three times over.
    static let longestBody = 16 * 1_024

    func handle(
        _ request: Request, context: ConnectionContext, next: (Request, ConnectionContext) async throws -> Response
    ) async throws -> Response {
        switch request.method {
        case .get, .head, .options:
            return try await next(request, context)
        case .post:
            var request = request
            var context = context
            context.form = try await checkedForm(&request, context)
            return try await next(request, context)
        default:
            // No page has a form that is sent like that: 405 where there is a page, else 404 (HTTP-11).
            throw HTTPError(.notFound)
        }
    }

    private func checkedForm(_ request: inout Request, _ context: ConnectionContext) async throws -> FormFields {
        guard isFromHere(request) else { throw PageError.forgedForm }
        let length = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        guard length <= Self.longestBody else { throw PageError.tooLarge }
        let body = try await body(of: &request)
        guard body.readableBytes == 0 || isForm(request) else { throw PageError.badRequest("not a form") }
        let form: FormFields
        do {
            form = try FormFields(body: body.readableBytesView)
        } catch {
            throw PageError.badRequest("form: \(error)")
        }
        guard let cookies = context.visitor?.cookies, formTokens.isValid(form["formToken"], for: cookies) else {
            throw PageError.forgedForm
        }
        return form
    }

    /// The whole body. One that breaks off, or whose chunks make no sense, is the sender's mistake and not ours.
    private func body(of request: inout Request) async throws -> ByteBuffer {
        do {
            return try await request.collectBody(upTo: Self.longestBody)
        } catch let error as CancellationError {
            throw error
        } catch is NIOTooManyBytesError {
            throw PageError.tooLarge
        } catch {
            throw PageError.badRequest("body: \(error)")
        }
    }

    private func isFromHere(_ request: Request) -> Bool {
        if let site = HTTPField.Name("Sec-Fetch-Site").flatMap({ request.headers[$0] }), site != "same-origin" {
            return false
        }
        return request.headers[.origin].map { $0 == origin } ?? true
    }

    private func isForm(_ request: Request) -> Bool {
        let type = request.headers[.contentType]?.split(separator: ";").first ?? ""
        return type.lowercased() == "application/x-www-form-urlencoded"
    }
}
