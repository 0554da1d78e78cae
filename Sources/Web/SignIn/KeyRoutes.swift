internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import NIOCore
internal import Pages
internal import SignInPolicy
internal import SignInService

/// Passkeys on the first page, and keys as a step of a sign-in.
struct KeyRoutes: Sendable {
    let signIn: SignIn
    let renderer: PageRenderer
    let offersRegistration: Bool

    func add(to visitors: RouterGroup<VisitorContext>, _ attempts: RouterGroup<AttemptContext>) {
        guard signIn.offersPasskeys else { return }
        visitors.post(Destination.passkeyQuestion.route, use: question)
        visitors.post(Destination.passkey.route, use: discover)
        attempts.get(Destination.keyStep.route) { _, context in try await page(context) }
        attempts.post(Destination.keyStep.route, use: submit)
    }

    /// `POST /sign-in/passkey/question`: what the script of the first page asks the browser with, in JSON.
    @Sendable private func question(_ request: Request, _ context: VisitorContext) async throws -> Response {
        guard let question = try await signIn.keyQuestion(from: context.client) else {
            return Response(status: .noContent)
        }
        let json = "{\"ceremony\":\"\(question.ceremony)\",\"options\":\(question.options)}"
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: json)))
    }

    /// `POST /sign-in/passkey`: the passkey that the browser found.
    @Sendable private func discover(_ request: Request, _ context: VisitorContext) async throws -> Response {
        switch try await signIn.discover(KeyAnswer(context.form), from: context.client) {
        case .signedIn(let session):
            return .signedIn(session, leadingTo: context.visitor.wantedPage)
        case .refused(let refusal, let code):
            let page = RefusedPage(reason: refusal.reason, helpCode: code.text, again: .signIn)
            return renderer.page(page, status: .forbidden, at: .signIn, for: context.visitor)
        case .failed(let problem):
            let page = SignInPage(
                offersRegistration: offersRegistration, offersPasskeys: true, problems: [problem.problem])
            return renderer.page(page, status: .unprocessableContent, at: .signIn, for: context.visitor)
        }
    }

    /// `GET /sign-in/key`
    private func page(_ context: AttemptContext, _ problems: [Problem] = []) async throws -> Response {
        guard let (question, prompt) = try await signIn.keyQuestion(in: context.attempt, from: context.client) else {
            return .seeOther(.otherWays)
        }
        let page = KeyPage(
            use: prompt.step == .first ? .firstStep : .secondStep(.ofSignIn), prompt: KeyPrompt(question),
            problems: problems)
        return renderer.page(
            page, status: problems.isEmpty ? .ok : .unprocessableContent, at: .keyStep, for: context)
    }

    /// `POST /sign-in/key`
    @Sendable private func submit(_ request: Request, _ context: AttemptContext) async throws -> Response {
        let answer = try await signIn.submit(key: KeyAnswer(context.form), to: context.attempt, from: context.client)
        if case .askAgain(_, let problem) = answer.outcome {
            return try await page(context, [problem.problem(at: .keyStep)])
        }
        return SignInAnswers(renderer: renderer, visitor: context.visitor).response(to: answer, askedAt: .keyStep)
    }
}

extension KeyAnswer {
    /// As every form with a key's answer carries it.
    init(_ form: FormFields) {
        self.init(ceremony: form[.id], credential: form[.credential])
    }
}

extension KeyPrompt {
    init(_ question: KeyQuestion) {
        self.init(ceremony: question.ceremony.rawValue, options: question.options)
    }
}
