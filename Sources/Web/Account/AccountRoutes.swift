internal import Hummingbird
internal import Pages
internal import SignInService

/// All pages of a person's own. What is sensitive is added to the group of fresh sessions, which no handler can forget.
struct AccountRoutes: Sendable {
    let services: Services
    let renderer: PageRenderer
    let streams: WaitingStream
    let showsOutbox: Bool

    func add(to visitors: RouterGroup<VisitorContext>, _ signedIn: RouterGroup<SignedInContext>) {
        let fresh = signedIn.group(context: FreshContext.self)
        let own = services.own

        StepUpRoutes(stepUps: services.stepUps, passphrases: services.passphrases, renderer: renderer).add(to: signedIn)
        StepUpApprovalRoutes(stepUps: services.stepUps, renderer: renderer, streams: streams).add(to: signedIn)
        OverviewRoutes(overview: own.overview, renderer: renderer).add(to: visitors, signedIn)
        IdentifierRoutes(
            identifiers: own.identifiers, renderer: renderer,
            takesNumbers: services.environment.settings.texts != nil
        ).add(to: signedIn, fresh)
        PasswordRoutes(password: own.password, renderer: renderer).add(to: signedIn, fresh)
        AuthenticatorAppRoutes(authenticators: own.authenticators, enrolling: services.enrolling, renderer: renderer)
            .add(to: signedIn, fresh)
        OwnKeyRoutes(keys: own.keys, enrolling: services.enrolling, renderer: renderer).add(to: signedIn, fresh)
        BackupCodeRoutes(
            authenticators: own.authenticators, enrolling: services.enrolling, installations: services.installations,
            serverName: services.environment.settings.origin.authority, renderer: renderer
        ).add(to: signedIn, fresh)
        PassphraseRoutes(
            passphrases: services.passphrases, serviceName: services.environment.settings.serviceName,
            renderer: renderer
        ).add(to: signedIn, fresh)
        DeviceRoutes(installations: services.installations, renderer: renderer).add(to: signedIn, fresh)
        DeviceReplaceRoutes(installations: services.installations, renderer: renderer).add(to: fresh)
        DeviceAddRoutes(
            installations: services.installations, approvals: services.approvals, renderer: renderer,
            streams: streams, origin: services.environment.settings.origin.text
        ).add(to: signedIn, fresh)
        SessionRoutes(sessions: services.sessions, browsers: services.trustedBrowsers, renderer: renderer)
            .add(to: signedIn)
        TrustedBrowserRoutes(browsers: services.trustedBrowsers, renderer: renderer).add(to: signedIn, fresh)
        NetworkRoutes(networks: own.networks, renderer: renderer).add(to: signedIn, fresh)
        ConnectionRoutes(connections: services.connections, renderer: renderer).add(to: signedIn)
        ActivityRoutes(record: own.record, renderer: renderer).add(to: signedIn)
        LanguageRoutes(record: own.record, renderer: renderer).add(to: visitors, signedIn)
        if showsOutbox { DevOutboxRoutes(record: own.record, renderer: renderer).add(to: visitors) }
    }
}

extension PageRenderer {
    /// A page with a form: it is a mistake of the person's if the page names problems.
    func form(_ page: some Page, at destination: Destination, for context: SignedInContext) -> Response {
        self.page(page, status: page.problems.isEmpty ? .ok : .unprocessableContent, at: destination, for: context)
    }

    /// A page that may open with word of what was just done.
    func landing(
        _ page: some Page, at destination: Destination, _ request: Request, for context: SignedInContext
    ) -> Response {
        self.page(page, at: destination, notice: NoticeQuery.notice(in: request), for: context)
    }
}

extension Request {
    /// The record that a page is about, by the name in the address.
    var record: String { uri.queryParameters[FormField.id.rawValue[...]].map(String.init) ?? "" }
}
