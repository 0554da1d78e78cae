internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInService

/// The language of the pages: for anybody at the foot of each page, and as a section of one's own.
struct LanguageRoutes: Sendable {
    let record: OwnRecord
    let renderer: PageRenderer

    func add(to visitors: RouterGroup<VisitorContext>, _ signedIn: RouterGroup<SignedInContext>) {
        visitors.post(Destination.language.route, use: switchLanguage)
        signedIn.get(Destination.accountLanguage.route, use: page)
        signedIn.post(Destination.accountLanguage.route, use: choose)
    }

    /// `POST /language`, from the foot of any page. Leads back to it.
    @Sendable private func switchLanguage(_ request: Request, _ context: VisitorContext) async throws -> Response {
        var response = Response.seeOther(ReturnPath(context.form[.returnTo])?.path ?? Destination.overview.path)
        guard let language = Language(rawValue: context.form[.language]) else { return response }
        if let session = context.session {
            try await record.setLanguage(language, of: session.account, from: context.client)
        }
        response.set(.language, to: language.rawValue, maximumAge: CookieName.markAge)
        return response
    }

    /// `GET /account/language`
    @Sendable private func page(_ request: Request, _ context: SignedInContext) -> Response {
        renderer.landing(LanguagePage(), at: .accountLanguage, request, for: context)
    }

    /// `POST /account/language`
    @Sendable private func choose(_ request: Request, _ context: SignedInContext) async throws -> Response {
        guard let language = Language(rawValue: context.form[.language]) else { return .seeOther(.accountLanguage) }
        try await record.setLanguage(language, of: context.session.account, from: context.client)
        var response = Response.seeOther(.accountLanguage, saying: .languageChanged)
        response.set(.language, to: language.rawValue, maximumAge: CookieName.markAge)
        return response
    }
}
