/// What the stream of an installation says (`text/event-stream`), each with the name that stands in `event:`.
package enum StreamEvent: Sendable, Hashable {
    /// There is a request to fetch. Every open one is said again when a stream opens, so that none is missed.
    case request(id: String)
    /// A request is over: answered elsewhere, superseded, expired.
    case withdrawn(id: String, reason: String)
    /// Devices or roles have changed: fetch the installation again.
    case changed
    /// The installation has ended; the stream closes.
    case gone(GoneReason)

    package var name: String {
        switch self {
        case .request: "request"
        case .withdrawn: "withdrawn"
        case .changed: "changed"
        case .gone: "gone"
        }
    }
}

/// The content of `data:` in an event of the stream; which members there are depends on the event.
package struct StreamContent: Sendable, Hashable, Codable {
    package var id: String?
    package var reason: String?

    package init(_ event: StreamEvent) {
        switch event {
        case .request(let id): self.id = id
        case .withdrawn(let id, let reason): (self.id, self.reason) = (id, reason)
        case .changed: break
        case .gone(let reason): self.reason = reason.rawValue
        }
    }
}

extension StreamEvent {
    /// The event with this name and content; nil for one that this source does not know, which an app passes over.
    package init?(name: String, content: StreamContent) {
        switch (name, content.id, content.reason) {
        case ("request", let id?, _): self = .request(id: id)
        case ("withdrawn", let id?, let reason): self = .withdrawn(id: id, reason: reason ?? "")
        case ("changed", _, _): self = .changed
        case ("gone", _, let reason?):
            guard let reason = GoneReason(rawValue: reason) else { return nil }
            self = .gone(reason)
        default: return nil
        }
    }
}
