internal import Delivery
internal import Identity
internal import Logging
internal import Store
internal import Synchronization
internal import TestSupport
internal import Testing

@Suite struct `The outbox` {
    @Test(arguments: TestDatabase.Kind.available)
    func `holds a notice exactly when the change that causes it is there`(kind: TestDatabase.Kind) async throws {
        let post = try await PostOffice(kind)
        struct ChangeFailed: Error {}
        await #expect(throws: ChangeFailed.self) {
            try await post.store.write { transaction in
                try post.put(.passwordChanged(post.occasion), named: "one", in: transaction)
                throw ChangeFailed()
            }
        }
        #expect(try await post.worker().deliverBatch() == 0)
        try await post.put(.passwordChanged(post.occasion), named: "two")
        #expect(try await post.worker().deliverBatch() == 1)
        #expect(post.road.sent == ["two"])
    }

    @Test(arguments: TestDatabase.Kind.available)
    func `OTP-10: sends to the stored address, whatever was typed`(kind: TestDatabase.Kind) async throws {
        let post = try await PostOffice(kind)
        try await post.put(.addressCode(Secret("12345678"), life: .seconds(600)), named: "one")
        try await post.worker().deliverBatch()
        #expect(post.road.recipients == ["Hana@xn--r8jz45g.example"])
    }

    @Test(arguments: TestDatabase.Kind.available)
    func `OTP-05: keeps codes and addresses sealed in the database`(kind: TestDatabase.Kind) async throws {
        let post = try await PostOffice(kind)
        try await post.put(.addressCode(Secret("86753091"), life: .seconds(600)), named: "one")
        let rows = try post.database.tell("SELECT * FROM outbox")
        #expect(rows.contains("address-code"))
        #expect(!rows.contains("86753091") && !rows.lowercased().contains("hana"))
    }

    @Test(arguments: TestDatabase.Kind.available)
    func `OTP-23: tries again with growing pauses and sends once when the server is back`(
        kind: TestDatabase.Kind
    ) async throws {
        let post = try await PostOffice(kind, outcome: .tryAgain(reason: "no connection"))
        try await post.put(.passwordChanged(post.occasion), named: "one")
        var pauses = [Int64]()
        for _ in 0..<6 {
            try await post.worker().deliverBatch()
            let due = try #require(try await post.store.read { try $0.nextMessageDue() })
            pauses.append((due - post.time.now()).wholeSeconds)
            #expect(try await post.worker().deliverBatch() == 0)
            post.time.advance(to: due)
        }
        #expect(pauses == [5, 10, 20, 40, 80, 160])
        let waiting = try #require(try await post.store.read { try $0.message("one") })
        #expect(waiting.lastFailure == "no connection" && waiting.tries == 6)
        post.road.outcome = .sent
        #expect(try await post.worker().deliverBatch() == 1)
        post.time.advance(by: .seconds(86_400))
        #expect(try await post.worker().deliverBatch() == 0)
        #expect(post.road.sent == ["one"])
    }

    @Test(arguments: TestDatabase.Kind.available)
    func `OTP-23: never sends a code that has expired, and counts its life from when it was made`(
        kind: TestDatabase.Kind
    ) async throws {
        let post = try await PostOffice(kind, outcome: .tryAgain(reason: "no connection"))
        try await post.put(.passwordResetCode(Secret("12345678"), life: .seconds(600), post.occasion), named: "code")
        try await post.put(.passwordReset(post.occasion), named: "notice")
        try await post.worker().deliverBatch()
        post.road.outcome = .sent
        post.time.advance(by: .seconds(600))
        try await post.worker().deliverBatch()
        #expect(post.road.sent == ["notice"])
        let code = try #require(try await post.store.read { try $0.message("code") })
        #expect(code.state == .expired && code.letter == nil)
    }

    @Test(arguments: TestDatabase.Kind.available)
    func `OTP-23: gives up after the last try or a final refusal, and says so in the audit log`(
        kind: TestDatabase.Kind
    ) async throws {
        let post = try await PostOffice(kind, outcome: .undeliverable(reason: "550 no such mailbox"))
        try await post.put(.passwordChanged(post.occasion), named: "refused")
        try await post.worker().deliverBatch()
        post.road.outcome = .tryAgain(reason: "no connection")
        try await post.put(.passwordReset(post.occasion), named: "tried")
        for _ in 0..<3 {
            try await post.worker(tries: 3).deliverBatch()
            post.time.advance(by: .seconds(3_600))
        }
        let log = try await post.store.read { try $0.auditLog() }.map(\.entry).filter { $0.event == "messageGivenUp" }
        #expect(log.map(\.reason) == ["550 no such mailbox", "no connection"])
        #expect(log.map(\.subject) == ["password-changed", "password-reset"])
        #expect(try await post.store.read { try $0.countMessages(in: .failed) } == 2)
    }

    @Test(arguments: TestDatabase.Kind.available)
    func `sends each letter once, however many workers share it`(kind: TestDatabase.Kind) async throws {
        let post = try await PostOffice(kind)
        let names = (0..<40).map { "letter\($0)" }
        for name in names { try await post.put(.passwordChanged(post.occasion), named: name) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { while try await post.worker().deliverBatch() > 0 {} }
            }
            try await group.waitForAll()
        }
        #expect(post.road.sent.sorted() == names.sorted())
    }

    @Test(arguments: TestDatabase.Kind.available)
    func `gives the letter of a worker that died to the next one`(kind: TestDatabase.Kind) async throws {
        let post = try await PostOffice(kind)
        try await post.put(.passwordChanged(post.occasion), named: "one")
        let now = post.time.now()
        _ = try await post.store.write {
            try $0.claimMessages(of: .mail, dueAt: now, limit: 1, retryAt: now + .seconds(120))
        }
        #expect(try await post.worker().deliverBatch() == 0)
        post.time.advance(by: .seconds(120))
        #expect(try await post.worker().deliverBatch() == 1)
        #expect(post.road.sent == ["one"])
    }

    @Test(arguments: TestDatabase.Kind.available)
    func `RATE-20: asks nothing of the mail server before the use case is done`(kind: TestDatabase.Kind) async throws {
        let post = try await PostOffice(kind, outcome: .tryAgain(reason: "no connection"))
        try await post.put(.passwordResetCode(Secret("12345678"), life: .seconds(600), post.occasion), named: "one")
        #expect(post.road.recipients.isEmpty)
    }

    @Test(arguments: TestDatabase.Kind.available)
    func `keeps letters for the administrator while there is no mail server`(kind: TestDatabase.Kind) async throws {
        let post = try await PostOffice(kind)
        try await post.put(.addressCode(Secret("12345678"), life: .seconds(600)), named: "one")
        try await post.worker(over: OutboxTransport()).deliverBatch()
        let kept = try #require(try await post.store.read { try $0.messages() }.first)
        #expect(kept.state == .kept)
        #expect(kept.letter?.text.contains("12345678") == true)
    }
}

