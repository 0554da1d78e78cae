package import Identity
internal import SignInPolicy
internal import Store

extension Installations {
    /// The question that a new device brings up: whether it is one of the others, with the app installed anew.
    package struct Replacing: Sendable, Hashable {
        /// The new one.
        package let device: OwnDevice
        /// Which it may be a re-install of, the likeliest first: none of them has been heard of since.
        package let others: [OwnDevice]
    }

    /// What to ask about the device that a session has just added; `nil` if it isn't there yet, if it can't be a
    /// re-install of any other, or if the person has answered.
    package func replacing(by session: LiveSession) async throws -> Replacing? {
        let now = environment.time.now()
        return try await environment.store.read { try replacing(by: session, in: $0, at: now) }
    }

    /// The new device stands in the place of `other`, which is dead at once and learns why (product.md D-3). The caller
    /// has seen to a fresh sign-in.
    package func replace(_ other: AuthenticatorID, by session: LiveSession, from client: Client) async throws
        -> RemovalOutcome
    {
        let now = environment.time.now()
        return try await changing(session.account) { account, transaction in
            guard let question = try replacing(by: session, in: transaction, at: now),
                question.others.contains(where: { $0.id == other })
            else { return .notFound }
            let outcome = try end(
                other, of: account, because: .replaced(by: question.device.id), from: client, in: transaction, at: now)
            if outcome == .done { try answered(by: session, in: transaction, at: now) }
            return outcome
        }
    }

    /// The new device is one more: the person isn't asked again.
    package func keepOthers(by session: LiveSession) async throws {
        let now = environment.time.now()
        try await changing(session.account) { _, transaction in
            try answered(by: session, in: transaction, at: now)
        }
    }

    private func replacing(
        by session: LiveSession, in transaction: any ReadTransaction, at now: Moment
    ) throws -> Replacing? {
        guard let adding = try transaction.adding(by: session.id, of: session.account, at: now),
            adding.keepsOthers != true, let id = adding.installation
        else { return nil }
        let devices = try transaction.installations(of: session.account)
        guard let new = devices.first(where: { $0.id == id }), new.activatedAt != nil else { return nil }
        let others = devices.filter { $0.id != id && $0.evidence.isSilent(since: new.addedAt) }
            .sorted { $0.likelihood(of: new, at: now) > $1.likelihood(of: new, at: now) }
        guard !others.isEmpty else { return nil }
        return Replacing(device: OwnDevice(new, at: now), others: others.map { OwnDevice($0, at: now) })
    }

    private func answered(by session: LiveSession, in transaction: any WriteTransaction, at now: Moment) throws {
        guard var adding = try transaction.adding(by: session.id, of: session.account, at: now) else { return }
        adding.keepsOthers = true
        try transaction.keep(adding, by: session.id, of: session.account, as: environment, at: now)
    }
}

extension InstallationRecord {
    /// How much speaks for `new` being this one, installed anew: that it doesn't answer, then that both run on the same.
    fileprivate func likelihood(of new: InstallationRecord, at now: Moment) -> Int {
        let silence =
            switch evidence.life(at: now) {
            case .doubtful: 4
            case .quiet: 2
            case .live, .pending, .gone: 0
            }
        return silence + (platform == new.platform ? 1 : 0)
    }
}
