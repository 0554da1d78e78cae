internal import Delivery
internal import HTTPTransfer
internal import Identity
internal import Logging
internal import Store
internal import Synchronization
internal import TestSupport
internal import Testing

@Suite struct `Applications that are told of the end of a session` {
    @Test func `OP-24: get the token in the form that the standard says, and are not told again`() async throws {
        let desk = try Desk(letters: 1)
        let server = try answering(200)
        #expect(try await worker(desk, server.origin).tellBatch() == 1)
        let request = try #require(server.requests.first)
        #expect(request.line == "POST /signed-out HTTP/1.1")
        #expect(request.fields["content-type"] == "application/x-www-form-urlencoded")
        #expect(String(decoding: request.body, as: UTF8.self) == "logout_token=head.body.signature")
        #expect(desk.outcomes == [.closed])
    }

    @Test(arguments: [301, 302, 400, 404, 500, 503])
    func `OP-24: hear of it again when they have not taken it, and lead nobody elsewhere`(status: Int) async throws {
        let desk = try Desk(letters: 1)
        let elsewhere = try answering(200)
        let server = try LoopbackWebServer { _, caller in
            caller.answer(status, ["Location": elsewhere.origin + "/"])
            return true
        }
        _ = try await worker(desk, server.origin).tellBatch()
        #expect(desk.outcomes == [.postponed(.seconds(5))])
        #expect(server.requests.count == 1 && elsewhere.requests.isEmpty)
    }

    @Test func `are not reached at addresses within, unless the administrator has named them`() async throws {
        let server = try answering(200)
        let within = try Desk(letters: 1)
        _ = try await worker(within, server.origin, addresses: .publicAddresses()).tellBatch()
        #expect(within.outcomes == [.postponed(.seconds(5))])
        #expect(server.connections == 0)
    }

    @Test func `are given up after the last try, with the reason`() async throws {
        let desk = try Desk(letters: 1, tries: 13)
        let server = try answering(503)
        _ = try await worker(desk, server.origin).tellBatch()
        #expect(desk.outcomes == [.givenUp("status 503")])
        #expect(server.requests.count == 1)
    }

    private func answering(_ status: Int) throws -> LoopbackWebServer {
        try LoopbackWebServer { _, caller in
            caller.answer(status)
            return true
        }
    }

    private func worker(_ desk: Desk, _ origin: String, addresses: AddressRule = .anywhere) throws -> LogoutWorker {
        desk.origin.withLock { $0 = origin }
        return try LogoutWorker(desk: desk, addresses: addresses, spread: { 0.5 }, logger: Logger(label: "test"))
    }
}

/// Has letters once, and remembers what became of them.
private final class Desk: LogoutDesk {
    enum Outcome: Hashable {
        case closed, postponed(Duration), givenUp(String)
    }

    let origin = Mutex("")
    private let left: Mutex<[LogoutNoticeRecord]>
    private let log = Mutex<[Outcome]>([])

    var outcomes: [Outcome] { log.withLock { $0 } }

    init(letters: Int, tries: Int = 0) throws {
        let record = LogoutNoticeRecord(
            session: SessionID("session"), application: ApplicationID("application"),
            account: AccountID("account"), tries: tries)
        left = Mutex(Array(repeating: record, count: letters))
    }

    func claim(atMost limit: Int, for lease: Duration) async throws -> [LogoutLetter] {
        let address = origin.withLock { $0 } + "/signed-out"
        return left.withLock { left in
            defer { left = [] }
            return left.map { LogoutLetter(notice: $0, address: address, token: "head.body.signature") }
        }
    }

    func close(_ notice: LogoutNoticeRecord) async throws { log.withLock { $0.append(.closed) } }

    func postpone(_ notice: LogoutNoticeRecord, by pause: Duration) async throws {
        log.withLock { $0.append(.postponed(pause)) }
    }

    func giveUp(_ notice: LogoutNoticeRecord, because reason: String) async throws {
        log.withLock { $0.append(.givenUp(reason)) }
    }
}
