internal import Foundation
package import Identity
package import OpenIDConnect
internal import SignInPolicy
internal import Store

/// Sign-in to applications: what an application asks, what the person has to do for it, and the answer.
///
/// A request that can't be answered at once is kept under a name; the person signs in, proves themselves once more or
/// consents, and comes back to it. Whatever they did in between, everything is looked at again then.
package struct Authorizations: Sendable {
    let environment: Environment
    let applications: Applications
    let keys: SigningKeys

    init(_ environment: Environment) {
        self.environment = environment
        applications = Applications(environment)
        keys = SigningKeys(environment)
    }

    /// This server, as tokens and answers name it.
    package var issuer: String { environment.settings.origin.text }

    /// What the browser is to be told.
    package enum Step: Sendable {
        /// The application has its answer; the browser carries it there.
        case answer(AuthorizationAnswer, application: String)
        /// The person has to do something: go on with the request of this name.
        case goOn(AuthorizationRequestID)
        /// Sign in, then come back.
        case signIn(AuthorizationRequestID, Suggestion)
        /// Prove it once more, by that way if there is a choice, then come back.
        case stepUp(AuthorizationRequestID, by: Identity.Method?)
        case askForConsent(ConsentQuestion)
        /// Nobody but the person can be told.
        case refusedHere(AuthorizationRequest.Refusal.Reason)
        /// The request was answered, or waited for too long.
        case over
    }

    /// What an application thinks of the person whom it sends. It changes what they read first, and nothing else.
    package struct Suggestion: Sendable, Hashable {
        /// Who it may be (`login_hint`).
        package let identifier: String?
        /// The language that they may read (`ui_locales`).
        package let language: Language?

        static let nothing = Suggestion(identifier: nil, language: nil)
    }

    /// What a person is asked before an application learns who they are.
    package struct ConsentQuestion: Sendable, Hashable {
        package let request: AuthorizationRequestID
        package let application: String
        /// Where the answer goes: scheme and host, or the scheme of a program.
        package let place: String
        package let scopes: [Scope]
    }

    /// How much of the browser can be seen when a request comes in.
    package enum Visibility: Sendable {
        case session(LiveSession?)
        /// Another site has sent a form: the browser keeps its cookies back.
        case hidden
    }

    /// Takes a request.
    package func begin(_ parameters: RequestParameters, from visibility: Visibility) async throws -> Step {
        guard let name = parameters["client_id"], let application = try await applications.find(ApplicationID(name))
        else { return .refusedHere(.unknownApplication) }
        guard let wanted = try await wanted(parameters, by: application.id) else { return .over }
        let request: AuthorizationRequest
        do throws(AuthorizationRequest.Refusal) {
            request = try AuthorizationRequest(
                wanted.parameters, of: name, application.metadata, pushedAs: wanted.pushedAs)
        } catch .here(let reason) {
            return .refusedHere(reason)
        } catch .there(let address, let code, let words) {
            return .answer(
                AuthorizationAnswer(error: code, words, to: address, issuer: issuer), application: application.name)
        }
        let now = environment.time.now()
        let asked = Asked(request: request, application: application, since: now, id: nil)
        if case .session(let session) = visibility {
            let need = try await need(of: asked, in: session)
            if let step = try await answer(asked, need, in: session) { return step }
        }
        let record = AuthorizationRequestRecord(
            id: environment.tokens.id(), application: application.id,
            content: Array(try JSONEncoder().encode(request)), createdAt: now,
            expiresAt: now + TokenLimits.requestLife)
        try await environment.store.write { try $0.keep(record) }
        return .goOn(record.id)
    }

    /// Goes on with a request, as far as it gets with what the person has done by now.
    package func goOn(_ id: AuthorizationRequestID, in session: LiveSession?) async throws -> Step {
        guard let asked = try await asked(id) else { return .over }
        let need = try await need(of: asked, in: session)
        if let step = try await answer(asked, need, in: session) { return step }
        switch need {
        case .nothing, .refused: return .over
        case .signIn:
            return .signIn(id, Suggestion(identifier: asked.request.loginHint, language: asked.request.language))
        case .proof(let way): return .stepUp(id, by: way)
        case .consent: return .askForConsent(question(asked))
        }
    }

    /// The person lets the application in, and it is remembered.
    package func agree(
        to id: AuthorizationRequestID, in session: LiveSession, from client: Client
    ) async throws -> Step {
        guard let asked = try await asked(id) else { return .over }
        let need = try await need(of: asked, in: session)
        guard case .consent = need else {
            if let step = try await answer(asked, need, in: session) { return step }
            return try await goOn(id, in: session)
        }
        let now = environment.time.now()
        let before = try await environment.store.read {
            try $0.consent(of: session.account, to: asked.application.id) ?? ""
        }
        let scopes = Set(Scope.list(in: before) + asked.request.scopes)
        let text = Scope.allCases.filter(scopes.contains).text
        return try await issue(asked, in: session) { transaction in
            try transaction.consent(to: asked.application.id, having: text, by: session.account, at: now)
            try transaction.record(
                AuditEntry(
                    .applicationAllowed, .succeeded, of: session.account, by: client, at: now,
                    subject: asked.application.id.rawValue, detail: asked.application.name))
        }
    }

    /// The person doesn't.
    package func decline(_ id: AuthorizationRequestID) async throws -> Step {
        guard let asked = try await asked(id) else { return .over }
        let now = environment.time.now()
        guard try await environment.store.write({ try $0.spend(id, asked.request, at: now) }) else { return .over }
        return refusal(.accessDenied, "the person did not agree", to: asked)
    }
}

