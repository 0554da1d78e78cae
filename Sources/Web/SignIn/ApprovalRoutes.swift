internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInPolicy
internal import SignInService

/// The page that waits for an approval, and everything that happens on it (product.md §4.2).
struct ApprovalRoutes: Sendable {
    let approvals: Approvals
    let signIn: SignIn
    let renderer: PageRenderer
    let streams: WaitingStream

    func add(to attempts: RouterGroup<AttemptContext>) {
        attempts.get(Destination.approval.route, use: page)
        attempts.post(Destination.approval.route, use: goOn)
        attempts.post(Destination.approvalAgain.route, use: ask)
        attempts.get(Destination.approvalEvents.route, use: events)
    }

    /// `GET /sign-in/approval`
    @Sendable private func page(_ request: Request, _ context: AttemptContext) async throws -> Response {
        switch try await approvals.watch(context.attempt, from: context.client) {
        case .waiting(let view):
            return ApprovalAnswers(renderer: renderer, visitor: context.visitor).page(for: view)
        case .notAsked(let heldUntil, let menu):
            let page = ApprovalEndedPage(
                heldUntil == nil ? .withdrawn : .tooMany, device: menu.device, ways: menu.ways)
            return renderer.page(page, at: .approval, for: context)
        case .elsewhere:
            return answers(context).page(for: try await signIn.current(context.attempt), askedAt: .approval)
        }
    }

    /// `POST /sign-in/approval`: takes the approval if there is one. Scripts send it as soon as there is.
    @Sendable private func goOn(_ request: Request, _ context: AttemptContext) async throws -> Response {
        // Looked at first: an attempt that has ended can't tell any more whom it had asked.
        let watch = try await approvals.watch(context.attempt, from: context.client)
        let answer = try await approvals.settle(context.attempt, from: context.client)
        guard case .refused(_, let code) = answer.outcome, case .waiting(let view) = watch, let ending = view.ending
        else { return answers(context).response(to: answer, askedAt: .approval) }
        let page = ApprovalEndedPage(ending, device: view.device, helpCode: code.text)
        var response = renderer.page(page, status: .forbidden, at: .signIn, for: context)
        response.forget(.attempt)
        return response
    }

    /// `POST /sign-in/approval/again`: asks once more, or another device.
    @Sendable private func ask(_ request: Request, _ context: AttemptContext) async throws -> Response {
        let key = context.form[.way]
        let answer =
            key.isEmpty
            ? try await approvals.askAgain(context.attempt, from: context.client)
            : try await signIn.choose(key, in: context.attempt, from: context.client)
        return answers(context).response(to: answer, askedAt: .approval)
    }

    /// `GET /sign-in/approval/events`
    @Sendable private func events(_ request: Request, _ context: AttemptContext) async throws -> Response {
        let (attempt, client) = (context.attempt, context.client)
        guard case .waiting(let view) = try await approvals.watch(attempt, from: client) else {
            return Response(status: .noContent)
        }
        return try streams.response(to: request, about: view.topics, dues: view.dues, owner: attempt) {
            guard case .waiting(let view) = try await approvals.watch(attempt, from: client) else { return nil }
            return view.state
        }
    }

    private func answers(_ context: AttemptContext) -> SignInAnswers {
        SignInAnswers(renderer: renderer, visitor: context.visitor)
    }
}

/// Turns what there is to see of a request into its page: waiting, or ended.
struct ApprovalAnswers: Sendable {
    let renderer: PageRenderer
    let visitor: Visitor

    func page(for view: ApprovalView) -> Response {
        guard let ending = view.ending else {
            let page = ApprovalPage(
                asked: AskedApproval(view, at: renderer.time.now()), ways: view.ways, mayAskAgain: view.mayAskAgain)
            return renderer.page(page, at: .approval, for: visitor)
        }
        let isOver = ending.endsSignIn
        let page = ApprovalEndedPage(
            view.heldUntil != nil && !isOver ? .tooMany : ending, device: view.device,
            ways: isOver ? [] : view.ways, mayAskAgain: view.mayAskAgain)
        return renderer.page(page, at: .approval, for: visitor)
    }
}

// MARK: In the terms of the pages

extension AskedApproval {
    init(_ view: ApprovalView, at now: Moment) {
        self.init(
            device: view.device, lastSeen: view.lastSeen, number: view.number ?? Secret(""), progress: view.progress,
            secondsLeft: (view.expires - now).wholeSeconds, isOverdue: view.opensOtherWays)
    }
}

extension ApprovalView {
    /// A device that may well be dead is never waited for: the other ways stand open from the start.
    var opensOtherWays: Bool { isOverdue || (isDoubtful && phase == .sent) }

    /// What else there is, without the device that is being asked.
    var ways: [OtherWaysPage.Way] {
        (isFirst ? otherWays.firstWays : otherWays.ways).filter { way in
            guard case .approval(let other) = way.kind else { return true }
            return other.name != device || other.lastSeen != lastSeen
        }
    }

    var progress: ApprovalProgress {
        switch phase {
        case .arrived: .arrived
        case .shown: .shown
        case .approved: .approved
        case .sent, .refused, .notMe, .expired, .superseded, .withdrawn, .spent: .sent
        }
    }

    /// How it has ended; `nil` while it waits, or while its approval does.
    var ending: ApprovalEndedPage.Ending? {
        switch phase {
        case .sent, .arrived, .shown, .approved: nil
        case .refused: endedByWrongNumbers ? .wrongNumbers : .refused
        case .notMe: .notMe
        case .expired: .expired
        case .superseded: .superseded
        case .withdrawn, .spent: .withdrawn
        }
    }

    /// What the stream says of it.
    var state: WaitingStream.State {
        WaitingStream.State(
            phase: phase.rawValue, isOverdue: opensOtherWays, isFinal: ending != nil || phase == .approved)
    }

    /// When the page changes though nobody does anything.
    var dues: [Moment] { [askedAt + Limits.receiptTimeout, expires] }
}

extension ApprovalEndedPage.Ending {
    /// Whether nothing else may follow in the same attempt.
    fileprivate var endsSignIn: Bool {
        switch self {
        case .refused, .wrongNumbers, .notMe: true
        case .expired, .superseded, .withdrawn, .tooMany: false
        }
    }
}

extension Menu {
    /// The device that an approval would be asked of first; empty if none is offered.
    var device: String {
        offers.lazy.compactMap { offer in
            if case .app(let name, _) = offer.need { name } else { nil }
        }.first ?? ""
    }
}
