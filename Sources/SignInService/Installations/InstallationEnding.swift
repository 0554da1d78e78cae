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
                vanished: !reason.isOfPerson || cause == .pinDestroyed, sparingAttempts: reason == .notAnswering,
                at: now)
        else { return }
        let change = roles.left(device.id)
        if let heir = change.to, change.to != change.from {
            _ = try transaction.makePrimary(installation: heir, of: account.id)
        }
        if change.to == nil, reason.isOfPerson, cause == .ordinary {
            // Nobody could lift it any more.
            try transaction.setSignInRestricted(at: nil, of: account.id)
        }
        let asking = ApprovalAsking(environment: environment)
        if reason == .notAnswering {
            // Nobody is suspect. Whoever waits for it goes on another way, and other devices answer what they were asked.
            try asking.withdraw(from: device.id, of: account.id, in: transaction, at: now)
        } else {
            try asking.withdrawAll(of: account.id, in: transaction, at: now)
        }
        for other in others { transaction.signal(.installation(other.id)) }
        transaction.signal(.account(account.id))
        try record(device, account, reason, cause, client, in: transaction, at: now)
        // What never counted is no loss to tell of.
        guard device.activatedAt != nil else { return }
        try environment.tell(
            account,
            .installationEnded(
                name: device.name, reason.notice, Notice.Occasion(at: now, source: client?.source)),
            in: transaction, at: now)
    }

    private func record(
        _ device: InstallationRecord, _ account: AccountRecord, _ reason: InstallationEvidence.Ending, _ cause: Cause,
        _ client: Client?, in transaction: any WriteTransaction, at now: Moment
    ) throws {
        let why = cause == .ordinary ? reason.word : cause.rawValue
        try transaction.record(
            AuditEntry(
                at: now, event: AuditEvent.installationEnded.rawValue, result: .succeeded, account: account.id,
                actor: client == nil ? "system" : account.id.rawValue, subject: device.id.rawValue,
                source: client?.source, reason: why, detail: device.name))
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
