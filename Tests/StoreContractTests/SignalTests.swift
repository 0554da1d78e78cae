import Identity
import Store
import TestSupport
import Testing

@Suite(.serialized) struct `A signal` {
    private let topic = Topic.request(ApprovalRequestID("one"))

    @Test(arguments: Fixture.kinds)
    func `wakes who waits for it after the commit, on every server, and nobody else`(kind: TestDatabase.Kind)
        async throws
    {
        let fixture = try await Fixture(kind)
        let second = kind == .postgreSQL ? try await fixture.secondStore() : fixture.store
        let here = fixture.store.signals.subscribe(to: [topic])
        let there = second.signals.subscribe(to: [topic, .pushes])
        let elsewhere = second.signals.subscribe(to: [.request(ApprovalRequestID("two"))])
        // Whoever subscribes before the connection listens is woken once for nothing.
        try await settle(fixture.store, second, [there, elsewhere])
        try await fixture.store.write { [topic] in $0.signal(topic) }
        var (hereHears, thereHears) = (here.makeAsyncIterator(), there.makeAsyncIterator())
        #expect(await hereHears.next()?.contains(topic) == true)
        #expect(await thereHears.next() == [topic])
        // What is not heard of ends with the store, without a word.
        await second.close()
        var elsewhereHears = elsewhere.makeAsyncIterator()
        #expect(await elsewhereHears.next() == nil)
        await fixture.store.close()
    }

    /// Waits until one server hears the other, and empties what its subscribers have heard so far.
    private func settle(_ sender: Store, _ receiver: Store, _ subscriptions: [Signals.Subscription]) async throws {
        // The first may be the wake of a connection that has just begun to listen, and comes to everybody in turn. The
        // second can only be the probe, which comes after that.
        for name in ["first", "second"] {
            let probe = Topic.account(AccountID(name))
            let listener = receiver.signals.subscribe(to: [probe])
            try await sender.write { $0.signal(probe) }
            var hears = listener.makeAsyncIterator()
            _ = await hears.next()
        }
        for subscription in subscriptions { _ = subscription.heard() }
    }

    @Test(arguments: Fixture.kinds)
    func `of a transaction that is undone wakes nobody`(kind: TestDatabase.Kind) async throws {
        struct Undone: Error {}
        let fixture = try await Fixture(kind)
        let second = kind == .postgreSQL ? try await fixture.secondStore() : fixture.store
        let waiting = second.signals.subscribe(to: [topic, .pushes])
        try await settle(fixture.store, second, [waiting])
        await #expect(throws: Undone.self) {
            try await fixture.store.write { [topic] transaction in
                transaction.signal(topic)
                throw Undone()
            }
        }
        try await fixture.store.write { $0.signal(.pushes) }
        var hears = waiting.makeAsyncIterator()
        #expect(await hears.next() == [.pushes])
        if kind == .postgreSQL { await second.close() }
        await fixture.store.close()
    }

    @Test func `a thousand times over is heard once by a slow reader, and no subscription is left behind`() async throws
    {
        let fixture = try await Fixture(.sqlite)
        do {
            let waiting = fixture.store.signals.subscribe(to: [topic])
            for _ in 0..<1_000 { try await fixture.store.write { [topic] in $0.signal(topic) } }
            var hears = waiting.makeAsyncIterator()
            #expect(await hears.next() == [topic])
            try await fixture.store.write { [topic] in $0.signal(topic) }
            #expect(await hears.next() == [topic])
            #expect(fixture.store.signals.count == 1)
        }
        #expect(fixture.store.signals.count == 0)
        await fixture.store.close()
    }

    @Test(.enabled(if: TestDatabase.Kind.available.contains(.postgreSQL)))
    func `after the connection was cut everybody reads again, and later ones arrive`() async throws {
        let fixture = try await Fixture(.postgreSQL)
        let second = try await fixture.secondStore()
        let waiting = second.signals.subscribe(to: [topic])
        try await settle(fixture.store, second, [waiting])
        try fixture.database.tell(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid()
               AND query LIKE '%' || md5(current_schema()) || '%'
            """)
        var hears = waiting.makeAsyncIterator()
        #expect(await hears.next() == [topic], "woken to read again")
        try await fixture.store.write { [topic] in $0.signal(topic) }
        #expect(await hears.next() == [topic])
        await second.close()
        await fixture.store.close()
    }
}
