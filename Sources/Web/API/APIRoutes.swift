internal import ApprovalProtocol
internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import NIOCore
internal import Pages
internal import SignInService

/// The app's interface, as docs/formats/app-api.md describes it: JSON, signed requests, no cookies, no forms.
struct APIRoutes: Sendable {
    let services: Services
    let origin: PublicOrigin
    let middleware: APIMiddleware
    let stream: EventStream

    func add(to router: Router<ConnectionContext>) {
        let api = router.group()
            .add(middleware: middleware)
            .add(middleware: HostMiddleware(authority: origin.authority))
        let reader = SignedRequestReader(authority: origin.authority)
        let open = api.group(context: CallerContext.self)
        let signed = api.group()
            .add(
                middleware: SignatureMiddleware(
                    reader: reader, installations: services.installations, count: middleware.count)
            )
            .group(context: InstallationContext.self)
        let active = signed.group(context: ActiveContext.self)

        EnrolmentAPI(services: services, origin: origin, reader: reader).add(to: open)
        let description = ByteBuffer(bytes: middleware.pages.interface)
        open.get(Paths.interface) { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: description))
        }
        RequestAPI(services: services).add(to: signed, active)
        InstallationAPI(services: services).add(to: signed, active)
        VaultAPI(services: services).add(to: active)
        StreamAPI(services: services, stream: stream).add(to: signed)
        for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] {
            open.on(Paths.unknownAPI, method: method) { _, _ -> Response in throw APIProblem(.notFound) }
        }
    }
}

extension RouterMethods {
    /// Answers a route of the protocol.
    func on(
        _ path: ProtocolPaths, use handler: @escaping @Sendable (Request, Context) async throws -> Response
    ) {
        guard let method = HTTPRequest.Method(path.method) else { return }
        on(RouterPath(path.pattern), method: method, use: handler)
    }
}