/// An outbox on a database of its own, with a clock that stands still and a road that does as it is told.
private final class PostOffice: Sendable {
    let database: TestDatabase
    let store: Store
    let time = StoppedTime()
    let road: ScriptedRoad
    let bell = OutboxBell()
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init(_ kind: TestDatabase.Kind, outcome: SendOutcome = .sent) async throws {
        database = try TestDatabase(kind)
        road = ScriptedRoad(outcome)
        store = try await Store.open(
            at: StoreLocation(database.location), masterKey: MasterKey(bytes: .random()), logger: logger)
    }

    var occasion: Notice.Occasion { Notice.Occasion(at: time.now(), source: nil) }

    func put(_ notice: Notice, named name: String, in transaction: any WriteTransaction) throws {
        let letterhead = Letterhead(
            serviceName: "Aikagi", origin: "https://id.example.org",
            paths: .init(
                signIn: "/a", passwordReset: "/b", passwordChange: "/e", sessions: "/c", backupCodes: "/d",
                link: "/link/"))
        let address = EmailAddress(canonical: "hana@xn--r8jz45g.example", shown: "Hana@例え.example")
        try Outbox(letterhead: letterhead, bell: bell).put(
            notice, for: .init(account: nil, address: address, language: .japanese), named: name, at: time.now(),
            in: transaction)
    }

    func put(_ notice: Notice, named name: String) async throws {
        try await store.write { try self.put(notice, named: name, in: $0) }
    }

    func worker(over transport: (any Transport)? = nil, tries: Int = 45) -> DeliveryWorker {
        DeliveryWorker(
            for: .mail, store: store, transport: transport ?? road, bell: bell, time: time,
            backoff: Backoff(tries: tries),
            spread: { 0.5 }, logger: logger)
    }
}

/// A clock that moves when it is told to.
private final class StoppedTime: TimeSource {
    private let moment = Mutex(Moment(secondsSinceEpoch: 1_795_348_800))

    func now() -> Moment { moment.withLock { $0 } }
    func advance(by duration: Duration) { moment.withLock { $0 = $0 + duration } }
    func advance(to later: Moment) { moment.withLock { $0 = later } }
}

/// A road whose outcome the test decides, and which remembers what came along.
private final class ScriptedRoad: Transport {
    private let state: Mutex<(outcome: SendOutcome, sent: [String], recipients: [String])>

    init(_ outcome: SendOutcome) { state = Mutex((outcome, [], [])) }

    var outcome: SendOutcome {
        get { state.withLock { $0.outcome } }
        set { state.withLock { $0.outcome = newValue } }
    }
    var sent: [String] { state.withLock { $0.sent } }
    var recipients: [String] { state.withLock { $0.recipients } }

    func send(_ letter: Letter, named name: String, to recipient: String, at date: Moment) async -> SendOutcome {
        state.withLock { state in
            state.recipients.append(recipient)
            if state.outcome == .sent { state.sent.append(name) }
            return state.outcome
        }
    }
}
