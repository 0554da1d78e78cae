// Web carries requests to the use cases and their answers back as pages. It knows HTTP, cookies and paths; it makes no
// decision about a person, touches no database and holds no text that a person reads.
//
// A request passes the middleware in the order below, then one handler: decode the form, call one use case, switch
// over what it says. What a group of routes guarantees is in its context (Edge/Contexts.swift).

package import Hummingbird
package import Identity
package import Logging
package import Pages
internal import SignInPolicy
package import SignInService
internal import Store

/// What the edge has to be told.
package struct WebSettings: Sendable {
    /// The origin that people see, such as `https://id.example.org`: scheme, host and port, nothing else.
    package let origin: PublicOrigin
    /// Peers whose `X-Forwarded-For` is believed.
    package let trustedProxies: [NetworkBlock]
    package let defaultLanguage: Language
    /// 32 bytes, shared by all nodes.
    package let formTokenKey: [UInt8]
    /// Whether `/dev/outbox` shows the mails that wait for a transport. Only ever on a loopback listener.
    package let showsOutbox: Bool
    /// How often apps may ask.
    package let appRequests: AppRequestLimits
    /// How soon a stranger's form is answered at the earliest.
    package let answerFloor: Duration
    /// What the floor is waited for by.
    package let clock: any Clock<Duration>

    package init(
        origin: PublicOrigin, trustedProxies: [NetworkBlock] = [], defaultLanguage: Language = .english,
        formTokenKey: [UInt8], showsOutbox: Bool = false, appRequests: AppRequestLimits = AppRequestLimits(),
        answerFloor: Duration = Limits.answerFloor,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.appRequests = appRequests
        self.answerFloor = answerFloor
        self.clock = clock
        self.origin = origin
        self.trustedProxies = trustedProxies
        self.defaultLanguage = defaultLanguage
        self.formTokenKey = formTokenKey
        self.showsOutbox = showsOutbox
    }
}

