internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInPolicy
internal import SignInService

/// The way in: identifier, first proof, second proof, other ways.
struct SignInRoutes: Sendable {
    let signIn: SignIn
    let renderer: PageRenderer
    let offersRegistration: Bool
    let takesNumbers: Bool

    func add(to visitors: RouterGroup<VisitorContext>, _ attempts: RouterGroup<AttemptContext>) {
        visitors.get(Destination.signIn.route, use: identifierPage)
        visitors.post(Destination.signIn.route, use: submitIdentifier)
        attempts.get(Destination.password.route, use: currentPage)
        attempts.post(Destination.password.route, use: submitPassword)
        attempts.get(Destination.code.route, use: codePage)
        attempts.post(Destination.code.route, use: submitCode)
        attempts.get(Destination.appCode.route, use: appCodePage)
        attempts.post(Destination.appCode.route, use: submitAppCode)
        attempts.get(Destination.backupCode.route, use: backupCodePage)
        attempts.post(Destination.backupCode.route, use: submitBackupCode)
        attempts.get(Destination.passphrase.route, use: passphrasePage)
        attempts.post(Destination.passphrase.route, use: submitPassphrase)
        attempts.get(Destination.otherWays.route, use: otherWaysPage)
        attempts.post(Destination.otherWays.route, use: chooseWay)
    }

    /// `GET /sign-in`
    @Sendable private func identifierPage(_ request: Request, _ context: VisitorContext) -> Response {
        guard context.session == nil else { return .seeOther(.overview) }
        // An application may think that it knows who comes; it fills in the field, and nothing else.
        let suggested = request.uri.queryParameters[FormField.identifier.rawValue[...]].map(String.init) ?? ""
        return renderer.page(
            identifierPage(String(suggested.prefix(Self.longestSuggestion))), at: .signIn, for: context)
    }

    /// The longest address of a mailbox (RFC 5321 §4.5.3.1).
    private static let longestSuggestion = 320

    /// `POST /sign-in`, from the identifier page.
    @Sendable private func submitIdentifier(_ request: Request, _ context: VisitorContext) async throws -> Response {
        let typed = context.form[.identifier]
        switch try await signIn.begin(typed, from: context.client) {
        case .begun(let answer):
            return answers(context).response(to: answer)
        case .unreadable:
            let problem: Problem = typed.allSatisfy(\.isWhitespace) ? .identifierMissing : .identifierUnreadable
            return again(typed, problem, context)
        case .unreadableNumber:
            return again(typed, .numberUnreadable, context)
        }
    }

    private func again(_ typed: String, _ problem: Problem, _ context: VisitorContext) -> Response {
        renderer.page(
            identifierPage(typed, problems: [problem]), status: .unprocessableContent, at: .signIn, for: context)
    }

    private func identifierPage(_ typed: String = "", problems: [Problem] = []) -> SignInPage {
        SignInPage(
            identifier: typed, offersRegistration: offersRegistration, takesNumbers: takesNumbers,
            offersPasskeys: signIn.offersPasskeys, problems: problems)
    }

    /// `GET` of the step's own page: shows it if the attempt is at that step, else leads to the one where it is.
    @Sendable private func currentPage(_ request: Request, _ context: AttemptContext) async throws -> Response {
        let answer = try await signIn.current(context.attempt)
        return answers(context).page(for: answer, askedAt: .password)
    }

    @Sendable private func codePage(_ request: Request, _ context: AttemptContext) async throws -> Response {
        answers(context).page(for: try await signIn.current(context.attempt), askedAt: .code)
    }

    @Sendable private func appCodePage(_ request: Request, _ context: AttemptContext) async throws -> Response {
        answers(context).page(for: try await signIn.current(context.attempt), askedAt: .appCode)
    }

    @Sendable private func backupCodePage(_ request: Request, _ context: AttemptContext) async throws -> Response {
        answers(context).page(for: try await signIn.current(context.attempt), askedAt: .backupCode)
    }

    /// `POST /sign-in/password`
    @Sendable private func submitPassword(_ request: Request, _ context: AttemptContext) async throws -> Response {
        let answer = try await signIn.submit(
            password: context.form[.password], to: context.attempt, from: context.client)
        return answers(context).response(to: answer, askedAt: .password)
    }

    /// `POST /sign-in/code`
    @Sendable private func submitCode(_ request: Request, _ context: AttemptContext) async throws -> Response {
        let answer = try await signIn.submit(appCode: context.form[.code], to: context.attempt, from: context.client)
        return answers(context).response(to: answer, askedAt: .code)
    }

    /// `POST /sign-in/app-code`
    @Sendable private func submitAppCode(_ request: Request, _ context: AttemptContext) async throws -> Response {
        let answer = try await signIn.submit(
            installationCode: context.form[.code], to: context.attempt, from: context.client)
        return answers(context).response(to: answer, askedAt: .appCode)
    }

    /// `POST /sign-in/backup-code`
    @Sendable private func submitBackupCode(_ request: Request, _ context: AttemptContext) async throws -> Response {
        let answer = try await signIn.submit(
            backupCode: context.form[.code], to: context.attempt, from: context.client)
        return answers(context).response(to: answer, askedAt: .backupCode)
    }

