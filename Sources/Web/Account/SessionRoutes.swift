internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInService
internal import Store

/// Where the person is signed in. Ending a session asks for no fresh proof: it only takes access away.
struct SessionRoutes: Sendable {
    let sessions: Sessions
    let browsers: TrustedBrowsers
    let renderer: PageRenderer

    func add(to signedIn: RouterGroup<SignedInContext>) {
        signedIn.get(Destination.sessions.route, use: list)
        signedIn.post(Destination.sessionEnd.route, use: end)
        signedIn.post(Destination.sessionsEndOthers.route, use: endOthers)
    }

    /// `GET /account/sessions`
    @Sendable private func list(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let rows = try await sessions.list(of: context.session.account).map { record in
            SessionsPage.Row(
                id: record.id, device: record.source.browser.summary, place: record.source.address,
                started: record.createdAt, lastUsed: record.lastUsedAt, isThisOne: record.id == context.session.id)
        }
        let trusted = try await browsers.standing(of: context.session, from: context.client)
        let page = SessionsPage(
            rows: rows,
            trusted: trusted.browsers.map { .init($0, isThisOne: $0.id == trusted.thisOne) },
            offersTrust: trusted.mayTrust && trusted.thisOne == nil)
        return renderer.landing(page, at: .sessions, request, for: context)
    }

    /// `POST /account/sessions/end`
    @Sendable private func end(_ request: Request, _ context: SignedInContext) async throws -> Response {
        try await sessions.end(SessionID(context.form[.id]), by: context.session, from: context.client)
        return .seeOther(.sessions, saying: .sessionEnded)
    }

    /// `POST /account/sessions/end-others`
    @Sendable private func endOthers(_ request: Request, _ context: SignedInContext) async throws -> Response {
        try await sessions.endOthers(than: context.session, from: context.client)
        return .seeOther(.sessions, saying: .otherSessionsEnded)
    }
}

extension SessionsPage.Trusted {
    fileprivate init(_ browser: TrustedBrowserRecord, isThisOne: Bool) {
        self.init(
            id: browser.id, device: browser.source.browser.summary, place: browser.source.address,
            since: browser.trustedAt, until: browser.expiresAt, lastUsed: browser.lastUsedAt, isThisOne: isThisOne)
    }
}
