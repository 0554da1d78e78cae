package import Identity
package import OpenIDConnect
internal import Store

/// The applications that know a person, as the person sees them and ends it.
package struct Connections: Sendable {
    let environment: Environment

    init(_ environment: Environment) {
        self.environment = environment
    }

    /// One of them.
    package struct Connection: Sendable, Hashable {
        package let application: ApplicationID
        package let name: String
        package let scopes: [Scope]
        /// `nil` for an application of the house, which doesn't ask.
        package let agreedAt: Moment?
        /// When the person last signed in to it, if anything of that still counts.
        package let usedAt: Moment?
    }

    /// All of them, by name.
    package func list(of account: AccountID) async throws -> [Connection] {
        let now = environment.time.now()
        return try await environment.store.read { try $0.connections(of: account, at: now) }.map { record in
            Connection(
                application: record.application, name: record.name, scopes: Scope.list(in: record.scopes),
                agreedAt: record.agreedAt, usedAt: record.usedAt)
        }
    }

    /// Ends what an application has of the person, at once and for good; it is asked about again the next time.
    package func end(_ application: ApplicationID, by session: LiveSession, from client: Client) async throws {
        let now = environment.time.now()
        try await environment.store.write { transaction in
            let name = try transaction.application(application)?.name
            guard try transaction.withdrawConsent(to: application, by: session.account) else { return }
            try transaction.record(
                AuditEntry(
                    .applicationDisconnected, .succeeded, of: session.account, by: client, at: now,
                    subject: application.rawValue, detail: name))
        }
    }
}
