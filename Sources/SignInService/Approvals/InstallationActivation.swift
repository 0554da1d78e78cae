internal import Delivery
internal import Identity
internal import SignInPolicy
internal import Store

/// What happens when an installation has answered its first test: it counts, has a role, and everybody is told
/// (product.md D-8, DEV-02).
struct InstallationActivation: Sendable {
    let environment: Environment

    /// Makes `pending` count. It was pending in this transaction, under the account's lock.
    func activate(
        _ pending: InstallationRecord, of account: AccountRecord, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws {
        let others = try transaction.installations(of: account.id).filter { $0.id != pending.id }
        guard try secondStepIsSafe(pending, of: account, from: client, in: transaction, at: now) else { return }
        var roles = others.roles(at: now)
        switch roles.joined(pending.id) {
        case .tooMany:
            // There was room when the link was made, and others have come since (DEV-14).
            _ = try transaction.end(
                installation: pending.id, of: account.id, because: InstallationEvidence.Ending.revoked.word, at: now)
            transaction.signal(.installation(pending.id))
            return
        case .primary:
            guard try transaction.activate(installation: pending.id, at: now) else { return }
            _ = try transaction.makePrimary(installation: pending.id, of: account.id)
        case .secondary:
            guard try transaction.activate(installation: pending.id, at: now) else { return }
        }
        try environment.tellDevices(of: account.id, except: pending.id, in: transaction, at: now)
        try transaction.record(
            AuditEntry(
                .installationAdded, .succeeded, of: account.id, by: client, at: now, subject: pending.id.rawValue,
                detail: pending.name))
        try environment.tell(
            account, .installationAdded(name: pending.name, client.occasion(at: now)), in: transaction, at: now)
    }

    /// Whether the second step may be turned on by this: with an account's first second factor begin to count the backup
    /// codes that were made for it, and without them it stays pending (product.md §4.5).
    private func secondStepIsSafe(
        _ pending: InstallationRecord, of account: AccountRecord, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> Bool {
        let shape = try transaction.shape(of: account, settings: environment.settings, at: now)
        guard !WaysIn(of: shape, under: environment.settings.rules).hasSecondFactor else { return true }
        guard let session = try transaction.adder(of: pending.id, of: account.id, at: now),
            let codes = try Enrolling(environment).provenCodes(
                of: account.id, heldBy: .session(session), in: transaction, at: now),
            try transaction.confirm(backupCodes: codes.set, of: account.id)
        else { return false }
        try transaction.record(
            AuditEntry(
                .backupCodesConfirmed, .succeeded, of: account.id, by: client, at: now, subject: codes.set.rawValue,
                method: .backupCode))
        try environment.tell(account, .backupCodesMade(client.occasion(at: now)), in: transaction, at: now)
        return true
    }
}

extension [InstallationRecord] {
    /// The roles of an account's installations, of those that count; the liveliest inherits first.
    func roles(at now: Moment) -> DeviceRoles {
        let counting = filter { $0.activatedAt != nil && $0.ending == nil }
        let heirs = counting.sorted { left, right in
            (left.place(at: now), left.addedAt, left.id.rawValue) < (
                right.place(at: now), right.addedAt, right.id.rawValue
            )
        }
        let waiting = counting.lazy.compactMap { device in
            device.promotionDueAt.map { DeviceRoles.Promotion(of: device.id, due: $0) }
        }.first
        return DeviceRoles(
            heirs.map(\.id), primary: counting.first { $0.role == .primary }?.id, promotion: waiting)
    }
}

extension InstallationRecord {
    fileprivate func place(at now: Moment) -> Int {
        switch evidence.life(at: now) {
        case .live: 0
        case .quiet: 1
        case .doubtful: 2
        case .pending, .gone: 3
        }
    }
}
