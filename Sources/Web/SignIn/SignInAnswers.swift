internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInPolicy
internal import SignInService

/// Turns what the sign-in use case says into an answer: the same one for every form on the way in.
struct SignInAnswers: Sendable {
    let renderer: PageRenderer
    let visitor: Visitor
    /// Word of what was just done, for the page that a `GET` shows.
    var notice: Notice?
    /// For the page that asks for the passphrase: told only where that is offered, after the first step.
    var passphrase: Passphrases.Derivation?

    /// The answer to a form. A step forward is a redirect, so that going back never sends a form again.
    ///
    /// - Parameter destination: the page whose form it was: a problem is shown on it.
    func response(to answer: SignInAnswer, askedAt destination: Destination = .signIn) -> Response {
        var response = plain(answer, askedAt: destination)
        if let secret = answer.newSecret { response.set(.attempt, to: secret.reveal()) }
        return response
    }

    /// The answer to a `GET` of a step's page.
    func page(for answer: SignInAnswer, askedAt destination: Destination) -> Response {
        guard case .ask(let prompt) = answer.outcome else { return response(to: answer, askedAt: destination) }
        // A person may turn from one second step to the other by its page alone: nothing is decided by that.
        let isHere = prompt.destination == destination || (prompt.step == .second && destination.isSecondStep)
        return isHere ? page(at: destination, prompt) : .seeOther(prompt.destination)
    }

    private func plain(_ answer: SignInAnswer, askedAt destination: Destination) -> Response {
        switch answer.outcome {
        case .ask(let prompt): .seeOther(prompt.destination)
        case .askAgain(let prompt, let problem): page(at: destination, prompt, problem.problem(at: destination))
        case .wait(let until, let prompt): tooManyTries(until: until, prompt, at: destination)
        case .held(let pause): renderer.pause(pause, again: .otherWays, for: visitor)
        case .refused(let refusal, let code): refused(refusal, code)
        case .signedIn(let session): .signedIn(session, leadingTo: visitor.wantedPage)
        case .startAgain: startAgain()
        }
    }

    private func page(at destination: Destination, _ prompt: SignInPrompt, _ problem: Problem? = nil) -> Response {
        let problems = problem.map { [$0] } ?? []
        switch destination {
        case .code: return render(CodePage(problems: problems), destination, problems)
        case .appCode: return render(CodePage(source: .ownApp, problems: problems), destination, problems)
        case .mailCode:
            return render(SentCodePage(to: .mailbox(prompt.identifier), problems: problems), destination, problems)
        case .textCode:
            let receiver = prompt.sentTo.map(SentCodePage.Receiver.ownNumber) ?? .typedNumber(prompt.identifier)
            return render(SentCodePage(to: receiver, problems: problems), destination, problems)
        case .backupCode: return render(BackupCodePage(problems: problems), destination, problems)
        case .passphrase:
            // Without it the account has none any more, and the answer is no page of it.
            guard let passphrase else { return .seeOther(.otherWays) }
            return render(
                PassphraseStepPage(keys: PassphraseKeys(passphrase), problems: problems), destination, problems)
        case .secondStep:
            return render(
                RegisterVerifyPage(road: .signingIn, identifier: prompt.identifier, problems: problems), destination,
                problems)
        default:
            let page = PasswordPage(
                identifier: prompt.identifier, offersOtherWays: prompt.hasOtherWays, isScanned: prompt.isScanned,
                problems: problems)
            return render(page, .password, problems)
        }
    }

    private func render(_ page: some Page, _ destination: Destination, _ problems: [Problem]) -> Response {
        renderer.page(
            page, status: problems.isEmpty ? .ok : .unprocessableContent, at: destination, notice: notice,
            for: visitor)
    }

    private func tooManyTries(until: Moment?, _ prompt: SignInPrompt, at destination: Destination) -> Response {
        let wait = renderer.seconds(until: until)
        let page = TooManyTriesPage(
            secondsLeft: wait, again: destination, otherWays: prompt.hasOtherWays ? .otherWays : nil)
        var response = renderer.page(page, status: .tooManyRequests, at: destination, for: visitor)
        response.headers[.retryAfter] = String(wait)
        return response
    }

