package import ApprovalProtocol
internal import Delivery
package import Identity
internal import SignInPolicy
internal import Store

extension Installations {
    /// What came of the wish that another device be asked first.
    package enum Promotion: Sendable, Hashable {
        case promoted
        /// The present primary device is told, and may object until then (product.md D-4).
        case waits(until: Moment)
        case alreadyPrimary
        /// Another device waits already.
        case anotherWaits(AuthenticatorID, until: Moment)
        /// The person has to prove themselves anew, with all that the account has.
        case stepUpFirst
        /// Not signed by the approval key, or not lately.
        case badSignature
        case notFound
    }

    /// Makes a device the primary one, from the person's own pages.
    package func promote(_ id: AuthenticatorID, by session: LiveSession, from client: Client) async throws -> Promotion
    {
        guard session.isFresh, session.authentication.assurance.level >= .two else { return .stepUpFirst }
        let now = environment.time.now()
        return try await changing(session.account) { account, transaction in
            try promote(id, of: account, in: transaction, by: client, at: now)
        }
    }

    /// Makes a device the primary one, from one of the person's apps.
    ///
    /// The statement is signed by the approval key, which exists behind the app lock only. The present primary device
    /// hands over at once that way; every other one waits (DEV-07).
    package func promote(
        _ id: AuthenticatorID, by live: LiveInstallation, _ body: PromotionBody, from client: Client
    ) async throws -> Promotion {
        let now = environment.time.now()
        return try await changing(live.account) { account, transaction in
            guard let (device, _) = try transaction.hold(live), device.activatedAt != nil else { return .notFound }
            let statement = KeyStatement.promotion(
                device: id.rawValue, installation: device.id.rawValue, origin: environment.settings.origin.text,
                time: body.time)
            let key = try InstallationKey(x963: device.approvalKey)
            guard statement.isSigned(by: key, body.signature.bytes, at: now.millisecondsSinceEpoch) else {
                return .badSignature
            }
            let outcome = try promote(id, of: account, in: transaction, by: client, at: now)
            guard case .waits = outcome, device.role == .primary else { return outcome }
            return try agree(device.id, for: account, in: transaction, by: client, at: now) ?? outcome
        }
    }

    /// Drops a promotion that waits, from the person's own pages; `false` if none does.
    package func dropPromotion(by session: LiveSession, from client: Client) async throws -> Bool {
        try await object(nil, of: session.account, from: client)
    }

    /// The present primary device objects to another one taking its place; `false` if it is not its to say.
    package func objectToPromotion(_ live: LiveInstallation, from client: Client) async throws -> Bool {
        try await object(live.id, of: live.account, from: client)
    }

    // MARK: Steps

    private func promote(
        _ id: AuthenticatorID, of account: AccountRecord, in transaction: any WriteTransaction, by client: Client,
        at now: Moment
    ) throws -> Promotion {
        try carryOutPromotion(of: account.id, in: transaction, at: now)
        let devices = try transaction.installations(of: account.id)
        guard let device = devices.first(where: { $0.id == id }) else { return .notFound }
        var roles = devices.roles(at: now)
        switch roles.promotionAsked(of: id, primaryAnswers: devices.primaryAnswers(at: now), at: now) {
        case .notFound: return .notFound
        case .alreadyPrimary: return .alreadyPrimary
        case .anotherWaits(let other): return .anotherWaits(other.installation, until: other.due)
        case .promote:
            guard try transaction.makePrimary(installation: id, of: account.id) else { return .notFound }
            try note(.installationPromoted, device, account, client, in: transaction, at: now)
            return .promoted
        case .wait(let due):
            guard device.promotionDueAt == nil else { return .waits(until: due) }
            guard try transaction.proposePrimary(installation: id, of: account.id, dueAt: due) else {
                return .notFound
            }
            try note(.installationPromotionAsked, device, account, client, due: due, in: transaction, at: now)
            return .waits(until: due)
        }
    }

