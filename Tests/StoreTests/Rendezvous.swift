import Foundation

/// A place where a number of threads wait for each other. For steps, which run on the store's own threads.
final class Rendezvous: @unchecked Sendable {
    private let condition = NSCondition()
    private var missing: Int

    init(count: Int) {
        missing = count
    }

    func arriveAndWait() {
        condition.lock()
        defer { condition.unlock() }
        missing -= 1
        condition.broadcast()
        while missing > 0 { condition.wait() }
    }
}
