internal import Hummingbird
internal import Identity
internal import Store
internal import Synchronization

/// What a page that waits is told by its stream: how that stands which it waits for, whenever it stands otherwise.
///
/// It belongs to the browser that opened it: what it looks at is found by that browser's own secret, never by a name in
/// the address (PUSH-21).
struct WaitingStream: Sendable {
    /// What the page shows.
    struct State: Sendable, Equatable {
        let phase: String
        let isOverdue: Bool
        /// Nothing will follow.
        var isFinal = false
    }

    let stream: EventStream
    let time: any TimeSource

    /// - Parameters:
    ///   - topics: what to listen to.
    ///   - dues: when something changes that nobody signals, such as a time-out.
    ///   - owner: the secret that `look` finds its answer by.
    ///   - look: what there is to say now; `nil` if the page has nothing to wait for any more.
    func response(
        to request: Request, about topics: Set<Topic>, dues: [Moment], owner: Secret<String>,
        look: @escaping @Sendable () async throws -> State?
    ) throws -> Response {
        let told = LastTold()
        return try stream.response(to: request, about: topics, of: .browser(owner)) { _ in
            guard let state = try await look() else { return EventStream.Turn(isLast: true) }
            return EventStream.Turn(
                events: told.isNew(state) ? [state.event] : [], isLast: state.isFinal, pause: pause(until: dues))
        }
    }

    /// Until the next of the moments, but no longer than a stream is silent.
    private func pause(until dues: [Moment]) -> Duration {
        let now = time.now()
        let next = dues.filter { $0 > now }.min()
        return min(next.map { $0 - now } ?? EventStream.longestPause, EventStream.longestPause)
    }
}

/// What a page was told last.
private final class LastTold: Sendable {
    private let state = Mutex<WaitingStream.State?>(nil)

    func isNew(_ new: WaitingStream.State) -> Bool {
        state.withLock { last in
            defer { last = new }
            return last != new
        }
    }
}

extension WaitingStream.State {
    /// The words are ours, so nothing in them needs escaping.
    fileprivate var event: EventStream.Event {
        EventStream.Event(name: "state", data: "{\"phase\":\"\(phase)\",\"overdue\":\(isOverdue)}")
    }
}
