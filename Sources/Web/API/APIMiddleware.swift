internal import ApprovalProtocol
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Logging
internal import NIOCore
internal import Pages
internal import SignInService

/// Who speaks as an installation, as far as the middleware has found out.
struct AppCaller: Sendable {
    let client: Client
    /// Set by `SignatureMiddleware`.
    var installation: LiveInstallation?
}

/// Everything below `/api`: finds out where a request comes from, refuses other sites', and turns whatever is thrown into
/// a problem document in the language of who asked. It reads no cookie and sets none.
struct APIMiddleware: RouterMiddleware {
    /// Scheme, host and port, as in the `Origin` field.
    let origin: String
    let addresses: AddressFinder
    let defaultLanguage: Language
    let pages: PageLibrary
    let count: AppRequestCount

    func handle(
        _ request: Request, context: ConnectionContext, next: (Request, ConnectionContext) async throws -> Response
    ) async throws -> Response {
        let language = request.headers[.acceptLanguage].flatMap(Language.preferred(in:)) ?? defaultLanguage
        do {
            guard isFromHere(request) else { throw APIProblem(.notAllowed, because: "another site") }
            var context = context
            let client = client(request, context, language)
            try count.admit(network: client.network)
            context.caller = AppCaller(client: client)
            return try await next(request, context)
        } catch let error as CancellationError {
            throw error
        } catch {
            let problem = APIProblem(error: error)
            log(problem, request, context)
            return problem.response(in: language, words: pages)
        }
    }

    /// A browser says so when a page of another site asks; the app's own pages, and apps that are no browser, pass.
    private func isFromHere(_ request: Request) -> Bool {
        if let site = HTTPField.Name("Sec-Fetch-Site").flatMap({ request.headers[$0] }), site != "same-origin" {
            return false
        }
        return request.headers[.origin].map { $0 == origin } ?? true
    }

    private func client(_ request: Request, _ context: ConnectionContext, _ language: Language) -> Client {
        let address = addresses.address(of: request, from: context.peer)
        return Client(
            source: ClientSource(
                address: address?.description ?? "unknown",
                browser: BrowserDescription(userAgent: request.headers[.userAgent] ?? "")),
            network: address?.network, mark: nil, language: language)
    }

    private func log(_ problem: APIProblem, _ request: Request, _ context: ConnectionContext) {
        let isFault = problem.status == .internalServerError
        context.logger.log(
            level: isFault ? .error : .info, "request refused",
            metadata: [
                "code": "\(problem.code)", "error": "\(problem.cause)", "method": "\(request.method)",
                "path": "\(context.endpointPath ?? "none")",
            ])
    }
}

/// Lets through what a living installation has signed (docs/formats/signed-requests.md).
struct SignatureMiddleware: RouterMiddleware {
    let reader: SignedRequestReader
    let installations: Installations
    let count: AppRequestCount

    func handle(
        _ request: Request, context: ConnectionContext, next: (Request, ConnectionContext) async throws -> Response
    ) async throws -> Response {
        var (request, context) = (request, context)
        let network = context.caller?.client.network ?? ""
        let (unverified, _) = try await reader.read(&request)
        guard let client = context.caller?.client else { throw PageError.fault("a route outside the app's middleware") }
        try count.expectSignature(by: unverified.keyID, from: network)
        switch try await installations.authenticate(unverified, from: client) {
        case .live(let installation):
            try count.admit(installation.id, from: network)
            context.caller?.installation = installation
        case .refused(let refusal):
            if refusal == .badSignature || refusal == .unknown { count.noteFailure(from: network) }
            throw APIProblem(contact: refusal)
        }
        return try await next(request, context)
    }
}

/// Takes from a request what its signature covers.
struct SignedRequestReader: Sendable {
    /// Of the configured origin: a signature that was made for another server is wrong here.
    let authority: String

    /// The request with its body, which is in memory then, and not longer than the protocol allows.
    func read(_ request: inout Request) async throws -> (UnverifiedRequest, body: [UInt8]) {
        let body = try await body(of: &request)
        guard body.isEmpty || isJSON(request) else {
            throw APIProblem.otherContentType(request.headers[.contentType] ?? "none")
        }
        let target = (request.head.path ?? "/").split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let content = RequestContent(
            method: request.method.rawValue, authority: authority, path: String(target[0]),
            query: target.count == 2 ? String(target[1]) : "", contentType: request.headers[.contentType], body: body)
        let fields = UnverifiedRequest.Fields(
            version: values("Aikagi-Protocol", in: request), contentDigest: values("Content-Digest", in: request),
            signatureInput: values("Signature-Input", in: request), signature: values("Signature", in: request))
        return (try UnverifiedRequest(content, fields: fields), body)
    }

    /// A request that asks for something has no body that anybody would read. It is left as it came, because a stream
    /// learns from what is behind it that its reader has gone.
    private func body(of request: inout Request) async throws -> [UInt8] {
        guard request.method != .get, request.method != .head else { return [] }
        do {
            let longest = RequestContent.longestBody(of: request.method.rawValue, to: request.uri.path)
            return Array(try await request.collectBody(upTo: longest).readableBytesView)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw APIProblem(.badInput, because: "body: \(error)")
        }
    }

    /// RFC 8259 §11: the type has no parameters, and whoever adds a character set may only say what JSON is anyway.
    private func isJSON(_ request: Request) -> Bool {
        let parts = (request.headers[.contentType] ?? "").lowercased().split(separator: ";", maxSplits: 1)
        let type = parts.first?.trimmingCharacters(in: .whitespaces)
        let parameter = parts.count < 2 ? nil : parts[1].trimmingCharacters(in: .whitespaces)
        return type == "application/json" && [nil, "charset=utf-8", "charset=\"utf-8\""].contains(parameter)
    }

    private func values(_ name: String, in request: Request) -> [String] {
        HTTPField.Name(name).map { request.headers[values: $0] } ?? []
    }
}
