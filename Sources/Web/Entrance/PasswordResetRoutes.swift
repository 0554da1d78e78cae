internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInPolicy
internal import SignInService

/// A forgotten password: identifier, code from the mailbox, second step, new password.
struct PasswordResetRoutes: Sendable {
    let resets: PasswordResets
    let renderer: PageRenderer

    func add(to visitors: RouterGroup<VisitorContext>, _ attempts: RouterGroup<AttemptContext>) {
        visitors.get(Destination.passwordReset.route, use: identifierPage)
        visitors.post(Destination.passwordReset.route, use: submitIdentifier)
        attempts.get(Destination.passwordResetCode.route) { try await page(.passwordResetCode, $0, $1) }
        attempts.post(Destination.passwordResetCode.route, use: submitMailCode)
        attempts.get(Destination.passwordResetSecondStep.route) { try await page(.passwordResetSecondStep, $0, $1) }
        attempts.post(Destination.passwordResetSecondStep.route, use: submitAppCode)
        attempts.get(Destination.passwordResetBackupCode.route) { try await page(.passwordResetBackupCode, $0, $1) }
        attempts.post(Destination.passwordResetBackupCode.route, use: submitBackupCode)
        attempts.get(Destination.passwordResetKey.route) { _, context in try await keyPage(context) }
        attempts.post(Destination.passwordResetKey.route, use: submitKey)
        attempts.get(Destination.passwordResetPassphrase.route) { try await page(.passwordResetPassphrase, $0, $1) }
        attempts.post(Destination.passwordResetPassphrase.route, use: submitPassphrase)
        attempts.get(Destination.passwordResetOtherWays.route, use: otherWaysPage)
        attempts.post(Destination.passwordResetOtherWays.route, use: chooseWay)
        attempts.get(Destination.passwordResetTextCode.route) { try await page(.passwordResetTextCode, $0, $1) }
        attempts.post(Destination.passwordResetTextCode.route, use: submitTextCode)
        attempts.get(Destination.newPassword.route) { try await page(.newPassword, $0, $1) }
        attempts.post(Destination.newPassword.route, use: submitNewPassword)
    }

    /// `GET /password-reset`
    @Sendable private func identifierPage(_ request: Request, _ context: VisitorContext) -> Response {
        renderer.page(PasswordResetPage(), at: .passwordReset, for: context)
    }

    /// `POST /password-reset`
    @Sendable private func submitIdentifier(_ request: Request, _ context: VisitorContext) async throws -> Response {
        let typed = context.form[.identifier]
        switch try await resets.begin(typed, from: context.client) {
        case .begun(let answer):
            return PasswordResetAnswers(renderer: renderer, visitor: context.visitor)
                .response(to: answer, askedAt: .passwordReset)
        case .held(let pause):
            return renderer.pause(pause, again: .passwordReset, for: context)
        case .unreadable:
            return rejected(
                typed, typed.allSatisfy(\.isWhitespace) ? .identifierMissing : .identifierUnreadable, context)
        case .groupAddress:
            return rejected(typed, .groupAddress, context)
        }
    }

    private func rejected(_ typed: String, _ problem: Problem, _ context: VisitorContext) -> Response {
        renderer.page(
            PasswordResetPage(identifier: typed, problems: [problem]), status: .unprocessableContent,
            at: .passwordReset, for: context)
    }

    /// `GET` of a step's own page.
    @Sendable private func page(
        _ destination: Destination, _ request: Request, _ context: AttemptContext
    ) async throws -> Response {
        var answers = answers(context)
        answers.notice = NoticeQuery.notice(in: request)
        if destination == .passwordResetPassphrase {
            answers.passphrase = try await resets.derivation(for: context.attempt)
        }
        return answers.page(for: try await resets.current(context.attempt), askedAt: destination)
    }

    /// `POST /password-reset/code`
    @Sendable private func submitMailCode(_ request: Request, _ context: AttemptContext) async throws -> Response {
        guard context.form["again"].isEmpty else {
            try await resets.sendAgain(context.attempt, from: context.client)
            return .seeOther(.passwordResetCode, saying: .codeSent)
        }
        let answer = try await resets.submit(
            mailCode: context.form[.code], to: context.attempt, from: context.client)
        return answers(context).response(to: answer, askedAt: .passwordResetCode)
    }

