internal import Delivery
package import Identity
internal import SignInPolicy
internal import Store

extension Administration {
    /// What became of lifting an account's limit to networks.
    package enum LiftOutcome: Sendable, Equatable {
        case done
        case noSuchAccount
        /// It was not limited.
        case notLimited
    }

    /// Lets an account sign in from any network. Its list stays.
    package func liftNetworkLimit(of id: AccountID) async throws -> LiftOutcome {
        let now = environment.time.now()
        let outcome: LiftOutcome = try await environment.store.write { transaction in
            guard let account = try transaction.holdAccount(id) else { return .noSuchAccount }
            guard try transaction.limitToNetworks(id, since: nil) else { return .notLimited }
            try transaction.record(AuditEntry(byConsole: .networkLimitLifted, of: id, at: now))
            try environment.tell(
                account, .networks(.lifted, Notice.Occasion(at: now, source: nil)), in: transaction, at: now)
            return .done
        }
        environment.outbox.ring()
        return outcome
    }
}
