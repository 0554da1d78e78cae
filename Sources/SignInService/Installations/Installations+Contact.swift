internal import Crypto
internal import Delivery
package import Identity
internal import SignInPolicy
internal import Store

extension Installations {
    /// What came of a heartbeat.
    package enum Heartbeat: Sendable, Hashable {
        /// - Parameter next: the link for the next heartbeat.
        case alone(next: [UInt8])
        /// The keys are in two places: the installation has ended (DEV-09).
        case copied
        case gone
    }

    /// Moves the heartbeat chain on, by the link that the last heartbeat was answered with.
    package func heartbeat(_ live: LiveInstallation, showing link: [UInt8], from client: Client) async throws
        -> Heartbeat
    {
        let now = environment.time.now()
        let next = environment.tokens.random(ChainHash.linkLength)
        let outcome: Heartbeat = try await environment.store.write { transaction in
            guard let (device, account) = try transaction.hold(live) else { return .gone }
            let verdict = try transaction.heartbeat(
                of: device.id, showing: ChainHash(link).bytes, then: ChainHash(next).bytes)
            switch verdict {
            case .alone: return .alone(next: next)
            case .ended: return .gone
            case .copied:
                try ending.end(device, of: account, because: .copied, by: client, in: transaction, at: now)
                return .copied
            }
        }
        environment.outbox.ring()
        return outcome
    }

    /// A push subscription as an app says it, with every part of the right form.
    package struct PushAddress: Sendable {
        let endpoint: String
        let key: [UInt8]
        let auth: [UInt8]

        /// `nil` unless the endpoint is a short https address and the key and the secret have the lengths of RFC 8291
        /// §2. Whether the address may be talked to is decided each time it is (CRY-05).
        package init?(endpoint: String, key: [UInt8], auth: [UInt8]) {
            guard endpoint.hasPrefix("https://") || endpoint.hasPrefix("http://"), endpoint.utf8.count <= 2_048,
                endpoint.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
                (try? P256.KeyAgreement.PublicKey(x963Representation: key)) != nil, auth.count == 16
            else { return nil }
            self.endpoint = endpoint
            self.key = key
            self.auth = auth
        }
    }

    /// Whether messages may be sent to such an address: one that names a place in our own network is refused at once,
    /// and not only when something is sent (CRY-05).
    package func accepts(_ push: PushAddress) -> Bool {
        environment.push?.accepts(endpoint: push.endpoint, key: push.key, authentication: push.auth) ?? true
    }

    /// Sets an installation's own subscription; no installation can name another one's (PUSH-16).
    ///
    /// - Returns: `false` if it has ended.
    package func subscribe(_ live: LiveInstallation, to push: PushAddress) async throws -> Bool {
        try await environment.store.write { transaction in
            guard let (device, _) = try transaction.hold(live) else { return false }
            return try transaction.subscribe(
                PushSubscriptionRecord(
                    id: environment.tokens.name(), installation: device.id, endpoint: Secret(push.endpoint),
                    key: push.key, auth: Secret(push.auth)))
        }
    }

    /// Takes an installation's own subscription away; `false` if it has none.
    package func unsubscribe(_ live: LiveInstallation) async throws -> Bool {
        try await environment.store.write { try $0.unsubscribe(installation: live.id) }
    }

    /// The push service knows the subscription no more (404, 410).
    ///
    /// - Parameters:
    ///   - subscription: the one that the push was sent to; an answer about an older one changes nothing.
    ///   - sent: when.
    package func pushGone(
        _ id: AuthenticatorID, subscription: String, sentAt sent: Moment
    ) async throws {
        let now = environment.time.now()
        try await environment.store.write { transaction in
            guard let found = try transaction.installation(id),
                let account = try transaction.holdAccount(found.account),
                let device = try transaction.installation(id),
                try transaction.pushSubscription(of: id)?.id == subscription
            else { return }
            var evidence = device.evidence
            switch evidence.pushGone(sentAt: sent, at: now) {
            case .end(let reason): try ending.end(device, of: account, because: reason, in: transaction, at: now)
            case .dropSubscription: try transaction.unsubscribe(installation: id, from: subscription)
            case .refuse: return
            }
        }
        environment.outbox.ring()
    }
}

/// What the database keeps of a link of the heartbeat chain.
struct ChainHash: Sendable {
    static let linkLength = 32

    let bytes: [UInt8]

    init(_ link: [UInt8]) { bytes = Array(SHA256.hash(data: link)) }
}

extension WriteTransaction {
    /// Lets every app and page of an account look again.
    func signalAll(of account: AccountID) throws {
        signal(.account(account))
        for device in try installations(of: account) { signal(.installation(device.id)) }
    }
}
