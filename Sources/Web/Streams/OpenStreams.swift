internal import Identity
internal import Synchronization

/// Counts the streams that are open, of waiting pages and of apps, so that pages left open, or streams opened by the
/// thousand, leave room for everybody else (PUSH-22). A page that gets no stream loads itself again, which tells the
/// same; an app asks again later and is reached by push meanwhile.
///
/// A class with a lock: it is one count for all requests, and the work under the lock is one look-up.
final class OpenStreams: Sendable {
    /// Whose streams are counted together.
    struct Owner: Hashable, Sendable {
        /// Hashed, so that no secret lies in memory for the sake of a count.
        private let mark: Int
        /// Whether a new stream takes the place of the oldest. A phone that goes from one network to another leaves
        /// streams behind that look open for a quarter of an hour; a page in many tabs would take turns for ever.
        fileprivate let replacesOldest: Bool

        /// One installation of the app.
        static func installation(_ id: AuthenticatorID) -> Owner { Owner(mark: id.hashValue, replacesOldest: true) }

        /// One browser, by the secret of its attempt or session.
        static func browser(_ secret: Secret<String>) -> Owner {
            Owner(mark: secret.reveal().hashValue, replacesOldest: false)
        }
    }

    private struct Count {
        var all = 0
        var last = 0
        var byOwner: [Owner: [(number: Int, leave: @Sendable () -> Void)]] = [:]
    }

    private enum Entry {
        case entered(Int, inPlaceOf: (@Sendable () -> Void)?)
        case full
    }

    private let count = Mutex(Count())
    private let most: Int
    private let mostOfOne: Int

    /// - Parameters:
    ///   - most: at once; what each costs is in Benchmarks/README.md.
    ///   - mostOfOne: of one owner: the page, or the app, in a few tabs.
    init(most: Int = 5_000, mostOfOne: Int = 4) {
        self.most = most
        self.mostOfOne = mostOfOne
    }

    /// A stream's place in the count; it goes with the last reference to it.
    final class Place: Sendable {
        private let streams: OpenStreams
        private let owner: Owner
        private let number: Int

        fileprivate init(in streams: OpenStreams, of owner: Owner, number: Int) {
            self.streams = streams
            self.owner = owner
            self.number = number
        }

        deinit { streams.remove(number, of: owner) }
    }

    /// - Parameter leave: ends the stream, if another one of its owner takes its place.
    /// - Returns: `nil` if there are too many.
    func enter(_ owner: Owner, leaving leave: @escaping @Sendable () -> Void) -> Place? {
        let entry: Entry = count.withLock { count in
            let own = count.byOwner[owner, default: []]
            let isReplacing = own.count >= mostOfOne && owner.replacesOldest
            guard isReplacing || (count.all < most && own.count < mostOfOne) else { return .full }
            let oldest = isReplacing ? count.byOwner[owner]?.removeFirst() : nil
            if oldest == nil { count.all += 1 }
            count.last += 1
            count.byOwner[owner, default: []].append((count.last, leave))
            return .entered(count.last, inPlaceOf: oldest?.leave)
        }
        guard case .entered(let number, let oldest) = entry else { return nil }
        oldest?()
        return Place(in: self, of: owner, number: number)
    }

    /// How many there are now.
    var all: Int { count.withLock(\.all) }

    private func remove(_ number: Int, of owner: Owner) {
        count.withLock { count in
            // One whose place was taken is out of the count already.
            guard let index = count.byOwner[owner]?.firstIndex(where: { $0.number == number }) else { return }
            count.byOwner[owner]?.remove(at: index)
            if count.byOwner[owner]?.isEmpty == true { count.byOwner[owner] = nil }
            count.all -= 1
        }
    }
}
