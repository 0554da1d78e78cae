import Dispatch
import Synchronization
import Testing

@testable import PasswordHashing

/// The pool with a computation that waits for the test, so that who waits and who works is not left to chance.
@Suite struct `The hashing queue` {
    private func request(_ number: UInt8) -> HashingRequest {
        HashingRequest(message: [number], salt: [], cost: .recommended, tagLength: 1)
    }

    /// Suspends until `count` jobs wait. It is the pool's own figure that is awaited, not a time.
    private func untilWaiting(_ count: Int, in pool: HashingPool) async {
        while pool.waiting != count { await Task.yield() }
    }

    @Test func `REL-27: works in the order of arrival, and turns away what is too much`() async throws {
        let stage = Stage()
        let pool = HashingPool(threads: 1, longestQueue: 3, blockBytes: 1_024, compute: stage.compute)
        defer { pool.stop() }

        let first = Task { try await pool.tag(of: request(0)) }
        await stage.untilBegun(1)
        var waiting: [Task<[UInt8], any Error>] = []
        for number in 1...3 as ClosedRange<UInt8> {
            waiting.append(Task { try await pool.tag(of: request(number)) })
            await untilWaiting(Int(number), in: pool)
        }
        await #expect(throws: HashingRefusal.busy(retryAfter: .seconds(1))) { try await pool.tag(of: request(9)) }

        for _ in 0..<4 { stage.mayEnd.signal() }
        #expect(try await first.value == [0])
        for (index, task) in waiting.enumerated() { #expect(try await task.value == [UInt8(index + 1)]) }
        #expect(stage.order.withLock { $0 } == [0, 1, 2, 3])
        #expect(pool.waiting == 0)
    }

    @Test func `REL-27: a thousand at once are all answered, and no more than the bound is computed late`() async {
        let stage = Stage()
        let pool = HashingPool(threads: 2, longestQueue: 16, blockBytes: 1_024, compute: stage.compute)
        defer { pool.stop() }
        for _ in 0..<1_000 { stage.mayEnd.signal() }

        let (done, busy) = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<1_000 {
                group.addTask { (try? await pool.tag(of: request(UInt8(truncatingIfNeeded: number)))) != nil }
            }
            return await group.reduce(into: (0, 0)) { $1 ? ($0.0 += 1) : ($0.1 += 1) }
        }
        #expect(done + busy == 1_000)
        #expect(done >= 16)
        #expect(pool.waiting == 0)
    }

    @Test func `a caller that is cancelled leaves the queue and its place goes to another`() async throws {
        let stage = Stage()
        let pool = HashingPool(threads: 1, longestQueue: 1, blockBytes: 1_024, compute: stage.compute)
        defer { pool.stop() }

        let first = Task { try await pool.tag(of: request(0)) }
        await stage.untilBegun(1)
        let second = Task { try await pool.tag(of: request(1)) }
        await untilWaiting(1, in: pool)
        second.cancel()
        await #expect(throws: HashingRefusal.cancelled) { try await second.value }
        #expect(pool.waiting == 0)

        let third = Task { try await pool.tag(of: request(2)) }
        await untilWaiting(1, in: pool)
        for _ in 0..<2 { stage.mayEnd.signal() }
        #expect(try await first.value == [0])
        #expect(try await third.value == [2])
        #expect(stage.order.withLock { $0 } == [0, 2])
    }

    @Test func `a caller that is already cancelled is not queued`() async {
        let stage = Stage()
        let pool = HashingPool(threads: 1, longestQueue: 1, blockBytes: 1_024, compute: stage.compute)
        defer { pool.stop() }
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await pool.tag(of: request(0))
        }
        await #expect(throws: HashingRefusal.cancelled) { try await task.value }
        #expect(stage.order.withLock { $0 }.isEmpty)
    }

    @Test func `stopping finishes what has begun and refuses the rest`() async throws {
        let stage = Stage()
        let pool = HashingPool(threads: 1, longestQueue: 4, blockBytes: 1_024, compute: stage.compute)
        let first = Task { try await pool.tag(of: request(0)) }
        await stage.untilBegun(1)
        let second = Task { try await pool.tag(of: request(1)) }
        await untilWaiting(1, in: pool)

        pool.stop()
        await #expect(throws: HashingRefusal.stopped) { try await second.value }
        await #expect(throws: HashingRefusal.stopped) { try await pool.tag(of: request(2)) }
        stage.mayEnd.signal()
        #expect(try await first.value == [0])
    }

    @Test func `the memory of a thread is lent once and is clean when it comes back`() throws {
        let cost = try Argon2Cost(memory: 256, passes: 1, lanes: 1)
        let dear = try Argon2Cost(memory: 1_024, passes: 1, lanes: 1)
        let memory = HashingMemory(blockBytes: cost.memoryBytes)
        let salt = [UInt8](repeating: 1, count: 16)
        var tags: [[UInt8]] = []
        for cost in [cost, dear, cost] {
            let request = HashingRequest(message: [1], salt: salt, cost: cost, tagLength: 32)
            tags.append(try Argon2.tag(of: request, in: memory).get())
            memory.release()
        }
        #expect(tags[0] == tags[2])
        #expect(tags[0] != tags[1])
    }

    @Test func `libargon2's refusal comes through as its code`() {
        let request = HashingRequest(message: [1], salt: [1], cost: .recommended, tagLength: 32)
        let answer = Argon2.tag(of: request, in: HashingMemory(blockBytes: 0))
        #expect(answer == .failure(.library(code: -6)), "ARGON2_SALT_TOO_SHORT")
    }
}

/// A computation that answers with its own message, after the test has said so.
private final class Stage: Sendable {
    let mayEnd = DispatchSemaphore(value: 0)
    let order = Mutex<[UInt8]>([])

    @Sendable func compute(_ request: HashingRequest, _: HashingMemory) -> Result<[UInt8], HashingRefusal> {
        order.withLock { $0 += request.message }
        mayEnd.wait()
        return .success(request.message)
    }

    /// Suspends until `count` computations have begun.
    func untilBegun(_ count: Int) async {
        while order.withLock({ $0.count }) < count { await Task.yield() }
    }
}