    /// `GET /sign-in/passphrase`
    @Sendable private func passphrasePage(_ request: Request, _ context: AttemptContext) async throws -> Response {
        let answer = try await signIn.current(context.attempt)
        return try await passphraseAnswers(context).page(for: answer, askedAt: .passphrase)
    }

    /// `POST /sign-in/passphrase`: not the passphrase, but a key that the browser has derived from it.
    @Sendable private func submitPassphrase(_ request: Request, _ context: AttemptContext) async throws -> Response {
        let answers = try await passphraseAnswers(context)
        let answer = try await signIn.submit(
            passphraseKey: context.form.bytes(.authenticationKey), to: context.attempt, from: context.client)
        return answers.response(to: answer, askedAt: .passphrase)
    }

    private func passphraseAnswers(_ context: AttemptContext) async throws -> SignInAnswers {
        var answers = answers(context)
        answers.passphrase = try await signIn.derivation(for: context.attempt)
        return answers
    }

    /// `GET /sign-in/other-ways`
    @Sendable private func otherWaysPage(_ request: Request, _ context: AttemptContext) async throws -> Response {
        guard let (prompt, menu) = try await signIn.menu(context.attempt) else { return .seeOther(.signIn) }
        let ways = prompt.step == .first ? menu.firstWays : menu.ways
        return renderer.page(OtherWaysPage(ways: ways), at: .otherWays, for: context)
    }

    /// `POST /sign-in/other-ways`: turns to a way that the server has to do something for.
    @Sendable private func chooseWay(_ request: Request, _ context: AttemptContext) async throws -> Response {
        let answer = try await signIn.choose(context.form[.way], in: context.attempt, from: context.client)
        return answers(context).response(to: answer, askedAt: .otherWays)
    }

    private func answers(_ context: VisitorContext) -> SignInAnswers {
        SignInAnswers(renderer: renderer, visitor: context.visitor)
    }

    private func answers(_ context: AttemptContext) -> SignInAnswers {
        SignInAnswers(renderer: renderer, visitor: context.visitor)
    }
}

extension FormFields {
    subscript(_ field: FormField) -> String { self[field.rawValue] }
}

extension Menu {
    /// The rows of the page of other ways: what is offered, then what the person has and can't use now.
    var ways: [OtherWaysPage.Way] { rows(isFirst: false) }

    private func rows(isFirst: Bool) -> [OtherWaysPage.Way] {
        var ways: [OtherWaysPage.Way] = []
        // The codes of several devices are one row: whichever is at hand will do.
        for way in offers.compactMap({ $0.way(isFirst: isFirst) }) where !ways.contains(way) { ways.append(way) }
        for withheld in withheld {
            guard let kind = withheld.method.way, let obstacle = withheld.reason.obstacle else { continue }
            // A passkey that is not allowed is no word against a security key that is.
            guard kind != .key || !ways.contains(where: { $0.kind == .key }) else { continue }
            ways.append(OtherWaysPage.Way(kind, obstacle: obstacle))
        }
        return ways
    }
}

extension Menu {
    /// The rows before anything is proven. Where the app stands in the place of a password, the way that is left when
    /// every device is gone is to set one (product.md R-7).
    var firstWays: [OtherWaysPage.Way] {
        let rows = rows(isFirst: true)
        return offers.contains { $0.method == .password } ? rows : rows + [OtherWaysPage.Way(.newPassword)]
    }
}

extension Offer {
    /// Its row; `nil` if this version can't carry it out.
    fileprivate func way(isFirst: Bool) -> OtherWaysPage.Way? {
        if method == .approval, case .app(let name, let lastSeen) = need {
            let device = OtherWaysPage.Way.Device(name: name, lastSeen: lastSeen, isDoubtful: isDoubtful, key: key)
            return OtherWaysPage.Way(.approval(device))
        }
        if case .number(let number) = need {
            return OtherWaysPage.Way(.textCode(number: isFirst ? nil : number.masked, key: key))
        }
        if method == .emailCode { return OtherWaysPage.Way(.mailCode(key: key)) }
        return method.way.map { OtherWaysPage.Way($0) }
    }
}

extension Identity.Method {
    /// The row that stands for this method; `nil` for those that this version can't carry out.
    fileprivate var way: OtherWaysPage.Way.Kind? {
        switch self {
        case .password: .password
        case .totp: .authenticatorApp
        case .appCode: .appCode
        case .appScan: .scan
        case .backupCode: .backupCode
        case .passkey, .securityKey: .key
        case .passphrase: .passphrase
        case .emailCode, .smsCode, .approval, .upstream: nil
        }
    }
}

extension Withheld.Reason {
    /// What a person may be told of it; `nil` where the row is better left out.
    fileprivate var obstacle: OtherWaysPage.Way.Obstacle? {
        switch self {
        case .disabled: .tooManyTries
        case .usedUp: .allUsed
        case .notAllowed: .notAllowedHere
        case .notEnrolled, .pending, .gone, .approvalsStopped, .sharedAddress, .notTyped, .neverFirst, .neverSecond,
            .notAfter, .sameMethod, .sameHolding, .noAppLock, .onlyPasswordless, .unknownBrowser, .userNotVerified,
            .tooWeak:
            nil
        }
    }
}
