internal import Hummingbird
internal import Identity
internal import Pages
internal import QRCode
internal import SignInPolicy
internal import SignInService
internal import Store

/// Adding a device, and testing one: both wait for the app on it.
struct DeviceAddRoutes: Sendable {
    let installations: Installations
    let approvals: Approvals
    let renderer: PageRenderer
    let streams: WaitingStream
    /// What the link in the QR code begins with.
    let origin: String

    func add(to signedIn: RouterGroup<SignedInContext>, _ fresh: RouterGroup<FreshContext>) {
        fresh.get(Destination.deviceAdd.route, use: addPage)
        fresh.post(Destination.deviceAdd.route, use: begin)
        signedIn.get(Destination.deviceTest.route, use: testPage)
        signedIn.post(Destination.deviceTest.route, use: test)
        signedIn.get(Destination.deviceEvents.route, use: events)
    }

    // MARK: Adding

    /// `GET /account/devices/add`: the link, or how far the device has come that has used it.
    @Sendable private func addPage(_ request: Request, _ context: FreshContext) async throws -> Response {
        switch try await installations.progress(of: context.session) {
        case .enrolled(_, let name, let test, let isOverdue):
            let page = DeviceAddPage(
                test.hasReached ? .testing : .linked, device: name, isOverdue: isOverdue || test.isOver)
            return renderer.form(page, at: .deviceAdd, for: context.signedIn)
        case .ready(_, let name):
            guard try await installations.replacing(by: context.session) == nil else {
                return .seeOther(.deviceReplace)
            }
            return renderer.form(DeviceAddPage(.ready, device: name), at: .deviceAdd, for: context.signedIn)
        case .waiting, .gone:
            return try await invite(context)
        }
    }

    /// `POST /account/devices/add`: begins, or begins anew once the last one is done.
    @Sendable private func begin(_ request: Request, _ context: FreshContext) async throws -> Response {
        _ = try await installations.invite(by: context.session, from: context.client)
        return .seeOther(.deviceAdd)
    }

    private func invite(_ context: FreshContext) async throws -> Response {
        switch try await installations.invite(by: context.session, from: context.client) {
        case .link(let token, let expires):
            let path = Paths.enrolment(token.reveal())
            let qr = Drawing(svg: try QRSymbol(origin + path).svg)
            let page = DeviceAddPage(
                .waiting, link: (qr, path), secondsLeft: (expires - renderer.time.now()).wholeSeconds)
            return renderer.form(page, at: .deviceAdd, for: context.signedIn)
        case .saveCodesFirst:
            return renderer.form(DeviceCodesFirstPage(), at: .deviceAdd, for: context.signedIn)
        case .stepUpFirst: return try await refused(.signInAgainFirst, context)
        case .tooMany: return try await refused(.tooManyDevices, context)
        }
    }

    private func refused(_ problem: Problem, _ context: FreshContext) async throws -> Response {
        let devices = try await installations.own(of: context.session.account)
        let isRestricted = try await installations.isRestricted(context.session.account)
        let page = DevicesPage(
            rows: devices.map(DevicesPage.Row.init), isRestricted: isRestricted, problems: [problem])
        return renderer.form(page, at: .devices, for: context.signedIn)
    }

    // MARK: Testing

    /// `POST /account/devices/test`
    @Sendable private func test(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let device = try await device(context.form[.id], of: context)
        let sent = try await approvals.sendTest(
            to: device.id, of: context.session.account, from: context.client)
        guard sent != nil else {
            return renderer.tooManyTries(until: nil, again: .devices, otherWays: nil, context)
        }
        return .seeOther("\(Destination.deviceTest.path)?\(FormField.id.rawValue)=\(device.id.rawValue)")
    }

    /// `GET /account/devices/test?id=…`
    @Sendable private func testPage(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let device = try await device(request.record, of: context)
        guard let test = try await approvals.test(of: device.id) else { return .seeOther(.devices) }
        let page = DeviceTestPage(
            id: device.id, name: device.name, lastSeen: device.lastSeen, stage: test.phase.stage,
            isOverdue: test.isOverdue)
        return renderer.form(page, at: .deviceTest, for: context)
    }

    private func device(_ id: String, of context: SignedInContext) async throws -> OwnDevice {
        guard
            let device = try await installations.own(of: context.session.account).first(where: { $0.id.rawValue == id })
        else { throw PageError.notFound }
        return device
    }

    // MARK: Live

    /// `GET /account/devices/events`: of the device that is being added, or of the test of the one with that ID.
    @Sendable private func events(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let session = context.session
        let now = renderer.time.now()
        guard request.record.isEmpty else {
            let device = try await device(request.record, of: context)
            guard let test = try await approvals.test(of: device.id) else { return Response(status: .noContent) }
            return try streams.response(
                to: request, about: [.request(test.topic)],
                dues: [now + Limits.receiptTimeout, now + Limits.approvalLife], owner: session.token
            ) {
                guard let test = try await approvals.test(of: device.id) else { return nil }
                return WaitingStream.State(
                    phase: test.phase.rawValue, isOverdue: test.isOverdue,
                    isFinal: test.phase.isOver || test.phase == .approved || test.phase == .spent)
            }
        }
        return try streams.response(
            to: request, about: [.account(session.account)],
            dues: [now + Limits.receiptTimeout, now + Limits.installationLinkLife], owner: session.token
        ) {
            let stage = try await installations.progress(of: session)
            return WaitingStream.State(phase: stage.word, isOverdue: stage.isOverdue, isFinal: stage.isFinal)
        }
    }
}

// MARK: In the terms of the pages

extension ApprovalRequest.Phase {
    /// Whether the app has it.
    fileprivate var hasReached: Bool { self == .arrived || self == .shown || self == .approved || self == .spent }

    /// Whether nothing comes of it any more.
    fileprivate var isOver: Bool {
        switch self {
        case .expired, .refused, .notMe, .superseded, .withdrawn: true
        case .sent, .arrived, .shown, .approved, .spent: false
        }
    }

    fileprivate var stage: DeviceTestPage.Stage {
        switch self {
        case .sent: .under(.sent)
        case .arrived: .under(.arrived)
        case .shown: .under(.shown)
        case .approved, .spent: .under(.approved)
        case .expired, .refused, .notMe, .superseded, .withdrawn: .unanswered
        }
    }
}

extension Installations.AddingProgress {
    fileprivate var word: String {
        switch self {
        case .waiting: DeviceAddPage.Stage.waiting.rawValue
        case .enrolled(_, _, let test, _): (test.hasReached ? DeviceAddPage.Stage.testing : .linked).rawValue
        case .ready: DeviceAddPage.Stage.ready.rawValue
        case .gone: "gone"
        }
    }

    fileprivate var isOverdue: Bool {
        if case .enrolled(_, _, let test, let isOverdue) = self { isOverdue || test.isOver } else { false }
    }

    fileprivate var isFinal: Bool {
        switch self {
        case .ready, .gone: true
        case .waiting, .enrolled: false
        }
    }
}
