internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInPolicy
internal import SignInService

/// Fresh proof before a sensitive change, and the way back to the page that asked for it.
struct StepUpRoutes: Sendable {
    let stepUps: StepUps
    let passphrases: Passphrases
    let renderer: PageRenderer

    func add(to signedIn: RouterGroup<SignedInContext>) {
        signedIn.get(Destination.stepUp.route, use: page)
        signedIn.post(Destination.stepUp.route, use: submit)
    }

    /// `GET /step-up`
    @Sendable private func page(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let query = request.uri.queryParameters
        let wanted = query[FormField.way.rawValue[...]].flatMap { Identity.Method(rawValue: String($0)) }
        let back = ReturnPath(String(query[FormField.returnTo.rawValue[...]] ?? ""))
        let answer = try await stepUps.prompt(for: wanted, in: context.session, from: context.client)
        return try await response(to: answer, back, context)
    }

    /// `POST /step-up`. The form says which proof it carries; whether that one counts is for the account to say.
    @Sendable private func submit(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let form = context.form
        guard form["again"].isEmpty else { return try await sendTextCode(context) }
        let answer: StepUps.Answer =
            switch Identity.Method(rawValue: form[.way]) {
            case .totp: try await stepUps.submit(appCode: form[.code], in: context.session, from: context.client)
            case .appCode:
                try await stepUps.submit(installationCode: form[.code], in: context.session, from: context.client)
            case .passkey, .securityKey:
                try await stepUps.submit(key: KeyAnswer(form), in: context.session, from: context.client)
            case .smsCode: try await stepUps.submit(textCode: form[.code], in: context.session, from: context.client)
            case .backupCode:
                try await stepUps.submit(backupCode: form[.code], in: context.session, from: context.client)
            case .passphrase:
                try await stepUps.submit(
                    passphraseKey: form.bytes(.authenticationKey), in: context.session, from: context.client)
            default: try await stepUps.submit(password: form[.password], in: context.session, from: context.client)
            }
        return try await response(to: answer, ReturnPath(form[.returnTo]), context)
    }

    /// The same form, with the wish for a code to the number.
    private func sendTextCode(_ context: SignedInContext) async throws -> Response {
        let answer = try await stepUps.sendTextCode(in: context.session, from: context.client)
        let back = ReturnPath(context.form[.returnTo])
        guard case .ask(let prompt) = answer, prompt.method == .smsCode else {
            return try await response(to: answer, back, context)
        }
        return try await page(prompt, nil, back, context, saying: .codeSent)
    }

    private func response(
        to answer: StepUps.Answer, _ back: ReturnPath?, _ context: SignedInContext
    ) async throws -> Response {
        switch answer {
        case .ask(let prompt): return try await page(prompt, nil, back, context)
        case .askAgain(let prompt, let problem): return try await page(prompt, problem, back, context)
        case .wait(let until, let prompt):
            return renderer.tooManyTries(
                until: until, again: .stepUp, otherWays: prompt.others.isEmpty ? nil : .stepUp, context)
        case .refused(let refusal, let code):
            let page = RefusedPage(reason: refusal.reason, helpCode: code.text, again: .overview)
            return renderer.page(page, status: .forbidden, at: .stepUp, for: context)
        case .proven(let token):
            var response = Response.seeOther(back?.path ?? Destination.overview.path)
            response.set(.session, to: token.reveal())
            return response
        case .signedOut:
            return .seeOther(.signIn)
        }
    }

    private func page(
        _ prompt: StepUps.Prompt, _ problem: ProofProblem?, _ back: ReturnPath?, _ context: SignedInContext,
        saying notice: Notice? = nil
    ) async throws -> Response {
        let returnTo = back?.path ?? Destination.overview.path
        let device = try await device(context)
        var others: [Identity.Method] = []
        // Several devices are several offers, and one choice.
        for other in prompt.others where other != prompt.method && !others.contains(other) { others.append(other) }
        // A passkey and a security key are one choice, too.
        if prompt.method.isKey { others.removeAll(where: \.isKey) }
        if let key = others.first(where: \.isKey) { others.removeAll { $0.isKey && $0 != key } }
        let question = prompt.method.isKey ? try await stepUps.keyQuestion(in: context.session) : nil
        let asked = question.map { StepUpPage.Proof.key(KeyPrompt($0)) } ?? prompt.sentTo.map { .textCode(number: $0) }
        let page = StepUpPage(
            proof: asked ?? proof(prompt.method, device) ?? .password,
            identifier: prompt.identifier,
            alternatives: others.compactMap { other in
                proof(other, device).map {
                    .init($0, link: Destination.stepUp(returningTo: returnTo, by: other.rawValue))
                }
            },
            passphrase: try await passphraseKeys(for: prompt, context), way: prompt.method.rawValue, returnTo: returnTo,
            problems: problem.map { [$0.problem(proving: prompt.method)] } ?? [])
        return renderer.page(
            page, status: problem == nil ? .ok : .unprocessableContent, at: .stepUp, notice: notice, for: context)
    }

    private func passphraseKeys(for prompt: StepUps.Prompt, _ context: SignedInContext) async throws -> PassphraseKeys?
    {
        guard prompt.method == .passphrase else { return nil }
        return try await passphrases.derivation(of: context.session.account).map { PassphraseKeys($0) }
    }

    private func proof(_ method: Identity.Method, _ device: String) -> StepUpPage.Proof? {
        method == .approval ? .approval(device: device) : method.stepUpProof
    }

    /// The device that an approval would be asked of first.
    private func device(_ context: SignedInContext) async throws -> String {
        switch try await stepUps.watch(in: context.session, from: context.client) {
        case .waiting(let view): view.otherWays.device
        case .notAsked(_, let menu): menu.device
        case .elsewhere: ""
        }
    }
}

extension Identity.Method {
    /// Whether its proof is the answer of a passkey or security key.
    var isKey: Bool { self == .passkey || self == .securityKey }
}

extension ProofProblem {
    /// The words beside the field of a signed-in person's proof.
    fileprivate func problem(proving method: Identity.Method) -> Problem {
        switch method {
        case .backupCode: problem(at: .backupCode)
        case .passphrase: problem(at: .passphrase)
        case .password: self == .wrong ? .wrongCurrentPassword : problem(at: .password)
        default: problem(at: .code)
        }
    }
}
