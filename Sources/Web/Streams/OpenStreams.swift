internal import Synchronization

/// Counts the streams of pages that wait, so that pages left open, or opened by the thousand, leave room for everybody
/// else (PUSH-22). Who gets no stream is told to load the page again, which tells the same.
///
/// A class with a lock: it is one count for all requests, and the work under the lock is one look-up.
final class OpenStreams: Sendable {
    private struct Count {
        var all = 0
        var byOwner: [Int: Int] = [:]
    }

    private let count = Mutex(Count())
    private let most: Int
    private let mostOfOne: Int

    /// - Parameters:
    ///   - most: at once; each costs about 40 KiB.
    ///   - mostOfOne: of one attempt or session: the page in a few tabs.
    init(most: Int = 5_000, mostOfOne: Int = 4) {
        self.most = most
        self.mostOfOne = mostOfOne
    }

    /// A stream's place in the count; it goes with the last reference to it.
    final class Place: Sendable {
        private let streams: OpenStreams
        private let owner: Int

        fileprivate init(in streams: OpenStreams, of owner: Int) {
            self.streams = streams
            self.owner = owner
        }

        deinit { streams.leave(owner) }
    }

    /// - Parameter owner: what stands for the attempt or session.
    /// - Returns: `nil` if there are too many.
    func enter(_ owner: Int) -> Place? {
        let isLet = count.withLock { count in
            guard count.all < most, count.byOwner[owner, default: 0] < mostOfOne else { return false }
            count.all += 1
            count.byOwner[owner, default: 0] += 1
            return true
        }
        return isLet ? Place(in: self, of: owner) : nil
    }

    /// How many there are now.
    var all: Int { count.withLock(\.all) }

    private func leave(_ owner: Int) {
        count.withLock { count in
            count.all -= 1
            let left = count.byOwner[owner, default: 1] - 1
            count.byOwner[owner] = left == 0 ? nil : left
        }
    }
}
