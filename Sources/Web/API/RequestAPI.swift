internal import ApprovalProtocol
internal import Hummingbird
internal import Identity
internal import SignInPolicy
internal import SignInService

/// Requests for approval: fetched, receipted, answered; and the QR code of a waiting page, which makes one.
struct RequestAPI: Sendable {
    let services: Services

    func add(to signed: RouterGroup<InstallationContext>, _ active: RouterGroup<ActiveContext>) {
        signed.on(.request, use: show)
        signed.on(.receipt, use: receipt)
        signed.on(.answer, use: answer)
        active.on(.scan, use: scan)
    }

    @Sendable private func show(_ request: Request, _ context: InstallationContext) async throws -> Response {
        let id = ApprovalRequestID(try context.id())
        guard let summary = try await services.approvals.summary(of: id, for: context.installation.id) else {
            throw APIProblem(.notFound)
        }
        return .json(summary)
    }

    @Sendable private func receipt(_ request: Request, _ context: InstallationContext) async throws -> Response {
        let progress: ApprovalRequest.Progress =
            switch try context.body(ReceiptBody.self).kind {
            case .arrived: .arrived
            case .shown: .shown
            }
        let id = ApprovalRequestID(try context.id())
        guard try await services.approvals.receipt(progress, of: id, by: context.installation.id) else {
            throw APIProblem(.notFound)
        }
        return .noContent
    }

    @Sendable private func answer(_ request: Request, _ context: InstallationContext) async throws -> Response {
        let body = try context.body(AnswerBody.self)
        let signed = SignedApproval(message: body.message.bytes, signature: body.signature.bytes)
        let answering = try await services.approvals.answer(
            signed, to: ApprovalRequestID(try context.id()), by: context.installation.id, from: context.client)
        switch answering {
        case .approved: return .json(AnswerOutcome(outcome: .approved))
        case .refused: return .json(AnswerOutcome(outcome: .refused))
        case .alreadyAnswered: return .json(AnswerOutcome(outcome: .alreadyAnswered))
        case .expired: return .json(AnswerOutcome(outcome: .expired))
        case .wrongNumber(let triesLeft): throw APIProblem.wrong(.wrongNumber, triesLeft: triesLeft)
        case .badSignature: throw APIProblem(.badSignature, because: "approval")
        case .clockOff: throw APIProblem.clockOff(services.environment.time.now())
        case .notFound: throw APIProblem(.notFound)
        }
    }

    @Sendable private func scan(_ request: Request, _ context: ActiveContext) async throws -> Response {
        let code = Secret(try context.inner.body(ScanBody.self).code)
        switch try await services.scans.claim(code, by: context.installation.id, from: context.client) {
        case .asked(let summary): return .json(summary)
        case .nowhere: throw APIProblem(.notFound)
        case .held(let until): throw APIProblem.slowDown(until: until, at: services.environment.time.now())
        }
    }
}
