import Dispatch
import Foundation
import Glibc
import Synchronization

/// What one computation takes.
struct HashingRequest: Sendable {
    var message: [UInt8]
    var salt: [UInt8]
    var cost: Argon2Cost
    var tagLength: Int
    /// Argon2's secret; empty for none.
    var key: [UInt8] = []
}

/// Threads that compute tags, and the bounded queue before them.
///
/// They are threads and not tasks because the work neither waits nor yields: on the cooperative pool it would hold up
/// every other task of the process.
final class HashingPool: Sendable {
    typealias Answer = Result<[UInt8], HashingRefusal>

    private struct Job {
        let ticket: UInt64
        let request: HashingRequest
        let continuation: CheckedContinuation<Answer, Never>
    }

    private struct State {
        var queue: [Job] = []
        var lastTicket: UInt64 = 0
        var isStopped = false
        /// A moving average of what a computation takes, for the answer to a caller that is turned away.
        var secondsEach = 0.025
    }

    private let state = Mutex(State())
    private let nanoseconds = Atomic<Int64>(0)
    /// Counts jobs that have been queued. A cancelled one leaves its count behind: the thread that takes it finds
    /// nothing and waits again.
    private let arrivals = DispatchSemaphore(value: 0)
    private let threads: Int
    private let longestQueue: Int

    /// - Parameter blockBytes: The memory that each thread keeps for its computations while it has work.
    init(
        threads: Int, longestQueue: Int, blockBytes: Int,
        compute: @escaping @Sendable (HashingRequest, HashingMemory) -> Answer
    ) {
        self.threads = threads
        self.longestQueue = longestQueue
        for number in 1...threads {
            let thread = Thread { [self] in work(with: HashingMemory(blockBytes: blockBytes), compute) }
            thread.name = "password hashing \(number)"
            thread.start()
        }
    }

    /// Waits for its turn and computes.
    func tag(of request: HashingRequest) async throws(HashingRefusal) -> [UInt8] {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                enqueue(Job(ticket: ticket, request: request, continuation: continuation))
            }
        } onCancel: {
            cancel(ticket)
        }
        return try answer.get()
    }

    func stop() {
        let waiting = state.withLock { state in
            state.isStopped = true
            defer { state.queue = [] }
            return state.queue
        }
        for job in waiting { job.continuation.resume(returning: .failure(.stopped)) }
        for _ in 0..<threads { arrivals.signal() }
    }

    var waiting: Int { state.withLock { $0.queue.count } }

    var processorNanoseconds: Int64 { nanoseconds.load(ordering: .relaxed) }

    private func enqueue(_ job: Job) {
        let refusal: HashingRefusal? = state.withLock { state in
            // The flag is read under the lock: a task that is cancelled after this finds its job in the queue.
            if Task.isCancelled { return .cancelled }
            if state.isStopped { return .stopped }
            guard state.queue.count < longestQueue else { return .busy(retryAfter: timeToEmpty(state)) }
            state.queue.append(job)
            return nil
        }
        if let refusal {
            job.continuation.resume(returning: .failure(refusal))
        } else {
            arrivals.signal()
        }
    }

    private func cancel(_ ticket: UInt64) {
        let job: Job? = state.withLock { state in
            guard let index = state.queue.firstIndex(where: { $0.ticket == ticket }) else { return nil }
            return state.queue.remove(at: index)
        }
        job?.continuation.resume(returning: .failure(.cancelled))
    }

    /// Whole seconds, at least one: the unit of `Retry-After`.
    private func timeToEmpty(_ state: borrowing State) -> Duration {
        let seconds = Double(state.queue.count) * state.secondsEach / Double(threads)
        return .seconds(max(1, seconds.rounded(.up)))
    }

    private func work(
        with memory: HashingMemory, _ compute: @Sendable (HashingRequest, HashingMemory) -> Answer
    ) {
        // A flood of passwords must not hold up the threads that answer everything else (REL-27).
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 5)
        while true {
            if arrivals.wait(timeout: .now() + HashingMemory.keptForSeconds) == .timedOut {
                memory.release()
                arrivals.wait()
            }
            let (job, isStopped) = state.withLock { ($0.queue.isEmpty ? nil : $0.queue.removeFirst(), $0.isStopped) }
            guard let job else {
                if isStopped { return }
                continue
            }
            let before = threadNanoseconds()
            let answer = compute(job.request, memory)
            account(for: threadNanoseconds() - before)
            job.continuation.resume(returning: answer)
        }
    }

    private func account(for spent: Int64) {
        nanoseconds.add(spent, ordering: .relaxed)
        state.withLock { $0.secondsEach = 0.9 * $0.secondsEach + 0.1 * Double(spent) / 1e9 }
    }

    /// What the calling thread has had of a processor. Not the time of day: nothing is decided by it.
    private func threadNanoseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
