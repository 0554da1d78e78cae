package import Identity
package import OpenIDConnect
internal import Store
package import StrictJSON

/// What applications do with the codes and tokens that they have.
///
/// A token is 256 random bits of which the database keeps a hash; what it is worth is looked up at every use, so that
/// whatever is revoked is worth nothing from then on.
package struct ApplicationTokens: Sendable {
    let environment: Environment
    let keys: SigningKeys

    init(_ environment: Environment) {
        self.environment = environment
        keys = SigningKeys(environment)
    }

    /// What the token endpoint hands out (RFC 6749 §5.1).
    package struct Issued: Sendable {
        package let accessToken: Secret<String>
        package let refreshToken: Secret<String>?
        /// `nil` where there is no person.
        package let identityToken: String?
        package let scopes: String
        package let life: Duration

        /// The answer's body.
        package var document: JSONValue {
            var members: [String: JSONValue] = [
                "access_token": .string(accessToken.reveal()), "token_type": .string("Bearer"),
                "expires_in": .integer(life.wholeSeconds), "scope": .string(scopes),
            ]
            members["id_token"] = identityToken.map { .string($0) }
            members["refresh_token"] = refreshToken.map { .string($0.reveal()) }
            return .object(members)
        }
    }

    /// Hands out what a request is worth.
    package func exchange(
        _ request: TokenRequest, by application: RegisteredApplication
    ) async throws -> Result<Issued, TokenRequest.ErrorCode> {
        if case .own(let scopes) = request { return try await own(scopes, by: application) }
        let now = environment.time.now()
        let new = (access: environment.tokens.token(), refresh: environment.tokens.token())
        let outcome: Result<Given, TokenRequest.ErrorCode> = try await environment.store.write { transaction in
            switch try given(for: request, by: application, in: transaction, at: now) {
            case .success(let given): return .success(try issue(given, new, in: transaction, at: now))
            case .failure(let code): return .failure(code)
            }
        }
        switch outcome {
        case .failure(let code): return .failure(code)
        case .success(let given):
            let key = try await keys.signing(with: application.metadata.algorithm)
            return .success(try signed(given, new, with: key, for: application, at: now))
        }
    }

    /// What is given, before it is signed.
    private struct Given: Sendable {
        let grant: ApplicationGrantRecord
        let scopes: [Scope]
        let nonce: String?
        var person: Person?
    }

    private func given(
        for request: TokenRequest, by application: RegisteredApplication, in transaction: any WriteTransaction,
        at now: Moment
    ) throws -> Result<Given, TokenRequest.ErrorCode> {
        switch request {
        case .code(let code, let redirectURI, let verifier):
            return try redeem(code, redirectURI, verifier, by: application, in: transaction, at: now)
                .map { .success($0) } ?? .failure(.invalidGrant)
        case .refresh(let token, let scopes):
            return try refresh(token, scopes, by: application, in: transaction, at: now)
        case .device(let code):
            switch try answer(device: code, of: application, in: transaction, at: now) {
            case .grant(let grant):
                return .success(Given(grant: grant, scopes: Scope.list(in: grant.scopes), nonce: nil))
            case .notYet(let code): return .failure(code)
            }
        case .own: return .failure(.unsupportedGrantType)
        }
    }

    private func redeem(
        _ code: Secret<String>, _ redirectURI: String, _ verifier: String?, by application: RegisteredApplication,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> Given? {
        switch try transaction.redeem(codeHash: TokenHash(code).bytes, at: now) {
        case .unknown: return nil
        case .replayed(let grant):
            try revokeFamily(grant, in: transaction, at: now)
            return nil
        case .redeemed(let redeemed):
            let ties = try CodeTies(stored: redeemed.content)
            guard let grant = try transaction.liveGrant(redeemed.grant, at: now), grant.application == application.id,
                ties.fit(redirectURI: redirectURI, verifier: verifier)
            else {
                _ = try transaction.revoke(grant: redeemed.grant)
                return nil
            }
            return Given(grant: grant, scopes: Scope.list(in: grant.scopes), nonce: ties.nonce)
        }
    }

    private func refresh(
        _ token: Secret<String>, _ wanted: [Scope]?, by application: RegisteredApplication,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> Result<Given, TokenRequest.ErrorCode> {
        let hash = TokenHash(token).bytes
        if let found = try transaction.refreshToken(hash: hash, at: now) {
            guard let grant = try transaction.liveGrant(found.grant, at: now), grant.application == application.id
            else { return .failure(.invalidGrant) }
            let scopes = Scope.list(in: grant.scopes)
            guard Set(wanted ?? scopes).isSubset(of: scopes) else { return .failure(.invalidScope) }
            guard case .redeemed = try transaction.redeem(refreshHash: hash, at: now) else {
                return .failure(.invalidGrant)
            }
            return .success(Given(grant: grant, scopes: wanted ?? scopes, nonce: nil))
        }
        if case .replayed(let grant) = try transaction.redeem(refreshHash: hash, at: now) {
            try revokeFamily(grant, in: transaction, at: now)
        }
        return .failure(.invalidGrant)
    }

    /// Somebody has a copy of what was spent: nothing that came of it is trusted any more (RFC 9700 §4.14.2).
    private func revokeFamily(
        _ id: ApplicationGrantID, in transaction: any WriteTransaction, at now: Moment
    ) throws {
        let grant = try transaction.liveGrant(id, at: now)
        guard try transaction.revoke(grant: id) else { return }
        try transaction.record(
            AuditEntry(
                at: now, event: AuditEvent.applicationTokenReplayed.rawValue, result: .refused,
                account: grant?.account, actor: "system", subject: grant?.application.rawValue))
    }

    private func issue(
        _ given: Given, _ new: (access: Secret<String>, refresh: Secret<String>),
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> Given {
        let grant = given.grant
        try transaction.issue(
            accessHash: TokenHash(new.access).bytes, having: given.scopes.text, of: grant.id, at: now,
            until: min(now + TokenLimits.accessTokenLife, grant.endsAt))
        if grant.isOffline {
            try transaction.issue(
                refreshHash: TokenHash(new.refresh).bytes, of: grant.id,
                until: min(now + TokenLimits.refreshIdle, grant.endsAt))
        }
        var given = given
        given.person = try transaction.person(grant.account)
        return given
    }

    private func signed(
        _ given: Given, _ new: (access: Secret<String>, refresh: Secret<String>), with key: SigningKey,
        for application: RegisteredApplication, at now: Moment
    ) throws -> Issued {
        let signIn = try GrantedSignIn(stored: given.grant.content)
        let opened = Set(given.scopes.flatMap(\.claims)).intersection(signIn.identityClaims)
        let token = IdentityToken(
            issuer: environment.settings.origin.text, subject: given.grant.account.rawValue,
            audience: application.id.rawValue, authenticatedAt: signIn.authenticatedAt, context: signIn.context,
            methods: signIn.methods, nonce: given.nonce, session: given.grant.session.rawValue,
            accessToken: new.access, personal: given.person?.claims.filter { opened.contains($0.key) } ?? [:])
        return Issued(
            accessToken: new.access, refreshToken: given.grant.isOffline ? new.refresh : nil,
            identityToken: try token.signed(with: key, at: now), scopes: given.scopes.text,
            life: min(TokenLimits.accessTokenLife, given.grant.endsAt - now))
    }
}
