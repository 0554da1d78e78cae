internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInPolicy
internal import SignInService

/// The devices with the app: list, rename, test, make primary, report lost, remove.
///
/// A device of somebody else is one that does not exist: it is looked for among the person's own only (DEV-04).
struct DeviceRoutes: Sendable {
    let installations: Installations
    let renderer: PageRenderer

    func add(to signedIn: RouterGroup<SignedInContext>, _ fresh: RouterGroup<FreshContext>) {
        signedIn.get(Destination.devices.route, use: list)
        signedIn.get(Destination.deviceRename.route, use: renamePage)
        signedIn.post(Destination.deviceRename.route, use: rename)
        fresh.get(Destination.devicePromote.route, use: promotePage)
        fresh.post(Destination.devicePromote.route, use: promote)
        signedIn.post(Destination.deviceKeepPrimary.route, use: keepPrimary)
        fresh.get(Destination.deviceLost.route, use: lostPage)
        fresh.post(Destination.deviceLost.route, use: reportLost)
        fresh.get(Destination.deviceRemove.route, use: removePage)
        fresh.post(Destination.deviceRemove.route, use: remove)
        signedIn.post(Destination.restrict.route, use: restrict)
        fresh.get(Destination.restrictionLift.route, use: liftPage)
        fresh.post(Destination.restrictionLift.route, use: lift)
    }

    /// `GET /account/devices`
    @Sendable private func list(_ request: Request, _ context: SignedInContext) async throws -> Response {
        renderer.landing(try await page(for: context), at: .devices, request, for: context)
    }

    private func page(for context: SignedInContext, problems: [Problem] = []) async throws -> DevicesPage {
        let devices = try await installations.own(of: context.session.account)
        let isRestricted = try await installations.isRestricted(context.session.account)
        return DevicesPage(rows: devices.map(DevicesPage.Row.init), isRestricted: isRestricted, problems: problems)
    }

    private func device(_ id: String, of context: SignedInContext) async throws -> OwnDevice {
        guard
            let device = try await installations.own(of: context.session.account).first(where: { $0.id.rawValue == id })
        else { throw PageError.notFound }
        return device
    }

    // MARK: Renaming

    /// `GET /account/devices/rename?id=…`
    @Sendable private func renamePage(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let device = try await device(request.record, of: context)
        return renderer.form(DeviceRenamePage(id: device.id, name: device.name), at: .deviceRename, for: context)
    }

    /// `POST /account/devices/rename`
    @Sendable private func rename(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let (id, typed) = (AuthenticatorID(context.form[.id]), context.form[.name])
        switch try await installations.rename(id, to: typed, by: context.session, from: context.client) {
        case .renamed: return .seeOther(.devices, saying: .deviceRenamed)
        case .notFound: throw PageError.notFound
        case .refused(let refusal):
            let page = DeviceRenamePage(id: id, name: typed, problems: [refusal.problem])
            return renderer.form(page, at: .deviceRename, for: context)
        }
    }

    // MARK: Making it the primary one

    /// `GET /account/devices/promote?id=…`
    @Sendable private func promotePage(_ request: Request, _ context: FreshContext) async throws -> Response {
        let device = try await device(request.record, of: context.signedIn)
        let present = try await installations.own(of: context.session.account).first { $0.role == .primary }
        let page = DevicePromotePage(
            id: device.id, name: device.name, present: present?.name, presentAnswers: present?.life.answers ?? false)
        return renderer.form(page, at: .devicePromote, for: context.signedIn)
    }

    /// `POST /account/devices/promote`
    @Sendable private func promote(_ request: Request, _ context: FreshContext) async throws -> Response {
        let id = AuthenticatorID(context.form[.id])
        switch try await installations.promote(id, by: context.session, from: context.client) {
        case .promoted, .alreadyPrimary: return .seeOther(.devices, saying: .devicePromoted)
        case .waits, .anotherWaits: return .seeOther(.devices, saying: .devicePromotionWaits)
        case .stepUpFirst: return try await signInAgain(context)
        case .notFound, .badSignature: throw PageError.notFound
        }
    }

    /// `POST /account/devices/keep-primary`
    @Sendable private func keepPrimary(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let isDropped = try await installations.dropPromotion(by: context.session, from: context.client)
        return isDropped ? .seeOther(.devices, saying: .devicePromotionKept) : .seeOther(.devices)
    }

    // MARK: Blocking new sign-ins

    /// `POST /account/devices/restrict`
    @Sendable private func restrict(_ request: Request, _ context: SignedInContext) async throws -> Response {
        switch try await installations.restrict(true, by: context.session, from: context.client) {
        case .done: return .seeOther(.devices, saying: .signInRestricted)
        case .noWayBack:
            let page = try await page(for: context, problems: [.restrictionNeedsRecovery])
            return renderer.form(page, at: .devices, for: context)
        case .stepUpFirst, .notFound: throw PageError.stepUpFirst(returnTo: Destination.devices.path)
        }
    }

    /// `GET /account/devices/lift-restriction`: a page of its own, so that the proof that it takes comes first.
    @Sendable private func liftPage(_ request: Request, _ context: FreshContext) async throws -> Response {
        renderer.form(RestrictionLiftPage(), at: .restrictionLift, for: context.signedIn)
    }

