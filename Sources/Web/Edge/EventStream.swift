internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ServiceLifecycle
internal import Store

/// An answer that stays open and says what happens, as `text/event-stream` (WHATWG HTML §9.2).
///
/// It waits for signals of the store and reads what they are about; it never keeps a thread, a connection to the database
/// or a transaction while it waits. It ends when the browser leaves, the server shuts down, or it has said its last.
struct EventStream: Sendable {
    /// What is said in one go.
    struct Turn: Sendable {
        var events: [Event] = []
        /// Whether there is nothing to say after this.
        var isLast = false
        /// When to look again without a signal. A comment is sent then if there is nothing else, by which a connection
        /// that is dead is noticed.
        var pause = EventStream.longestPause
    }

    /// One event.
    struct Event: Sendable, Equatable {
        let name: String
        /// JSON on one line.
        let data: String
    }

    static let longestPause = Duration.seconds(20)

    fileprivate enum Wake: Sendable {
        case heard(Set<Topic>)
        case paused(turn: Int)
    }

    /// The answer.
    ///
    /// - Parameter look: Called at the beginning, with no topics; after each signal, with its topics; and after each
    ///   pause, with none.
    static func response(
        to request: Request, hearing signals: Signals.Subscription,
        looking look: @escaping @Sendable (Set<Topic>) async throws -> Turn
    ) -> Response {
        Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                let (wakes, bell) = AsyncStream.makeStream(of: Wake.self)
                try await withGracefulShutdownHandler {
                    try await request.body.consumeWithInboundCloseHandler { _ in
                        try await run(wakes, bell, signals, look, writing: &writer)
                    } onInboundClosed: {
                        bell.finish()
                    }
                } onGracefulShutdown: {
                    bell.finish()
                }
                try await writer.finish(nil)
            })
    }

    private static let headers: HTTPFields = {
        var headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store"]
        // Some proxies keep an answer to themselves until it is complete.
        if let buffering = HTTPField.Name("X-Accel-Buffering") { headers[buffering] = "no" }
        return headers
    }()

    private static func run(
        _ wakes: AsyncStream<Wake>, _ bell: AsyncStream<Wake>.Continuation, _ signals: Signals.Subscription,
        _ look: @Sendable (Set<Topic>) async throws -> Turn, writing writer: inout any ResponseBodyWriter
    ) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask {
                for await topics in signals { bell.yield(.heard(topics)) }
                bell.finish()
            }
            var turns = 0
            var turn = try await look([])
            try await writer.write(text(turn))
            group.pause(turn.pause, turn: turns, bell)
            for await wake in wakes {
                if turn.isLast { break }
                switch wake {
                case .paused(let earlier) where earlier != turns: continue
                case .paused: turn = try await look([])
                case .heard(let topics): turn = try await look(topics)
                }
                turns += 1
                try await writer.write(text(turn))
                if turn.isLast { break }
                group.pause(turn.pause, turn: turns, bell)
            }
            group.cancelAll()
        }
    }

    private static func text(_ turn: Turn) -> ByteBuffer {
        guard !turn.events.isEmpty else { return ByteBuffer(string: ":\n\n") }
        return ByteBuffer(string: turn.events.map { "event: \($0.name)\ndata: \($0.data)\n\n" }.joined())
    }
}

extension ThrowingDiscardingTaskGroup where Failure == any Error {
    /// Rings after a pause. One that is overtaken by a signal rings for a turn that is over, and is passed over.
    fileprivate mutating func pause(
        _ pause: Duration, turn: Int, _ bell: AsyncStream<EventStream.Wake>.Continuation
    ) {
        addTask {
            guard (try? await Task.sleep(for: pause)) != nil else { return }
            bell.yield(.paused(turn: turn))
        }
    }
}
