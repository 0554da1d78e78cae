package import Identity
internal import SignInPolicy
package import Store

/// A session that is good now: who it is, and how they signed in.
///
/// A class, because a request's context carries it and is copied at every layer that the request passes.
package final class LiveSession: Sendable {
    package let id: SessionID
    package let account: AccountID
    package let name: String
    package let language: Language
    package let role: AccountRecord.Role
    package let authentication: Authentication
    /// When the person last proved themselves; sensitive changes want it fresh.
    package let provenAt: Moment
    /// Whether that was recently enough for a sensitive change, when this request came in.
    package let isFresh: Bool
    package let token: Secret<String>
    /// The newest proof since the sign-in.
    let laterProof: Proof?

    fileprivate init(
        _ session: SessionRecord, of account: AccountRecord, _ kept: KeptAuthentication, token: Secret<String>,
        at now: Moment
    ) {
        id = session.id
        self.account = account.id
        name = account.displayName
        language = account.language
        role = account.role
        authentication = kept.authentication
        laterProof = kept.laterProof
        provenAt = session.provenAt
        isFresh = StepUp.isFresh(provenAt: session.provenAt, at: now)
        self.token = token
    }
}

/// Sessions: found by their secret, listed and ended by the person.
package struct Sessions: Sendable {
    private let environment: Environment

    init(_ environment: Environment) {
        self.environment = environment
    }

    /// The session behind a cookie, as the database has it now.
    ///
    /// - Returns: `nil` if it has ended, for whatever reason. A session that is over by its own times is removed. One
    ///   whose browser is outside of the networks that the person allows is nobody's while it is there (S-3).
    package func live(_ token: Secret<String>, from client: Client) async throws -> LiveSession? {
        let now = environment.time.now()
        let hash = TokenHash(token).bytes
        let found = try await environment.store.read { transaction in
            try transaction.session(tokenHash: hash, at: now).flatMap { found in
                try transaction.networksInForce(of: found.account.id).admits(client.source.address) ? found : nil
            }
        }
        guard let (record, account) = found else { return nil }
        let kept = try KeptAuthentication(stored: record.authentication)
        var life = SessionLife(
            level: kept.authentication.assurance.level, start: record.createdAt, lastUse: record.lastUsedAt)
        guard life.standing(at: now) == .live else {
            _ = try await environment.store.write { try $0.end(record.id, of: record.account) }
            return nil
        }
        if life.used(at: now) {
            let idleEnd = life.idleEnd
            guard try await environment.store.write({ try $0.touch(record.id, at: now, idleEndsAt: idleEnd) }) else {
                return nil
            }
        }
        return LiveSession(record, of: account, kept, token: token, at: now)
    }

    /// The sessions of a person, the most recently used first.
    package func list(of account: AccountID) async throws -> [SessionRecord] {
        let now = environment.time.now()
        return try await environment.store.read { try $0.sessions(of: account, at: now) }
    }

    /// Ends a session because the person signed out of it.
    package func signOut(_ session: LiveSession, from client: Client) async throws {
        try await end(session.id, .signedOut, by: session, from: client)
    }

    /// Ends one of the person's sessions from another. A name that is not one of theirs changes nothing (SESS-11).
    package func end(_ id: SessionID, by session: LiveSession, from client: Client) async throws {
        try await end(id, .sessionEnded, by: session, from: client)
    }

    /// Ends all of the person's sessions but this one.
    package func endOthers(than session: LiveSession, from client: Client) async throws {
        let now = environment.time.now()
        try await environment.store.write { transaction in
            try transaction.endOtherSessions(than: session.id, of: session.account)
            try transaction.record(
                AuditEntry(.otherSessionsEnded, .succeeded, of: session.account, by: client, at: now))
        }
    }

    private func end(_ id: SessionID, _ event: AuditEvent, by session: LiveSession, from client: Client) async throws {
        let now = environment.time.now()
        try await environment.store.write { transaction in
            guard try transaction.end(id, of: session.account) else { return }
            try transaction.record(
                AuditEntry(event, .succeeded, of: session.account, by: client, at: now, subject: id.rawValue))
        }
    }
}
