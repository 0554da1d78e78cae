internal import Identity
internal import OpenIDConnect
internal import SignInPolicy
internal import Store

extension Authorizations {
    /// What stands between a request and its answer.
    enum Need: Sendable {
        case nothing
        case signIn
        case proof(Identity.Method?)
        case consent
        case refused(AuthorizationRequest.ErrorCode, String)
    }

    /// Looks at a request with what is known of the person now.
    func need(of asked: Asked, in session: LiveSession?) async throws -> Need {
        guard let session else { return .signIn }
        let request = asked.request
        if let text = request.identityTokenHint {
            let hint = IdentityHint(text, issuer: issuer, by: try await keys.checking())
            guard hint?.subject == session.account.rawValue else {
                return .refused(.loginRequired, "another person is meant than the one who is signed in")
            }
        }
        // Proof that was given after the request came in is proof for it.
        let hasProven = session.provenAt >= asked.since
        if request.prompt.login, !hasProven { return .proof(nil) }
        if let age = request.maximumAge, !hasProven {
            guard environment.time.now() - session.authenticatedAt <= .seconds(age) else { return .proof(nil) }
        }
        if let missing = try await missingProof(request, session, hasProven: hasProven) { return missing }
        return try await consentNeed(asked, session)
    }

    /// What is missing to the contexts that were asked for (OP-21): the step that gets there if there is one, an error
    /// where it is essential, and nothing where it was only a wish.
    private func missingProof(
        _ request: AuthorizationRequest, _ session: LiveSession, hasProven: Bool
    ) async throws -> Need? {
        let wanted = request.contexts.map(\.requirement)
        let isMet = wanted.contains { session.assurance.meets($0) }
        guard !isMet, !wanted.isEmpty || request.contextIsEssential else { return nil }
        if !hasProven, let way = try await way(to: wanted, session) { return .proof(way.method) }
        return request.contextIsEssential
            ? .refused(.unmetRequirements, "this account can't be signed in to as the application demands") : nil
    }

    private struct Way: Sendable {
        /// `nil` for any that is offered.
        let method: Identity.Method?
    }

    private func way(to wanted: [Assurance.Requirement], _ session: LiveSession) async throws -> Way? {
        let now = environment.time.now()
        let settings = environment.settings
        return try await environment.store.read { transaction in
            guard let account = try transaction.account(session.account) else { return nil }
            let ways = WaysIn(
                of: try transaction.shape(of: account, settings: settings, at: now), under: settings.rules)
            guard let reachable = wanted.first(where: ways.mayReach) else { return nil }
            let method = ways.freshProofs.offers.map(\.method).first { $0.resistsPhishing }
            return Way(method: reachable.phishingResistant ? method : nil)
        }
    }

    private func consentNeed(_ asked: Asked, _ session: LiveSession) async throws -> Need {
        if asked.request.prompt.consent { return .consent }
        guard !asked.application.metadata.isTrusted else { return .nothing }
        let given = try await environment.store.read {
            try $0.consent(of: session.account, to: asked.application.id)
        }
        return Set(asked.request.scopes).isSubset(of: Scope.list(in: given ?? "")) ? .nothing : .consent
    }
}