    /// `POST /account/devices/lift-restriction`
    @Sendable private func lift(_ request: Request, _ context: FreshContext) async throws -> Response {
        switch try await installations.restrict(false, by: context.session, from: context.client) {
        case .done: return .seeOther(.devices, saying: .signInRestrictionLifted)
        case .noWayBack, .stepUpFirst, .notFound:
            throw PageError.stepUpFirst(returnTo: Destination.restrictionLift.path)
        }
    }

    // MARK: Ending

    /// `GET /account/devices/lost?id=…`
    @Sendable private func lostPage(_ request: Request, _ context: FreshContext) async throws -> Response {
        renderer.form(
            DeviceLostPage(try await removal(request, context, isLost: true)), at: .deviceLost, for: context.signedIn)
    }

    /// `POST /account/devices/lost`
    @Sendable private func reportLost(_ request: Request, _ context: FreshContext) async throws -> Response {
        let id = AuthenticatorID(context.form[.id])
        switch try await installations.reportLost(id, by: context.session, from: context.client) {
        case .done: return .seeOther(.devices, saying: .deviceReportedLost)
        case .notFound: throw PageError.notFound
        case .refused(let removal):
            return renderer.form(DeviceLostPage(removal), at: .deviceLost, for: context.signedIn)
        }
    }

    /// `GET /account/devices/remove?id=…`: says what it would cost, before it is asked for.
    @Sendable private func removePage(_ request: Request, _ context: FreshContext) async throws -> Response {
        renderer.form(DeviceRemovePage(try await removal(request, context)), at: .deviceRemove, for: context.signedIn)
    }

    /// `POST /account/devices/remove`
    @Sendable private func remove(_ request: Request, _ context: FreshContext) async throws -> Response {
        let id = AuthenticatorID(context.form[.id])
        switch try await installations.remove(id, by: context.session, from: context.client) {
        case .done: return .seeOther(.devices, saying: .deviceRemoved)
        case .notFound: throw PageError.notFound
        case .refused(let removal):
            return renderer.form(DeviceRemovePage(removal), at: .deviceRemove, for: context.signedIn)
        }
    }

    private func removal(
        _ request: Request, _ context: FreshContext, isLost: Bool = false
    ) async throws -> Installations.Removal {
        let id = AuthenticatorID(request.record)
        guard let removal = try await installations.removal(of: id, of: context.session.account, isLost: isLost) else {
            throw PageError.notFound
        }
        return removal
    }

    /// The session was opened with less than the account has by now, and no fresh proof makes it more (SESS-21).
    private func signInAgain(_ context: FreshContext) async throws -> Response {
        let page = try await page(for: context.signedIn, problems: [.signInAgainFirst])
        return renderer.form(page, at: .devices, for: context.signedIn)
    }
}

// MARK: In the terms of the pages

extension DevicesPage.Row {
    init(_ device: OwnDevice) {
        self.init(
            id: device.id, name: device.name, platform: DevicesPage.Platform(named: device.platform),
            model: device.platform,
            isPrimary: device.role == .primary && device.life != .pending, life: device.life, added: device.added,
            lastSeen: device.lastSeen, lastAddress: device.lastAddress, lastApproval: device.lastApproval,
            promotionDue: device.promotionDue)
    }
}

extension DevicesPage.Platform {
    /// The app says for itself what it runs on; whatever is not known to be a phone looks like a computer.
    init(named name: String) {
        let phones = ["android", "iphone", "ipad", "ios"]
        self = phones.contains { name.lowercased().contains($0) } ? .phone : .computer
    }
}

extension Installation.Life {
    /// Whether asking it makes sense.
    fileprivate var answers: Bool { self == .live || self == .quiet }
}

extension DeviceRemovePage {
    fileprivate init(_ removal: Installations.Removal) {
        self.init(
            id: removal.device.id, name: removal.device.name, costs: removal.costs, problems: removal.problems)
    }
}

extension DeviceLostPage {
    fileprivate init(_ removal: Installations.Removal) {
        self.init(
            id: removal.device.id, name: removal.device.name, costs: removal.costs, problems: removal.problems)
    }
}

extension Installations.Removal {
    var problems: [Problem] {
        if case .refused(let reason) = verdict { [reason.problem] } else { [] }
    }

    fileprivate var costs: [DeviceCost] {
        var costs: [DeviceCost] = turnsSecondStepOff ? [.turnsSecondStepOff] : []
        if losesPassphrase { costs.append(.losesPassphrase) }
        if let heir { costs.append(.handsOver(to: heir.name)) }
        if case .warn(let losses) = verdict {
            for cost in losses.map({ DeviceCost.leavesAlone($0.thing) }) where !costs.contains(cost) {
                costs.append(cost)
            }
        }
        return costs
    }
}

extension FloorRule.Loss {
    /// What a person calls it.
    fileprivate var thing: DeviceCost.Thing {
        switch self {
        case .reinstalled: .device
        case .holding(let holding):
            switch holding {
            case .device: .device
            case .sheet: .backupCodes
            case .memory: .password
            case .mailbox: .mailbox
            case .number, .key, .upstream: .somethingElse
            }
        }
    }
}
