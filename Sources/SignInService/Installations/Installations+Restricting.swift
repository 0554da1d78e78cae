internal import Delivery
package import Identity
internal import SignInPolicy
internal import Store

extension Installations {
    /// What came of the wish to block new sign-ins, or to allow them again.
    package enum Restricting: Sendable, Hashable {
        case done
        /// Nothing would lift it if this device were lost: let the person save backup codes, or add a second device,
        /// first (product.md §4.5).
        case noWayBack
        /// The person has to prove themselves anew: lifting a block is what a thief of a session would do.
        case stepUpFirst
        case notFound
    }

    /// Blocks new sign-ins to the account, or allows them again, from one of the person's apps (product.md D-9).
    /// Recovery methods still work.
    package func restrict(_ isOn: Bool, by live: LiveInstallation, from client: Client) async throws -> Restricting {
        try await changing(live.account) { account, transaction in
            guard let (device, _) = try transaction.hold(live), device.activatedAt != nil else { return .notFound }
            return try restrict(isOn, account, subject: device.id.rawValue, from: client, in: transaction)
        }
    }

    /// The same from the person's own pages, for somebody whose app is lost and who has come in by a recovery method.
    package func restrict(_ isOn: Bool, by session: LiveSession, from client: Client) async throws -> Restricting {
        guard isOn || session.isFresh else { return .stepUpFirst }
        return try await changing(session.account) { account, transaction in
            try restrict(isOn, account, subject: nil, from: client, in: transaction)
        }
    }

    /// Whether new sign-ins are blocked.
    package func isRestricted(_ account: AccountID) async throws -> Bool {
        try await environment.store.read { try $0.account(account)?.signInRestrictedAt != nil }
    }

    private func restrict(
        _ isOn: Bool, _ account: AccountRecord, subject: String?, from client: Client,
        in transaction: any WriteTransaction
    ) throws -> Restricting {
        let now = environment.time.now()
        if isOn, try !canBeLifted(of: account, without: subject, in: transaction, at: now) { return .noWayBack }
        guard try transaction.setSignInRestricted(at: isOn ? now : nil, of: account.id) else { return .done }
        // Whoever is in the middle of a sign-in is blocked too.
        try transaction.authenticatorsChanged(of: account.id)
        try transaction.record(
            AuditEntry(
                isOn ? .signInRestricted : .signInRestrictionLifted, .succeeded, of: account.id, by: client, at: now,
                subject: subject))
        try environment.tell(
            account,
            isOn ? .signInRestricted(client.occasion(at: now)) : .signInRestrictionLifted(client.occasion(at: now)),
            in: transaction, at: now)
        try transaction.signalAll(of: account.id)
        return .done
    }

    /// Whether the block can be lifted after the device that sets it is lost: by backup codes, or in another app.
    private func canBeLifted(
        of account: AccountRecord, without device: String?, in transaction: any ReadTransaction, at now: Moment
    ) throws -> Bool {
        if try transaction.countUnspentBackupCodes(of: account.id) > 0 { return true }
        if try transaction.passphrase(of: account.id) != nil { return true }
        return try transaction.installations(of: account.id).contains { other in
            let life = other.evidence.life(at: now)
            return other.id.rawValue != device && (life == .live || life == .quiet)
        }
    }
}
