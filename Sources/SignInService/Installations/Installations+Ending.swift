package import Identity
package import SignInPolicy
internal import Store

extension Installations {
    /// What it would mean to be without a device.
    package struct Removal: Sendable, Hashable {
        package let device: OwnDevice
        package let verdict: FloorRule.Verdict
        /// The second step goes with it: the backup codes stand in for nothing any more, and go too.
        package let turnsSecondStepOff: Bool
        /// Whether there is a passphrase, which goes with the second step and takes the vault along.
        package let losesPassphrase: Bool
        /// Only recovery methods are left, and the second step stays on.
        let leavesRecoveryOnly: Bool
        /// Who is asked first afterwards, if it was this one.
        package let heir: OwnDevice?
    }

    /// What came of taking a device away.
    package enum RemovalOutcome: Sendable, Hashable {
        case done
        /// The rules refuse it as the account is now: say what to do first.
        case refused(Removal)
        case notFound
    }

    /// Judges a removal before it is asked for; `nil` if the account has no such device (DEV-04).
    ///
    /// - Parameter isLost: the person hasn't it any more. Then the recovery methods may be all that is left.
    package func removal(of id: AuthenticatorID, of account: AccountID, isLost: Bool = false) async throws -> Removal? {
        let now = environment.time.now()
        return try await environment.store.read {
            try removal(of: id, of: account, isLost: isLost, in: $0, at: now)
        }
    }

    /// Removes a device that the person still has. The caller has seen to a fresh sign-in (DEV-05).
    package func remove(_ id: AuthenticatorID, by session: LiveSession, from client: Client) async throws
        -> RemovalOutcome
    {
        try await end(id, of: session.account, because: .revoked, from: client)
    }

    /// Ends a device that is lost or stolen, from the person's own pages: it is dead at once (product.md D-5).
    package func reportLost(_ id: AuthenticatorID, by session: LiveSession, from client: Client) async throws
        -> RemovalOutcome
    {
        try await end(id, of: session.account, because: .reportedLost, from: client)
    }

    /// The same from another of the person's devices.
    package func reportLost(_ id: AuthenticatorID, by live: LiveInstallation, from client: Client) async throws
        -> RemovalOutcome
    {
        guard !live.isPending, id != live.id else { return .notFound }
        return try await end(id, of: live.account, because: .reportedLost, from: client)
    }

    /// Ends the installation that asks for it: the person signs out in the app (product.md D-6). What that costs, the
    /// app has asked by ``removal(of:of:isLost:)`` before.
    package func signOut(_ live: LiveInstallation, from client: Client) async throws -> RemovalOutcome {
        try await end(live.id, of: live.account, because: .signedOut, from: client)
    }

    private func end(
        _ id: AuthenticatorID, of account: AccountID, because reason: InstallationEvidence.Ending, from client: Client
    ) async throws -> RemovalOutcome {
        let now = environment.time.now()
        return try await changing(account) { account, transaction in
            try end(id, of: account, because: reason, from: client, in: transaction, at: now)
        }
    }

    /// The same for a caller who is in the middle of something.
    func end(
        _ id: AuthenticatorID, of account: AccountRecord, because reason: InstallationEvidence.Ending,
        from client: Client, in transaction: any WriteTransaction, at now: Moment
    ) throws -> RemovalOutcome {
        guard let device = try transaction.installations(of: account.id).first(where: { $0.id == id }),
            let removal = try removal(of: id, of: account.id, isLost: reason == .reportedLost, in: transaction, at: now)
        else { return .notFound }
        if case .refused = removal.verdict { return .refused(removal) }
        let cause: InstallationEnding.Cause = removal.leavesRecoveryOnly ? .leavesRecovery : .ordinary
        try ending.end(device, of: account, because: reason, cause, by: client, in: transaction, at: now)
        if removal.turnsSecondStepOff {
            try transaction.turnSecondStepOff(of: account.id, at: now)
        }
        return .done
    }

    private func removal(
        of id: AuthenticatorID, of account: AccountID, isLost: Bool, in transaction: any ReadTransaction,
        at now: Moment
    ) throws -> Removal? {
        let devices = try transaction.installations(of: account)
        guard let record = try transaction.account(account), let device = devices.first(where: { $0.id == id }) else {
            return nil
        }
        let heir = devices.heir(after: id, at: now).flatMap { heir in devices.first { $0.id == heir } }
        // One that never counted can go at any time.
        guard device.activatedAt != nil else {
            return Removal(
                device: OwnDevice(device, at: now), verdict: .allowed, turnsSecondStepOff: false,
                losesPassphrase: false, leavesRecoveryOnly: false, heir: nil)
        }
        let shape = try transaction.shape(of: record, settings: environment.settings, at: now)
        let rule = FloorRule(under: environment.settings.rules)
        let alone = rule.judge(.removeAuthenticator(id), of: shape)
        // The last factor of every day, and only recovery methods beside it: the second step goes with it.
        let isLast = alone == .refused(.onlyRecoveryLeft)
        let after = shape.without(authenticators: { $0.id == id })
        if isLost, isLast {
            return Removal(
                device: OwnDevice(device, at: now), verdict: .warn(rule.fatalLosses(of: after)),
                turnsSecondStepOff: false, losesPassphrase: false, leavesRecoveryOnly: true,
                heir: heir.map { OwnDevice($0, at: now) })
        }
        let leaves = isLast || !WaysIn(of: after, under: rule.rules).hasSecondFactor
        return Removal(
            device: OwnDevice(device, at: now), verdict: isLast ? rule.judge(.turnSecondStepOff, of: shape) : alone,
            turnsSecondStepOff: leaves,
            losesPassphrase: try leaves && transaction.passphrase(of: account) != nil,
            leavesRecoveryOnly: false, heir: heir.map { OwnDevice($0, at: now) })
    }
}

extension [InstallationRecord] {
    /// Who becomes the primary device when `id` goes; `nil` if that changes nothing.
    fileprivate func heir(after id: AuthenticatorID, at now: Moment) -> AuthenticatorID? {
        var roles = roles(at: now)
        let change = roles.left(id)
        return change.from == change.to ? nil : change.to
    }
}
