internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Logging
internal import NIOCore
internal import OpenIDConnect
internal import SignInService
internal import StrictJSON

/// An answer of the endpoints that applications speak to: an error in the words of RFC 6749 §5.2.
struct ApplicationError: Error {
    let status: HTTPResponse.Status
    let code: String
    var challenge: String?
    var retryAfter: Duration?
    /// The origin whose pages may read it.
    var reader: String?

    init(_ code: TokenRequest.ErrorCode) {
        self.code = code.rawValue
        status = code == .invalidClient ? .unauthorized : .badRequest
        // RFC 6749 §5.2: the scheme that the application can use.
        challenge = code == .invalidClient ? "Basic realm=\"applications\"" : nil
    }

    init(status: HTTPResponse.Status, _ code: String, challenge: String? = nil, retryAfter: Duration? = nil) {
        self.status = status
        self.code = code
        self.challenge = challenge
        self.retryAfter = retryAfter
    }

    /// RFC 6750 §3.1.
    static let badAccessToken = ApplicationError(
        status: .unauthorized, "invalid_token", challenge: "Bearer error=\"invalid_token\"")

    init(error: any Error) {
        switch error {
        case let error as ApplicationError: self = error
        case let code as TokenRequest.ErrorCode: self.init(code)
        case is RequestParameters.Refusal, is NIOTooManyBytesError: self.init(.invalidRequest)
        case let refusal as ClientCredentials.Refusal: self.init(refusal == .missing ? .invalidClient : .invalidRequest)
        case PageError.misdirected: self.init(status: .misdirectedRequest, "invalid_request")
        case is PageError: self.init(.invalidRequest)
        default:
            let passing = PassingFault(error)
            self.init(
                status: passing == nil ? .internalServerError : .serviceUnavailable,
                passing == nil ? "server_error" : "temporarily_unavailable", retryAfter: passing?.retryAfter)
        }
    }

    /// What an error becomes that a page of that origin may read.
    init(error: any Error, readableBy reader: String?) {
        self.init(error: error)
        self.reader = reader
    }

    var response: Response {
        var response = Response.json(.object(["error": .string(code)]), status: status)
        response = response.readable(by: reader)
        if let challenge { response.headers[.wwwAuthenticate] = challenge }
        if let retryAfter { response.headers[.retryAfter] = String(max(1, retryAfter.wholeSeconds)) }
        return response
    }
}

/// Everything that applications ask by themselves: no cookies, no forms of ours, answers in JSON.
struct ApplicationMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: ConnectionContext, next: (Request, ConnectionContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as CancellationError {
            throw error
        } catch {
            let answer = ApplicationError(error: error)
            context.logger.log(
                level: answer.status.code >= 500 ? .error : .info, "request refused",
                metadata: [
                    "code": "\(answer.code)", "error": "\(error)", "method": "\(request.method)",
                    "path": "\(context.endpointPath ?? "none")",
                ])
            return answer.response
        }
    }
}

extension Request {
    /// The longest body of an application's request; ours.
    private static let longestBody = 32 * 1_024

    /// The parameters of a form that an application has sent.
    func applicationParameters() async throws -> RequestParameters {
        let type = headers[.contentType]?.split(separator: ";").first.map { $0.lowercased() }
        guard type == "application/x-www-form-urlencoded" else { throw TokenRequest.ErrorCode.invalidRequest }
        var request = self
        let body = try await request.collectBody(upTo: Self.longestBody)
        guard let text = String(validating: body.readableBytesView, as: UTF8.self) else {
            throw TokenRequest.ErrorCode.invalidRequest
        }
        return try RequestParameters(encoded: text)
    }

    /// The parameters of the address.
    func queryParameters() throws(RequestParameters.Refusal) -> RequestParameters {
        try RequestParameters(encoded: uri.query ?? "")
    }
}

extension Response {
    /// An answer in JSON.
    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: value.text)))
    }
}
