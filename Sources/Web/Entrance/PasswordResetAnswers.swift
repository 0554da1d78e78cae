internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInPolicy
internal import SignInService

/// Turns what the password reset says into an answer: the same one for every form of it.
struct PasswordResetAnswers: Sendable {
    let renderer: PageRenderer
    let visitor: Visitor
    /// Word of what was just done, for the page that a `GET` shows.
    var notice: Notice?
    /// For the page that asks for the passphrase.
    var passphrase: Passphrases.Derivation?

    /// The answer to a form.
    ///
    /// - Parameter destination: the page whose form it was: a problem is shown on it.
    func response(to answer: PasswordResetAnswer, askedAt destination: Destination) -> Response {
        var response = plain(answer, askedAt: destination)
        if let secret = answer.newSecret { response.set(.attempt, to: secret.reveal()) }
        return response
    }

    /// The answer to a `GET` of a step's page: shows it if the reset is there, else leads to where it is.
    func page(for answer: PasswordResetAnswer, askedAt destination: Destination) -> Response {
        guard case .ask(let prompt) = answer.outcome else { return response(to: answer, askedAt: destination) }
        // A person may turn from one second step to the other by its page alone: nothing is decided by that.
        let isHere = prompt.destination == destination || (prompt.step == .second && destination.isSecondStepOfReset)
        return isHere ? page(at: destination, prompt) : .seeOther(prompt.destination)
    }

    private func plain(_ answer: PasswordResetAnswer, askedAt destination: Destination) -> Response {
        switch answer.outcome {
        case .ask(let prompt): .seeOther(prompt.destination)
        case .askAgain(let prompt, let problem):
            page(at: destination, prompt, problem.problem(at: destination.counterpart))
        case .rejected(let prompt, let verdict): page(at: .newPassword, prompt, verdict.problem)
        case .wait(let until, let prompt): tooManyTries(until: until, prompt, at: destination)
        case .refused(let refusal, let code): refused(refusal, code, of: answer.goal)
        case .done: done(answer.goal)
        case .startAgain: startAgain(answer.goal)
        }
    }

    private func page(at destination: Destination, _ prompt: PasswordResetPrompt, _ problem: Problem? = nil) -> Response
    {
        let problems = problem.map { [$0] } ?? []
        switch destination {
        case .newPassword:
            let page = NewPasswordPage(
                identifier: prompt.identifier, minimumPasswordLength: prompt.minimumPasswordLength, problems: problems)
            return render(page, destination, problems)
        case .passwordResetSecondStep:
            return render(CodePage(step: .ofPasswordReset, problems: problems), destination, problems)
        case .passwordResetPassphrase:
            guard let passphrase else { return .seeOther(.passwordResetOtherWays) }
            return render(
                PassphraseStepPage(step: .ofPasswordReset, keys: PassphraseKeys(passphrase), problems: problems),
                destination, problems)
        case .passwordResetTextCode:
            let page = SentCodePage(
                to: .ownNumber(prompt.sentTo ?? ""), step: .ofPasswordReset, problems: problems)
            return render(page, destination, problems)
        case .passwordResetBackupCode:
            return render(BackupCodePage(step: .ofPasswordReset, problems: problems), destination, problems)
        case .networkLiftConfirm:
            return render(NetworkLiftConfirmPage(), destination, problems)
        default:
            let page = PasswordResetCodePage(
                identifier: prompt.identifier, start: prompt.goal.start, problems: problems)
            return render(page, .passwordResetCode, problems)
        }
    }

    private func render(_ page: some Page, _ destination: Destination, _ problems: [Problem]) -> Response {
        renderer.page(
            page, status: problems.isEmpty ? .ok : .unprocessableContent, at: destination, notice: notice,
            for: visitor)
    }

    private func tooManyTries(until: Moment?, _ prompt: PasswordResetPrompt, at destination: Destination) -> Response {
        let wait = renderer.seconds(until: until)
        let page = TooManyTriesPage(
            secondsLeft: wait, again: destination, otherWays: prompt.hasOtherWays ? .passwordResetOtherWays : nil)
        var response = renderer.page(page, status: .tooManyRequests, at: destination, for: visitor)
        response.headers[.retryAfter] = String(wait)
        return response
    }

    private func refused(_ refusal: Refusal, _ code: HelpCode, of goal: PasswordReset.Goal) -> Response {
        let page = RefusedPage(reason: refusal.reason, helpCode: code.text, again: goal.start)
        var response = renderer.page(page, status: .forbidden, at: goal.start, for: visitor)
        response.forget(.attempt)
        return response
    }

    /// The session of this browser has ended with the others, if it had one.
    private func done(_ goal: PasswordReset.Goal) -> Response {
        guard goal == .newPassword else {
            var response = renderer.page(NetworkLiftDonePage(), at: .signIn, for: visitor)
            response.forget(.attempt)
            return response
        }
        var response = renderer.page(PasswordResetDonePage(), at: .signIn, for: visitor)
        response.forget(.attempt)
        response.forget(.session)
        return response
    }

    private func startAgain(_ goal: PasswordReset.Goal) -> Response {
        var response = Response.seeOther(goal.start)
        response.forget(.attempt)
        return response
    }
}

extension Destination {
    fileprivate var isSecondStepOfReset: Bool {
        switch self {
        case .passwordResetSecondStep, .passwordResetBackupCode, .passwordResetKey, .passwordResetPassphrase: true
        default: false
        }
    }

    /// The page of a sign-in that asks for the same.
    fileprivate var counterpart: Destination {
        switch self {
        case .passwordResetBackupCode: .backupCode
        case .passwordResetPassphrase: .passphrase
        default: .code
        }
    }
}

extension PasswordReset.Goal {
    /// Where the road to it begins.
    var start: Destination { self == .newPassword ? .passwordReset : .networkLift }
}

extension PasswordResetPrompt {
    /// The page of this step.
    fileprivate var destination: Destination {
        switch step {
        case .identifier, .completed, .refused: goal.start
        case .code: .passwordResetCode
        case .second: method.pageOfReset
        case .newPassword: .newPassword
        case .confirmation: .networkLiftConfirm
        }
    }
}

extension Identity.Method {
    /// The page of a reset's second step that asks for this proof.
    fileprivate var pageOfReset: Destination {
        switch self {
        case .backupCode: .passwordResetBackupCode
        case .passkey, .securityKey: .passwordResetKey
        case .passphrase: .passwordResetPassphrase
        case .smsCode: .passwordResetTextCode
        case .password, .emailCode, .approval, .appCode, .appScan, .totp, .upstream:
            .passwordResetSecondStep
        }
    }
}