extension Authorizations {
    /// A request with what it is looked at with.
    struct Asked: Sendable {
        let request: AuthorizationRequest
        let application: RegisteredApplication
        let since: Moment
        /// `nil` as long as it is not kept.
        let id: AuthorizationRequestID?
    }

    private func asked(_ id: AuthorizationRequestID) async throws -> Asked? {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            guard let record = try transaction.authorizationRequest(id, at: now),
                let application = try transaction.application(record.application)
            else { return nil }
            return Asked(
                request: try JSONDecoder().decode(AuthorizationRequest.self, from: Data(record.content)),
                application: try RegisteredApplication(application), since: record.createdAt, id: id)
        }
    }

    private func question(_ asked: Asked) -> ConsentQuestion {
        let address = asked.request.redirectURI
        let place = RedirectURI.origin(of: address) ?? String(address.prefix { $0 != ":" })
        return ConsentQuestion(
            request: asked.id ?? AuthorizationRequestID(""), application: asked.application.name, place: place,
            scopes: asked.request.scopes)
    }

    /// The answer, if there can be one without the person: everything is there, or they must not be asked.
    private func answer(_ asked: Asked, _ need: Need, in session: LiveSession?) async throws -> Step? {
        switch (need, session) {
        case (.nothing, .some(let session)): return try await issue(asked, in: session) { _ in }
        case (.refused(let code, let words), _): return try await end(asked, refusal(code, words, to: asked))
        case (.signIn, _) where asked.request.prompt.none, (.nothing, nil):
            return try await end(asked, refusal(.loginRequired, "nobody is signed in", to: asked))
        case (.proof, _) where asked.request.prompt.none:
            return try await end(asked, refusal(.interactionRequired, "the person has to prove more", to: asked))
        case (.consent, _) where asked.request.prompt.none:
            return try await end(asked, refusal(.consentRequired, "the person has not agreed yet", to: asked))
        case (.signIn, _), (.proof, _), (.consent, _): return nil
        }
    }

    private func refusal(_ code: AuthorizationRequest.ErrorCode, _ words: String, to asked: Asked) -> Step {
        .answer(
            AuthorizationAnswer(error: code, words, to: asked.request.returnAddress, issuer: issuer),
            application: asked.application.name)
    }

    private func end(_ asked: Asked, _ step: Step) async throws -> Step {
        guard asked.id != nil || asked.request.pushedAs != nil else { return step }
        let now = environment.time.now()
        return try await environment.store.write { try $0.spend(asked.id, asked.request, at: now) } ? step : .over
    }

    /// Hands out a code, once for one request.
    private func issue(
        _ asked: Asked, in session: LiveSession, with also: @escaping @Sendable (any WriteTransaction) throws -> Void
    ) async throws -> Step {
        let now = environment.time.now()
        let code = environment.tokens.token()
        let isOffline = asked.request.scopes.contains(.offlineAccess)
        let step: Step? = try await environment.store.write { transaction in
            let hash = TokenHash(session.token).bytes
            guard let (record, account) = try transaction.session(tokenHash: hash, at: now), record.id == session.id
            else { return nil }
            guard try transaction.spend(asked.id, asked.request, at: now) else { return .over }
            let grant = ApplicationGrantRecord(
                id: environment.tokens.id(), account: account.id, application: asked.application.id,
                session: session.id, isOffline: isOffline, scopes: asked.request.scopes.text,
                content: try GrantedSignIn(session, answering: asked.request).stored(), createdAt: now,
                endsAt: isOffline ? now + TokenLimits.refreshLife : record.endsAt)
            try transaction.give(grant)
            try transaction.noteForLogout(grant, of: asked.application, at: now)
            try transaction.issue(
                codeHash: TokenHash(code).bytes, standingFor: try CodeTies(asked.request).stored(), of: grant.id,
                until: now + TokenLimits.codeLife)
            try also(transaction)
            try transaction.record(
                AuditEntry(
                    at: now, event: AuditEvent.applicationSignedIn.rawValue, result: .succeeded, account: account.id,
                    actor: account.id.rawValue, subject: asked.application.id.rawValue,
                    source: record.source, detail: asked.application.name))
            return .answer(
                AuthorizationAnswer(code: code.reveal(), to: asked.request.returnAddress, issuer: issuer),
                application: asked.application.name)
        }
        return step ?? asked.id.map { .signIn($0, .nothing) } ?? .over
    }
}

extension WriteTransaction {
    /// Takes a request because it is answered now, with what the application had handed in for it: each is answered
    /// once, and nothing is taken unless all of it is there.
    fileprivate func spend(
        _ id: AuthorizationRequestID?, _ request: AuthorizationRequest, at now: Moment
    ) throws -> Bool {
        if let pushed = request.pushedAs, try !spend(pushedRequest: pushed, at: now) { return false }
        guard let id else { return true }
        return try spend(authorizationRequest: id, at: now)
    }
}