    /// `POST /password-reset/second-step`
    @Sendable private func submitAppCode(_ request: Request, _ context: AttemptContext) async throws -> Response {
        let answer = try await resets.submit(appCode: context.form[.code], to: context.attempt, from: context.client)
        return answers(context).response(to: answer, askedAt: .passwordResetSecondStep)
    }

    /// `POST /password-reset/backup-code`
    @Sendable private func submitBackupCode(_ request: Request, _ context: AttemptContext) async throws -> Response {
        let answer = try await resets.submit(
            backupCode: context.form[.code], to: context.attempt, from: context.client)
        return answers(context).response(to: answer, askedAt: .passwordResetBackupCode)
    }

    /// `GET /password-reset/key`
    private func keyPage(_ context: AttemptContext, _ problems: [Problem] = []) async throws -> Response {
        guard let question = try await resets.keyQuestion(in: context.attempt) else {
            return .seeOther(.passwordResetOtherWays)
        }
        let page = KeyPage(use: .secondStep(.ofPasswordReset), prompt: KeyPrompt(question), problems: problems)
        return renderer.page(
            page, status: problems.isEmpty ? .ok : .unprocessableContent, at: .passwordResetKey, for: context)
    }

    /// `POST /password-reset/key`
    @Sendable private func submitKey(_ request: Request, _ context: AttemptContext) async throws -> Response {
        let answer = try await resets.submit(key: KeyAnswer(context.form), to: context.attempt, from: context.client)
        if case .askAgain(_, let problem) = answer.outcome {
            return try await keyPage(context, [problem.problem(at: .keyStep)])
        }
        return answers(context).response(to: answer, askedAt: .passwordResetKey)
    }

    /// `POST /password-reset/passphrase`
    @Sendable private func submitPassphrase(_ request: Request, _ context: AttemptContext) async throws -> Response {
        var answers = answers(context)
        answers.passphrase = try await resets.derivation(for: context.attempt)
        let answer = try await resets.submit(
            passphraseKey: context.form.bytes(.authenticationKey), to: context.attempt, from: context.client)
        return answers.response(to: answer, askedAt: .passwordResetPassphrase)
    }

    /// `GET /password-reset/other-ways`
    @Sendable private func otherWaysPage(_ request: Request, _ context: AttemptContext) async throws -> Response {
        guard let menu = try await resets.menu(context.attempt) else { return .seeOther(.passwordReset) }
        let page = OtherWaysPage(step: .ofPasswordReset, ways: menu.ways.ways, start: menu.goal.start)
        return renderer.page(page, at: .passwordResetOtherWays, for: context)
    }

    /// `POST /password-reset/other-ways`: turns to a way that the server has to do something for.
    @Sendable private func chooseWay(_ request: Request, _ context: AttemptContext) async throws -> Response {
        let answer = try await resets.choose(context.form[.way], in: context.attempt, from: context.client)
        return answers(context).response(to: answer, askedAt: .passwordResetOtherWays)
    }

    /// `POST /password-reset/sms-code`
    @Sendable private func submitTextCode(_ request: Request, _ context: AttemptContext) async throws -> Response {
        guard context.form["again"].isEmpty else {
            try await resets.sendTextCodeAgain(context.attempt)
            return .seeOther(.passwordResetTextCode, saying: .codeSent)
        }
        let answer = try await resets.submit(textCode: context.form[.code], to: context.attempt, from: context.client)
        return answers(context).response(to: answer, askedAt: .passwordResetTextCode)
    }

    /// `POST /password-reset/new-password`
    @Sendable private func submitNewPassword(_ request: Request, _ context: AttemptContext) async throws -> Response {
        let answer = try await resets.submit(
            newPassword: context.form[.newPassword], to: context.attempt, from: context.client)
        return answers(context).response(to: answer, askedAt: .newPassword)
    }

    private func answers(_ context: AttemptContext) -> PasswordResetAnswers {
        PasswordResetAnswers(renderer: renderer, visitor: context.visitor)
    }
}
