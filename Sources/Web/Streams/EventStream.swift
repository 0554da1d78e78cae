internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ServiceLifecycle
internal import Store

/// Answers that stay open and say what happens, as `text/event-stream` (WHATWG HTML §9.2): to pages that wait and to apps.
///
/// A stream waits for signals of the store and reads what they are about. While it waits it keeps no thread, no
/// connection to the database and no transaction, and of tasks its connection's own and the one that notices that the
/// reader leaves: there may be thousands of streams, and each costs what it keeps. It ends when the reader leaves, the
/// server shuts down, or it has said its last.
struct EventStream: Sendable {
    /// What is said in one go.
    struct Turn: Sendable {
        var events: [Event] = []
        /// Whether there is nothing to say after this.
        var isLast = false
        /// When to look again without a signal. A comment is sent then if there is nothing else, by which a connection
        /// that is dead is noticed and one that is alive is kept open by proxies.
        var pause = EventStream.longestPause
    }

    /// One event.
    struct Event: Sendable, Equatable {
        let name: String
        /// JSON on one line.
        let data: String
    }

    static let longestPause = Duration.seconds(20)

    let signals: Signals
    let open: OpenStreams

    /// The answer.
    ///
    /// - Parameters:
    ///   - topics: what to listen to.
    ///   - owner: whose stream it is, in the count of those that are open.
    ///   - look: Called at the beginning, with no topics; after each signal, with its topics; and after each pause,
    ///     with none.
    /// - Throws: ``PageError/unavailable(retryAfter:)`` if there are too many streams.
    func response(
        to request: Request, about topics: Set<Topic>, of owner: OpenStreams.Owner,
        looking look: @escaping @Sendable (Set<Topic>) async throws -> Turn
    ) throws -> Response {
        // Listens before it looks for the first time, so that nothing falls between the two.
        let ears = signals.subscribe(to: topics)
        guard let place = open.enter(owner, leaving: { [weak ears] in ears?.end() }) else {
            throw PageError.unavailable(retryAfter: .seconds(5))
        }
        let inbound = request.body
        let body = ResponseBody { writer in
            defer { withExtendedLifetime(place) {} }
            try await withGracefulShutdownHandler {
                try await inbound.consumeWithInboundCloseHandler { _ in
                    try await Self.tell(&writer, ears, look)
                } onInboundClosed: {
                    ears.end()
                }
            } onGracefulShutdown: {
                ears.end()
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: Self.headers, body: body)
    }

    private static let headers: HTTPFields = {
        var headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store"]
        // Some proxies keep an answer to themselves until it is complete.
        if let buffering = HTTPField.Name("X-Accel-Buffering") { headers[buffering] = "no" }
        return headers
    }()

    private static func tell(
        _ writer: inout any ResponseBodyWriter, _ ears: Signals.Subscription,
        _ look: @escaping @Sendable (Set<Topic>) async throws -> Turn
    ) async throws {
        var wakes = ears.makeAsyncIterator()
        var heard: Set<Topic>? = []
        while let topics = heard {
            // In a task of its own: what its calls need at their deepest goes with it, and is not kept by the one that
            // waits here for hours.
            async let looked = look(topics)
            let turn = try await looked
            try await writer.write(turn.text)
            if turn.isLast { return }
            let pause = alarm(after: turn.pause) { [weak ears] in ears?.wake() }
            heard = await wakes.next()
            pause.cancel()
        }
    }

    /// A timer of an event loop is a hundred bytes, a task that sleeps some thousand.
    private static func alarm(after pause: Duration, _ ring: @escaping @Sendable () -> Void) -> Scheduled<Void> {
        EventLoopGroupProvider.singleton.eventLoopGroup.any().scheduleTask(in: TimeAmount(pause), ring)
    }
}

extension EventStream.Turn {
    fileprivate var text: ByteBuffer {
        guard !events.isEmpty else { return ByteBuffer(string: ":\n\n") }
        return ByteBuffer(string: events.map { "event: \($0.name)\ndata: \($0.data)\n\n" }.joined())
    }
}
