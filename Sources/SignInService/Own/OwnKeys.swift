internal import Bytes
internal import Delivery
package import Identity
internal import PublicKeyCredentials
package import SignInPolicy
internal import Store

/// The person's passkeys and security keys, as they are. Adding them is ``Enrolling``'s.
package struct OwnKeys: Sendable {
    let environment: Environment

    init(_ environment: Environment) {
        self.environment = environment
    }

    /// A key as its person knows it.
    package struct Key: Sendable, Hashable {
        package let id: AuthenticatorID
        package let name: String
        /// Whether it signs in alone: a passkey; else it is a second step.
        package let signsInAlone: Bool
        /// Whether the person's devices share it.
        package let isSynced: Bool
        /// Whether it may be used now; one that the administrator's rules have overtaken may not.
        package let isAllowed: Bool
        package let added: Moment
        package let lastUsed: Moment?
    }

    /// What a browser is told of an account's keys, so that it shows no dead ones (WebAuthn L3 §5.1.10).
    package struct Signal: Sendable, Hashable {
        package let relyingParty: String
        /// All in base64url.
        package let handle: String
        package let credentials: [String]
        package let name: String
        package let displayName: String
    }

    /// The keys, oldest first.
    package func keys(of account: AccountID) async throws -> [Key] {
        let allowsSynced = environment.settings.keys.allowsSynced
        return try await environment.store.read { transaction in
            try transaction.credentials(of: account).map { Key($0, allowsSynced: allowsSynced) }
        }
    }

    /// `nil` if the account never had a key, so that there is nothing to tell.
    package func signal(of account: AccountID) async throws -> Signal? {
        try await environment.store.read { transaction in
            guard let record = try transaction.account(account), let handle = try transaction.keyHandle(of: account)
            else { return nil }
            return Signal(
                relyingParty: environment.settings.keys.party.id, handle: Base64.url.encode(handle),
                credentials: try transaction.credentials(of: account).map { Base64.url.encode($0.credentialID) },
                name: try transaction.chiefIdentifier(of: account), displayName: record.displayName)
        }
    }

    // MARK: Names

    /// What came of a new name for a key.
    package enum Renaming: Sendable, Hashable {
        case renamed
        case refused(ChosenName.Refusal)
        case notFound
    }

    /// Gives a key another name.
    package func rename(_ id: AuthenticatorID, to typed: String, by session: LiveSession, from client: Client)
        async throws -> Renaming
    {
        let name: ChosenName
        do throws(ChosenName.Refusal) { name = try ChosenName(typed) } catch { return .refused(error) }
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard try transaction.rename(credential: id, of: session.account, to: name.text) else { return .notFound }
            try transaction.record(
                AuditEntry(
                    .keyRenamed, .succeeded, of: session.account, by: client, at: now, subject: id.rawValue,
                    detail: name.text))
            return .renamed
        }
    }

    // MARK: Removing

    /// What removing a key would mean.
    package struct Removal: Sendable, Hashable {
        package let key: Key
        /// The second step goes with it: the backup codes stand in for nothing any more, and go too.
        package let turnsSecondStepOff: Bool
        /// Whether there is a passphrase, which goes with the second step and takes the vault along.
        package let losesPassphrase: Bool
        package let verdict: FloorRule.Verdict
    }

    /// Judges a removal before it is asked for; `nil` if the account has no such key.
    package func removal(of id: AuthenticatorID, of account: AccountID) async throws -> Removal? {
        let now = environment.time.now()
        return try await environment.store.read { try removal(of: id, of: account, in: $0, at: now) }
    }

    /// What came of taking a key away.
    package enum RemovalOutcome: Sendable, Hashable {
        case removed
        case refused(Removal)
        case notFound
    }

    /// Removes a key, unless the rules refuse it as the account is now.
    package func remove(_ id: AuthenticatorID, by session: LiveSession, from client: Client) async throws
        -> RemovalOutcome
    {
        defer { environment.outbox.ring() }
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard let account = try transaction.holdAccount(session.account),
                let removal = try removal(of: id, of: account.id, in: transaction, at: now)
            else { return .notFound }
            if case .refused = removal.verdict { return .refused(removal) }
            guard try transaction.revoke(credential: id, of: account.id) else { return .notFound }
            if removal.turnsSecondStepOff {
                try transaction.turnSecondStepOff(of: account.id, at: now)
            }
            try transaction.record(
                AuditEntry(
                    .keyRemoved, .succeeded, of: account.id, by: client, at: now, subject: id.rawValue,
                    method: removal.key.signsInAlone ? .passkey : .securityKey,
                    reason: removal.turnsSecondStepOff ? "second step off" : nil, detail: removal.key.name))
            try environment.tell(
                account, .keyRemoved(name: removal.key.name, client.occasion(at: now)), in: transaction, at: now)
            return .removed
        }
    }

    private func removal(
        of id: AuthenticatorID, of account: AccountID, in transaction: any ReadTransaction, at now: Moment
    ) throws -> Removal? {
        guard let record = try transaction.account(account),
            let credential = try transaction.credentials(of: account).first(where: { $0.id == id })
        else { return nil }
        let settings = environment.settings
        let shape = try transaction.shape(of: record, settings: settings, at: now)
        let rule = FloorRule(under: settings.rules)
        let alone = rule.judge(.removeAuthenticator(id), of: shape)
        // The last key, and only recovery methods beside it: what the person asks for is to turn the second step off.
        let isLast = alone == .refused(.onlyRecoveryLeft)
        let leaves =
            isLast || !WaysIn(of: shape.without(authenticators: { $0.id == id }), under: rule.rules).hasSecondFactor
        return Removal(
            key: Key(credential, allowsSynced: settings.keys.allowsSynced), turnsSecondStepOff: leaves,
            losesPassphrase: try leaves && transaction.passphrase(of: account) != nil,
            verdict: isLast ? rule.judge(.turnSecondStepOff, of: shape) : alone)
    }
}

extension OwnKeys.Key {
    init(_ record: CredentialRecord, allowsSynced: Bool) {
        self.init(
            id: record.id, name: record.name, signsInAlone: record.kind == .passkey,
            isSynced: record.isBackupEligible, isAllowed: allowsSynced || !record.isBackupEligible,
            added: record.createdAt, lastUsed: record.lastUsedAt)
    }
}
