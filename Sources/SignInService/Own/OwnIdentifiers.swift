internal import Addresses
internal import Delivery
package import Identity
package import SignInPolicy
package import Store

/// The addresses that name the person's account: what they are, adding, removing, and which one notices go to first.
package struct OwnIdentifiers: Sendable {
    let environment: Environment
    let mailCodes: MailCodes

    init(_ environment: Environment) {
        self.environment = environment
        mailCodes = MailCodes(environment: environment)
    }

    /// The verified identifiers, oldest first.
    package func list(of account: AccountID) async throws -> [IdentifierRecord] {
        try await environment.store.read { try $0.identifiers(of: account) }
    }

    /// One of them; `nil` if it is not this account's.
    package func identifier(_ id: IdentifierID, of account: AccountID) async throws -> IdentifierRecord? {
        try await environment.store.read { try $0.identifier(id, of: account) }
    }

    // MARK: Choosing

    /// Sends notices to an address first. The one that they went to before is told too, now and for a while (REC-10).
    ///
    /// - Returns: `false` if the account does not have it.
    package func chooseForNotices(_ id: IdentifierID, by session: LiveSession, from client: Client) async throws -> Bool
    {
        let now = environment.time.now()
        let chosen = try await environment.store.write { transaction in
            guard let account = try transaction.holdAccount(session.account),
                let identifier = try transaction.identifier(id, of: account.id), identifier.identifier.email != nil
            else { return false }
            guard !identifier.forNotices else { return true }
            guard try transaction.chooseForNotices(id, of: account.id, at: now) else { return false }
            try transaction.record(
                AuditEntry(
                    .noticeIdentifierChosen, .succeeded, of: account.id, by: client, at: now,
                    subject: identifier.identifier.shown))
            try environment.tell(
                account,
                .noticeAddressChanged(shown: identifier.identifier.shown, client.occasion(at: now)),
                in: transaction, at: now)
            return true
        }
        environment.outbox.ring()
        return chosen
    }

    // MARK: Removing

    /// What came of taking an address away.
    package enum RemovalOutcome: Sendable, Hashable {
        case removed
        case refused(FloorRule.Reason)
        case notFound
    }

    /// Removes an address, but never the last one (product.md ID-4). It is told of it.
    package func remove(_ id: IdentifierID, by session: LiveSession, from client: Client) async throws
        -> RemovalOutcome
    {
        let now = environment.time.now()
        let outcome: RemovalOutcome = try await environment.store.write { transaction in
            guard let account = try transaction.holdAccount(session.account),
                let identifier = try transaction.identifier(id, of: account.id)
            else { return .notFound }
            let shape = try transaction.shape(of: account, settings: environment.settings, at: now)
            let rule = FloorRule(under: environment.settings.rules)
            if case .refused(let reason) = rule.judge(.removeIdentifier(identifier.identifier), of: shape) {
                return .refused(reason)
            }
            guard try transaction.remove(id, of: account.id, at: now) else { return .notFound }
            _ = try transaction.authenticatorsChanged(of: account.id)
            try transaction.record(
                AuditEntry(
                    .identifierRemoved, .succeeded, of: account.id, by: client, at: now,
                    subject: identifier.identifier.shown))
            try environment.tell(
                account, .identifierRemoved(shown: identifier.identifier.shown, client.occasion(at: now)),
                in: transaction, at: now, also: [identifier.identifier.email].compactMap(\.self))
            return .removed
        }
        environment.outbox.ring()
        return outcome
    }
}