    private func agree(
        _ primary: AuthenticatorID, for account: AccountRecord, in transaction: any WriteTransaction, by client: Client,
        at now: Moment
    ) throws -> Promotion? {
        let devices = try transaction.installations(of: account.id)
        var roles = devices.roles(at: now)
        guard case .promote(let change) = roles.agreed(primary, at: now), let id = change.to,
            let device = devices.first(where: { $0.id == id }),
            try transaction.makePrimary(installation: id, of: account.id)
        else { return nil }
        try note(.installationPromoted, device, account, client, in: transaction, at: now)
        return .promoted
    }

    private func object(_ device: AuthenticatorID?, of account: AccountID, from client: Client) async throws -> Bool {
        let now = environment.time.now()
        return try await changing(account) { account, transaction in
            let devices = try transaction.installations(of: account.id)
            let waiting = devices.first { $0.promotionDueAt != nil }
            var roles = devices.roles(at: now)
            switch roles.objected(device, at: now) {
            case .nothing: return false
            case .promote:
                try carryOutPromotion(of: account.id, in: transaction, at: now)
                return false
            case .drop:
                guard try transaction.dropPromotion(of: account.id), let waiting else { return false }
                try note(.installationPromotionDropped, waiting, account, client, in: transaction, at: now)
                return true
            }
        }
    }

    /// Carries out a promotion whose time has come, for a page that shows it.
    func carryOutDuePromotion(of account: AccountID, at now: Moment) async throws {
        let isDue = try await environment.store.read { transaction in
            try transaction.installations(of: account).contains { $0.promotionDueAt.map { $0 <= now } ?? false }
        }
        guard isDue else { return }
        try await changing(account) { account, transaction in
            try carryOutPromotion(of: account.id, in: transaction, at: now)
        }
    }

    /// The same for a caller who is in the middle of something.
    func carryOutPromotion(of id: AccountID, in transaction: any WriteTransaction, at now: Moment) throws {
        guard let account = try transaction.holdAccount(id) else { return }
        let devices = try transaction.installations(of: id)
        var roles = devices.roles(at: now)
        guard let change = roles.timePassed(at: now), let heir = change.to,
            let device = devices.first(where: { $0.id == heir }),
            try transaction.makePrimary(installation: heir, of: id)
        else { return }
        try note(.installationPromoted, device, account, nil, in: transaction, at: now)
    }

    /// The record of it, word to every address, and a wink to every device.
    private func note(
        _ event: AuditEvent, _ device: InstallationRecord, _ account: AccountRecord, _ client: Client?,
        due: Moment? = nil, in transaction: any WriteTransaction, at now: Moment
    ) throws {
        try transaction.record(
            AuditEntry(
                at: now, event: event.rawValue, result: .succeeded, account: account.id,
                actor: client == nil ? "system" : account.id.rawValue, subject: device.id.rawValue,
                source: client?.source, detail: device.name))
        try transaction.signalAll(of: account.id)
        // What is dropped leaves everything as it was.
        guard event != .installationPromotionDropped else { return }
        try environment.tellDevices(of: account.id, except: device.id, in: transaction, at: now)
        try environment.tell(
            account,
            .installationPromoted(
                name: device.name, from: due, Notice.Occasion(at: now, source: client?.source)),
            in: transaction, at: now)
    }

    /// Runs a change under the account's lock, and lets its letters go.
    func changing<Answer: Sendable>(
        _ account: AccountID, _ step: @escaping @Sendable (AccountRecord, any WriteTransaction) throws -> Answer
    ) async throws -> Answer {
        let answer = try await environment.store.write { transaction in
            guard let account = try transaction.holdAccount(account) else { throw Overtaken() }
            return try step(account, transaction)
        }
        environment.outbox.ring()
        return answer
    }
}

extension [InstallationRecord] {
    /// Whether asking the present primary device makes sense.
    fileprivate func primaryAnswers(at now: Moment) -> Bool {
        contains { device in
            guard device.role == .primary else { return false }
            let life = device.evidence.life(at: now)
            return life == .live || life == .quiet
        }
    }
}
