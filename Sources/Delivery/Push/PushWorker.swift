package import Identity
package import Logging
internal import Metrics
internal import ServiceLifecycle
package import Store
internal import Synchronization

/// Takes due pushes to their push services until it is told to stop.
///
/// Any number of workers, also in other processes, may share the queue: a push is claimed by one conditional update and
/// belongs to its claimer for the length of a lease. Nobody waits for a push service but its own push: a slow one holds
/// up a place of ``width``, and neither other pushes nor any sign-in.
package struct PushWorker: Service {
    private let store: Store
    private let messenger: PushMessenger
    private let witness: any PushWitness
    private let time: any TimeSource
    private let spread: @Sendable () -> Double
    private let logger: Logger

    /// How many pushes are under way at once.
    package static let width = 64
    /// How often the queue is looked into without a signal: for retries.
    private static let poll = Duration.milliseconds(500)
    /// Longer than a push service may take.
    private static let lease = PushMessenger.timeLimit + .seconds(5)
    /// An approval lives two minutes: the pauses are short, and the last is no longer than a look at a watch.
    private static let backoff = Backoff(first: .seconds(1), longest: .seconds(15), tries: 30)

    /// - Parameter spread: random numbers in 0 ..< 1 for ``Backoff``.
    package init(
        store: Store, messenger: PushMessenger, witness: any PushWitness, time: any TimeSource,
        spread: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }, logger: Logger
    ) {
        self.store = store
        self.messenger = messenger
        self.witness = witness
        self.time = time
        self.spread = spread
        self.logger = logger
    }

    /// A graceful shutdown ends the waiting; pushes that are under way are sent to their end, which is near.
    package func run() async throws {
        let places = Places(Self.width)
        let signals = store.signals.subscribe(to: [.pushes])
        let (rings, ringer) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        await withDiscardingTaskGroup { group in
            group.addTask { for await _ in signals { ringer.yield() } }
            group.addTask {
                while !Task.isCancelled {
                    ringer.yield()
                    try? await Task.sleep(for: Self.poll)
                }
            }
            for await _ in rings.cancelOnGracefulShutdown() {
                for push in await claim(atMost: places.free) {
                    places.take()
                    group.addTask {
                        // A cancelled group must not cut off what is on its way.
                        await Task { await deliver(push) }.value
                        if places.giveBack() { ringer.yield() }
                    }
                }
            }
            group.cancelAll()
        }
    }

    /// Sends what is due now, and returns when all of it has been handled.
    ///
    /// - Returns: how many pushes were taken.
    @discardableResult
    package func deliverBatch() async -> Int {
        let pushes = await claim(atMost: Self.width)
        await withTaskGroup(of: Void.self) { group in
            for push in pushes { group.addTask { await deliver(push) } }
        }
        return pushes.count
    }

    /// A fault of the database is logged and left to the next look.
    private func claim(atMost limit: Int) async -> [PushMessage] {
        guard limit > 0 else { return [] }
        do {
            let now = time.now()
            guard let due = try await store.read({ try $0.nextPushDue() }), due <= now else { return [] }
            return try await store.write { transaction in
                try transaction.claimPushes(dueAt: now, limit: limit, retryAt: now + Self.lease)
            }
        } catch {
            logger.error("can't work on the queue of pushes", metadata: ["error": "\(error)"])
            return []
        }
    }

    private func deliver(_ push: PushMessage) async {
        do {
            let (subscription, isOver) = try await store.read { transaction in
                let request = try transaction.approvalRequest(ApprovalRequestID(push.content))
                return (try transaction.pushSubscription(of: push.installation), request?.isOpen == false)
            }
            let now = time.now()
            guard now < push.expiresAt else { return try await close(push, "expired") }
            // Answered by another road, or overtaken: a push would wake somebody for nothing.
            guard !isOver else { return try await close(push, "overtaken") }
            guard let record = subscription else { return try await close(push, "unsubscribed") }
            switch await messenger.send(push, to: record, at: now) {
            case .accepted:
                try await close(push, "accepted")
            case .gone:
                try await witness.held(up: push)
                try await witness.gone(push, from: record.id, sentAt: now)
                try await close(push, "gone")
            case .tryAgain(let pause, let reason):
                try await postpone(push, by: pause, because: reason)
            case .refused(let reason):
                try await witness.held(up: push)
                try await close(push, "refused", because: reason)
            }
        } catch {
            logger.error("a push is left to its next turn", metadata: ["error": "\(error)", "push": "\(push.id)"])
        }
    }

    /// Puts the push back for as long as its request lives, and says at once that it doesn't come at once.
    private func postpone(_ push: PushMessage, by asked: Duration?, because reason: String) async throws {
        try await witness.held(up: push)
        let now = time.now()
        guard let pause = Self.backoff.pause(afterTry: push.tries, spread: spread()),
            now + max(pause, asked ?? .zero) < push.expiresAt
        else { return try await close(push, "given-up", because: reason) }
        let next = now + max(pause, asked ?? .zero)
        try await store.write { try $0.retry(push: push.id, at: next) }
        note(push, "postponed", because: reason)
    }

    private func close(_ push: PushMessage, _ outcome: String, because reason: String? = nil) async throws {
        try await store.write { _ = try $0.remove(push: push.id) }
        note(push, outcome, because: reason)
    }

    private func note(_ push: PushMessage, _ outcome: String, because reason: String?) {
        Counter(label: "aikagi_pushes", dimensions: [("outcome", outcome)]).increment()
        var metadata: Logger.Metadata = [
            "push": "\(push.id)", "installation": "\(push.installation)", "outcome": "\(outcome)",
            "tries": "\(push.tries)",
        ]
        if let reason { metadata["reason"] = "\(reason)" }
        logger.log(level: reason == nil ? .info : .warning, "push handled", metadata: metadata)
    }
}

/// How many more pushes may be under way.
private final class Places: Sendable {
    private let count: Mutex<Int>

    init(_ count: Int) { self.count = Mutex(count) }

    var free: Int { count.withLock { $0 } }

    func take() { count.withLock { $0 -= 1 } }

    /// Whether nobody could be taken in until now.
    func giveBack() -> Bool {
        count.withLock { count in
            count += 1
            return count == 1
        }
    }
}
