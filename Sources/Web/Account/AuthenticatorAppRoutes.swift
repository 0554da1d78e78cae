internal import Hummingbird
internal import Identity
internal import Pages
internal import QRCode
internal import SignInPolicy
internal import SignInService

/// The authenticator apps: list, add, rename, remove.
struct AuthenticatorAppRoutes: Sendable {
    let authenticators: OwnAuthenticators
    let enrolling: Enrolling
    let renderer: PageRenderer

    func add(to signedIn: RouterGroup<SignedInContext>, _ fresh: RouterGroup<FreshContext>) {
        signedIn.get(Destination.authenticatorApps.route, use: list)
        fresh.get(Destination.authenticatorAppAdd.route, use: addPage)
        fresh.post(Destination.authenticatorAppAdd.route, use: add)
        signedIn.get(Destination.authenticatorAppRename.route, use: renamePage)
        signedIn.post(Destination.authenticatorAppRename.route, use: rename)
        fresh.get(Destination.authenticatorAppRemove.route, use: removePage)
        fresh.post(Destination.authenticatorAppRemove.route, use: remove)
    }

    /// `GET /account/authenticator-apps`
    @Sendable private func list(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let page = try await listPage(for: context)
        return renderer.landing(page, at: .authenticatorApps, request, for: context)
    }

    private func listPage(for context: SignedInContext, problems: [Problem] = []) async throws
        -> AuthenticatorAppsPage
    {
        let apps = try await authenticators.apps(of: context.session.account)
        return AuthenticatorAppsPage(
            rows: apps.map { .init(id: $0.id, name: $0.name, added: $0.added, lastUsed: $0.lastUsed) },
            problems: problems)
    }

    // MARK: Adding

    /// `GET /account/authenticator-apps/add`
    @Sendable private func addPage(_ request: Request, _ context: FreshContext) async throws -> Response {
        try await addPage(context)
    }

    private func addPage(_ context: FreshContext, name: String = "", problems: [Problem] = []) async throws
        -> Response
    {
        switch try await enrolling.beginApp(for: context.session.account, heldBy: context.holder) {
        case .show(let secret):
            let page = AuthenticatorAppAddPage(
                secret: try EnrolmentSecret(secret), name: name, problems: problems)
            return renderer.form(page, at: .authenticatorAppAdd, for: context.signedIn)
        case .saveCodes:
            return .seeOther(.backupCodesNew)
        case .tooMany:
            let page = try await listPage(for: context.signedIn, problems: [.tooManyAuthenticatorApps])
            return renderer.form(page, at: .authenticatorApps, for: context.signedIn)
        }
    }

    /// `POST /account/authenticator-apps/add`
    @Sendable private func add(_ request: Request, _ context: FreshContext) async throws -> Response {
        let typed = context.form[.name]
        let suggested = renderer.pages.suggestedAppName(in: context.session.language)
        let answer = try await enrolling.submit(
            appCode: context.form[.code], named: typed.allSatisfy(\.isWhitespace) ? suggested : typed,
            for: context.session.account, heldBy: context.holder, from: context.client)
        switch answer {
        case .added: return .seeOther(.authenticatorApps, saying: .authenticatorAppAdded)
        case .saveCodes: return try await saveCodes(context)
        case .askAgain(let problem):
            return try await addPage(context, name: typed, problems: [problem.problem(at: .code)])
        case .nameRefused(let refusal): return try await addPage(context, name: typed, problems: [refusal.problem])
        case .beginAgain: return try await addPage(context, name: typed, problems: [.formExpired])
        }
    }

    /// The first app works, and waits for backup codes: here they are.
    private func saveCodes(_ context: FreshContext) async throws -> Response {
        switch try await enrolling.makeCodes(for: context.session.account, heldBy: context.holder) {
        case .show: .seeOther(.backupCodesNew, saying: .authenticatorAppWaits)
        case .addAppFirst: .seeOther(.authenticatorAppAdd)
        }
    }

    // MARK: Renaming

    /// `GET /account/authenticator-apps/rename?id=…`
    @Sendable private func renamePage(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let apps = try await authenticators.apps(of: context.session.account)
        guard let app = apps.first(where: { $0.id.rawValue == request.record }) else {
            return .seeOther(.authenticatorApps)
        }
        return renderer.form(
            AuthenticatorAppRenamePage(id: app.id, name: app.name), at: .authenticatorAppRename, for: context)
    }

    /// `POST /account/authenticator-apps/rename`
    @Sendable private func rename(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let (id, typed) = (AuthenticatorID(context.form[.id]), context.form[.name])
        switch try await authenticators.rename(id, to: typed, by: context.session, from: context.client) {
        case .renamed: return .seeOther(.authenticatorApps, saying: .authenticatorAppRenamed)
        case .notFound: return .seeOther(.authenticatorApps)
        case .refused(let refusal):
            let page = AuthenticatorAppRenamePage(id: id, name: typed, problems: [refusal.problem])
            return renderer.form(page, at: .authenticatorAppRename, for: context)
        }
    }

    // MARK: Removing

    /// `GET /account/authenticator-apps/remove?id=…`: says what it would cost, before it is asked for.
    @Sendable private func removePage(_ request: Request, _ context: FreshContext) async throws -> Response {
        let id = AuthenticatorID(request.record)
        guard let removal = try await authenticators.removal(of: id, of: context.session.account) else {
            return .seeOther(.authenticatorApps)
        }
        return renderer.form(
            AuthenticatorAppRemovePage(removal), at: .authenticatorAppRemove, for: context.signedIn)
    }

    /// `POST /account/authenticator-apps/remove`
    @Sendable private func remove(_ request: Request, _ context: FreshContext) async throws -> Response {
        let id = AuthenticatorID(context.form[.id])
        switch try await authenticators.remove(id, by: context.session, from: context.client) {
        case .removed: return .seeOther(.authenticatorApps, saying: .authenticatorAppRemoved)
        case .notFound: return .seeOther(.authenticatorApps)
        case .refused(let removal):
            return renderer.form(
                AuthenticatorAppRemovePage(removal), at: .authenticatorAppRemove, for: context.signedIn)
        }
    }
}

extension FreshContext {
    /// What is begun here belongs to this session.
    var holder: Enrolment.Holder { .session(session.id) }
}

extension AuthenticatorAppRemovePage {
    fileprivate init(_ removal: OwnAuthenticators.Removal) {
        let problems: [Problem] = if case .refused(let reason) = removal.verdict { [reason.problem] } else { [] }
        self.init(
            id: removal.app.id, name: removal.app.name, isLast: removal.turnsSecondStepOff,
            losesPassphrase: removal.losesPassphrase, problems: problems)
    }
}

extension EnrolmentSecret {
    /// The secret of an app that is being added, with the picture that an app reads.
    init(_ secret: Enrolling.AppSecret) throws {
        let link = secret.link.reveal()
        self.init(qr: Drawing(svg: try QRSymbol(link).svg), base32: secret.secret.reveal(), link: link)
    }
}

extension ChosenName.Refusal {
    /// The words beside the field of a name.
    var problem: Problem {
        switch self {
        case .missing: .nameMissing
        case .tooLong(let maximum): .nameTooLong(maximum: maximum)
        }
    }
}
