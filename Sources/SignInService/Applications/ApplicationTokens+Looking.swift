package import Identity
internal import OpenIDConnect
internal import Store
package import StrictJSON

extension ApplicationTokens {
    /// What an application learns of the person with an access token (OpenID Connect Core §5.3).
    ///
    /// - Returns: `nil` if the token is worth nothing.
    package func userinfo(_ token: Secret<String>) async throws -> JSONValue? {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            guard let access = try transaction.accessToken(hash: TokenHash(token).bytes, at: now),
                let grant = try transaction.liveGrant(access.grant, at: now),
                let person = try transaction.person(grant.account)
            else { return nil }
            let opened = Set(Scope.list(in: access.scopes).flatMap(\.claims))
            var claims = person.claims.filter { opened.contains($0.key) }
            claims["sub"] = .string(grant.account.rawValue)
            return .object(claims)
        }
    }

    /// The application that has an access token of a person; `nil` for a token that is worth nothing.
    package func holder(of token: Secret<String>) async throws -> RegisteredApplication? {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            guard let access = try transaction.accessToken(hash: TokenHash(token).bytes, at: now),
                let grant = try transaction.liveGrant(access.grant, at: now)
            else { return nil }
            return try transaction.application(grant.application).map(RegisteredApplication.init)
        }
    }

    /// What a token is worth to the application that it was given to; nothing to any other (RFC 7662, OP-19).
    package func introspect(_ token: Secret<String>, by application: RegisteredApplication) async throws -> JSONValue {
        let now = environment.time.now()
        let hash = TokenHash(token).bytes
        let issuer = environment.settings.origin.text
        return try await environment.store.read { transaction in
            let inactive = JSONValue.object(["active": .boolean(false)])
            if let own = try transaction.ownToken(hash: hash, at: now) {
                return try transaction.document(of: own, by: application, issuer) ?? inactive
            }
            let access = try transaction.accessToken(hash: hash, at: now)
            let refresh = try transaction.refreshToken(hash: hash, at: now)
            guard let id = access?.grant ?? refresh?.grant, let grant = try transaction.liveGrant(id, at: now),
                grant.application == application.id, let end = access?.expiresAt ?? refresh?.expiresAt
            else { return inactive }
            var members: [String: JSONValue] = [
                "active": .boolean(true), "iss": .string(issuer), "sub": .string(grant.account.rawValue),
                "client_id": .string(grant.application.rawValue), "aud": .string(grant.application.rawValue),
                "scope": .string(access?.scopes ?? grant.scopes), "exp": .integer(end.secondsSinceEpoch),
            ]
            if let access {
                members["token_type"] = .string("Bearer")
                members["iat"] = .integer(access.issuedAt.secondsSinceEpoch)
            }
            return .object(members)
        }
    }

    /// Ends a token of the application: an access token alone, a refresh token with its whole family. What is no token
    /// of its own is no mistake (RFC 7009 §2.2).
    package func revoke(_ token: Secret<String>, by application: RegisteredApplication) async throws {
        let now = environment.time.now()
        let hash = TokenHash(token).bytes
        try await environment.store.write { transaction in
            if let access = try transaction.accessToken(hash: hash, at: now) {
                guard try transaction.liveGrant(access.grant, at: now)?.application == application.id else { return }
                _ = try transaction.revoke(accessHash: hash)
            } else if try transaction.revoke(ownTokenHash: hash, of: application.id) {
                return
            } else if let refresh = try transaction.refreshToken(hash: hash, at: now) {
                guard try transaction.liveGrant(refresh.grant, at: now)?.application == application.id else { return }
                _ = try transaction.revoke(grant: refresh.grant)
            }
        }
    }
}

extension ReadTransaction {
    /// What is said of a token that an application has in its own name, to itself and to whom the token is for.
    fileprivate func document(
        of own: OwnTokenRecord, by asking: RegisteredApplication, _ issuer: String
    ) throws -> JSONValue? {
        guard let holder = try application(own.application).map(RegisteredApplication.init) else { return nil }
        let audience = holder.metadata.terms.ownAudience ?? holder.id.rawValue
        guard [holder.id.rawValue, audience].contains(asking.id.rawValue) else { return nil }
        return .object([
            "active": .boolean(true), "iss": .string(issuer), "sub": .string(holder.id.rawValue),
            "client_id": .string(holder.id.rawValue), "aud": .string(audience), "scope": .string(own.scopes),
            "token_type": .string("Bearer"), "iat": .integer(own.issuedAt.secondsSinceEpoch),
            "exp": .integer(own.expiresAt.secondsSinceEpoch),
        ])
    }
}

/// What this server can say of a person to an application.
struct Person: Sendable {
    let claims: [String: JSONValue]
}

extension ReadTransaction {
    /// - Returns: `nil` if there is no such account.
    func person(_ id: AccountID) throws -> Person? {
        guard let account = try account(id) else { return nil }
        let identifiers = try identifiers(of: id)
        let mail =
            identifiers.first { $0.forNotices && $0.identifier.email != nil }
            ?? identifiers.first { $0.identifier.email != nil }
        var claims: [String: JSONValue] = [
            "name": .string(account.displayName), "locale": .string(account.language.rawValue),
        ]
        if let mail {
            // An identifier is in the list because it was verified.
            claims["email"] = .string(mail.identifier.shown)
            claims["email_verified"] = .boolean(true)
            claims["preferred_username"] = .string(mail.identifier.shown)
        }
        if let phone = identifiers.first(where: { $0.identifier.email == nil }) {
            claims["phone_number"] = .string(phone.identifier.canonical)
            claims["phone_number_verified"] = .boolean(true)
        }
        return Person(claims: claims)
    }
}
