internal import Delivery
package import Identity
internal import SignInPolicy
package import Store

/// The networks that a person allows sign-in from: a list, and a switch that makes it count (product.md S-3).
///
/// No change leaves the person outside of their own networks: whoever makes one is inside afterwards.
package struct OwnNetworks: Sendable {
    let environment: Environment

    init(_ environment: Environment) {
        self.environment = environment
    }

    /// What the person's page shows.
    package struct Standing: Sendable {
        /// The oldest first.
        package let networks: [AllowedNetworkRecord]
        /// Since when sign-in is limited to them; `nil` if it is not.
        package let limitedSince: Moment?
        /// Where the request came from, and whether one of the networks has it.
        package let address: String
        package let isInside: Bool
    }

    /// The networks of the session's person, and where they stand now.
    package func standing(of session: LiveSession, from client: Client) async throws -> Standing {
        try await environment.store.read { transaction in
            let networks = try transaction.networks(of: session.account)
            return Standing(
                networks: networks, limitedSince: try transaction.limitedToNetworksSince(session.account),
                address: client.source.address,
                isInside: AllowedNetworks(networks.map(\.range)).covers(client.source.address))
        }
    }

    /// What came of a change.
    package enum Outcome: Sendable, Hashable {
        case done
        case wrongName(ChosenName.Refusal)
        case wrongAddresses(NetworkRange.Fault)
        case tooMany
        /// The person would be outside with it.
        case wouldLockOut(address: String)
        case notFound
    }

    /// Adds a network, or changes one.
    ///
    /// - Parameter id: `nil` for a new one.
    package func save(
        _ id: NetworkID?, named typedName: String, addresses typed: String, by session: LiveSession,
        from client: Client
    ) async throws -> Outcome {
        let range: NetworkRange
        do { range = try NetworkRange(typed) } catch { return .wrongAddresses(error) }
        let name: ChosenName
        do { name = try ChosenName(typedName) } catch { return .wrongName(error) }
        let now = environment.time.now()
        return try await change(by: session, from: client) { networks, transaction in
            let former = networks.first { $0.id == id }
            guard id == nil || former != nil else { return .notFound }
            guard former != nil || networks.count < Limits.networks else { return .tooMany }
            let network = AllowedNetworkRecord(
                id: id ?? environment.tokens.id(), account: session.account, name: name.text, range: range,
                addedAt: former?.addedAt ?? now)
            guard try transaction.save(network) else { return .notFound }
            return .changed(former == nil ? .networkAdded : .networkChanged, "\(name.text) \(range.text)")
        }
    }

    /// Takes a network off the list.
    package func remove(_ id: NetworkID, by session: LiveSession, from client: Client) async throws -> Outcome {
        try await change(by: session, from: client) { networks, transaction in
            guard let network = networks.first(where: { $0.id == id }),
                try transaction.remove(network: id, of: session.account)
            else { return .notFound }
            return .changed(.networkRemoved, "\(network.name) \(network.range.text)")
        }
    }

    /// Limits sign-in to the networks of the list, or lifts that.
    package func limit(_ isOn: Bool, by session: LiveSession, from client: Client) async throws -> Outcome {
        let now = environment.time.now()
        return try await change(by: session, from: client) { _, transaction in
            guard try transaction.limitToNetworks(session.account, since: isOn ? now : nil) else { return .unchanged }
            return .changed(isOn ? .networksLimited : .networkLimitLifted, nil)
        }
    }

    // MARK: One change

    private enum Step: Sendable {
        case changed(AuditEvent, String?)
        case unchanged, notFound, tooMany
    }

    /// Makes a change, and takes it back if the person would be outside with it. The account is held, so that two
    /// changes at once can't each count on what the other takes away.
    private func change(
        by session: LiveSession, from client: Client,
        _ step: @escaping @Sendable ([AllowedNetworkRecord], any WriteTransaction) throws -> Step
    ) async throws -> Outcome {
        defer { environment.outbox.ring() }
        let now = environment.time.now()
        do {
            return try await environment.store.write { transaction in
                guard let account = try transaction.holdAccount(session.account) else { return .notFound }
                let before = try transaction.limitedToNetworksSince(account.id)
                switch try step(transaction.networks(of: account.id), transaction) {
                case .changed(let event, let subject):
                    let after = try transaction.allowedNetworks(of: account.id)
                    guard after.verdict(from: client.source.address) == .allowed else { throw WouldLockOut() }
                    try transaction.record(
                        AuditEntry(event, .succeeded, of: account.id, by: client, at: now, detail: subject))
                    // A list that does not count yet is nobody's worry.
                    guard after.isOn || before != nil else { return .done }
                    let change: Notice.NetworkChange = after.isOn ? (before == nil ? .limited : .changed) : .lifted
                    try environment.tell(account, .networks(change, client.occasion(at: now)), in: transaction, at: now)
                    return .done
                case .unchanged: return .done
                case .notFound: return .notFound
                case .tooMany: return .tooMany
                }
            }
        } catch is WouldLockOut {
            return .wouldLockOut(address: client.source.address)
        }
    }

    /// Thrown inside the transaction, so that nothing of the change stays.
    private struct WouldLockOut: Error {}
}

extension ReadTransaction {
    /// From where an account may be used now. Of one that is not limited the list is not read.
    func networksInForce(of account: AccountID) throws -> AllowedNetworks {
        guard try limitedToNetworksSince(account) != nil else { return AllowedNetworks() }
        return AllowedNetworks(try networks(of: account).map(\.range), isOn: true)
    }

    /// The whole list, and whether it counts.
    func allowedNetworks(of account: AccountID) throws -> AllowedNetworks {
        AllowedNetworks(
            try networks(of: account).map(\.range), isOn: try limitedToNetworksSince(account) != nil)
    }

    /// Why a whole proof opens no session here and now; `nil` if it does.
    func objection(to grant: SignInAttempt.Grant, for account: AccountRecord, from client: Client) throws -> Refusal? {
        if account.blocks(grant) { return .restricted }
        return try networksInForce(of: account.id).admits(client.source.address) ? nil : .outsideNetworks
    }
}
