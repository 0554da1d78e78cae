import Hummingbird
import HummingbirdTesting
import Identity
import Logging
import Pages
import ServiceFixtures
import SignInPolicy
import SignInService
import Web

/// The whole server in this process: every request goes through the real router and all of its middleware.
struct Site: Sendable {
    let world: World
    let client: any TestClientProtocol
    /// Method and path of every route there is, so that a test can drive the ones that are added later.
    let routes: [(method: String, path: String)]

    /// The test framework speaks to this host and no other.
    static let origin = "https://localhost"

    /// A browser that has never been here.
    ///
    /// - Parameter address: where it is. Only a site behind a proxy believes that.
    func browser(
        language: String = "en", userAgent: String = Browser.firefox, address: String? = nil
    ) -> Browser {
        Browser(on: self, language: language, userAgent: userAgent, address: address)
    }

    private struct NoOrigin: Error {}

    /// Serves `world` while `test` runs: past any socket, unless it is about something that only a connection has.
    ///
    /// - Parameter clock: what strangers' answers wait by; without one they don't wait.
    static func serve<Value: Sendable>(
        _ world: World, showsOutbox: Bool = false, clock: (any Clock<Duration>)? = nil,
        appRequests: AppRequestLimits = AppRequestLimits(), behind proxies: [NetworkBlock] = [],
        over framework: TestingSetup = .router,
        _ test: @Sendable (Site) async throws -> Value
    ) async throws -> Value {
        guard let origin = PublicOrigin(Site.origin) else { throw NoOrigin() }
        let pages = try PageLibrary(resources: .besideExecutable(), staticPath: Paths.staticFiles, appPath: Paths.app) {
            $0.path
        }
        let web = WebApplication(
            settings: WebSettings(
                origin: origin, trustedProxies: proxies, formTokenKey: Array(repeating: 7, count: 32),
                showsOutbox: showsOutbox,
                appRequests: appRequests,
                answerFloor: clock == nil ? .zero : Limits.answerFloor, clock: clock ?? ContinuousClock()),
            services: world.services, pages: pages)
        // Not the handler that does nothing: the reference of an error page is kept in the metadata.
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let application = web.application(configuration: .init(), logger: logger)
        return try await application.test(framework) { client in
            try await test(Site(world: world, client: client, routes: web.routes))
        }
    }
}
