internal import Synchronization

/// What a transfer's bytes become. Called on the loop's thread, in order; `begin` and the end on any.
protocol TransferReceiver: AnyObject, Sendable {
    associatedtype Response: Sendable

    /// Whether the body is read whole, and so within the limits of time and size.
    var isWhole: Bool { get }
    func begin(
        _ continuation: CheckedContinuation<Result<Response, TransferFault>, Never>,
        cancel: @escaping @Sendable () -> Void)
    func received(_ head: HTTPResponseHead)
    /// Returns whether the piece could be kept.
    func received(_ piece: [UInt8]) -> Bool
    /// The last call: the transfer is over.
    func ended(_ fault: TransferFault?)
}

/// Collects a whole response.
final class ResponseCollector: TransferReceiver {
    private struct State {
        var continuation: CheckedContinuation<Result<HTTPResponse, TransferFault>, Never>?
        var head: HTTPResponseHead?
        var body: [UInt8] = []
    }

    private let state = Mutex(State())
    let isWhole = true

    func begin(
        _ continuation: CheckedContinuation<Result<HTTPResponse, TransferFault>, Never>,
        cancel: @escaping @Sendable () -> Void
    ) {
        state.withLock { $0.continuation = continuation }
    }

    func received(_ head: HTTPResponseHead) {
        state.withLock { $0.head = head }
    }

    func received(_ piece: [UInt8]) -> Bool {
        state.withLock { $0.body += piece }
        return true
    }

    func ended(_ fault: TransferFault?) {
        let (continuation, result) = state.withLock { state in
            defer { state.continuation = nil }
            let response = state.head.map { HTTPResponse(head: $0, body: state.body) }
            return (state.continuation, Self.result(response, fault))
        }
        continuation?.resume(returning: result)
    }

    private static func result(_ response: HTTPResponse?, _ fault: TransferFault?) -> Result<
        HTTPResponse, TransferFault
    > {
        if let fault { return .failure(fault) }
        return response.map { .success($0) } ?? .failure(.broken("no header"))
    }
}

/// Hands the head over as soon as it is there, and the body piece by piece.
final class ResponsePieces: TransferReceiver {
    /// Pieces that wait for a reader. A reader that is this far behind has stopped reading.
    private static let longestQueue = 256

    private struct State {
        var continuation: CheckedContinuation<Result<HTTPStream, TransferFault>, Never>?
        var body: AsyncThrowingStream<[UInt8], any Error>?
    }

    private let state = Mutex(State())
    private let pieces: AsyncThrowingStream<[UInt8], any Error>.Continuation
    let isWhole = false

    init() {
        let (body, pieces) = AsyncThrowingStream<[UInt8], any Error>.makeStream(
            bufferingPolicy: .bufferingOldest(Self.longestQueue))
        self.pieces = pieces
        state.withLock { $0.body = body }
    }

    func begin(
        _ continuation: CheckedContinuation<Result<HTTPStream, TransferFault>, Never>,
        cancel: @escaping @Sendable () -> Void
    ) {
        // Called when the reader is cancelled, or goes away without having read to the end.
        pieces.onTermination = { _ in cancel() }
        state.withLock { $0.continuation = continuation }
    }

    func received(_ head: HTTPResponseHead) {
        // From here on the reader alone holds the body, so that its going away is noticed.
        let (continuation, body) = state.withLock { state in
            defer { state = State() }
            return (state.continuation, state.body)
        }
        guard let body else { return }
        continuation?.resume(returning: .success(HTTPStream(head: head, body: body)))
    }

    func received(_ piece: [UInt8]) -> Bool {
        if case .enqueued = pieces.yield(piece) { return true }
        return false
    }

    func ended(_ fault: TransferFault?) {
        let continuation = state.withLock { state in
            defer { state = State() }
            return state.continuation
        }
        continuation?.resume(returning: .failure(fault ?? .broken("no header")))
        pieces.finish(throwing: fault)
    }
}
