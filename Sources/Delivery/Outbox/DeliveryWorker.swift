package import Identity
package import Logging
internal import Metrics
internal import ServiceLifecycle
package import Store

/// Takes due messages of one road from the outbox to its transport until it is told to stop.
///
/// Any number of workers, also in other processes, may share one outbox: a message is claimed by one conditional
/// update and belongs to its claimer for the length of a lease. A worker that dies leaves the message to the next one,
/// so a message may arrive twice under one `Message-ID`, and is never lost.
package struct DeliveryWorker: Service {
    private let road: OutboxMessage.Road
    private let store: Store
    private let transport: any Transport
    private let bell: OutboxBell
    private let time: any TimeSource
    private let spread: @Sendable () -> Double
    private let backoff: Backoff
    private let logger: Logger

    /// How often the outbox is looked into without a ring: for retries, and for what other nodes put in.
    private let poll = Duration.seconds(2)
    /// Longer than the transport may take for one letter.
    private let lease = Duration.seconds(120)
    /// How many letters are under way at once.
    private let width = 4

    /// - Parameters:
    ///   - road: whose messages it takes; those of another wait for a worker of their own.
    ///   - spread: random numbers in 0 ..< 1 for ``Backoff``.
    package init(
        for road: OutboxMessage.Road, store: Store, transport: any Transport, bell: OutboxBell, time: any TimeSource,
        backoff: Backoff = Backoff(),
        spread: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }, logger: Logger
    ) {
        self.road = road
        self.store = store
        self.transport = transport
        self.bell = bell
        self.time = time
        self.backoff = backoff
        self.spread = spread
        self.logger = logger
    }

    /// A graceful shutdown ends the waiting, not the letters that are under way: one that was handed over but not
    /// noted would go again.
    package func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await ringRegularly() }
            for await _ in bell.rings(for: road).cancelOnGracefulShutdown() { await deliverWhatIsDue() }
            group.cancelAll()
        }
    }

    private func ringRegularly() async {
        while !Task.isCancelled {
            bell.ring()
            try? await Task.sleep(for: poll)
        }
    }

    /// Sends until nothing is due. A fault of the database is logged and left to the next ring.
    private func deliverWhatIsDue() async {
        do {
            while try await deliverBatch() == width, !Task.isShuttingDownGracefully {}
        } catch {
            logger.error("can't work on the outbox", metadata: ["error": "\(error)"])
        }
    }

    /// Takes what is due, up to the number of letters that go at once.
    ///
    /// - Returns: how many messages were taken.
    @discardableResult
    package func deliverBatch() async throws -> Int {
        let now = time.now()
        let messages = try await store.write { [road, width, lease] transaction in
            try transaction.expireMessages(at: now)
            return try transaction.claimMessages(of: road, dueAt: now, limit: width, retryAt: now + lease)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for message in messages { group.addTask { try await deliver(message) } }
            try await group.waitForAll()
        }
        return messages.count
    }

    private func deliver(_ message: OutboxMessage) async throws {
        guard let letter = message.letter else {
            return try await giveUp(message, because: "its content can't be read")
        }
        switch await transport.send(letter, named: message.id, to: message.recipient, at: message.createdAt) {
        case .sent:
            try await store.write { try $0.sent(message: message.id) }
            note(message, "sent")
        case .kept:
            try await store.write { try $0.keep(message: message.id) }
            note(message, "kept")
        case .tryAgain(let reason):
            guard let pause = backoff.pause(afterTry: message.tries, spread: spread()) else {
                return try await giveUp(message, because: reason)
            }
            let next = time.now() + pause
            try await store.write { try $0.retry(message: message.id, at: next, because: reason) }
            note(message, "postponed", because: reason)
        case .undeliverable(let reason):
            try await giveUp(message, because: reason)
        }
    }

    /// Closes the message and leaves a row in the audit log: somebody wasn't told something.
    private func giveUp(_ message: OutboxMessage, because reason: String) async throws {
        let entry = AuditEntry(
            at: time.now(), event: "messageGivenUp", result: .failed, account: message.account, actor: "system",
            subject: message.kind, reason: reason)
        try await store.write { transaction in
            try transaction.giveUp(message: message.id, because: reason)
            try transaction.record(entry)
        }
        note(message, "given-up", because: reason)
    }

    private func note(_ message: OutboxMessage, _ outcome: String, because reason: String? = nil) {
        Counter(label: "aikagi_messages", dimensions: [("outcome", outcome)]).increment()
        var metadata: Logger.Metadata = [
            "message": "\(message.id)", "kind": "\(message.kind)", "outcome": "\(outcome)", "tries": "\(message.tries)",
        ]
        if let reason { metadata["reason"] = "\(reason)" }
        logger.log(level: reason == nil ? .info : .warning, "message handled", metadata: metadata)
    }
}
