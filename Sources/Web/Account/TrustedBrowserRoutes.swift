internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInService

/// Trusting a browser, which takes fresh proof, and ending that, which takes none: it only asks for more.
struct TrustedBrowserRoutes: Sendable {
    let browsers: TrustedBrowsers
    let renderer: PageRenderer

    func add(to signedIn: RouterGroup<SignedInContext>, _ fresh: RouterGroup<FreshContext>) {
        fresh.get(Destination.browserTrust.route, use: page)
        fresh.post(Destination.browserTrust.route, use: trust)
        signedIn.post(Destination.browserDistrust.route, use: distrust)
        signedIn.post(Destination.browsersDistrustAll.route, use: distrustAll)
    }

    /// `GET /account/sessions/trust-browser`, where a sign-in with two steps leads once in each browser.
    @Sendable private func page(_ request: Request, _ context: FreshContext) async throws -> Response {
        let back = request.uri.queryParameters[FormField.returnTo.rawValue[...]].flatMap { ReturnPath(String($0)) }
        guard let life = try await browsers.offer(to: context.session) else {
            return .seeOther(back?.path ?? Destination.sessions.path)
        }
        let page = BrowserTrustPage(days: life.wholeDays, returnTo: back?.path ?? Destination.sessions.path)
        return renderer.page(page, at: .browserTrust, for: context.signedIn)
    }

    /// `POST /account/sessions/trust-browser`
    @Sendable private func trust(_ request: Request, _ context: FreshContext) async throws -> Response {
        let back = ReturnPath(context.form[.returnTo])
        switch try await browsers.trust(from: context.client, in: context.session) {
        case .trusted(let secret, let life):
            // On the way in there is nothing to say: the page that was wanted is next.
            var response: Response =
                switch back?.destination {
                case .none, .sessions: .seeOther(.sessions, saying: .browserTrusted)
                case .some: .seeOther(back?.path ?? Destination.overview.path)
                }
            response.set(.trust, to: secret.reveal(), maximumAge: Int(life.wholeSeconds))
            return response
        case .notAllowed:
            return .seeOther(back?.path ?? Destination.sessions.path)
        }
    }

    /// `POST /account/sessions/distrust`
    @Sendable private func distrust(_ request: Request, _ context: SignedInContext) async throws -> Response {
        try await browsers.distrust(
            TrustedBrowserID(context.form[.id]), by: context.session, from: context.client)
        return .seeOther(.sessions, saying: .browserDistrusted)
    }

    /// `POST /account/sessions/distrust-all`
    @Sendable private func distrustAll(_ request: Request, _ context: SignedInContext) async throws -> Response {
        try await browsers.distrustAll(by: context.session, from: context.client)
        return .seeOther(.sessions, saying: .browsersDistrusted)
    }
}

extension Duration {
    fileprivate var wholeDays: Int { Int(components.seconds / 86_400) }
}
