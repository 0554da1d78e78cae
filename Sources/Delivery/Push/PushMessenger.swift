internal import Bytes
internal import Crypto
package import HTTPTransfer
internal import Identity
internal import Store
package import WebPush

/// Hands messages to push services: encrypted for one app (RFC 8291), signed by this server (RFC 8292), as RFC 8030
/// says.
package struct PushMessenger: Sendable {
    private let client: HTTPClient
    private let key: VAPIDKey
    private let contact: VAPIDContact?
    private let addresses: AddressRule

    /// A push service that takes longer is as good as none: the page that waits has opened its other ways by then.
    package static let timeLimit = Duration.seconds(10)

    /// - Parameters:
    ///   - privateAddresses: Addresses that no push service of the public internet has, and that endpoints may lead to
    ///     all the same.
    ///   - authorities: A file of certificates to trust in place of the system's.
    package init(
        key: VAPIDKey, contact: VAPIDContact?, privateAddresses: [AddressRange] = [], authorities: String? = nil
    ) throws {
        self.key = key
        self.contact = contact
        addresses = .publicAddresses(and: privateAddresses)
        client = try HTTPClient(
            HTTPClientSettings(
                addresses: addresses, allowsPlainText: Self.loopback.contains(where: addresses.permits),
                authorities: authorities, totalTimeout: Self.timeLimit, bodyLimit: 16 * 1_024,
                transfersAtOnce: PushWorker.width))
    }

    /// What apps need to subscribe: the public half of the key, 65 bytes.
    package var publicKey: [UInt8] { key.publicKey }

    /// Whether an app may be reached at such an endpoint, as far as one can tell without asking a name server. Where a
    /// name leads is judged at every connection.
    package func permits(_ endpoint: PushEndpoint) -> Bool {
        if let address = IPAddress(endpoint.host) { return addresses.permits(address) }
        guard endpoint.host == "localhost" || endpoint.host.hasSuffix(".localhost") else { return true }
        return Self.loopback.contains(where: addresses.permits)
    }

    /// This machine. Only a push service here may be spoken to without TLS, and only where the administrator allows it.
    private static let loopback = ["127.0.0.1", "::1"].compactMap { IPAddress($0) }

    /// Whether a subscription of these parts can be used: of the right form, and with an endpoint that is permitted.
    package func accepts(endpoint: String, key: [UInt8], authentication: [UInt8]) -> Bool {
        guard
            let subscription = try? PushSubscription(endpoint: endpoint, key: key, authentication: authentication)
        else { return false }
        return permits(subscription.endpoint)
    }

    /// Sends one message. Never throws: whatever goes wrong is one of the outcomes.
    func send(_ push: PushMessage, to record: PushSubscriptionRecord, at now: Moment) async -> PushOutcome {
        let request: HTTPRequest
        do {
            let subscription = try PushSubscription(
                endpoint: record.endpoint.reveal(), key: record.key, authentication: record.auth.reveal())
            guard permits(subscription.endpoint) else { return .refused(reason: "the endpoint's address is forbidden") }
            request = try self.request(push, to: subscription, at: now)
        } catch {
            return .refused(reason: "can't be written for this subscription: \(error)")
        }
        do {
            return PushOutcome(try await client.send(request))
        } catch {
            return PushOutcome(error)
        }
    }

    private func request(_ push: PushMessage, to subscription: PushSubscription, at now: Moment) throws -> HTTPRequest {
        let life = max(1, (push.expiresAt - now).wholeSeconds)
        return HTTPRequest(
            .post, subscription.endpoint.text,
            fields: [
                ("TTL", "\(life)"), ("Urgency", "high"), ("Topic", Self.topic(of: push)),
                ("Content-Encoding", "aes128gcm"), ("Content-Type", "application/octet-stream"),
                (
                    "Authorization",
                    try key.authorization(for: subscription.endpoint, contact: contact, at: now.secondsSinceEpoch)
                ),
            ],
            body: try PushEncryption.encrypt(Array(push.content.utf8), for: subscription))
    }

    /// Several accounts of one person may share an endpoint, so a topic is of one installation; and the push service
    /// need not know what it is about. 32 characters is what RFC 8030 §5.4 allows.
    private static func topic(of push: PushMessage) -> String {
        let digest = SHA256.hash(data: Array("\(push.installation)\0\(push.topic)".utf8))
        return Base64.url.encode(digest.prefix(24))
    }
}

/// What became of one try to hand a message over. Reasons are for the administrator and hold nothing of the endpoint.
package enum PushOutcome: Sendable, Equatable {
    /// The push service has taken it. Whether it arrives is another question.
    case accepted
    /// The push service knows the subscription no more: it will never work again.
    case gone
    /// It may go later.
    case tryAgain(after: Duration?, reason: String)
    /// It will never go, but the subscription may be good for others.
    case refused(reason: String)

    /// RFC 8030 §5 and §7, RFC 8292 §4.2.
    init(_ response: HTTPResponse) {
        switch response.status {
        case 200...299: self = .accepted
        case 404, 410: self = .gone
        // Too large is an answer of services that are overloaded, too: ours are small.
        case 408, 413, 425, 429, 500...599:
            self = .tryAgain(after: Self.pause(response.head["retry-after"]), reason: "status \(response.status)")
        default: self = .refused(reason: "status \(response.status)")
        }
    }

    init(_ fault: TransferFault) {
        switch fault {
        case .addressRefused(let address): self = .refused(reason: "the endpoint leads to \(address)")
        case .unusable(let reason): self = .refused(reason: reason)
        case .unresolvable, .unreachable, .untrusted, .timedOut, .tooLarge, .broken, .busy, .cancelled, .stopped:
            self = .tryAgain(after: nil, reason: "\(fault)")
        }
    }

    /// `Retry-After` in seconds (RFC 9110 §10.2.3). A date says nothing that the usual pauses don't within two minutes.
    private static func pause(_ field: String?) -> Duration? {
        field.flatMap { UInt16($0) }.map { .seconds(Int64($0)) }
    }
}
