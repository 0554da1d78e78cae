internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInService

/// Codes that are sent on the way in: the form that takes one, and the wish for another.
struct SentCodeRoutes: Sendable {
    let signIn: SignIn
    let renderer: PageRenderer

    func add(to attempts: RouterGroup<AttemptContext>) {
        attempts.get(Destination.mailCode.route, use: mailCodePage)
        attempts.post(Destination.mailCode.route, use: submitMailCode)
        attempts.get(Destination.textCode.route, use: textCodePage)
        attempts.post(Destination.textCode.route, use: submitTextCode)
    }

    /// `GET /sign-in/mail-code`
    @Sendable private func mailCodePage(_ request: Request, _ context: AttemptContext) async throws -> Response {
        try await page(.mailCode, request, context)
    }

    /// `POST /sign-in/mail-code`
    @Sendable private func submitMailCode(_ request: Request, _ context: AttemptContext) async throws -> Response {
        guard context.form["again"].isEmpty else { return try await sendAgain(.mailCode, context) }
        let answer = try await signIn.submit(
            signInMailCode: context.form[.code], to: context.attempt, from: context.client)
        return answers(context).response(to: answer, askedAt: .mailCode)
    }

    /// `GET /sign-in/sms-code`
    @Sendable private func textCodePage(_ request: Request, _ context: AttemptContext) async throws -> Response {
        try await page(.textCode, request, context)
    }

    /// `POST /sign-in/sms-code`
    @Sendable private func submitTextCode(_ request: Request, _ context: AttemptContext) async throws -> Response {
        guard context.form["again"].isEmpty else { return try await sendAgain(.textCode, context) }
        let answer = try await signIn.submit(
            textCode: context.form[.code], to: context.attempt, from: context.client)
        return answers(context).response(to: answer, askedAt: .textCode)
    }

    private func page(
        _ destination: Destination, _ request: Request, _ context: AttemptContext
    ) async throws -> Response {
        var answers = answers(context)
        answers.notice = NoticeQuery.notice(in: request)
        return answers.page(for: try await signIn.current(context.attempt), askedAt: destination)
    }

    private func sendAgain(_ destination: Destination, _ context: AttemptContext) async throws -> Response {
        if let pause = try await signIn.sendCodeAgain(context.attempt, from: context.client) {
            return renderer.pause(pause, again: destination, for: context.visitor)
        }
        return .seeOther(destination, saying: .codeSent)
    }

    private func answers(_ context: AttemptContext) -> SignInAnswers {
        SignInAnswers(renderer: renderer, visitor: context.visitor)
    }
}
