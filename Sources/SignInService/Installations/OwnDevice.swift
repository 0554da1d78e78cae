package import Identity
internal import SignInPolicy
internal import Store

/// One of a person's devices, as they and their apps see it.
package struct OwnDevice: Sendable, Hashable {
    package let id: AuthenticatorID
    package let name: String
    package let platform: String
    package let role: Installation.Role
    package let life: Installation.Life
    package let appLock: Installation.AppLock
    package let added: Moment
    package let lastSeen: Moment?
    /// From which address it was seen last.
    package let lastAddress: String?
    package let lastApproval: Moment?
    /// When it becomes the primary device unless somebody objects.
    package let promotionDue: Moment?

    init(_ record: InstallationRecord, at now: Moment) {
        id = record.id
        name = record.name
        platform = record.platform
        role = record.role
        life = record.evidence.life(at: now)
        appLock = record.appLock
        added = record.addedAt
        lastSeen = record.lastContactAt
        lastAddress = record.lastAddress
        lastApproval = record.lastApprovalAt
        promotionDue = record.promotionDueAt
    }
}

extension Installations {
    /// A person's devices, oldest first.
    package func own(of account: AccountID) async throws -> [OwnDevice] {
        let now = environment.time.now()
        try await carryOutDuePromotion(of: account, at: now)
        return try await environment.store.read { transaction in
            try transaction.installations(of: account).map { OwnDevice($0, at: now) }
        }
    }

    /// How things stand for one installation, by which an app that was away catches up.
    package struct Standing: Sendable, Hashable {
        package let accountName: String
        /// The address that stands for the account.
        package let identifier: String
        package let device: OwnDevice
        /// All of them, this one included.
        package let devices: [OwnDevice]
        /// Whether new sign-ins are blocked (product.md D-9).
        package let isRestricted: Bool
        /// Whether losing this device alone would lock the person out (product.md R-11).
        package let isIrreplaceable: Bool
        /// What has happened to the account's devices lately, newest first.
        package let news: [DeviceNews]
    }

    /// How things stand for an installation; `nil` if it has ended.
    package func standing(of live: LiveInstallation) async throws -> Standing? {
        let now = environment.time.now()
        return try await environment.store.read { transaction in
            guard let account = try transaction.account(live.account) else { return nil }
            let devices = try transaction.installations(of: account.id)
            guard let own = devices.first(where: { $0.id == live.id }) else { return nil }
            let shape = try transaction.shape(of: account, settings: environment.settings, at: now)
            let losses = FloorRule(under: environment.settings.rules).fatalLosses(of: shape)
            return Standing(
                accountName: account.displayName, identifier: try transaction.chiefIdentifier(of: account.id),
                device: OwnDevice(own, at: now), devices: devices.map { OwnDevice($0, at: now) },
                isRestricted: account.signInRestrictedAt != nil,
                isIrreplaceable: losses.contains(.holding(.device(own.device))),
                news: try transaction.news(for: own, at: now))
        }
    }

    // MARK: Names

    /// What came of a new name for a device.
    package enum Renaming: Sendable, Hashable {
        case renamed
        case refused(ChosenName.Refusal)
        case notFound
    }

    /// Gives one of the person's devices another name, from their own pages.
    package func rename(
        _ id: AuthenticatorID, to typed: String, by session: LiveSession, from client: Client
    ) async throws -> Renaming {
        try await rename(id, of: session.account, to: typed, from: client)
    }

    /// Gives an installation another name, from its own app.
    package func rename(_ live: LiveInstallation, to typed: String, from client: Client) async throws -> Renaming {
        try await rename(live.id, of: live.account, to: typed, from: client)
    }

    private func rename(
        _ id: AuthenticatorID, of account: AccountID, to typed: String, from client: Client
    ) async throws -> Renaming {
        let name: ChosenName
        do throws(ChosenName.Refusal) { name = try ChosenName(typed) } catch { return .refused(error) }
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard try transaction.rename(installation: id, of: account, to: name.text) else { return .notFound }
            try transaction.record(
                AuditEntry(
                    .installationRenamed, .succeeded, of: account, by: client, at: now, subject: id.rawValue,
                    detail: name.text))
            try transaction.signalAll(of: account)
            return .renamed
        }
    }
}
