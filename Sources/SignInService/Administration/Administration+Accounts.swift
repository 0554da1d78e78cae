internal import Delivery
package import Identity
internal import Store

extension Administration {
    /// What became of switching an account off or on.
    package enum SwitchOutcome: Sendable, Equatable {
        case done
        case noSuchAccount
        /// It is in another state, in which this makes no sense.
        case wrongState(AccountState)
        /// Nobody could administrate after that.
        case lastAdministrator
    }

    /// Stops an account: its sessions end, and nothing signs in to it until it is enabled again.
    package func disable(_ id: AccountID) async throws -> SwitchOutcome {
        try await change(id, by: .accountDisabled) { account, transaction, now in
            guard account.state == .active || account.state == .locked else { return .wrongState(account.state) }
            let isAdministrator = account.role == .administrator && account.state == .active
            // Two of them disabled at once must not each count the other: whoever counts holds this row.
            if isAdministrator { _ = try transaction.holdThrottles(["administrators"]) }
            if isAdministrator, try transaction.countActiveAdministrators() <= 1 { return .lastAdministrator }
            guard try transaction.changeState(of: id, from: account.state, to: .disabled) else {
                return .wrongState(account.state)
            }
            try transaction.endAllSessions(of: id)
            try transaction.distrustAllBrowsers(of: id)
            try environment.tell(account, .accountDisabled(at: now), in: transaction, at: now)
            return .done
        }
    }

    /// Lets an account that was disabled or locked sign in again, with everything it had.
    package func enable(_ id: AccountID) async throws -> SwitchOutcome {
        try await change(id, by: .accountEnabled) { account, transaction, now in
            guard account.state == .disabled || account.state == .locked else { return .wrongState(account.state) }
            guard try transaction.changeState(of: id, from: account.state, to: .active) else {
                return .wrongState(account.state)
            }
            try environment.tell(account, .accountEnabled(at: now), in: transaction, at: now)
            return .done
        }
    }

    private func change(
        _ id: AccountID, by event: AuditEvent,
        _ step: @escaping @Sendable (AccountRecord, any WriteTransaction, Moment) throws -> SwitchOutcome
    ) async throws -> SwitchOutcome {
        let now = environment.time.now()
        let outcome = try await environment.store.write { transaction -> SwitchOutcome in
            guard let account = try transaction.holdAccount(id) else { return .noSuchAccount }
            let outcome = try step(account, transaction, now)
            if outcome == .done { try transaction.record(AuditEntry(byConsole: event, of: id, at: now)) }
            return outcome
        }
        environment.outbox.ring()
        return outcome
    }
}
