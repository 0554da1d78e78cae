internal import Hummingbird
internal import Identity
internal import OpenIDConnect
internal import Pages
internal import SignInService

/// Where a person lets a device in that has no keyboard (RFC 8628 §3.3).
struct DeviceEntryRoutes: Sendable {
    let devices: DeviceSignIns
    let renderer: PageRenderer

    func add(to signedIn: RouterGroup<SignedInContext>) {
        signedIn.get(Destination.deviceEntry.route, use: page)
        signedIn.post(Destination.deviceEntry.route, use: submit)
        signedIn.post(Destination.deviceDecide.route, use: decide)
    }

    /// `GET /device`, with the code in the address where the device has shown it so. It is asked about all the same.
    @Sendable private func page(_ request: Request, _ context: SignedInContext) async throws -> Response {
        guard !request.record.isEmpty else { return renderer.page(DeviceEntryPage(), at: .deviceEntry, for: context) }
        return response(to: try await devices.look(request.record, in: context.session), request.record, context)
    }

    /// `POST /device`
    @Sendable private func submit(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let typed = context.form[.code]
        let step = try await devices.look(typed, in: context.session)
        guard case .ask(let question) = step else { return response(to: step, typed, context) }
        return .seeOther(Destination.deviceEntry(of: question.code))
    }

    /// `POST /device/decide`
    @Sendable private func decide(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let code = context.form[.id]
        let step = try await devices.decide(
            code, allowing: context.form[.decision] == "allow", in: context.session, from: context.client)
        return response(to: step, code, context)
    }

    private func response(to step: DeviceSignIns.Step, _ typed: String, _ context: SignedInContext) -> Response {
        switch step {
        case .ask(let question):
            return renderer.page(
                DeviceQuestionPage(question), at: .deviceEntry, about: question.code.letters, for: context)
        case .unreadable, .unknown:
            let problem: Problem = typed.allSatisfy(\.isWhitespace) ? .codeMissing : .deviceCodeUnknown
            return renderer.form(DeviceEntryPage(code: typed, problems: [problem]), at: .deviceEntry, for: context)
        case .wait(let until):
            return renderer.page(
                TooManyTriesPage(secondsLeft: renderer.seconds(until: until), cause: .tries, again: .deviceEntry),
                status: .tooManyRequests, at: .deviceEntry, for: context)
        case .stepUp(let way):
            let back = UserCode(typed).map { Destination.deviceEntry(of: $0) } ?? Destination.deviceEntry.path
            return .seeOther(Destination.stepUp(returningTo: back, by: way?.rawValue))
        case .allowed(let application):
            return renderer.page(DeviceDonePage(application, isAllowed: true), at: .deviceEntry, for: context)
        case .denied(let application):
            return renderer.page(DeviceDonePage(application, isAllowed: false), at: .deviceEntry, for: context)
        }
    }
}

extension DeviceQuestionPage {
    fileprivate init(_ question: DeviceSignIns.Question) {
        self.init(
            code: question.code.letters, shown: question.code.text, application: question.application,
            place: question.place, askedAt: question.askedAt, wishes: question.scopes.map(ConsentPage.Wish.init))
    }
}
