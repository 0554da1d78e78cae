internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInService
internal import Store

/// The networks that the account may be used from. Every change takes fresh proof.
struct NetworkRoutes: Sendable {
    let networks: OwnNetworks
    let renderer: PageRenderer

    func add(to signedIn: RouterGroup<SignedInContext>, _ fresh: RouterGroup<FreshContext>) {
        signedIn.get(Destination.networks.route, use: list)
        fresh.get(Destination.networkAdd.route) { _, context in editPage(nil, context) }
        fresh.post(Destination.networkAdd.route) { _, context in try await save(nil, context) }
        fresh.get(Destination.networkEdit.route, use: edit)
        fresh.post(Destination.networkEdit.route) { _, context in
            try await save(NetworkID(context.form[.id]), context)
        }
        fresh.post(Destination.networkRemove.route, use: remove)
        fresh.post(Destination.networksLimit.route) { _, context in try await limit(true, context) }
        fresh.post(Destination.networksUnlimit.route) { _, context in try await limit(false, context) }
    }

    /// `GET /account/networks`
    @Sendable private func list(_ request: Request, _ context: SignedInContext) async throws -> Response {
        renderer.landing(try await page(for: context), at: .networks, request, for: context)
    }

    private func page(for context: SignedInContext, problems: [Problem] = []) async throws -> NetworksPage {
        let standing = try await networks.standing(of: context.session, from: context.client)
        let here = InternetAddress(standing.address)
        return NetworksPage(
            rows: standing.networks.map { network in
                .init(
                    id: network.id, name: network.name, addresses: network.range.text,
                    isHere: here.map(network.range.contains) ?? false)
            }, limitedSince: standing.limitedSince, address: standing.address, problems: problems)
    }

    // MARK: Adding and changing

    private func editPage(
        _ id: NetworkID?, _ context: FreshContext, name: String = "", addresses: String = "", problems: [Problem] = []
    ) -> Response {
        let page = NetworkEditPage(
            id: id, name: name, addresses: addresses, here: context.client.source.address, problems: problems)
        return renderer.form(page, at: id == nil ? .networkAdd : .networkEdit, for: context.signedIn)
    }

    /// `GET /account/networks/edit?id=…`
    @Sendable private func edit(_ request: Request, _ context: FreshContext) async throws -> Response {
        let standing = try await networks.standing(of: context.session, from: context.client)
        guard let network = standing.networks.first(where: { $0.id.rawValue == request.record }) else {
            return .seeOther(.networks)
        }
        return editPage(network.id, context, name: network.name, addresses: network.range.text)
    }

    /// `POST /account/networks/add`, `POST /account/networks/edit`
    private func save(_ id: NetworkID?, _ context: FreshContext) async throws -> Response {
        let (name, addresses) = (context.form[.name], context.form[.addresses])
        let outcome = try await networks.save(
            id, named: name, addresses: addresses, by: context.session, from: context.client)
        if let problem = outcome.problem {
            return editPage(id, context, name: name, addresses: addresses, problems: [problem])
        }
        return outcome == .done ? .seeOther(.networks, saying: .networkSaved) : .seeOther(.networks)
    }

    // MARK: Removing and switching

    /// `POST /account/networks/remove`
    @Sendable private func remove(_ request: Request, _ context: FreshContext) async throws -> Response {
        let id = NetworkID(context.form[.id])
        return try await response(
            to: try await networks.remove(id, by: context.session, from: context.client), saying: .networkRemoved,
            context)
    }

    /// `POST /account/networks/limit`, `POST /account/networks/allow-all`
    private func limit(_ isOn: Bool, _ context: FreshContext) async throws -> Response {
        try await response(
            to: try await networks.limit(isOn, by: context.session, from: context.client),
            saying: isOn ? .networksLimited : .networksUnlimited, context)
    }

    private func response(
        to outcome: OwnNetworks.Outcome, saying notice: Notice, _ context: FreshContext
    ) async throws -> Response {
        if let problem = outcome.problem {
            let page = try await page(for: context.signedIn, problems: [problem])
            return renderer.form(page, at: .networks, for: context.signedIn)
        }
        return outcome == .done ? .seeOther(.networks, saying: notice) : .seeOther(.networks)
    }
}

extension OwnNetworks.Outcome {
    /// What the page says; `nil` if nothing is wrong with the form.
    fileprivate var problem: Problem? {
        switch self {
        case .done, .notFound: nil
        case .wrongName(.missing): .nameMissing
        case .wrongName(.tooLong(let maximum)): .nameTooLong(maximum: maximum)
        case .wrongAddresses(.missing): .addressesMissing
        case .wrongAddresses(.unreadable): .addressesUnreadable
        case .wrongAddresses(.mixed): .addressesMixed
        case .wrongAddresses(.backwards): .addressesBackwards
        case .wrongAddresses(.tooLong): .addressesTooLong
        case .tooMany: .tooManyNetworks
        case .wouldLockOut(let address): .outsideNetworks(address: address)
        }
    }
}
