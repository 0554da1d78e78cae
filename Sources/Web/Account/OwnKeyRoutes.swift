internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInPolicy
internal import SignInService

/// The person's passkeys and security keys: list, add, rename, remove.
struct OwnKeyRoutes: Sendable {
    let keys: OwnKeys
    let enrolling: Enrolling
    let renderer: PageRenderer

    func add(to signedIn: RouterGroup<SignedInContext>, _ fresh: RouterGroup<FreshContext>) {
        signedIn.get(Destination.keys.route, use: list)
        fresh.get(Destination.keyAdd.route) { _, context in try await addPage(context) }
        fresh.post(Destination.keyAdd.route, use: add)
        signedIn.get(Destination.keyRename.route, use: renamePage)
        signedIn.post(Destination.keyRename.route, use: rename)
        fresh.get(Destination.keyRemove.route, use: removePage)
        fresh.post(Destination.keyRemove.route, use: remove)
    }

    /// `GET /account/keys`
    @Sendable private func list(_ request: Request, _ context: SignedInContext) async throws -> Response {
        renderer.landing(try await listPage(for: context), at: .keys, request, for: context)
    }

    private func listPage(for context: SignedInContext, problems: [Problem] = []) async throws -> KeysPage {
        let account = context.session.account
        return KeysPage(
            rows: try await keys.keys(of: account).map(KeysPage.Row.init),
            signal: try await keys.signal(of: account).map(KeysPage.Signal.init), problems: problems)
    }

    // MARK: Adding

    /// `GET /account/keys/add`
    private func addPage(_ context: FreshContext, name: String = "", problems: [Problem] = []) async throws
        -> Response
    {
        switch try await enrolling.beginKey(for: context.session.account, heldBy: context.holder) {
        case .ask(let questions):
            let page = KeyAddPage(
                ceremony: questions.ceremony.rawValue, passkey: questions.passkey,
                securityKey: questions.securityKey, name: name, problems: problems)
            return renderer.form(page, at: .keyAdd, for: context.signedIn)
        case .saveCodes:
            return .seeOther(.backupCodesNew)
        case .tooMany:
            let page = try await listPage(for: context.signedIn, problems: [.tooManyKeys])
            return renderer.form(page, at: .keys, for: context.signedIn)
        }
    }

    /// `POST /account/keys/add`
    @Sendable private func add(_ request: Request, _ context: FreshContext) async throws -> Response {
        let (form, typed) = (context.form, context.form[.name])
        let method = Identity.Method(rawValue: form[.way])
        let suggested = renderer.pages.suggestedKeyName(
            isPasskey: method == .passkey, in: context.session.language)
        let answer = try await enrolling.submit(
            key: NewKeyAnswer(ceremony: form[.id], for: method, credential: form[.credential]),
            named: typed.allSatisfy(\.isWhitespace) ? suggested : typed, for: context.session.account,
            heldBy: context.holder, from: context.client)
        switch answer {
        case .added: return .seeOther(.keys, saying: .keyAdded)
        case .saveCodes: return try await saveCodes(context)
        case .refused(let refusal): return try await addPage(context, name: typed, problems: [refusal.problem])
        case .nameRefused(let refusal): return try await addPage(context, name: typed, problems: [refusal.problem])
        case .beginAgain: return try await addPage(context, name: typed, problems: [.keyOverdue])
        }
    }

    /// The first second factor works, and waits for backup codes: here they are.
    private func saveCodes(_ context: FreshContext) async throws -> Response {
        switch try await enrolling.makeCodes(for: context.session.account, heldBy: context.holder) {
        case .show: .seeOther(.backupCodesNew, saying: .keyWaits)
        case .addAppFirst: .seeOther(.keyAdd)
        }
    }

    // MARK: Renaming

    /// `GET /account/keys/rename?id=…`
    @Sendable private func renamePage(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let keys = try await keys.keys(of: context.session.account)
        guard let key = keys.first(where: { $0.id.rawValue == request.record }) else { return .seeOther(.keys) }
        return renderer.form(KeyRenamePage(id: key.id, name: key.name), at: .keyRename, for: context)
    }

    /// `POST /account/keys/rename`
    @Sendable private func rename(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let (id, typed) = (AuthenticatorID(context.form[.id]), context.form[.name])
        switch try await keys.rename(id, to: typed, by: context.session, from: context.client) {
        case .renamed: return .seeOther(.keys, saying: .keyRenamed)
        case .notFound: return .seeOther(.keys)
        case .refused(let refusal):
            let page = KeyRenamePage(id: id, name: typed, problems: [refusal.problem])
            return renderer.form(page, at: .keyRename, for: context)
        }
    }

    // MARK: Removing

    /// `GET /account/keys/remove?id=…`: says what it would cost, before it is asked for.
    @Sendable private func removePage(_ request: Request, _ context: FreshContext) async throws -> Response {
        let id = AuthenticatorID(request.record)
        guard let removal = try await keys.removal(of: id, of: context.session.account) else { return .seeOther(.keys) }
        return renderer.form(KeyRemovePage(removal), at: .keyRemove, for: context.signedIn)
    }

    /// `POST /account/keys/remove`
    @Sendable private func remove(_ request: Request, _ context: FreshContext) async throws -> Response {
        switch try await keys.remove(AuthenticatorID(context.form[.id]), by: context.session, from: context.client) {
        case .removed: return .seeOther(.keys, saying: .keyRemoved)
        case .notFound: return .seeOther(.keys)
        case .refused(let removal):
            return renderer.form(KeyRemovePage(removal), at: .keyRemove, for: context.signedIn)
        }
    }
}

extension KeysPage.Row {
    fileprivate init(_ key: OwnKeys.Key) {
        self.init(
            id: key.id, name: key.name, signsInAlone: key.signsInAlone, isSynced: key.isSynced,
            isAllowed: key.isAllowed, added: key.added, lastUsed: key.lastUsed)
    }
}

extension KeysPage.Signal {
    fileprivate init(_ signal: OwnKeys.Signal) {
        self.init(
            relyingParty: signal.relyingParty, handle: signal.handle, credentials: signal.credentials,
            name: signal.name, displayName: signal.displayName)
    }
}

extension KeyRemovePage {
    fileprivate init(_ removal: OwnKeys.Removal) {
        let (problems, costs): ([Problem], Bool) =
            switch removal.verdict {
            case .refused(let reason): ([reason.problem], false)
            case .warn: ([], true)
            case .allowed: ([], false)
            }
        self.init(
            id: removal.key.id, name: removal.key.name, isLast: removal.turnsSecondStepOff, costsResilience: costs,
            losesPassphrase: removal.losesPassphrase, problems: problems)
    }
}

extension Enrolling.KeyRefusal {
    /// The words above the page.
    fileprivate var problem: Problem {
        switch self {
        case .notUnderstood: .keyNotUnderstood
        case .notVerified: .keyNotVerified
        case .notTouched: .keyNotTouched
        case .wrongPage: .keyWrongPage
        case .known: .keyKnown
        case .notVouchedFor: .keyNotVouchedFor
        case .modelNotAllowed: .keyModelNotAllowed
        case .synced: .keySynced
        }
    }
}
