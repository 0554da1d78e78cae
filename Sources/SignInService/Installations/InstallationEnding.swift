internal import Delivery
internal import Identity
internal import SignInPolicy
internal import Store

/// The end of an installation, with everything that belongs to it: its role goes to the best heir, its requests are
/// withdrawn, and the person, their pages and their other devices hear of it (DEV-02).
struct InstallationEnding: Sendable {
    let environment: Environment

    /// What the record says beyond the reason.
    enum Cause: String {
        case ordinary, pinDestroyed
        /// An administrator did it: the second step stays on without it.
        case administrator
        /// It was lost, and only the recovery methods are left: that is what they are for, and the second step stays on.
        case leavesRecovery

        /// Whether the account goes on as if the device were still its second factor.
        fileprivate var leavesSecondStepOn: Bool { self != .ordinary }
    }

    /// Ends `device`, of an account that the caller holds.
    ///
    /// - Parameter client: `nil` if the server found out by itself.
    func end(
        _ device: InstallationRecord, of account: AccountRecord, because reason: InstallationEvidence.Ending,
        _ cause: Cause = .ordinary, by client: Client? = nil, in transaction: any WriteTransaction, at now: Moment
    ) throws {
        let others = try transaction.installations(of: account.id)
        var roles = others.roles(at: now)
        guard
            try transaction.end(
                installation: device.id, of: account.id, because: reason.word, replacedBy: reason.replacement,
                vanished: !reason.isOfPerson || cause.leavesSecondStepOn, sparingAttempts: reason == .notAnswering,
                at: now)
        else { return }
        let change = reason.replacement.map { roles.replaced(device.id, by: $0) } ?? roles.left(device.id)
        if let heir = change.to, change.to != change.from {
            _ = try transaction.makePrimary(installation: heir, of: account.id)
        }
        if change.to == nil {
            try liftIfNobodyCould(account, reason, cause, in: transaction)
        }
        let asking = ApprovalAsking(environment: environment)
        if reason == .notAnswering {
            // Nobody is suspect. Whoever waits for it goes on another way, and other devices answer what they were asked.
            try asking.withdraw(from: device.id, of: account.id, in: transaction, at: now)
        } else {
            try asking.withdrawAll(of: account.id, in: transaction, at: now)
        }
        transaction.signal(.installation(device.id))
        try record(device, account, reason, cause, client, in: transaction, at: now)
        // What never counted is no loss to tell of.
        guard device.activatedAt != nil else {
            transaction.signal(.account(account.id))
            return
        }
        try environment.tellDevices(of: account.id, in: transaction, at: now)
        try environment.tell(
            account,
            .installationEnded(
                name: device.name, reason.notice, Notice.Occasion(at: now, source: client?.source)),
            in: transaction, at: now)
    }

    /// Lifts the block of new sign-ins with the last device, where it would keep the person out for good: the recovery
    /// methods get past it, and without one there is nobody left to lift it (product.md D-9, §4.5).
    private func liftIfNobodyCould(
        _ account: AccountRecord, _ reason: InstallationEvidence.Ending, _ cause: Cause,
        in transaction: any WriteTransaction
    ) throws {
        let hasCodes = try transaction.countUnspentBackupCodes(of: account.id) > 0
        guard (reason.isOfPerson && cause == .ordinary) || !hasCodes else { return }
        try transaction.setSignInRestricted(at: nil, of: account.id)
    }

    private func record(
        _ device: InstallationRecord, _ account: AccountRecord, _ reason: InstallationEvidence.Ending, _ cause: Cause,
        _ client: Client?, in transaction: any WriteTransaction, at now: Moment
    ) throws {
        let why = cause == .pinDestroyed ? cause.rawValue : reason.word
        let actor = cause == .administrator ? "console" : client == nil ? "system" : account.id.rawValue
        try transaction.record(
            AuditEntry(
                at: now, event: AuditEvent.installationEnded.rawValue, result: .succeeded, account: account.id,
                actor: actor, subject: device.id.rawValue, source: client?.source, reason: why, detail: device.name))
    }
}

extension Installations {
    var ending: InstallationEnding { InstallationEnding(environment: environment) }
}

extension InstallationEvidence.Ending {
    fileprivate var replacement: AuthenticatorID? {
        if case .replaced(let replacement) = self { replacement } else { nil }
    }

    /// Whether the person has wanted it, and not the server found it out.
    fileprivate var isOfPerson: Bool {
        switch self {
        case .signedOut, .reportedLost, .replaced, .revoked: true
        case .notAnswering, .copied: false
        }
    }

    fileprivate var notice: Notice.DeviceEnding {
        switch self {
        case .signedOut: .signedOut
        case .reportedLost: .reportedLost
        case .replaced: .replaced
        case .revoked: .removed
        case .notAnswering: .notAnswering
        case .copied: .copied
        }
    }
}
