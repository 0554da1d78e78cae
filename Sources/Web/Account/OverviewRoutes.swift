internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInService

/// The person's first page.
struct OverviewRoutes: Sendable {
    let overview: OwnOverview
    let renderer: PageRenderer

    func add(to visitors: RouterGroup<VisitorContext>, _ signedIn: RouterGroup<SignedInContext>) {
        signedIn.get(Destination.overview.route, use: page)
        // Where password stores look for the page (W3C "A Well-Known URL for Changing Passwords").
        visitors.get(Paths.changePassword) { _, _ in Response.seeOther(.passwordChange) }
    }

    /// `GET /`
    @Sendable private func page(_ request: Request, _ context: SignedInContext) async throws -> Response {
        guard let standing = try await overview.standing(of: context.session.account) else {
            throw PageError.signInFirst
        }
        let page = OverviewPage(
            identifiers: standing.identifiers, passwordChanged: standing.passwordChanged,
            passwordDoubted: standing.passwordDoubted, authenticatorApps: standing.apps,
            devices: standing.devices.map { .init($0, signsInAlone: standing.passwordChanged == nil) },
            keys: standing.keys.map { .init(name: $0.name, signsInAlone: $0.signsInAlone, isOnPhone: $0.isOnPhone) },
            backupCodesLeft: standing.backupCodesLeft, passphraseSet: standing.passphraseSet,
            sessionCount: standing.sessions, isLimitedToNetworks: standing.isLimitedToNetworks,
            lastActivity: standing.lastActivity,
            canResetPassword: standing.canResetPassword, hasPassword: standing.passwordChanged != nil)
        return renderer.landing(page, at: .overview, request, for: context)
    }
}

extension OverviewPage.Device {
    /// - Parameter signsInAlone: whether there is no password before it: then it takes an app lock (product.md §4.4).
    fileprivate init(_ device: OwnDevice, signsInAlone: Bool) {
        let isAlive = device.life == .live || device.life == .quiet
        self.init(name: device.name, counts: isAlive && !(signsInAlone && device.appLock == .none))
    }
}
