internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInPolicy
internal import SignInService
internal import Store

/// The addresses and numbers that name the account.
struct IdentifierRoutes: Sendable {
    let identifiers: OwnIdentifiers
    let renderer: PageRenderer
    let takesNumbers: Bool

    func add(to signedIn: RouterGroup<SignedInContext>, _ fresh: RouterGroup<FreshContext>) {
        signedIn.get(Destination.identifiers.route, use: list)
        fresh.get(Destination.identifierAdd.route, use: addPage)
        fresh.post(Destination.identifierAdd.route, use: add)
        // Begun by a fresh session, and bound to it: the mail may take longer than the proof stays fresh.
        signedIn.get(Destination.identifierVerify.route, use: verifyPage)
        signedIn.post(Destination.identifierVerify.route, use: verify)
        fresh.get(Destination.identifierRemove.route, use: removePage)
        fresh.post(Destination.identifierRemove.route, use: remove)
        fresh.post(Destination.identifierForNotices.route, use: chooseForNotices)
    }

    /// `GET /account/identifiers`
    @Sendable private func list(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let rows = try await identifiers.list(of: context.session.account).map(IdentifiersPage.Row.init)
        let page = IdentifiersPage(rows: rows, takesNumbers: takesNumbers)
        return renderer.landing(page, at: .identifiers, request, for: context)
    }

    // MARK: Adding

    /// `GET /account/identifiers/add`
    @Sendable private func addPage(_ request: Request, _ context: FreshContext) -> Response {
        renderer.form(IdentifierAddPage(takesNumbers: takesNumbers), at: .identifierAdd, for: context.signedIn)
    }

    /// `POST /account/identifiers/add`
    @Sendable private func add(_ request: Request, _ context: FreshContext) async throws -> Response {
        let typed = context.form[.identifier]
        switch try await identifiers.begin(adding: typed, by: context.session) {
        case .codeSent: return .seeOther(.identifierVerify)
        case .missing: return addPage(again: typed, .identifierMissing, context)
        case .unreadable: return addPage(again: typed, .identifierUnreadable, context)
        case .groupAddress: return addPage(again: typed, .groupAddress, context)
        case .alreadyYours:
            return addPage(again: typed, typed.contains("@") ? .identifierTaken : .numberTaken, context)
        case .tooMany: return addPage(again: typed, .tooManyIdentifiers, context)
        case .numberUnreadable: return addPage(again: typed, .numberUnreadable, context)
        case .notMobile: return addPage(again: typed, .numberNotMobile, context)
        case .needsBetterFactor: return addPage(again: typed, .numberNeedsBetterFactor, context)
        }
    }

    private func addPage(again typed: String, _ problem: Problem, _ context: FreshContext) -> Response {
        renderer.form(
            IdentifierAddPage(identifier: typed, takesNumbers: takesNumbers, problems: [problem]), at: .identifierAdd,
            for: context.signedIn)
    }

    /// `GET /account/identifiers/verify`
    @Sendable private func verifyPage(_ request: Request, _ context: SignedInContext) async throws -> Response {
        guard let pending = try await identifiers.pending(in: context.session) else { return .seeOther(.identifiers) }
        return renderer.landing(
            IdentifierVerifyPage(identifier: pending.shown, isNumber: pending.isNumber), at: .identifierVerify, request,
            for: context)
    }

    /// `POST /account/identifiers/verify`: the code, or the wish for another one.
    @Sendable private func verify(_ request: Request, _ context: SignedInContext) async throws -> Response {
        guard context.form["again"].isEmpty else {
            try await identifiers.sendAgain(in: context.session)
            return .seeOther(.identifierVerify, saying: .codeSent)
        }
        let pending = try await identifiers.pending(in: context.session)
        switch try await identifiers.submit(code: context.form[.code], in: context.session, from: context.client) {
        case .added:
            return .seeOther(.identifiers, saying: pending?.isNumber ?? false ? .numberAdded : .identifierAdded)
        case .askAgain(let problem):
            let page = IdentifierVerifyPage(
                identifier: pending?.shown ?? "", isNumber: pending?.isNumber ?? false,
                problems: [problem.problem(at: .identifierVerify)])
            return renderer.form(page, at: .identifierVerify, for: context)
        case .taken:
            let page = IdentifierAddPage(
                identifier: pending?.shown ?? "", takesNumbers: takesNumbers,
                problems: [pending?.isNumber ?? false ? .numberTaken : .identifierTaken])
            return renderer.form(page, at: .identifierAdd, for: context)
        case .beginAgain: return .seeOther(.identifierAdd)
        }
    }

    // MARK: Removing and choosing

    /// `GET /account/identifiers/remove?id=…`
    @Sendable private func removePage(_ request: Request, _ context: FreshContext) async throws -> Response {
        let id = IdentifierID(request.record)
        guard let found = try await identifiers.identifier(id, of: context.session.account) else {
            return .seeOther(.identifiers)
        }
        return renderer.form(
            IdentifierRemovePage(id: id, address: found.identifier.shown, isNumber: found.identifier.isNumber),
            at: .identifierRemove, for: context.signedIn)
    }

    /// `POST /account/identifiers/remove`
    @Sendable private func remove(_ request: Request, _ context: FreshContext) async throws -> Response {
        let id = IdentifierID(context.form[.id])
        let found = try await identifiers.identifier(id, of: context.session.account)?.identifier
        let isNumber = found?.isNumber ?? false
        switch try await identifiers.remove(id, by: context.session, from: context.client) {
        case .removed: return .seeOther(.identifiers, saying: isNumber ? .numberRemoved : .identifierRemoved)
        case .notFound: return .seeOther(.identifiers)
        case .refused(let reason):
            let page = IdentifierRemovePage(
                id: id, address: found?.shown ?? "", isNumber: isNumber, problems: [reason.problem])
            return renderer.form(page, at: .identifierRemove, for: context.signedIn)
        }
    }

    /// `POST /account/identifiers/notices`
    @Sendable private func chooseForNotices(_ request: Request, _ context: FreshContext) async throws -> Response {
        let id = IdentifierID(context.form[.id])
        let chosen = try await identifiers.chooseForNotices(id, by: context.session, from: context.client)
        return chosen ? .seeOther(.identifiers, saying: .identifierForNoticesChosen) : .seeOther(.identifiers)
    }
}

extension Identifier {
    fileprivate var isNumber: Bool {
        switch self {
        case .email: false
        case .phone: true
        }
    }
}

extension IdentifiersPage.Row {
    fileprivate init(_ record: IdentifierRecord) {
        self.init(
            id: record.id, address: record.identifier.shown, isForNotices: record.forNotices,
            isNumber: record.identifier.isNumber, added: record.verifiedAt)
    }
}

extension FloorRule.Reason {
    /// Why a change is refused, in the words of the pages.
    var problem: Problem {
        switch self {
        case .lastIdentifier: .lastIdentifier
        case .notFound, .noWayIn, .secondStepRequired, .onlyRecoveryLeft, .passwordTooShortAlone, .noLockedApp,
            .losesResilience:
            .wouldLockOut
        }
    }
}
