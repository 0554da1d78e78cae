internal import Bytes
internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInPolicy
internal import SignInService

/// The passphrase of somebody signed in: what it is good for, and the forms that set, change, repeat and remove it.
///
/// No form here has a field for it: the browser derives keys, and sends one of them.
struct PassphraseRoutes: Sendable {
    let passphrases: Passphrases
    /// A passphrase should not be made of it.
    let serviceName: String
    let renderer: PageRenderer

    func add(to signedIn: RouterGroup<SignedInContext>, _ fresh: RouterGroup<FreshContext>) {
        signedIn.get(Destination.passphraseStanding.route, use: standingPage)
        signedIn.get(Destination.passphraseCheck.route, use: checkPage)
        signedIn.post(Destination.passphraseCheck.route, use: check)
        fresh.get(Destination.passphraseNew.route, use: newPage)
        fresh.post(Destination.passphraseNew.route, use: set)
        fresh.get(Destination.passphraseChange.route, use: changePage)
        fresh.post(Destination.passphraseChange.route, use: change)
        fresh.get(Destination.passphraseRemove.route, use: removePage)
        fresh.post(Destination.passphraseRemove.route, use: remove)
    }

    /// `GET /account/passphrase`
    @Sendable private func standingPage(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let standing = try await standing(of: context)
        let page = PassphrasePage(changed: standing.current?.changed, mayBeSet: standing.mayBeSet)
        return renderer.landing(page, at: .passphraseStanding, request, for: context)
    }

    // MARK: Setting and changing

    /// `GET /account/passphrase/new`
    @Sendable private func newPage(_ request: Request, _ context: FreshContext) async throws -> Response {
        try await form(context) { $0.newPurpose }
    }

    /// `POST /account/passphrase/new`
    @Sendable private func set(_ request: Request, _ context: FreshContext) async throws -> Response {
        guard let new = NewPassphrase(context.form) else { return try await form(context) { $0.newPurpose } }
        let setting = try await passphrases.set(new, by: context.session, from: context.client)
        return try await response(to: setting, saying: .passphraseSet, again: .passphraseNew, context) { $0.newPurpose }
    }

    /// `GET /account/passphrase/change`
    @Sendable private func changePage(_ request: Request, _ context: FreshContext) async throws -> Response {
        try await form(context) { $0.changePurpose }
    }

    /// `POST /account/passphrase/change`
    @Sendable private func change(_ request: Request, _ context: FreshContext) async throws -> Response {
        guard let new = NewPassphrase(context.form) else { return try await form(context) { $0.changePurpose } }
        let setting = try await passphrases.set(
            new, changing: context.form.bytes(.oldAuthenticationKey), by: context.session, from: context.client)
        return try await response(to: setting, saying: .passphraseChanged, again: .passphraseChange, context) {
            $0.changePurpose
        }
    }

    private func response(
        to setting: Passphrases.Setting, saying notice: Notice, again: Destination, _ context: FreshContext,
        _ purpose: (Passphrases.Standing) -> PassphraseEditPage.Purpose?
    ) async throws -> Response {
        switch setting {
        case .saved: .seeOther(.passphraseStanding, saying: notice)
        case .wrongOld: try await form(context, problem: .wrongPassphrase, purpose)
        case .keyChanged: try await form(context, problem: .passphraseChangedElsewhere, purpose)
        case .wait(let until):
            renderer.tooManyTries(until: until, again: again, otherWays: .passphraseStanding, context.signedIn)
        case .addAppFirst, .notAllowed: .seeOther(.passphraseStanding)
        case .notFound: throw PageError.signInFirst
        }
    }

    /// - Parameter purpose: `nil` where there is nothing to do that with.
    private func form(
        _ context: FreshContext, problem: Problem? = nil,
        _ purpose: (Passphrases.Standing) -> PassphraseEditPage.Purpose?
    ) async throws -> Response {
        let standing = try await standing(of: context.signedIn)
        guard standing.mayBeSet, let purpose = purpose(standing) else { return .seeOther(.passphraseStanding) }
        let isChange = if case .change = purpose { true } else { false }
        let page = PassphraseEditPage(
            purpose: purpose, account: standing.account.rawValue, keyNumber: standing.keyNumber + (isChange ? 0 : 1),
            known: [standing.identifier, serviceName], problems: problem.map { [$0] } ?? [])
        return renderer.form(page, at: isChange ? .passphraseChange : .passphraseNew, for: context.signedIn)
    }

