internal import ApprovalProtocol
internal import Foundation
internal import Hummingbird
internal import Identity
internal import SignInService
internal import Store
internal import Synchronization

/// The stream of one installation: what it has to fetch, as soon as there is something.
struct StreamAPI: Sendable {
    let services: Services
    let stream: EventStream

    func add(to signed: RouterGroup<InstallationContext>) {
        signed.on(.stream, use: tell)
    }

    @Sendable private func tell(_ request: Request, _ context: InstallationContext) async throws -> Response {
        // No more of the installation than this: the stream keeps it for hours.
        let id = context.installation.id
        let topics: Set<Topic> = [.installation(id), .account(context.installation.account)]
        let (services, said) = (services, StreamMemory())
        return try stream.response(to: request, about: topics, of: .installation(id)) { heard in
            if let ending = try await services.installations.ending(of: id) {
                return EventStream.Turn(events: [StreamEvent.gone(GoneReason(ending)).onTheWire], isLast: true)
            }
            let open = try await services.approvals.open(for: id).map(\.rawValue)
            return EventStream.Turn(events: said.news(open, changed: !heard.isEmpty).map(\.onTheWire))
        }
    }
}

/// What a stream has said already.
private final class StreamMemory: Sendable {
    private let open = Mutex<Set<String>>([])

    /// What is new: every request that is open and was not said, and every one that was said and is open no more.
    func news(_ ids: [String], changed: Bool) -> [StreamEvent] {
        open.withLock { said in
            let now = Set(ids)
            let begun = ids.filter { !said.contains($0) }.map { StreamEvent.request(id: $0) }
            let ended = said.subtracting(now).sorted().map { StreamEvent.withdrawn(id: $0, reason: "over") }
            said = now
            return ended + begun + (changed && begun.isEmpty && ended.isEmpty ? [.changed] : [])
        }
    }
}

extension StreamEvent {
    fileprivate var onTheWire: EventStream.Event {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = (try? encoder.encode(StreamContent(self))).map { String(decoding: $0, as: UTF8.self) }
        return EventStream.Event(name: name, data: data ?? "{}")
    }
}
