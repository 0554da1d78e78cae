internal import Identity
internal import SignInPolicy
internal import Synchronization

/// Counts how often each browser asks whether it may go on, so that pages that ask without a pause are told to slow down
/// before anything is looked up for them (PUSH-22).
///
/// A class with a lock: it is one count for all requests, and the work under the lock is one look-up. It is kept in
/// memory: each server bounds what it is asked itself, and a count in the database would cost more than the answer.
final class WaitingPace: Sendable {
    private struct Count {
        var usedUntil: [Int: Moment] = [:]
        var tidyAt = 1_024
    }

    private let allowance: Allowance
    private let most: Int
    private let count = Mutex(Count())

    /// - Parameter most: browsers that are remembered. With more at once all counts begin anew: memory is bounded, and
    ///   nobody is kept waiting for what others did.
    init(allowance: Allowance = Allowance(count: Limits.looksOfPage, in: Limits.lookWindow), most: Int = 100_000) {
        self.allowance = allowance
        self.most = most
    }

    /// Counts one look of a browser.
    ///
    /// - Returns: from when on it may look again; `nil` if it may look now.
    func look(of browser: Int, at now: Moment) -> Moment? {
        count.withLock { count in
            switch allowance.answer(usedUntil: count.usedUntil[browser], at: now) {
            case .wait(let until): return until
            case .allowed(let end):
                count.usedUntil[browser] = end
                if count.usedUntil.count >= count.tidyAt { tidy(&count, at: now) }
                return nil
            }
        }
    }

    /// How many browsers are remembered.
    var browsers: Int { count.withLock(\.usedUntil.count) }

    private func tidy(_ count: inout Count, at now: Moment) {
        count.usedUntil = count.usedUntil.filter { $0.value > now }
        if count.usedUntil.count >= most { count.usedUntil = [:] }
        count.tidyAt = min(max(1_024, count.usedUntil.count * 2), most)
    }
}
