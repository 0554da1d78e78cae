internal import Identity
internal import OpenIDConnect
internal import Store

extension ApplicationTokens {
    /// A token in the application's own name (RFC 6749 §4.4): there is no person in it, and no refresh token.
    func own(
        _ wanted: [String]?, by application: RegisteredApplication
    ) async throws -> Result<Issued, TokenRequest.ErrorCode> {
        let terms = application.metadata.terms
        guard !terms.ownScopes.isEmpty else { return .failure(.unauthorizedClient) }
        let scopes = wanted ?? terms.ownScopes
        guard !scopes.isEmpty, Set(scopes).isSubset(of: terms.ownScopes) else { return .failure(.invalidScope) }
        let token = environment.tokens.token()
        let now = environment.time.now()
        let record = OwnTokenRecord(
            application: application.id, scopes: scopes.joined(separator: " "), issuedAt: now,
            expiresAt: now + TokenLimits.accessTokenLife)
        try await environment.store.write { try $0.issue(record, hash: TokenHash(token).bytes) }
        return .success(
            Issued(
                accessToken: token, refreshToken: nil, identityToken: nil, scopes: record.scopes,
                life: TokenLimits.accessTokenLife))
    }

    /// What came of a device's question.
    enum DeviceAnswer: Sendable {
        case grant(ApplicationGrantRecord)
        case notYet(TokenRequest.ErrorCode)
    }

    /// Answers a device that waits (RFC 8628 §3.5): once with what it was given, and until then with how to go on.
    func answer(
        device code: Secret<String>, of application: RegisteredApplication, in transaction: any WriteTransaction,
        at now: Moment
    ) throws -> DeviceAnswer {
        let hash = TokenHash(code).bytes
        guard let request = try transaction.deviceAsks(codeHash: hash, at: now), request.application == application.id
        else { return .notYet(.invalidGrant) }
        guard request.expiresAt > now else { return .notYet(.expiredToken) }
        switch request.state {
        case .waiting:
            guard request.askedAt.map({ now - $0 < request.pace }) ?? false else {
                return .notYet(.authorizationPending)
            }
            try transaction.slowDown(deviceCodeHash: hash, by: TokenLimits.devicePace)
            return .notYet(.slowDown)
        case .denied:
            _ = try transaction.end(deviceRequest: hash)
            return .notYet(.accessDenied)
        case .allowed:
            guard let id = request.grant, try transaction.end(deviceRequest: hash),
                let grant = try transaction.liveGrant(id, at: now)
            else { return .notYet(.invalidGrant) }
            return .grant(grant)
        }
    }
}
