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
        return AccountShape(
            account: account.id, state: account.state,
            authenticators: enrolled.compactMap { $0.authenticator(installations, at: now) }
                + identifiers.compactMap { $0.mailbox(settings) },
            identifiers: identifiers.map(\.identifier),
            noticeAddress: identifiers.first(where: \.forNotices)?.identifier.email,
            factorGeneration: Int64(account.factorGeneration), approvalsStopped: account.approvalsStoppedAt != nil)
    }
}

extension EnrolledAuthenticator {
    /// The authenticator in the rules' terms: active, or disabled by too many failures (RATE-02).
    fileprivate func authenticator(_ installations: [InstallationRecord], at now: Moment) -> Authenticator? {
        guard let kind = ruledKind(installations, at: now) else { return nil }
        return Authenticator(
            id: id, kind: kind, name: name,
            state: Throttle(total: Throttle.Counter(stored: failures)).isDisabled ? .disabled : .active)
    }

    private func ruledKind(_ installations: [InstallationRecord], at now: Moment) -> Authenticator.Kind? {
        switch kind {
        case .password(let standsAlone): .password(standsAlone: standsAlone)
        case .codeApp: .totpApp(place: .primaryDevice)
        case .backupCodes(let unspent): .backupCodes(remaining: unspent)
        case .passphrase: .passphrase
        case .installation: installations.first { $0.id == id }.map { .installation($0.installation(at: now)) }
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
    /// The mailbox behind a verified address. It has the identifier's name: it comes and goes with it.
    fileprivate func mailbox(_ settings: ServiceSettings) -> Authenticator? {
        guard let address = identifier.email else { return nil }
        return Authenticator(
            id: AuthenticatorID(id.rawValue),
            kind: .emailAddress(address, isShared: settings.isGroupAddress(address)), name: address.shown)
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
