internal import Delivery
package import Identity
internal import SignInPolicy
internal import Store

extension Administration {
    /// What an administrator takes away from an account.
    package enum Revocation: Sendable, Hashable {
        /// Every device with the app.
        case allDevices
        /// A device or an authenticator app of this name or ID.
        case named(String)
        case backupCodes
        /// With the server's copy of the vault, which nothing would open any more.
        case passphrase
    }

    /// What became of it.
    package enum RevocationOutcome: Sendable, Equatable {
        /// The names of what no longer counts.
        case done([String])
        case noSuchAccount
        /// The account has nothing of that name.
        case nothing
        /// Several things have that name: their IDs.
        case ambiguous([AuthenticatorID])
        /// Nobody could sign in to the account any more, or a password alone could (product.md §4.5).
        case locksOut
    }

    /// Revokes authenticators of an account: they prove nothing from then on, on every road (DEV-19).
    ///
    /// The account keeps its second step: without a factor of every day it is opened by a backup code, and enrols anew.
    package func revoke(_ what: Revocation, of id: AccountID) async throws -> RevocationOutcome {
        let now = environment.time.now()
        do {
            let outcome: RevocationOutcome = try await environment.store.write { transaction in
                guard let account = try transaction.holdAccount(id) else { return .noSuchAccount }
                let rules = environment.settings.rules
                let before = try transaction.shape(of: account, settings: environment.settings, at: now)
                let outcome = try revoke(what, of: account, in: transaction, at: now)
                guard case .done = outcome else { return outcome }
                let after = try transaction.shape(of: account, settings: environment.settings, at: now)
                let verdict = FloorRule(under: rules).judgeTaking(from: before, to: after)
                if case .refused = verdict { throw LocksOut() }
                return outcome
            }
            environment.outbox.ring()
            return outcome
        } catch is LocksOut {
            return .locksOut
        }
    }

    /// Takes the whole step back.
    private struct LocksOut: Error {}

    private func revoke(
        _ what: Revocation, of account: AccountRecord, in transaction: any WriteTransaction, at now: Moment
    ) throws -> RevocationOutcome {
        let devices = try transaction.installations(of: account.id)
        switch what {
        case .allDevices:
            for device in devices { try end(device, of: account, in: transaction, at: now) }
            return devices.isEmpty ? .nothing : .done(devices.map(\.name))
        case .backupCodes:
            guard try transaction.revokeBackupCodes(of: account.id) else { return .nothing }
            try transaction.record(AuditEntry(byConsole: .backupCodesRevoked, of: account.id, at: now))
            return .done(["backup codes"])
        case .passphrase:
            guard try transaction.removePassphrase(of: account.id, at: now) else { return .nothing }
            try transaction.record(AuditEntry(byConsole: .passphraseRemoved, of: account.id, at: now))
            try environment.tell(
                account, .passphrase(.removed, Notice.Occasion(at: now, source: nil)), in: transaction, at: now)
            transaction.signal(.account(account.id))
            return .done(["passphrase"])
        case .named(let name):
            let apps = try transaction.codeApps(of: account.id).filter { $0.name == name || $0.id.rawValue == name }
            let named = devices.filter { $0.name == name || $0.id.rawValue == name }
            let keys = try transaction.credentials(of: account.id).filter { $0.name == name || $0.id.rawValue == name }
            guard apps.count + named.count + keys.count < 2 else {
                return .ambiguous(named.map(\.id) + apps.map(\.id) + keys.map(\.id))
            }
            for device in named { try end(device, of: account, in: transaction, at: now) }
            for app in apps { try remove(app, of: account, in: transaction, at: now) }
            for key in keys { try remove(key, of: account, in: transaction, at: now) }
            let names = named.map(\.name) + apps.map(\.name) + keys.map(\.name)
            return names.isEmpty ? .nothing : .done(names)
        }
    }

    private func end(
        _ device: InstallationRecord, of account: AccountRecord, in transaction: any WriteTransaction, at now: Moment
    ) throws {
        try InstallationEnding(environment: environment).end(
            device, of: account, because: .revoked, .administrator, in: transaction, at: now)
    }

    private func remove(
        _ app: CodeAppRecord, of account: AccountRecord, in transaction: any WriteTransaction, at now: Moment
    ) throws {
        guard try transaction.revoke(codeApp: app.id, of: account.id) else { return }
        var entry = AuditEntry(
            byConsole: .authenticatorAppRemoved, of: account.id, at: now, subject: app.id.rawValue)
        entry.detail = app.name
        try transaction.record(entry)
        try environment.tell(
            account, .authenticatorAppRemoved(name: app.name, Notice.Occasion(at: now, source: nil)), in: transaction,
            at: now)
    }

    private func remove(
        _ key: CredentialRecord, of account: AccountRecord, in transaction: any WriteTransaction, at now: Moment
    ) throws {
        guard try transaction.revoke(credential: key.id, of: account.id) else { return }
        var entry = AuditEntry(byConsole: .keyRemoved, of: account.id, at: now, subject: key.id.rawValue)
        entry.detail = key.name
        try transaction.record(entry)
        try environment.tell(
            account, .keyRemoved(name: key.name, Notice.Occasion(at: now, source: nil)), in: transaction, at: now)
    }
}