/// The whole of the web: every route with its middleware, ready for a server or for a test without a socket.
package struct WebApplication: Sendable {
    private let settings: WebSettings
    private let services: Services
    private let pages: PageLibrary

    package init(settings: WebSettings, services: Services, pages: PageLibrary) {
        self.settings = settings
        self.services = services
        self.pages = pages
    }

    /// The server, for the one `ServiceGroup` or for a test without a socket.
    package func application(
        configuration: ApplicationConfiguration, logger: Logger,
        onServerRunning: @escaping @Sendable () async -> Void = {}
    ) -> some ApplicationProtocol {
        // The first router is built for its list of routes only: it tells the second which methods each path has.
        let methods = MethodTable(router(methods: MethodTable([])).routes)
        return Application(
            responder: ResponderAside(router(methods: methods).buildResponder()),
            server: .http1(configuration: .init(idleTimeout: .seconds(75))),
            configuration: configuration,
            onServerRunning: { _ in await onServerRunning() },
            logger: logger)
    }

    /// Method and path pattern of every route, for the tests that drive all of them (FLOW-01).
    package var routes: [(method: String, path: String)] {
        router(methods: MethodTable([])).routes.map { ($0.method.rawValue, $0.path.description) }
    }

    private func router(methods: MethodTable) -> Router<ConnectionContext> {
        let router = Router(context: ConnectionContext.self, options: .autoGenerateHeadEndpoints)
        let renderer = PageRenderer(
            pages: pages, time: services.environment.time, defaultLanguage: settings.defaultLanguage)
        let formTokens = FormTokens(key: settings.formTokenKey)

        router.add(middleware: RequestLogMiddleware())
        router.add(middleware: SecurityHeadersMiddleware(isSecureOrigin: settings.origin.isSecure))
        StaticRoutes(pages.staticFiles).add(to: router)
        AppRoutes(pages.app).add(to: router)
        HealthRoutes(health: services.health).add(to: router)
        if services.signIn.offersPasskeys {
            let keys = services.environment.settings.keys
            WellKnownRoutes(origins: Array(keys.origins), origin: settings.origin.text).add(to: router)
        }
        let addresses = AddressFinder(trustedProxies: settings.trustedProxies)
        ProviderRoutes(
            services: services, origin: settings.origin, addresses: addresses,
            tries: SecretTries(time: services.environment.time)
        ).add(to: router)
        let stream = EventStream(signals: services.environment.store.signals, open: OpenStreams())
        APIRoutes(
            services: services, origin: settings.origin,
            middleware: APIMiddleware(
                origin: settings.origin.text, addresses: addresses, defaultLanguage: settings.defaultLanguage,
                pages: pages, count: AppRequestCount(settings.appRequests, time: services.environment.time)),
            stream: stream
        ).add(to: router)

        router.add(
            middleware: ClientMiddleware(
                addresses: addresses, formTokens: formTokens, tokens: services.environment.tokens,
                defaultLanguage: settings.defaultLanguage))
        router.add(middleware: ErrorMiddleware(renderer: renderer, methods: methods))
        router.add(middleware: HostMiddleware(authority: settings.origin.authority))
        router.add(middleware: FormMiddleware(origin: settings.origin.text, formTokens: formTokens))
        router.add(middleware: PaceMiddleware(pace: WaitingPace(), renderer: renderer))
        router.add(middleware: SessionMiddleware(sessions: services.sessions))
        let evenTime = EvenTimeMiddleware(floor: settings.answerFloor, clock: settings.clock)
        addPages(
            to: router.group(context: VisitorContext.self).add(middleware: evenTime), renderer,
            WaitingStream(stream: stream, time: services.environment.time))
        return router
    }

    private func addPages(
        to visitors: RouterGroup<VisitorContext>, _ renderer: PageRenderer, _ streams: WaitingStream
    ) {
        let onRoad = { (road: Roads.Road) in
            visitors.group(context: AttemptContext.self).add(
                middleware: RoadMiddleware(road: road, roads: services.roads))
        }
        let signingIn = onRoad(.signIn)
        let signedIn = visitors.group(context: SignedInContext.self)

        SignInRoutes(
            signIn: services.signIn, renderer: renderer,
            offersRegistration: services.environment.settings.rules.selfRegistration,
            takesNumbers: services.environment.settings.texts != nil
        ).add(to: visitors, signingIn)
        KeyRoutes(
            signIn: services.signIn, renderer: renderer,
            offersRegistration: services.environment.settings.rules.selfRegistration
        ).add(to: visitors, signingIn)
        SentCodeRoutes(signIn: services.signIn, renderer: renderer).add(to: signingIn)
        ApprovalRoutes(
            approvals: services.approvals, signIn: services.signIn, renderer: renderer, streams: streams
        ).add(to: signingIn)
        ScanRoutes(
            scans: services.scans, signIn: services.signIn, renderer: renderer, streams: streams,
            origin: services.environment.settings.origin.text
        ).add(to: visitors, signingIn)
        SignOutRoutes(sessions: services.sessions, renderer: renderer).add(to: visitors, signedIn)
        SecondStepRoutes(
            signIn: services.signIn, renderer: renderer, serverName: services.environment.settings.origin.host
        ).add(to: signingIn)
        PasswordResetRoutes(resets: services.passwordResets, renderer: renderer)
            .add(to: visitors, onRoad(.passwordReset))
        NetworkLiftRoutes(resets: services.passwordResets, renderer: renderer)
            .add(to: visitors, onRoad(.passwordReset))
        AccountRoutes(services: services, renderer: renderer, streams: streams, showsOutbox: settings.showsOutbox).add(
            to: visitors, signedIn)
        if services.environment.settings.rules.selfRegistration {
            RegistrationRoutes(registrations: services.registrations, renderer: renderer)
                .add(to: visitors, onRoad(.registration))
        }
        AuthorizationRoutes(authorizations: services.authorizations, renderer: renderer).add(to: visitors, signedIn)
        DeviceEntryRoutes(devices: services.deviceSignIns, renderer: renderer).add(to: signedIn)
        EndSessionRoutes(signingOut: services.signingOut, sessions: services.sessions, renderer: renderer)
            .add(to: visitors)
        LinkRoutes(links: services.links, renderer: renderer).add(to: visitors)
        SetUpRoutes(setUp: services.setUp, renderer: renderer).add(to: visitors)
        InvitationRoutes(invitations: services.invitations, renderer: renderer).add(to: visitors)
    }
}
