package import Delivery
internal import Identity
internal import OpenIDConnect
package import Store

/// Tells applications that a session has ended, however it did (OpenID Connect Back-Channel Logout 1.0).
///
/// What an application will have to be told is noted when it gets something, and found due once the session is gone:
/// no way for a session to end can forget it.
package struct LogoutNotices: LogoutDesk {
    let environment: Environment
    let keys: SigningKeys

    init(_ environment: Environment) {
        self.environment = environment
        keys = SigningKeys(environment)
    }

    package func claim(atMost limit: Int, for lease: Duration) async throws -> [LogoutLetter] {
        let now = environment.time.now()
        guard try await environment.store.read({ try $0.hasLogoutNotices(at: now) }) else { return [] }
        let found = try await environment.store.write { transaction in
            try transaction.claimLogoutNotices(at: now, until: now + lease, limit: limit).compactMap { notice in
                try transaction.application(notice.application).map { (notice, try RegisteredApplication($0)) }
            }
        }
        var letters: [LogoutLetter] = []
        for (notice, application) in found {
            guard let address = application.metadata.terms.logoutNoticeURI else {
                try await close(notice)
                continue
            }
            let token = LogoutToken(
                issuer: environment.settings.origin.text, audience: application.id.rawValue,
                subject: notice.account.rawValue, session: notice.session.rawValue, name: environment.tokens.name())
            let key = try await keys.signing(with: application.metadata.algorithm)
            letters.append(
                LogoutLetter(notice: notice, address: address, token: try token.signed(with: key, at: now)))
        }
        return letters
    }

    package func close(_ notice: LogoutNoticeRecord) async throws {
        try await environment.store.write { try $0.close(notice) }
    }

    package func postpone(_ notice: LogoutNoticeRecord, by pause: Duration) async throws {
        let next = environment.time.now() + pause
        try await environment.store.write { try $0.postpone(notice, until: next) }
    }

    package func giveUp(_ notice: LogoutNoticeRecord, because reason: String) async throws {
        let now = environment.time.now()
        try await environment.store.write { transaction in
            try transaction.close(notice)
            try transaction.record(
                AuditEntry(
                    at: now, event: AuditEvent.applicationLogoutUntold.rawValue, result: .failed,
                    account: notice.account, actor: "system", subject: notice.application.rawValue, reason: reason))
        }
    }
}

extension WriteTransaction {
    /// Notes what an application will have to be told, if it wants to be.
    func noteForLogout(
        _ grant: ApplicationGrantRecord, of application: RegisteredApplication, at now: Moment
    ) throws {
        guard application.metadata.terms.logoutNoticeURI != nil else { return }
        try willTell(application.id, ofTheEndOf: grant.session, of: grant.account, at: now)
    }
}