    private func standing(of context: SignedInContext) async throws -> Passphrases.Standing {
        guard let standing = try await passphrases.standing(of: context.session.account) else {
            throw PageError.signInFirst
        }
        return standing
    }

    // MARK: Repeating

    /// `GET /account/passphrase/check`
    @Sendable private func checkPage(_ request: Request, _ context: SignedInContext) async throws -> Response {
        try await checkForm(context)
    }

    /// `POST /account/passphrase/check`
    @Sendable private func check(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let checking = try await passphrases.check(
            context.form.bytes(.authenticationKey), by: context.session, from: context.client)
        switch checking {
        case .right: return .seeOther(.passphraseStanding, saying: .passphraseRight)
        case .wrong: return try await checkForm(context, problem: .wrongPassphrase)
        case .wait(let until):
            return renderer.tooManyTries(
                until: until, again: .passphraseCheck, otherWays: .passphraseStanding, context)
        case .notSet: return .seeOther(.passphraseStanding)
        }
    }

    private func checkForm(_ context: SignedInContext, problem: Problem? = nil) async throws -> Response {
        let standing = try await standing(of: context)
        guard let current = standing.current else { return .seeOther(.passphraseStanding) }
        let page = PassphraseEditPage(
            purpose: .check(PassphraseKeys(current.derivation)), account: standing.account.rawValue,
            keyNumber: standing.keyNumber, problems: problem.map { [$0] } ?? [])
        return renderer.form(page, at: .passphraseCheck, for: context)
    }

    // MARK: Removing

    /// `GET /account/passphrase/remove`
    @Sendable private func removePage(_ request: Request, _ context: FreshContext) async throws -> Response {
        guard let removal = try await passphrases.removal(of: context.session.account) else {
            return .seeOther(.passphraseStanding)
        }
        return renderer.form(PassphraseRemovePage(removal), at: .passphraseRemove, for: context.signedIn)
    }

    /// `POST /account/passphrase/remove`
    @Sendable private func remove(_ request: Request, _ context: FreshContext) async throws -> Response {
        switch try await passphrases.remove(by: context.session, from: context.client) {
        case .removed: .seeOther(.passphraseStanding, saying: .passphraseRemoved)
        case .refused(let removal):
            renderer.page(
                PassphraseRemovePage(removal), status: .unprocessableContent, at: .passphraseRemove,
                for: context.signedIn)
        case .notFound: .seeOther(.passphraseStanding)
        }
    }
}

extension Passphrases.Standing {
    fileprivate var newPurpose: PassphraseEditPage.Purpose? { current == nil ? .set : .reset(losesCodes: holdsCodes) }

    fileprivate var changePurpose: PassphraseEditPage.Purpose? {
        current.map { .change(PassphraseKeys($0.derivation, wrappedKey: $0.wrappedKey)) }
    }
}

extension PassphraseRemovePage {
    fileprivate init(_ removal: Passphrases.Removal) {
        let verdict: Verdict =
            switch removal.verdict {
            case .allowed: .allowed
            case .warn: .leavesLess
            case .refused: .refused
            }
        self.init(verdict: verdict, holdsCodes: removal.holdsCodes)
    }
}

extension PassphraseKeys {
    init(_ derivation: Passphrases.Derivation, wrappedKey: [UInt8] = []) {
        self.init(
            salt: Base64.url.encode(derivation.salt), rounds: derivation.rounds,
            wrappedKey: Base64.url.encode(wrappedKey))
    }
}

extension NewPassphrase {
    /// - Returns: `nil` for what no page of ours sends.
    fileprivate init?(_ form: FormFields) {
        guard let rounds = Int(form[.rounds]), let keyNumber = Int64(form[.keyNumber]) else { return nil }
        self.init(
            salt: form.bytes(.salt), rounds: rounds, authenticationKey: form.bytes(.authenticationKey),
            wrappedKey: form.bytes(.wrappedKey), keyNumber: keyNumber)
    }
}

extension FormFields {
    /// What a script has derived; empty for what is no base64url.
    func bytes(_ field: FormField) -> [UInt8] { (try? Base64.url.decode(self[field])) ?? [] }
}
