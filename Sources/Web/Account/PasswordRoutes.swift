internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInPolicy
internal import SignInService

/// Changing the password with the current one and a fresh proof besides (PWD-09), going without one, and setting one again.
struct PasswordRoutes: Sendable {
    let password: OwnPassword
    let renderer: PageRenderer

    func add(to signedIn: RouterGroup<SignedInContext>, _ fresh: RouterGroup<FreshContext>) {
        signedIn.post(Destination.passwordKeep.route, use: keep)
        fresh.get(Destination.passwordChange.route, use: page)
        fresh.post(Destination.passwordChange.route, use: change)
        fresh.get(Destination.passwordRemove.route, use: removePage)
        fresh.post(Destination.passwordRemove.route, use: remove)
    }

    /// `POST /account/password/keep`: the person has read that somebody else may know it, and keeps it.
    @Sendable private func keep(_ request: Request, _ context: SignedInContext) async throws -> Response {
        try await password.keep(by: context.session, from: context.client)
        return .seeOther(.overview, saying: .passwordKept)
    }

    /// `GET /account/password`
    @Sendable private func page(_ request: Request, _ context: FreshContext) async throws -> Response {
        let standing = try await standing(context)
        guard standing.changed != nil else {
            return renderer.landing(PasswordSetPage(standing), at: .passwordChange, request, for: context.signedIn)
        }
        return renderer.landing(PasswordChangePage(standing), at: .passwordChange, request, for: context.signedIn)
    }

    /// `POST /account/password`
    @Sendable private func change(_ request: Request, _ context: FreshContext) async throws -> Response {
        let form = context.form
        guard try await standing(context).changed != nil else { return try await set(context) }
        guard !form[.password].isEmpty else { return try await page(again: .passwordMissing, context) }
        let answer = try await password.change(
            from: form[.password], to: form[.newPassword], by: context.session, from: context.client)
        return try await response(to: answer, saying: .passwordChanged, context)
    }

    /// The first password of somebody who has signed in without one.
    private func set(_ context: FreshContext) async throws -> Response {
        let answer = try await password.set(
            context.form[.newPassword], by: context.session, from: context.client)
        return try await response(to: answer, saying: .passwordSet, context)
    }

    private func response(to answer: OwnPassword.Answer, saying notice: Notice, _ context: FreshContext) async throws
        -> Response
    {
        switch answer {
        case .changed(let token): return .seeOther(.overview, saying: notice, renewing: token)
        case .wrongCurrent: return try await page(again: .wrongCurrentPassword, context)
        case .refused(let verdict): return try await page(again: verdict.problem ?? .newPasswordCommon, context)
        case .unchanged: return try await page(again: .newPasswordUnchanged, context)
        case .wait(let until): return renderer.tooManyTries(until: until, again: .passwordChange, context.signedIn)
        case .signedOut: throw PageError.signInFirst
        }
    }

    private func page(again problem: Problem, _ context: FreshContext) async throws -> Response {
        let standing = try await standing(context)
        guard standing.changed != nil else {
            return renderer.form(
                PasswordSetPage(standing, problems: [problem]), at: .passwordChange, for: context.signedIn)
        }
        return renderer.form(
            PasswordChangePage(standing, problems: [problem]), at: .passwordChange, for: context.signedIn)
    }

    private func standing(_ context: FreshContext) async throws -> OwnPassword.Standing {
        guard let standing = try await password.standing(of: context.session.account) else {
            throw PageError.signInFirst
        }
        return standing
    }

    // MARK: Without a password

    /// `GET /account/password/remove`: what it means, or what is missing for it.
    @Sendable private func removePage(_ request: Request, _ context: FreshContext) async throws -> Response {
        guard let removal = try await password.removal(of: context.session.account) else {
            return .seeOther(.passwordChange)
        }
        return renderer.form(PasswordRemovePage(removal), at: .passwordRemove, for: context.signedIn)
    }

    /// `POST /account/password/remove`
    @Sendable private func remove(_ request: Request, _ context: FreshContext) async throws -> Response {
        switch try await password.remove(by: context.session, from: context.client) {
        case .removed(let token): return .seeOther(.overview, saying: .passwordRemoved, renewing: token)
        case .refused(let removal):
            return renderer.page(
                PasswordRemovePage(removal), status: .unprocessableContent, at: .passwordRemove,
                for: context.signedIn)
        case .stepUpFirst:
            // The session was opened with less than the account has by now, and no fresh proof makes it more (SESS-21).
            guard let removal = try await password.removal(of: context.session.account) else {
                return .seeOther(.passwordChange)
            }
            return renderer.form(
                PasswordRemovePage(removal, problems: [.signInAgainFirst]), at: .passwordRemove,
                for: context.signedIn)
        case .notFound: return .seeOther(.passwordChange)
        }
    }
}

extension Response {
    /// A step forward that was important enough for the session to get a new secret.
    fileprivate static func seeOther(_ destination: Destination, saying notice: Notice, renewing token: Secret<String>)
        -> Response
    {
        var response = Response.seeOther(destination, saying: notice)
        response.set(.session, to: token.reveal())
        return response
    }
}

extension PasswordChangePage {
    fileprivate init(_ standing: OwnPassword.Standing, problems: [Problem] = []) {
        self.init(
            identifier: standing.identifier, changed: standing.changed, minimumPasswordLength: standing.minimumLength,
            problems: problems)
    }
}

extension PasswordSetPage {
    fileprivate init(_ standing: OwnPassword.Standing, problems: [Problem] = []) {
        self.init(
            identifier: standing.identifier, minimumPasswordLength: standing.minimumLength, problems: problems)
    }
}

extension PasswordRemovePage {
    fileprivate init(_ removal: OwnPassword.Removal, problems: [Problem] = []) {
        let missing: Missing? =
            switch removal.verdict {
            case .allowed, .warn: nil
            case .refused(.losesResilience): removal.hasBackupCodes ? .anotherDevice : .backupCodes
            case .refused: .lockedApp
            }
        self.init(devices: removal.devices.map(\.name), missing: missing, problems: problems)
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
