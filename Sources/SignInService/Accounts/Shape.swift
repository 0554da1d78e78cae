internal import Identity
internal import SignInPolicy
internal import Store

extension ReadTransaction {
    /// The account that an identifier names to a stranger.
    ///
    /// One that still waits for its owner has nothing to sign in with, and would show by that: to everybody but the
    /// holder of its invitation there is no such account (RATE-15).
    func account(namedBy identifier: Identifier) throws -> AccountRecord? {
        guard let account = try account(withIdentifier: identifier.canonical) else { return nil }
        switch account.state {
        case .invited, .unconfirmed: return nil
        case .active, .locked, .disabled, .closed: return account
        }
    }

    /// Everything about an account that the rules look at, as it is in this transaction.
    ///
    /// - Parameter now: for what the evidence says of its installations.
    func shape(of account: AccountRecord, settings: ServiceSettings, at now: Moment) throws -> AccountShape {
        let identifiers = try identifiers(of: account.id)
        let enrolled = try authenticators(of: account.id, countedUnder: ThrottleKey.totalPrefix)
        let hasApp = enrolled.contains { $0.kind == .installation }
        let installations = hasApp ? try installationsEverCounted(of: account.id) : []
        let hasKey = enrolled.contains { $0.kind == .credential }
        let credentials = hasKey ? try credentials(of: account.id) : []
        let details = EnrolledDetails(
            installations: installations, credentials: credentials, settings: settings, now: now)
        return AccountShape(
            account: account.id, state: account.state,
            authenticators: enrolled.compactMap { $0.authenticator(details) }
                + identifiers.map { $0.receiver(settings) },
            identifiers: identifiers.map(\.identifier),
            noticeAddress: identifiers.first(where: \.forNotices)?.identifier.email,
            factorGeneration: Int64(account.factorGeneration), approvalsStopped: account.approvalsStoppedAt != nil,
            isAdministrator: account.role == .administrator)
    }
}

/// What doesn't fit into the row of an authenticator.
private struct EnrolledDetails {
    let installations: [InstallationRecord]
    let credentials: [CredentialRecord]
    let settings: ServiceSettings
    let now: Moment
}

extension EnrolledAuthenticator {
    /// The authenticator in the rules' terms: active, or disabled by too many failures (RATE-02), or by a policy that
    /// came after it: it turns the second step on and opens nothing.
    fileprivate func authenticator(_ details: EnrolledDetails) -> Authenticator? {
        let credential = details.credentials.first { $0.id == id }
        guard let kind = ruledKind(credential, details) else { return nil }
        let isDisabled =
            Throttle(total: Throttle.Counter(stored: failures)).isDisabled
            || (credential?.isBackupEligible ?? false) && !details.settings.keys.allowsSynced
        return Authenticator(id: id, kind: kind, name: name, state: isDisabled ? .disabled : .active)
    }

    private func ruledKind(_ credential: CredentialRecord?, _ details: EnrolledDetails) -> Authenticator.Kind? {
        switch self.kind {
        case .password(let standsAlone): .password(standsAlone: standsAlone)
        case .codeApp: .totpApp(place: .primaryDevice)
        case .backupCodes(let unspent): .backupCodes(remaining: unspent)
        case .passphrase: .passphrase
        case .installation:
            details.installations.first { $0.id == id }.map { .installation($0.installation(at: details.now)) }
        case .credential: credential.map(\.ruledKind)
        }
    }
}

extension CredentialRecord {
    /// A passkey that can't be copied and lives inside a device is taken to live on the primary one: what counts on it
    /// after that is lost would be a promise that nobody can keep (product.md §4.5).
    fileprivate var ruledKind: Authenticator.Kind {
        switch kind {
        case .securityKey: .securityKey
        case .passkey:
            .passkey(device: !isBackupEligible && transports.contains("internal") ? .assumedPhone : nil)
        }
    }
}

extension InstallationRecord {
    /// What the server has seen of it.
    var evidence: InstallationEvidence {
        InstallationEvidence(
            enrolledAt: addedAt, activatedAt: activatedAt, lastContact: lastContactAt, lastReceipt: lastReceiptAt,
            unansweredSince: unansweredSince,
            ended: ending.map { ending in
                // A word that nobody knows is damage; gone it is in any case.
                let reason = InstallationEvidence.Ending(word: ending.reason, replacedBy: ending.replacedBy)
                return InstallationEvidence.Ended(because: reason ?? .revoked, at: ending.at)
            })
    }

    /// The installation as the rules see it now.
    func installation(at now: Moment) -> Installation {
        Installation(
            device: device, role: role, life: evidence.life(at: now), appLock: appLock, lastSeen: lastContactAt)
    }
}

extension IdentifierRecord {
    /// The mailbox or the telephone behind a verified identifier. It has the identifier's name: it comes and goes with
    /// it.
    fileprivate func receiver(_ settings: ServiceSettings) -> Authenticator {
        let kind: Authenticator.Kind =
            switch identifier {
            case .email(let address): .emailAddress(address, isShared: settings.isGroupAddress(address))
            case .phone(let number): .phoneNumber(number, device: nil)
            }
        return Authenticator(id: AuthenticatorID(id.rawValue), kind: kind, name: identifier.shown)
    }
}

extension Identifier {
    var email: EmailAddress? {
        switch self {
        case .email(let address): address
        case .phone: nil
        }
    }
}
