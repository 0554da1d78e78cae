package import Identity
internal import SignInPolicy
internal import Store

/// How things stand with an account, for the person's first page.
package struct OwnOverview: Sendable {
    let environment: Environment

    init(_ environment: Environment) {
        self.environment = environment
    }

    /// What the first page of an account says of it.
    package struct Standing: Sendable, Hashable {
        /// The one for notices first.
        package let identifiers: [String]
        /// `nil`: there is no password, and the app signs in alone.
        package let passwordChanged: Moment?
        /// Since when somebody else may know it; `nil` if nothing speaks for that.
        package let passwordDoubted: Moment?
        package let apps: [String]
        /// The primary one first.
        package let devices: [OwnDevice]
        /// Passkeys and security keys that may be used.
        package let keys: [Key]
        /// Unused codes; `nil` when there is no confirmed set.
        package let backupCodesLeft: Int?
        /// When the passphrase was set; `nil` without one.
        package let passphraseSet: Moment?
        package let sessions: Int
        /// Whether sign-in is limited to the person's networks.
        package let isLimitedToNetworks: Bool
        package let lastActivity: Moment?
        /// Whether a forgotten password can be reset by what the account has.
        package let canResetPassword: Bool
    }

    /// A key as far as readiness depends on it.
    package struct Key: Sendable, Hashable {
        package let name: String
        package let signsInAlone: Bool
        /// Whether it is gone when the phone is.
        package let isOnPhone: Bool
    }

    /// All of it as it is in one moment; `nil` if the account is gone.
    package func standing(of account: AccountID) async throws -> Standing? {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            guard let record = try transaction.account(account) else { return nil }
            let shape = try transaction.shape(of: record, settings: environment.settings, at: now)
            let devices = try transaction.installations(of: account).map { OwnDevice($0, at: now) }
            let identifiers = try transaction.identifiers(of: account)
            return Standing(
                identifiers: (identifiers.filter(\.forNotices) + identifiers.filter { !$0.forNotices })
                    .map(\.identifier.shown),
                passwordChanged: try transaction.password(of: account)?.changedAt,
                passwordDoubted: record.passwordDoubtedAt,
                apps: try transaction.codeApps(of: account).map(\.name),
                devices: devices.filter { $0.role == .primary } + devices.filter { $0.role != .primary },
                keys: shape.authenticators.compactMap { $0.key },
                backupCodesLeft: try transaction.backupCodes(of: account)?.unspent.count,
                passphraseSet: try transaction.passphrase(of: account)?.changedAt,
                sessions: try transaction.sessions(of: account, at: now).count,
                isLimitedToNetworks: try transaction.limitedToNetworksSince(account) != nil,
                lastActivity: try transaction.activity(of: account, limit: 1).first?.entry.at,
                canResetPassword: !WaysIn(of: shape, under: environment.settings.rules).passwordResets.isEmpty)
        }
    }
}

extension Authenticator {
    /// `nil` for anything but a passkey or security key that may be used.
    fileprivate var key: OwnOverview.Key? {
        guard state == .active else { return nil }
        switch kind {
        case .passkey(let device):
            return OwnOverview.Key(name: name, signsInAlone: true, isOnPhone: device != nil)
        case .securityKey: return OwnOverview.Key(name: name, signsInAlone: false, isOnPhone: false)
        default: return nil
        }
    }
}
