internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInService

/// What a new device brings up: whether it is a re-install of another.
struct DeviceReplaceRoutes: Sendable {
    let installations: Installations
    let renderer: PageRenderer

    func add(to fresh: RouterGroup<FreshContext>) {
        fresh.get(Destination.deviceReplace.route, use: page)
        fresh.post(Destination.deviceReplace.route, use: replace)
        fresh.post(Destination.deviceKeepOthers.route, use: keepOthers)
    }

    /// `GET /account/devices/replace`: the question, while there is one.
    @Sendable private func page(_ request: Request, _ context: FreshContext) async throws -> Response {
        guard let question = try await installations.replacing(by: context.session) else { return .seeOther(.devices) }
        return renderer.form(DeviceReplacePage(question), at: .deviceReplace, for: context.signedIn)
    }

    /// `POST /account/devices/replace`
    @Sendable private func replace(_ request: Request, _ context: FreshContext) async throws -> Response {
        let question = try await installations.replacing(by: context.session)
        let other = AuthenticatorID(context.form[.id])
        switch try await installations.replace(other, by: context.session, from: context.client) {
        case .done: return .seeOther(.devices, saying: .deviceReplaced)
        // Heard of meanwhile, or ended: nothing is left to replace.
        case .notFound: return .seeOther(.devices)
        case .refused(let removal):
            guard let question else { return .seeOther(.devices) }
            let page = DeviceReplacePage(question, problems: removal.problems)
            return renderer.form(page, at: .deviceReplace, for: context.signedIn)
        }
    }

    /// `POST /account/devices/keep-others`
    @Sendable private func keepOthers(_ request: Request, _ context: FreshContext) async throws -> Response {
        try await installations.keepOthers(by: context.session)
        return .seeOther(.devices)
    }
}

extension DeviceReplacePage {
    fileprivate init(_ question: Installations.Replacing, problems: [Problem] = []) {
        let others = question.others.map { other in
            Other(
                id: other.id, name: other.name, platform: DevicesPage.Platform(named: other.platform),
                lastSeen: other.lastSeen)
        }
        self.init(name: question.device.name, others: others, problems: problems)
    }
}
