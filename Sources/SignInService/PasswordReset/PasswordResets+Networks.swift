internal import Delivery
package import Identity
internal import SignInPolicy
internal import Store

extension PasswordResets {
    /// Lifts the limit to networks at the end of the road to that, and at no other step. No session is opened by it.
    package func confirm(_ secret: Secret<String>, from client: Client) async throws -> PasswordResetAnswer {
        defer { environment.outbox.ring() }
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard var reset = try resets.load(secret, in: transaction, at: now), let shape = reset.shape else {
                return PasswordResetAnswer(.startAgain, for: .anyNetwork)
            }
            switch (reset.machine.confirmed(of: shape, at: now), reset.account) {
            case (.liftLimit(_, let proofs), .some(let account)):
                // Of two requests with the right to lift it one gets to use it.
                try resets.end(reset, in: transaction)
                try lift(of: account, by: proofs, from: client, in: transaction, at: now)
                return PasswordResetAnswer(.done, for: .anyNetwork)
            case (.refuse(let refusal), _):
                return try refuse(refusal, reset, from: client, in: transaction, at: now)
            case (.outOfOrder, _), (.liftLimit, _):
                return PasswordResetAnswer(.ask(prompt(reset.machine, of: shape)))
            }
        }
    }

    /// The list stays, so that it can be mended and switched on again.
    private func lift(
        of account: AccountRecord, by proofs: [Proof], from client: Client, in transaction: any WriteTransaction,
        at now: Moment
    ) throws {
        let wasLimited = try transaction.limitToNetworks(account.id, since: nil)
        let occasion = client.occasion(at: now)
        if wasLimited {
            try transaction.record(
                AuditEntry(
                    .networkLimitLifted, .succeeded, of: account.id, by: client, at: now, method: proofs.last?.method,
                    reason: "recovery", detail: proofs.map(\.method.rawValue).joined(separator: " ")))
            try environment.tell(account, .networks(.lifted, occasion), in: transaction, at: now)
        }
        guard proofs.contains(where: { $0.method == .backupCode }) else { return }
        let left = try transaction.countUnspentBackupCodes(of: account.id)
        try environment.tell(account, .backupCodeUsed(left: left, occasion), in: transaction, at: now)
    }
}
