internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Pages
internal import QRCode
internal import SignInPolicy
internal import SignInService

/// Signing in with a QR that the app reads, with nothing typed (P-5).
///
/// The picture stands in the page itself: there is no address of it that another session could fetch or a cache could
/// keep (QR-10).
struct ScanRoutes: Sendable {
    let scans: Scans
    let signIn: SignIn
    let renderer: PageRenderer
    let streams: WaitingStream
    /// What the link in the QR code begins with.
    let origin: String

    func add(to visitors: RouterGroup<VisitorContext>, _ attempts: RouterGroup<AttemptContext>) {
        visitors.post(Destination.scan.route, use: begin)
        attempts.get(Destination.scan.route, use: page)
        attempts.get(Destination.scanEvents.route, use: events)
    }

    /// `POST /sign-in/qr`: begins a sign-in that names nobody yet.
    @Sendable private func begin(_ request: Request, _ context: VisitorContext) async throws -> Response {
        let secret = try await scans.begin(from: context.client)
        var response = Response.seeOther(.scan)
        response.set(.attempt, to: secret.reveal())
        return response
    }

    /// `GET /sign-in/qr`
    @Sendable private func page(_ request: Request, _ context: AttemptContext) async throws -> Response {
        let look = try await scans.look(context.attempt, from: context.client)
        let isNamed = try await signIn.menu(context.attempt) != nil
        switch look {
        case .show(let code, let expires, _):
            let path = Paths.scan(code.reveal())
            let qr = Drawing(svg: try QRSymbol(origin + path).svg)
            let left = (expires - renderer.time.now()).wholeSeconds
            return renderer.page(
                ScanPage(.code(qr: qr, link: path, secondsLeft: left), isNamed: isNamed), at: .scan, for: context)
        case .claimed(let view):
            guard view.ending == nil else {
                return ApprovalAnswers(renderer: renderer, visitor: context.visitor).page(for: view)
            }
            let page = ScanPage(.claimed(AskedApproval(view, at: renderer.time.now())), isNamed: isNamed)
            return renderer.page(page, at: .scan, for: context)
        case .over:
            return .seeOther(isNamed ? .otherWays : .signIn)
        }
    }

    /// `GET /sign-in/qr/events`
    @Sendable private func events(_ request: Request, _ context: AttemptContext) async throws -> Response {
        let (attempt, client) = (context.attempt, context.client)
        switch try await scans.look(attempt, from: client) {
        case .show(_, let expires, let topics):
            // Once it is read, the page is loaded again for the number, and listens to the request.
            return try streams.response(to: request, about: topics, dues: [expires], owner: attempt) {
                switch try await scans.look(attempt, from: client) {
                case .show(_, let next, _) where next == expires:
                    WaitingStream.State(phase: "showing", isOverdue: false)
                case .show, .claimed: WaitingStream.State(phase: "changed", isOverdue: false, isFinal: true)
                case .over: nil
                }
            }
        case .claimed(let view):
            return try streams.response(to: request, about: view.topics, dues: view.dues, owner: attempt) {
                guard case .claimed(let view) = try await scans.look(attempt, from: client) else {
                    return WaitingStream.State(phase: "changed", isOverdue: false, isFinal: true)
                }
                return view.state
            }
        case .over:
            return Response(status: .noContent)
        }
    }
}
