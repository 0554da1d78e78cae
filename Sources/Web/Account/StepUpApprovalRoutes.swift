internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInPolicy
internal import SignInService

/// Fresh proof by an approval in the app: the same page as on the way in, for a session instead of an attempt.
struct StepUpApprovalRoutes: Sendable {
    let stepUps: StepUps
    let renderer: PageRenderer
    let streams: WaitingStream

    func add(to signedIn: RouterGroup<SignedInContext>) {
        signedIn.get(Destination.stepUpApproval.route, use: page)
        signedIn.post(Destination.stepUpApproval.route, use: goOn)
        signedIn.post(Destination.stepUpApprovalAgain.route, use: ask)
        signedIn.get(Destination.stepUpApprovalEvents.route, use: events)
    }

    /// `GET /step-up/approval?returnTo=…`
    @Sendable private func page(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let back = ReturnPath(String(request.uri.queryParameters[FormField.returnTo.rawValue[...]] ?? ""))
        guard case .waiting(let view) = try await stepUps.watch(in: context.session, from: context.client),
            view.phase != .spent
        else { return .seeOther(Destination.stepUp(returningTo: path(back))) }
        let road = ApprovalRoad.stepUp(returnTo: path(back), others: others(view.otherWays, back))
        guard let ending = view.ending else {
            let page = ApprovalPage(
                asked: AskedApproval(view, at: renderer.time.now()), road: road, ways: [],
                mayAskAgain: view.mayAskAgain)
            return renderer.page(page, at: .stepUpApproval, for: context)
        }
        let page = ApprovalEndedPage(
            view.heldUntil == nil ? ending : .tooMany, device: view.device, road: road,
            mayAskAgain: view.heldUntil == nil && !view.isGone && ending != .notMe)
        return renderer.page(page, at: .stepUpApproval, for: context)
    }

    /// `POST /step-up/approval`: takes the approval if there is one.
    @Sendable private func goOn(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let back = ReturnPath(context.form[.returnTo])
        switch try await stepUps.settle(in: context.session, from: context.client) {
        case .proven(let token):
            var response = Response.seeOther(path(back))
            response.set(.session, to: token.reveal())
            return response
        case .ask, .askAgain, .wait: return .seeOther(Destination.stepUpApproval(returningTo: path(back)))
        case .refused(let refusal, let code):
            let page = RefusedPage(reason: refusal.reason, helpCode: code.text, again: .overview)
            return renderer.page(page, status: .forbidden, at: .stepUp, for: context)
        case .signedOut: return .seeOther(.signIn)
        }
    }

    /// `POST /step-up/approval/again`: asks the best device.
    @Sendable private func ask(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let back = ReturnPath(context.form[.returnTo])
        switch try await stepUps.ask(in: context.session, from: context.client) {
        case .asked: return .seeOther(Destination.stepUpApproval(returningTo: path(back)))
        case .held(let until):
            return renderer.tooManyTries(until: until, again: .stepUp, otherWays: .stepUp, context)
        case .notOffered: return .seeOther(Destination.stepUp(returningTo: path(back)))
        case .signedOut: return .seeOther(.signIn)
        }
    }

    /// `GET /step-up/approval/events`
    @Sendable private func events(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let (session, client) = (context.session, context.client)
        guard case .waiting(let view) = try await stepUps.watch(in: session, from: client) else {
            return Response(status: .noContent)
        }
        return try streams.response(
            to: request, about: view.topics, dues: view.dues, owner: session.token
        ) {
            guard case .waiting(let view) = try await stepUps.watch(in: session, from: client) else { return nil }
            return view.state
        }
    }

    private func path(_ back: ReturnPath?) -> String { back?.path ?? Destination.overview.path }

    /// The proofs that need no device to answer.
    private func others(_ menu: Menu, _ back: ReturnPath?) -> [StepUpPage.Alternative] {
        var methods: [Identity.Method] = []
        for offer in menu.offers where offer.method != .approval && !methods.contains(offer.method) {
            // A passkey and a security key are one choice.
            guard !offer.method.isKey || !methods.contains(where: \.isKey) else { continue }
            methods.append(offer.method)
        }
        return methods.compactMap { method in
            method.stepUpProof.map {
                StepUpPage.Alternative($0, link: Destination.stepUp(returningTo: path(back), by: method.rawValue))
            }
        }
    }
}

extension Identity.Method {
    /// The form that takes this proof; `nil` where the proof has a page of its own, or this version can't ask for it.
    var stepUpProof: StepUpPage.Proof? {
        switch self {
        case .password: .password
        case .totp: .authenticatorCode
        case .appCode: .appCode
        case .backupCode: .backupCode
        case .passkey, .securityKey: .key(nil)
        case .passphrase: .passphrase
        case .smsCode: .textCode(number: "")
        case .emailCode, .approval, .appScan, .upstream: nil
        }
    }
}
