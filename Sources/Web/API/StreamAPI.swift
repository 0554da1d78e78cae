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

    func add(to signed: RouterGroup<InstallationContext>) {
        signed.on(.stream, use: stream)
    }

    @Sendable private func stream(_ request: Request, _ context: InstallationContext) async throws -> Response {
        let live = context.installation
        // Subscribed before the first look, so that nothing falls between the two.
        let signals = services.environment.store.signals.subscribe(to: [
            .installation(live.id), .account(live.account),
        ])
        let said = StreamMemory()
        return EventStream.response(to: request, hearing: signals) { topics in
            if let ending = try await services.installations.ending(of: live) {
                return EventStream.Turn(events: [StreamEvent.gone(GoneReason(ending)).onTheWire], isLast: true)
            }
            let open = try await services.approvals.open(for: live.id).map(\.rawValue)
            return EventStream.Turn(events: said.news(open, changed: !topics.isEmpty).map(\.onTheWire))
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
