import Foundation

/// One caller's step on its way through a driver's thread and back.
///
/// The driver calls ``run(on:)`` as often as it must, then ``finish(fault:)`` once, after the commit or the giving-up.
protocol Step: AnyObject, Sendable {
    var purpose: StepPurpose { get }
    /// Runs the step and keeps what comes of it.
    ///
    /// - Returns: the error that undoes the step, or `nil`.
    func run(on runner: any StatementRunner) -> (any Error)?
    /// Hands the kept outcome to the caller, or the fault that took its place.
    func finish(fault: (any Error)?)
}

/// What a step may do.
enum StepPurpose: Sendable {
    case reading
    case writing
}

/// A step whose caller waits for a value.
///
/// `@unchecked Sendable`: the outcome is written and read by the one thread that has the step, and the queue that hands
/// steps over orders the accesses; a lock would guard nothing.
final class AwaitedStep<Answer: Sendable>: Step, @unchecked Sendable {
    let purpose: StepPurpose
    private let body: @Sendable (any StatementRunner) throws -> Answer
    private let waiter: CheckedContinuation<Answer, any Error>
    private var outcome: Result<Answer, any Error> = .failure(StoreFault.closed)

    init(
        _ purpose: StepPurpose, _ body: @escaping @Sendable (any StatementRunner) throws -> Answer,
        waiter: CheckedContinuation<Answer, any Error>
    ) {
        self.purpose = purpose
        self.body = body
        self.waiter = waiter
    }

    func run(on runner: any StatementRunner) -> (any Error)? {
        outcome = Result { try body(runner) }
        guard case .failure(let error) = outcome else { return nil }
        return error
    }

    func finish(fault: (any Error)?) {
        waiter.resume(with: fault.map { .failure($0) } ?? outcome)
    }
}

/// Where steps wait for a thread of the driver: first come, first served, and bounded.
///
/// `@unchecked Sendable`: the condition's lock guards the state. A condition is needed because the threads that take
/// steps are our own and sleep; nothing on the cooperative pool ever waits here.
final class StepQueue: @unchecked Sendable {
    private let condition = NSCondition()
    private let capacity: Int
    private var waiting: [any Step] = []
    private var closed = false

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Queues a step and suspends the caller until it is finished.
    func submit<Answer: Sendable>(
        _ purpose: StepPurpose, _ body: @escaping @Sendable (any StatementRunner) throws -> Answer
    ) async throws -> Answer {
        try await withCheckedThrowingContinuation { waiter in
            let step = AwaitedStep(purpose, body, waiter: waiter)
            if let refusal = add(step) { step.finish(fault: refusal) }
        }
    }

    private func add(_ step: any Step) -> StoreFault? {
        condition.lock()
        defer { condition.unlock() }
        guard !closed else { return .closed }
        guard waiting.count < capacity else { return .overloaded }
        waiting.append(step)
        condition.signal()
        return nil
    }

    /// Waits for steps and takes at most `limit` of them; an empty answer means that the queue is closed and empty.
    func take(atMost limit: Int) -> [any Step] {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty && !closed { condition.wait() }
        let taken = Array(waiting.prefix(limit))
        waiting.removeFirst(taken.count)
        return taken
    }

    /// Takes no more steps; those that wait are still served.
    func close() {
        condition.lock()
        defer { condition.unlock() }
        closed = true
        condition.broadcast()
    }
}

/// Our own threads, which may block on a disk or a socket, and the knowledge of when they have all ended.
final class ThreadCrew: Sendable {
    private let group = DispatchGroup()

    func start(named name: String, _ body: @escaping @Sendable () -> Void) {
        group.enter()
        let thread = Thread { [group] in
            body()
            group.leave()
        }
        thread.name = name
        thread.start()
    }

    func allEnded() async {
        await withCheckedContinuation { waiter in
            whenAllEnded { waiter.resume() }
        }
    }

    /// Calls `body` once, on a thread of the system's, when the last of these has ended.
    func whenAllEnded(_ body: @escaping @Sendable () -> Void) {
        group.notify(queue: .global(), execute: body)
    }
}
