internal import Delivery
internal import Glibc
internal import HTTPTransfer
internal import Hummingbird
internal import Logging
internal import Metrics
internal import NIOCore
internal import Pages
internal import ServiceLifecycle
internal import SignInService
internal import Store
internal import UnixSignals
internal import Web

/// The server: every long-running part as a service of one group.
struct Server {
    let settings: Settings

    /// Runs until a signal ends it.
    func run() async throws {
        // What the server makes is its own business: database, key, socket.
        umask(0o077)
        // A reader of the log, or a browser, that goes away is no reason to end.
        signal(SIGPIPE, SIG_IGN)
        let registry = MetricsRegistry()
        MetricsSystem.bootstrap(registry)
        let logger = bootstrapLogging()
        let impatience = Task { await endAtSecondSignal() }
        defer { impatience.cancel() }
        do {
            let installation = try await Installation.open(settings, wakesApps: true, logger: logger)
            let group = ServiceGroup(
                configuration: try configuration(of: installation, registry, logger))
            try await group.run()
            logger.info("stopped")
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw failure("\(settings.listen) is in use by another program.", CommandStatus.unavailable)
        } catch {
            throw Installation.failure(of: error)
        }
    }

    /// Services end in the reverse of this order: first no more requests, at last no more database.
    private func configuration(
        of installation: Installation, _ registry: MetricsRegistry, _ logger: Logger
    ) throws -> ServiceGroupConfiguration {
        var services: [any Service] = [
            StoreService(store: installation.store),
            Housekeeping(store: installation.store, time: installation.time, logger: logger),
            worker(for: .mail, over: mailTransport, installation, logger),
            worker(for: .text, over: try textTransport(installation), installation, logger),
            try LogoutWorker(
                desk: installation.services.logoutNotices,
                addresses: .publicAddresses(and: settings.applicationAddresses), logger: logger),
            ControlService(
                path: settings.controlSocket, desk: ControlDesk(installation), logger: logger),
        ]
        if let push = installation.push {
            services.append(
                PushWorker(
                    store: installation.store, messenger: push, witness: installation.services.pushNews,
                    time: installation.time, logger: logger))
        }
        if let listen = settings.metrics {
            services.append(MetricsService(registry: registry, listen: listen, logger: logger))
        }
        services.append(try webApplication(installation, logger))
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(30)
        return configuration
    }

    private func webApplication(_ installation: Installation, _ logger: Logger) throws -> some ApplicationProtocol {
        let pages = try PageLibrary(
            resources: .besideExecutable(), staticPath: Paths.staticFiles, appPath: Paths.app, link: { $0.path })
        let web = WebApplication(
            settings: WebSettings(
                origin: settings.publicOrigin, trustedProxies: settings.trustedProxies,
                defaultLanguage: settings.language, formTokenKey: installation.masterKey.bytes(for: "form token"),
                showsOutbox: showsOutbox, appRequests: settings.appRequests),
            services: installation.services, pages: pages)
        return web.application(
            configuration: .init(
                address: .hostname(settings.listen.host, port: settings.listen.port), serverName: nil),
            logger: logger,
            onServerRunning: { await Greeting(settings: settings, services: installation.services).show(logger) })
    }

    /// Some supervisors signal the process and its group, and so the process twice; nobody changes their mind as fast.
    private static let sameSignal = Duration.milliseconds(300)

    /// Mails stand on a page only while they go nowhere else and nobody but this machine can see the page.
    private var showsOutbox: Bool {
        guard case .outbox = settings.mail else { return false }
        return settings.listen.isLoopback && settings.trustedProxies.isEmpty
    }

    private func worker(
        for road: OutboxMessage.Road, over transport: any Transport, _ installation: Installation, _ logger: Logger
    ) -> DeliveryWorker {
        DeliveryWorker(
            for: road, store: installation.store, transport: transport, bell: installation.bell,
            time: installation.time, logger: logger)
    }

    private var mailTransport: any Transport {
        switch settings.mail {
        case .outbox: OutboxTransport()
        case .smtp(let server, let sender): SMTPTransport(server: server, sender: sender)
        }
    }

    private func textTransport(_ installation: Installation) throws -> any Transport {
        guard case .gateway(let gateway, _, _) = settings.texts else { return OutboxTransport() }
        // Settings allow http for this machine only.
        let client = try HTTPClient(
            HTTPClientSettings(allowsPlainText: true, totalTimeout: .seconds(10), bodyLimit: 64 * 1_024))
        return TextTransport(gateway: gateway, client: client, time: installation.time)
    }

    private func bootstrapLogging() -> Logger {
        let level = settings.logLevel
        LoggingSystem.bootstrap { label in
            JSONLogHandler(label: label, logLevel: level, time: SystemTime(), output: .standardError)
        }
        return Logger(label: "aikagi")
    }

    /// The group ends on the first signal, in its time; who signals again doesn't want to wait (REL-05).
    private func endAtSecondSignal() async {
        var first: ContinuousClock.Instant?
        for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
            guard let first else {
                first = .now
                continue
            }
            if first.duration(to: .now) > Self.sameSignal { _exit(1) }
        }
    }
}
