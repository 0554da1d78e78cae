internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInService

/// Registration by the person alone. Where it is not allowed these routes do not exist.
struct RegistrationRoutes: Sendable {
    let registrations: Registrations
    let renderer: PageRenderer

    func add(to visitors: RouterGroup<VisitorContext>, _ attempts: RouterGroup<AttemptContext>) {
        visitors.get(Destination.register.route) { form($1) }
        visitors.post(Destination.register.route, use: register)
        attempts.get(Destination.registerVerify.route, use: verifyPage)
        attempts.post(Destination.registerVerify.route, use: verify)
    }

    /// `POST /register`
    @Sendable private func register(_ request: Request, _ context: VisitorContext) async throws -> Response {
        let beginning = try await registrations.begin(
            name: context.form[.name], address: context.form[.identifier], password: context.form[.newPassword],
            from: context.client)
        switch beginning {
        case .begun(let secret):
            var response = Response.seeOther(.registerVerify)
            response.set(.attempt, to: secret.reveal())
            return response
        case .held(let pause):
            return renderer.pause(pause, again: .register, for: context)
        case .rejected(let problems):
            return form(context, problems.compactMap(\.problem))
        }
    }

    /// `GET /register/verify`
    @Sendable private func verifyPage(_ request: Request, _ context: AttemptContext) async throws -> Response {
        guard let address = try await registrations.waiting(context.attempt) else { return startAgain() }
        return renderer.page(
            RegisterVerifyPage(identifier: address), at: .registerVerify, notice: NoticeQuery.notice(in: request),
            for: context)
    }

    /// `POST /register/verify`
    @Sendable private func verify(_ request: Request, _ context: AttemptContext) async throws -> Response {
        guard context.form["again"].isEmpty else {
            try await registrations.sendAgain(context.attempt, from: context.client)
            return .seeOther(.registerVerify, saying: .codeSent)
        }
        let code = context.form[.code]
        switch try await registrations.verify(code, in: context.attempt, from: context.client) {
        case .joined(let attempt):
            return .joined(attempt)
        case .wrong(let address):
            let page = RegisterVerifyPage(identifier: address, problems: [.wrongCode])
            return renderer.page(page, status: .unprocessableContent, at: .registerVerify, for: context)
        case .startAgain:
            return startAgain()
        }
    }

    private func form(_ context: VisitorContext, _ problems: [Problem] = []) -> Response {
        let page = RegisterPage(
            name: context.form[.name], identifier: context.form[.identifier],
            minimumPasswordLength: registrations.minimumPasswordLength, problems: problems)
        return renderer.page(
            page, status: problems.isEmpty ? .ok : .unprocessableContent, at: .register, for: context)
    }

    private func startAgain() -> Response {
        var response = Response.seeOther(.register)
        response.forget(.attempt)
        return response
    }
}
