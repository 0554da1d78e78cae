package import Identity

/// Something that others may be waiting to hear about. A signal says only that it has changed: who hears it, reads.
package enum Topic: Sendable, Hashable {
    case request(ApprovalRequestID)
    case installation(AuthenticatorID)
    case account(AccountID)
    case scan(ScanID)
    /// The queue of pushes has something to send.
    case pushes

    /// As it travels between the servers of one installation.
    var payload: String {
        switch self {
        case .request(let id): "request/\(id)"
        case .installation(let id): "installation/\(id)"
        case .account(let id): "account/\(id)"
        case .scan(let id): "scan/\(id)"
        case .pushes: "pushes/"
        }
    }

    init?(payload: some StringProtocol) {
        let parts = payload.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let name = String(parts[1])
        switch parts[0] {
        case "request": self = .request(ApprovalRequestID(name))
        case "installation": self = .installation(AuthenticatorID(name))
        case "account": self = .account(AccountID(name))
        case "scan": self = .scan(ScanID(name))
        case "pushes": self = .pushes
        default: return nil
        }
    }
}

extension WriteTransaction {
    /// Wakes whoever waits for a topic, on this server and on every other one, after the transaction has committed and
    /// not if it doesn't.
    package func signal(_ topic: Topic) {
        statements.signalled.insert(topic)
    }
}
