import Foundation

/// Who waits for what on this server.
///
/// `@unchecked Sendable`: the lock guards the table. It is held for table look-ups only and never across a wait; an
/// actor would make every commit wait for its turn.
package final class Signals: @unchecked Sendable {
    private let lock = NSLock()
    private var inboxes: [ObjectIdentifier: Inbox] = [:]
    private var waiting: [Topic: Set<ObjectIdentifier>] = [:]
    private var isClosed = false

    init() {}

    /// Begins to listen. Subscribe first and read afterwards, so that nothing falls between the two.
    package func subscribe(to topics: Set<Topic>) -> Subscription {
        let inbox = Inbox(topics: topics)
        let isOpen = lock.withLock {
            guard !isClosed else { return false }
            inboxes[ObjectIdentifier(inbox)] = inbox
            for topic in topics { waiting[topic, default: []].insert(ObjectIdentifier(inbox)) }
            return true
        }
        if !isOpen { inbox.close() }
        return Subscription(inbox: inbox, signals: self)
    }

    /// How many subscriptions there are, for metrics and tests.
    package var count: Int { lock.withLock { inboxes.count } }

    func deliver(_ topics: Set<Topic>) {
        guard !topics.isEmpty else { return }
        for (inbox, heard) in lock.withLock({ receivers(of: topics) }) { inbox.put(heard) }
    }

    /// Wakes every subscription with all of its topics: after signals may have been missed, everybody reads again.
    func wakeEverybody() {
        for inbox in lock.withLock({ Array(inboxes.values) }) { inbox.put(inbox.topics) }
    }

    /// Ends every subscription.
    func close() {
        let open = lock.withLock {
            isClosed = true
            defer {
                inboxes = [:]
                waiting = [:]
            }
            return Array(inboxes.values)
        }
        for inbox in open { inbox.close() }
    }

    private func receivers(of topics: Set<Topic>) -> [(Inbox, Set<Topic>)] {
        var heard: [ObjectIdentifier: Set<Topic>] = [:]
        for topic in topics {
            for id in waiting[topic] ?? [] { heard[id, default: []].insert(topic) }
        }
        return heard.compactMap { id, topics in inboxes[id].map { ($0, topics) } }
    }

    fileprivate func remove(_ inbox: Inbox) {
        lock.withLock {
            let id = ObjectIdentifier(inbox)
            guard inboxes.removeValue(forKey: id) != nil else { return }
            for topic in inbox.topics {
                waiting[topic]?.remove(id)
                if waiting[topic]?.isEmpty == true { waiting[topic] = nil }
            }
        }
    }

    /// One listener's place in the table; it goes with the last reference to it.
    ///
    /// For one consumer. What is signalled while nobody asks is kept as a set, so that a slow reader holds at most its
    /// own topics, once each.
    package final class Subscription: AsyncSequence, Sendable {
        /// What has been signalled since the last look.
        package typealias Element = Set<Topic>

        fileprivate let inbox: Inbox
        private let signals: Signals

        fileprivate init(inbox: Inbox, signals: Signals) {
            self.inbox = inbox
            self.signals = signals
        }

        deinit { end() }

        package func makeAsyncIterator() -> Iterator {
            Iterator(subscription: self, rings: inbox.bell.makeAsyncIterator())
        }

        /// What has been signalled since the last time, without waiting.
        package func heard() -> Set<Topic> { inbox.take().topics }

        /// Wakes the reader though nothing was signalled: the next element may be empty.
        package func wake() { inbox.wake() }

        /// Ends the sequence for its reader.
        package func end() {
            signals.remove(inbox)
            inbox.close()
        }

        /// Reads a subscription, for the one who holds it.
        package struct Iterator: AsyncIteratorProtocol {
            fileprivate let subscription: Subscription
            fileprivate var rings: AsyncStream<Void>.AsyncIterator

            /// What has been signalled since the last call; waits until there is something, or the reader is woken.
            /// `nil` when the subscription has ended, the store has been closed or the task was cancelled.
            package mutating func next() async -> Set<Topic>? {
                while await rings.next() != nil {
                    let (topics, isWoken) = subscription.inbox.take()
                    if isWoken || !topics.isEmpty { return topics }
                }
                return nil
            }
        }
    }
}

/// What one subscription has not read yet.
///
/// `@unchecked Sendable`: the lock guards the set.
private final class Inbox: @unchecked Sendable {
    let topics: Set<Topic>
    /// Rings at most once ahead, however much is put in.
    let bell: AsyncStream<Void>
    private let ringer: AsyncStream<Void>.Continuation
    private let lock = NSLock()
    private var unread: Set<Topic> = []
    private var isWoken = false

    init(topics: Set<Topic>) {
        self.topics = topics
        (bell, ringer) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func put(_ topics: Set<Topic>) {
        lock.withLock { unread.formUnion(topics) }
        ringer.yield()
    }

    func wake() {
        lock.withLock { isWoken = true }
        ringer.yield()
    }

    func take() -> (topics: Set<Topic>, isWoken: Bool) {
        lock.withLock {
            defer { (unread, isWoken) = ([], false) }
            return (unread, isWoken)
        }
    }

    func close() { ringer.finish() }
}
