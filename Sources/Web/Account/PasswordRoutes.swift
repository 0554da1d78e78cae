internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInPolicy
internal import SignInService

/// Changing the password: with the current one, and a fresh proof besides (PWD-09).
struct PasswordRoutes: Sendable {
    let password: OwnPassword
    let renderer: PageRenderer

    func add(to signedIn: RouterGroup<SignedInContext>, _ fresh: RouterGroup<FreshContext>) {
        signedIn.post(Destination.passwordKeep.route, use: keep)
        fresh.get(Destination.passwordChange.route, use: page)
        fresh.post(Destination.passwordChange.route, use: change)
    }

    /// `POST /account/password/keep`: the person has read that somebody else may know it, and keeps it.
    @Sendable private func keep(_ request: Request, _ context: SignedInContext) async throws -> Response {
        try await password.keep(by: context.session, from: context.client)
        return .seeOther(.overview, saying: .passwordKept)
    }

    /// `GET /account/password`
    @Sendable private func page(_ request: Request, _ context: FreshContext) async throws -> Response {
        guard let standing = try await password.standing(of: context.session.account) else {
            throw PageError.signInFirst
        }
        return renderer.landing(PasswordChangePage(standing), at: .passwordChange, request, for: context.signedIn)
    }

    /// `POST /account/password`
    @Sendable private func change(_ request: Request, _ context: FreshContext) async throws -> Response {
        let form = context.form
        guard !form[.password].isEmpty else { return try await page(again: .passwordMissing, context) }
        let answer = try await password.change(
            from: form[.password], to: form[.newPassword], by: context.session, from: context.client)
        switch answer {
        case .changed(let token):
            var response = Response.seeOther(.overview, saying: .passwordChanged)
            response.set(.session, to: token.reveal())
            return response
        case .wrongCurrent: return try await page(again: .wrongCurrentPassword, context)
        case .refused(let verdict): return try await page(again: verdict.problem ?? .newPasswordCommon, context)
        case .unchanged: return try await page(again: .newPasswordUnchanged, context)
        case .wait(let until): return renderer.tooManyTries(until: until, again: .passwordChange, context.signedIn)
        case .signedOut: throw PageError.signInFirst
        }
    }

    private func page(again problem: Problem, _ context: FreshContext) async throws -> Response {
        guard let standing = try await password.standing(of: context.session.account) else {
            throw PageError.signInFirst
        }
        return renderer.form(
            PasswordChangePage(standing, problems: [problem]), at: .passwordChange, for: context.signedIn)
    }
}

extension PasswordChangePage {
    fileprivate init(_ standing: OwnPassword.Standing, problems: [Problem] = []) {
        self.init(
            identifier: standing.identifier, changed: standing.changed, minimumPasswordLength: standing.minimumLength,
            problems: problems)
    }
}

extension PageRenderer {
    /// The page of somebody signed in who has to wait after wrong tries (RATE-21).
    func tooManyTries(
        until: Moment?, again: Destination, otherWays: Destination? = nil, _ context: SignedInContext
    ) -> Response {
        let wait = seconds(until: until)
        var response = page(
            TooManyTriesPage(secondsLeft: wait, again: again, otherWays: otherWays), status: .tooManyRequests,
            at: again, for: context)
        response.headers[.retryAfter] = String(wait)
        return response
    }
}
