internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInPolicy
internal import SignInService

/// The second step of somebody who has none yet and must have one: code from the mailbox, app, backup codes.
///
/// Each page shows where the attempt stands, or leads there; none of them decides anything (FLOW-04).
struct SecondStepRoutes: Sendable {
    let signIn: SignIn
    let renderer: PageRenderer
    /// Printed on the sheet of codes.
    let serverName: String

    func add(to attempts: RouterGroup<AttemptContext>) {
        attempts.get(Destination.secondStep.route, use: page)
        attempts.post(Destination.secondStep.route, use: submit)
        attempts.get(Destination.joiningCodes.route, use: codesPage)
        attempts.get(Destination.joiningCodesDownload.route, use: downloadCodes)
        attempts.get(Destination.joiningCodesConfirm.route, use: confirmPage)
        attempts.post(Destination.joiningCodesConfirm.route, use: confirm)
    }

    /// `GET /sign-in/second-step`
    @Sendable private func page(_ request: Request, _ context: AttemptContext) async throws -> Response {
        switch try await signIn.enrolment(context.attempt, from: context.client) {
        case .addApp(let app, _): try appPage(app, nil, context)
        case .saveCodes: .seeOther(.joiningCodes)
        case .elsewhere(let answer): answers(context, request).page(for: answer, askedAt: .secondStep)
        }
    }

    /// `POST /sign-in/second-step`: a code from the mailbox, or the first one of the new app.
    @Sendable private func submit(_ request: Request, _ context: AttemptContext) async throws -> Response {
        if !context.form["again"].isEmpty { return try await sendAgain(context) }
        let typed = context.form[.name]
        let name =
            typed.allSatisfy(\.isWhitespace) ? renderer.pages.suggestedAppName(in: context.client.language) : typed
        let answer = try await signIn.submit(
            newAppCode: context.form[.code], named: name, to: context.attempt, from: context.client)
        switch answer {
        case .addApp(let app, let problem): return try appPage(app, problem, context)
        case .saveCodes: return .seeOther(.joiningCodes)
        case .elsewhere(let answer): return try await elsewhere(answer, context)
        }
    }

    /// Turns to the mailbox if that is where the attempt stands.
    private func elsewhere(_ answer: SignInAnswer, _ context: AttemptContext) async throws -> Response {
        guard case .ask(let prompt) = answer.outcome, prompt.step == .address else {
            return answers(context).response(to: answer, askedAt: .secondStep)
        }
        let answer = try await signIn.submit(
            mailCode: context.form[.code], to: context.attempt, from: context.client)
        return answers(context).response(to: answer, askedAt: .secondStep)
    }

    private func sendAgain(_ context: AttemptContext) async throws -> Response {
        try await signIn.sendAddressCodeAgain(context.attempt)
        return .seeOther(.secondStep, saying: .codeSent)
    }

    /// `GET /sign-in/second-step/backup-codes`
    @Sendable private func codesPage(_ request: Request, _ context: AttemptContext) async throws -> Response {
        try await withCodes(context) { shown in
            let page = BackupCodesShownPage(
                purpose: .joining, codes: shown.codes, identifier: shown.identifier, serverName: serverName,
                made: shown.made, replacesOlder: shown.replacesOlder)
            return renderer.page(page, at: .joiningCodes, for: context)
        }
    }

    /// `GET /sign-in/second-step/backup-codes/download`
    @Sendable private func downloadCodes(_ request: Request, _ context: AttemptContext) async throws -> Response {
        try await withCodes(context) { .backupCodesFile($0, serverName: serverName) }
    }

    /// `GET /sign-in/second-step/backup-codes/confirm`
    @Sendable private func confirmPage(_ request: Request, _ context: AttemptContext) async throws -> Response {
        try await withCodes(context) { confirmPage($0.asked, [], context) }
    }

    /// `POST /sign-in/second-step/backup-codes/confirm`
    @Sendable private func confirm(_ request: Request, _ context: AttemptContext) async throws -> Response {
        let answer = try await signIn.submit(
            codeGroup: context.form[.code], to: context.attempt, from: context.client)
        switch answer {
        case .addApp: return .seeOther(.secondStep)
        case .saveCodes(let shown, isWrong: true): return confirmPage(shown.asked, [.wrongBackupCodeGroup], context)
        case .saveCodes: return .seeOther(.joiningCodes)
        case .elsewhere(let answer): return finished(answer, context)
        }
    }

    private func finished(_ answer: SignInAnswer, _ context: AttemptContext) -> Response {
        guard case .signedIn(let session) = answer.outcome else {
            return answers(context).response(to: answer, askedAt: .secondStep)
        }
        return .signedIn(session, saying: .welcome)
    }
}

// MARK: Pages

extension SecondStepRoutes {
    private func appPage(
        _ app: Enrolling.AppSecret, _ problem: SignIn.AppProblem?, _ context: AttemptContext
    ) throws -> Response {
        let problems = (problem?.problem).map { [$0] } ?? []
        let page = EnrolSecondStepPage(
            secret: try EnrolmentSecret(app), name: context.form[.name], problems: problems)
        return renderer.page(
            page, status: problems.isEmpty ? .ok : .unprocessableContent, at: .secondStep, for: context)
    }

    private func confirmPage(_ number: Int, _ problems: [Problem], _ context: AttemptContext) -> Response {
        renderer.page(
            BackupCodesConfirmPage(purpose: .joining, number: number, problems: problems),
            status: problems.isEmpty ? .ok : .unprocessableContent, at: .joiningCodesConfirm, for: context)
    }

    /// Does `show` with the codes that wait to be confirmed, or leads to where the attempt stands.
    private func withCodes(
        _ context: AttemptContext, _ show: (Enrolling.ShownCodes) -> Response
    ) async throws -> Response {
        switch try await signIn.enrolment(context.attempt, from: context.client) {
        case .saveCodes(let shown, _): show(shown)
        case .addApp: .seeOther(.secondStep)
        case .elsewhere(let answer): answers(context).response(to: answer, askedAt: .secondStep)
        }
    }

    private func answers(_ context: AttemptContext, _ request: Request? = nil) -> SignInAnswers {
        SignInAnswers(
            renderer: renderer, visitor: context.visitor, notice: request.flatMap(NoticeQuery.notice))
    }
}

extension SignIn.AppProblem {
    /// The words beside the field.
    fileprivate var problem: Problem {
        switch self {
        case .code(let problem): problem.problem(at: .secondStep)
        case .nameMissing: .nameMissing
        case .nameTooLong(let maximum): .nameTooLong(maximum: maximum)
        }
    }
}
