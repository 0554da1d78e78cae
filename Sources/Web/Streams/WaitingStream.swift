internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import NIOCore
internal import ServiceLifecycle
internal import Store

/// What a page that waits is told, as server-sent events (WHATWG HTML §9.2).
///
/// It looks once, then whenever the store signals a change or a time-out is due, and says what it sees if that is
/// something else. It belongs to the browser that opened it: what it looks at is found by that browser's own secret,
/// never by a name in the address (PUSH-21).
struct WaitingStream: Sendable {
    /// What the page shows.
    struct State: Sendable, Equatable {
        let phase: String
        let isOverdue: Bool
        /// Nothing will follow.
        var isFinal = false
    }

    let signals: Signals
    let time: any TimeSource
    let open: OpenStreams

    /// So that proxies keep the line open, and a browser that left is noticed.
    private static let pulse = Duration.seconds(20)

    /// - Parameters:
    ///   - topics: what to listen to.
    ///   - dues: when something changes that nobody signals, such as a time-out.
    ///   - owner: the secret that `look` finds its answer by.
    ///   - look: what there is to say now; `nil` if the page has nothing to wait for any more.
    func response(
        to request: Request, about topics: Set<Topic>, dues: [Moment], owner: String,
        look: @escaping @Sendable () async throws -> State?
    ) throws -> Response {
        guard let place = open.enter(owner.hashValue) else {
            throw PageError.unavailable(retryAfter: .seconds(5))
        }
        let body = ResponseBody { writer in
            defer { withExtendedLifetime(place) {} }
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                try await tell(&writer, topics, dues, look)
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: Self.headers, body: body)
    }

    private static let headers: HTTPFields = {
        var headers: HTTPFields = [.contentType: "text/event-stream; charset=utf-8"]
        // nginx holds answers back until they are whole, unless it is told not to.
        if let buffering = HTTPField.Name("X-Accel-Buffering") { headers[buffering] = "no" }
        return headers
    }()

    private func tell(
        _ writer: inout any ResponseBodyWriter, _ topics: Set<Topic>, _ dues: [Moment],
        _ look: @Sendable () async throws -> State?
    ) async throws {
        // Listen first and look afterwards, so that nothing falls between the two.
        let subscription = signals.subscribe(to: topics)
        let (wakes, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in subscription { bell.yield() }
                bell.finish()
            }
            group.addTask { try await ring(bell, at: dues) }
            defer { group.cancelAll() }
            var told: State?
            var iterator = wakes.cancelOnGracefulShutdown().makeAsyncIterator()
            repeat {
                guard let state = try await look() else { return }
                try await writer.write(ByteBuffer(string: state == told ? ": still here\n\n" : state.event))
                told = state
                if state.isFinal { return }
            } while await iterator.next() != nil
        }
    }

    /// Rings at each of the moments, and now and then in between.
    private func ring(_ bell: AsyncStream<Void>.Continuation, at dues: [Moment]) async throws {
        var dues = dues.sorted()[...]
        while true {
            let left = dues.first.map { $0 - time.now() } ?? Self.pulse
            if left <= .zero {
                dues.removeFirst()
                continue
            }
            try await Task.sleep(for: min(left, Self.pulse))
            bell.yield()
        }
    }
}

extension WaitingStream.State {
    /// The words are ours, so nothing in them needs escaping.
    fileprivate var event: String {
        "event: state\ndata: {\"phase\":\"\(phase)\",\"overdue\":\(isOverdue)}\n\n"
    }
}
