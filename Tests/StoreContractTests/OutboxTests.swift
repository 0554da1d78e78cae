import Identity
import Store
import TestSupport
import Testing

@Suite(.serialized) struct `The outbox` {
    let noon = Fixture.noon

    private func message(
        _ id: String, to recipient: String = "ada@example.org", expiresAt: Moment? = nil
    ) -> OutboxMessage {
        OutboxMessage(
            id: id, account: nil, kind: "test", recipient: recipient,
            content: Secret(Array("hello \(id)".utf8)),
            createdAt: noon, expiresAt: expiresAt)
    }

    @Test(arguments: Fixture.kinds)
    func `a message is there if and only if its step commits`(kind: TestDatabase.Kind) async throws {
        struct Failure: Error {}
        let fixture = try await Fixture(kind)
        let (lost, kept) = (message("lost"), message("kept"))
        await #expect(throws: Failure.self) {
            try await fixture.store.write { transaction in
                try transaction.enqueue(lost)
                throw Failure()
            }
        }
        try await fixture.store.write { try $0.enqueue(kept) }
        let found = try await fixture.store.read { try $0.messages() }
        #expect(found.map(\.id) == ["kept"])
        #expect(found.first?.recipient == "ada@example.org")
        #expect(found.first?.content.reveal() == Array("hello kept".utf8))
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `forty senders on two servers take each message once`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let messages = (0..<60).map { message("message \($0)") }
        try await fixture.store.write { for message in messages { try $0.enqueue(message) } }
        let second = kind == .postgreSQL ? try await fixture.secondStore() : fixture.store
        let retryAt = noon + .seconds(60)
        let taken = try await atOnce(40) { index in
            try await (index.isMultiple(of: 2) ? fixture.store : second).write {
                try $0.claimMessages(of: .mail, dueAt: Fixture.noon, limit: 5, retryAt: retryAt).map(\.id)
            }
        }.flatMap { $0 }
        #expect(taken.count == 60)
        #expect(Set(taken).count == 60)
        // A sender that died has lost nothing: they are due again when its time is up.
        let again = try await fixture.store.write {
            try $0.claimMessages(of: .mail, dueAt: retryAt, limit: 100, retryAt: retryAt + .seconds(60))
        }
        #expect(again.count == 60)
        #expect(again.allSatisfy { $0.tries == 2 })
        if kind == .postgreSQL { await second.close() }
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `messages to numbers wait for a sender of their own, and mails never for it`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        // More texts than a sender takes at once, all older than the mail.
        let texts = (0..<20).map { message("text \($0)", to: "+819012345678") }
        let mail = message("mail")
        let later = noon + .seconds(60)
        let (mails, first, rest) = try await fixture.store.write { transaction in
            for message in texts + [mail] { try transaction.enqueue(message) }
            return (
                try transaction.claimMessages(of: .mail, dueAt: Fixture.noon, limit: 4, retryAt: later).map(\.id),
                try transaction.claimMessages(of: .text, dueAt: Fixture.noon, limit: 4, retryAt: later).count,
                try transaction.claimMessages(of: .text, dueAt: Fixture.noon, limit: 40, retryAt: later).count
            )
        }
        #expect(mails == ["mail"])
        #expect(first == 4 && rest == 16)
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `OTP-23: a stale code is not sent, and a notice waits for its next try`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let expiry = noon + .seconds(600)
        let (code, notice) = (message("code", expiresAt: expiry), message("notice"))
        try await fixture.store.write { transaction in
            try transaction.enqueue(code)
            try transaction.enqueue(notice)
        }
        let nextTry = expiry + .seconds(60)
        try await fixture.store.write { try $0.retry(message: "notice", at: nextTry, because: "451 later") }
        let claimed = try await fixture.store.write { transaction in
            let early = try transaction.claimMessages(of: .mail, dueAt: expiry, limit: 10, retryAt: nextTry).map(\.id)
            try transaction.expireMessages(at: expiry)
            return early
                + (try transaction.claimMessages(of: .mail, dueAt: nextTry, limit: 10, retryAt: nextTry)).map(\.id)
        }
        #expect(claimed == ["notice"])
        let expired = try await fixture.store.read { try $0.message("code") }
        #expect(expired?.state == .expired)
        #expect(expired?.content.reveal() == [])
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `a sent message keeps no content, a kept one does, and neither is taken again`(
        kind: TestDatabase.Kind
    ) async throws {
        let fixture = try await Fixture(kind)
        let (one, two) = (message("one"), message("two"))
        let later = noon + .seconds(600)
        let claimed = try await fixture.store.write { transaction in
            try transaction.enqueue(one)
            try transaction.enqueue(two)
            try transaction.sent(message: "one")
            try transaction.keep(message: "two")
            return try transaction.claimMessages(of: .mail, dueAt: later, limit: 10, retryAt: later)
        }
        #expect(claimed.isEmpty)
        let (sent, kept) = try await fixture.store.read { (try $0.message("one"), try $0.message("two")) }
        #expect(sent?.state == .sent && sent?.content.reveal() == [])
        #expect(kept?.state == .kept && kept?.content.reveal() == Array("hello two".utf8))
        await fixture.store.close()
    }
}
