internal import ApprovalProtocol
internal import Hummingbird
internal import Identity
internal import SignInService

/// What there is before there is an installation: who the server is, and the way in for a new copy of the app.
struct EnrolmentAPI: Sendable {
    let services: Services
    let origin: PublicOrigin
    let reader: SignedRequestReader

    func add(to open: RouterGroup<CallerContext>) {
        open.on(.server, use: describe)
        open.on(.enrol, use: enrol)
    }

    /// Who this is, what it speaks and what time it is, for anybody.
    @Sendable private func describe(_ request: Request, _ context: CallerContext) async throws -> Response {
        let description = ServerDescription(
            origin: origin.text, name: services.environment.settings.serviceName,
            protocol: ProtocolVersion.supported,
            time: services.environment.time.now().millisecondsSinceEpoch,
            vapidKey: WireBytes(try await services.installations.pushKey()))
        return .json(description)
    }

    /// A new installation, by the link that a signed-in page has shown. Signed by the key that it brings.
    @Sendable private func enrol(_ request: Request, _ context: CallerContext) async throws -> Response {
        var request = request
        let (unverified, body) = try await reader.read(&request)
        let asked = try EnrolmentRequest(strictJSON: body)
        switch try await services.installations.enrol(unverified, asked, from: context.client) {
        case .enrolled(let answer): return .json(answer, status: .created)
        case .linkGone: throw APIProblem(.linkGone)
        case .tooMany: throw APIProblem(.tooMany)
        case .badInput: throw APIProblem(.badInput)
        case .badSignature: throw APIProblem(.badSignature)
        case .clockOff(let time): throw APIProblem.clockOff(time)
        case .replayed: throw APIProblem(.replayed)
        case .slowDown(let moment): throw APIProblem.slowDown(until: moment, at: services.environment.time.now())
        }
    }
}