    private func refused(_ refusal: Refusal, _ code: HelpCode) -> Response {
        let page = RefusedPage(reason: refusal.reason, helpCode: code.text, again: .signIn)
        var response = renderer.page(page, status: .forbidden, at: .signIn, for: visitor)
        response.forget(.attempt)
        return response
    }

    private func startAgain() -> Response {
        var response = Response.seeOther(.signIn)
        response.forget(.attempt)
        return response
    }
}

extension Response {
    /// The answer that gives a browser its session.
    static func signedIn(
        _ session: OpenedSession, leadingTo wanted: ReturnPath? = nil, saying word: Notice? = nil
    ) -> Response {
        // Word of something is read on the first page; it is more urgent than the page that was wanted.
        let notice = session.usedLastBackupCode ? .signedInWithLastBackupCode : word
        let page = wanted?.path ?? Destination.overview.path
        let next = session.offersTrust ? Destination.browserTrust(returningTo: page) : page
        var response: Response = notice.map { .seeOther(.overview, saying: $0) } ?? .seeOther(next)
        response.forget(.wanted)
        response.set(.session, to: session.token.reveal())
        response.forget(.attempt)
        if let mark = session.newMark { response.set(.browser, to: mark.reveal(), maximumAge: CookieName.markAge) }
        return response
    }
}

extension Visitor {
    /// The page that they opened before they were asked to sign in.
    var wantedPage: ReturnPath? { cookies[.wanted].flatMap(ReturnPath.init(inCookie:)) }
}

extension Destination {
    fileprivate var isSecondStep: Bool {
        switch self {
        case .code, .appCode, .backupCode, .keyStep, .passphrase: true
        default: false
        }
    }
}

extension SignInPrompt {
    /// The page of this step.
    var destination: Destination {
        switch step {
        case .identifier, .signedIn, .refused: .signIn
        case .first: method.page ?? .password
        case .second: method.page ?? .code
        case .address, .enrolment: .secondStep
        }
    }
}

extension Identity.Method {
    /// The page of a step that asks for this proof; `nil` for those that this version can't ask for.
    var page: Destination? {
        switch self {
        case .password: .password
        case .totp: .code
        case .approval: .approval
        case .appCode: .appCode
        case .appScan: .scan
        case .backupCode: .backupCode
        case .passkey, .securityKey: .keyStep
        case .emailCode: .mailCode
        case .passphrase: .passphrase
        case .smsCode: .textCode
        case .upstream: nil
        }
    }
}

extension ProofProblem {
    /// The words beside the field of that page.
    func problem(at destination: Destination) -> Problem {
        switch (self, destination) {
        case (.wrong, .password): .wrongPassword
        case (.wrong, .backupCode): .wrongBackupCode
        case (.wrong, .passphrase): .wrongPassphrase
        case (.wrong, _): .wrongCode
        case (.used, _): .codeUsed
        // The code told its own time: that of a slow device lies in the past, so a negative error means slow.
        case (.clockOff(let seconds), _): .clockWrong(minutesSlow: Self.minutes(-seconds))
        case (.noLiveCode, _): .codeExpired
        case (.key(let problem), _): problem.problem
        }
    }

    /// Whole minutes, away from zero, so that "about 0 minutes" is never said.
    private static func minutes(_ seconds: Int) -> Int {
        let rounded = Int((Double(seconds) / 60).rounded())
        return rounded == 0 ? (seconds < 0 ? -1 : 1) : rounded
    }
}

extension KeyProblem {
    /// The words above the page.
    var problem: Problem {
        switch self {
        case .notRecognised: .keyNotRecognised
        case .notVerified: .keyNotVerified
        case .notTouched: .keyNotTouched
        case .wrongPage: .keyWrongPage
        case .overdue: .keyOverdue
        case .copied: .keyCopied
        }
    }
}

extension Refusal {
    /// What the page says. It tells a stranger nothing about the account.
    var reason: RefusedPage.Reason {
        switch self {
        case .expired, .abandoned: .expired
        case .tooManyFailures, .lockedOut: .tooManyFailures
        case .accountChanged: .overtaken
        // Said after a whole proof only.
        case .restricted: .restricted
        case .outsideNetworks: .outsideNetworks
        case .noWayLeft: .noWayLeft
        case .invitationNeeded, .repudiated, .declined: .notPossible
        }
    }
}
