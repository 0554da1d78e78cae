import Bytes
import Delivery
import Foundation
import HTTPTransfer
import Identity
import Store
import TestSupport
import Testing
import WebPush

@Suite(.timeLimit(.minutes(1))) struct `Pushes` {
    @Test(arguments: TestDatabase.Kind.available)
    func `PUSH-12: carry the name of a request, encrypted, and nothing else`(kind: TestDatabase.Kind) async throws {
        let station = try await PushStation(kind)
        try await station.put("one")
        #expect(await station.worker.deliverBatch() == 1)
        let request = try #require(station.service.requests.first)
        #expect(request.line == "POST /wpush/1 HTTP/1.1")
        #expect(request.fields["ttl"] == "120")
        #expect(request.fields["urgency"] == "high")
        #expect(request.fields["content-encoding"] == "aes128gcm")
        #expect(request.fields["topic"]?.wholeMatch(of: #/[\w-]{32}/#) != nil)
        #expect(try station.open(request.body) == "request-one")
        let token = try #require(request.fields["authorization"]?.firstMatch(of: #/t=[\w-]+\.([\w-]+)\./#)?.output.1)
        let claims = String(decoding: try Base64.url.decode(token), as: UTF8.self)
        #expect(claims.hasPrefix(#"{"aud":"\#(station.service.origin)","exp":"#))
        #expect(claims.hasSuffix(#","sub":"mailto:admin@example.org"}"#))
        #expect(request.fields["authorization"]?.hasSuffix("k=\(Base64.url.encode(station.key.publicKey))") == true)
        #expect(
            request.fields.keys.sorted() == [
                "accept", "authorization", "content-encoding", "content-length", "content-type", "host", "topic", "ttl",
                "urgency",
            ])
        #expect(try await station.nextDue() == nil)
        #expect(station.witness.told.isEmpty)
    }

    @Test func `live as long as their request, and not a second longer`() async throws {
        let station = try await PushStation()
        try await station.put("one", life: .milliseconds(90_500))
        station.time.advance(by: .seconds(60))
        #expect(await station.worker.deliverBatch() == 1)
        #expect(station.service.requests.first?.fields["ttl"] == "30")
        try await station.put("two")
        station.time.advance(by: .seconds(120))
        #expect(await station.worker.deliverBatch() == 0)
        #expect(station.service.requests.count == 1)
        #expect(try await station.nextDue() == nil)
    }

    @Test(arguments: [404, 410])
    func `PUSH-14: end with the subscription that the push service knows no more`(status: Int) async throws {
        let station = try await PushStation()
        station.script.next = .status(status, [:])
        try await station.put("one")
        await station.worker.deliverBatch()
        #expect(station.witness.told == ["held request-one", "gone installation subscription"])
        #expect(try await station.nextDue() == nil)
    }

    @Test(arguments: [413, 429, 500, 502, 503])
    func `PUSH-14: are tried again while their request lives, and the page knows at once`(status: Int) async throws {
        let station = try await PushStation()
        station.script.next = .status(status, [:])
        try await station.put("one")
        var pauses: [Int64] = []
        while let due = try await station.nextDue() {
            station.time.advance(to: due)
            #expect(await station.worker.deliverBatch() == 1)
            #expect(await station.worker.deliverBatch() == 0)
            if let next = try await station.nextDue() { pauses.append((next - station.time.now()).wholeSeconds) }
        }
        #expect(pauses == [1, 2, 4, 8, 15, 15, 15, 15, 15, 15])
        #expect(station.witness.told.first == "held request-one")
        #expect(Set(station.witness.told).count == 1)
    }

    @Test func `PUSH-14: arrive after a push service has come back`() async throws {
        let station = try await PushStation()
        station.script.next = .never
        try await station.put("one")
        await station.worker.deliverBatch()
        station.script.next = .status(201, [:])
        station.time.advance(by: .seconds(1))
        #expect(await station.worker.deliverBatch() == 1)
        #expect(try await station.nextDue() == nil)
        #expect(try station.service.requests.map { try station.open($0.body) } == ["request-one", "request-one"])
    }

    @Test(arguments: [("30", 30), ("0", 1), ("soon", 1), ("-5", 1)] as [(String, Int64)])
    func `wait as long as a push service asks for`(field: String, pause: Int64) async throws {
        let station = try await PushStation()
        station.script.next = .status(429, ["Retry-After": field])
        try await station.put("one")
        await station.worker.deliverBatch()
        let due = try #require(try await station.nextDue())
        #expect((due - station.time.now()).wholeSeconds == pause)
    }

    @Test func `are given up when a push service wants them to wait longer than they live`() async throws {
        let station = try await PushStation()
        station.script.next = .status(503, ["Retry-After": "120"])
        try await station.put("one")
        await station.worker.deliverBatch()
        #expect(try await station.nextDue() == nil)
        #expect(station.witness.told == ["held request-one"])
    }

    @Test(arguments: [301, 307, 400, 401, 403])
    func
        `CRY-04, CRY-05: are given up when the push service refuses them or sends them elsewhere, without a second try`(
            status: Int
        ) async throws
    {
        let station = try await PushStation()
        station.script.next = .status(status, ["Location": station.service.origin + "/elsewhere"])
        try await station.put("one")
        await station.worker.deliverBatch()
        #expect(station.service.requests.count == 1)
        #expect(station.witness.told == ["held request-one"])
        #expect(try await station.nextDue() == nil)
    }

    @Test func `PUSH-14: do not wait for one another, and no sign-in waits for them`() async throws {
        let station = try await PushStation()
        station.script.next = .late
        try await station.put("slow", topic: "a")
        async let slow = station.worker.deliverBatch()
        while station.service.requests.isEmpty { await Task.yield() }
        station.script.next = .status(201, [:])
        try await station.put("quick", topic: "b")
        #expect(await station.worker.deliverBatch() == 1)
        #expect(try station.service.requests.map { try station.open($0.body) } == ["request-slow", "request-quick"])
        station.script.go()
        #expect(await slow == 1)
    }

    @Test func `go once each, however many workers share the queue`() async throws {
        let station = try await PushStation()
        for number in 0..<20 { try await station.put("\(number)", topic: "topic\(number)") }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { while await station.worker.deliverBatch() > 0 {} }
            }
        }
        let opened = try station.service.requests.map { try station.open($0.body) }
        #expect(opened.sorted() == (0..<20).map { "request-\($0)" }.sorted())
        #expect(Set(station.service.requests.map { $0.fields["topic"] }).count == 20)
    }

    @Test func `PUSH-04: take the place of older ones of the same topic`() async throws {
        let station = try await PushStation()
        try await station.put("old")
        try await station.put("new")
        await station.worker.deliverBatch()
        #expect(try station.service.requests.map { try station.open($0.body) } == ["request-new"])
    }

    @Test func `PUSH-04: wake nobody for a request that is over`() async throws {
        let station = try await PushStation()
        try await station.put("one")
        let now = station.time.now()
        let request = ApprovalRequestRecord(
            id: ApprovalRequestID("request-one"), account: AccountID("account"), owner: "attempt",
            installation: station.installation, purpose: "signIn", state: [], isOpen: false, number: nil,
            nonce: [UInt8](repeating: 5, count: 32), context: Secret([]), createdAt: now,
            expiresAt: now + .seconds(120))
        try await station.store.write { try $0.ask(request) }
        #expect(await station.worker.deliverBatch() == 1)
        #expect(station.service.connections == 0)
        #expect(station.witness.told.isEmpty)
        #expect(try await station.nextDue() == nil)
    }

    @Test func `PUSH-16: go nowhere once the subscription is gone`() async throws {
        let station = try await PushStation()
        try await station.put("one")
        let installation = station.installation
        _ = try await station.store.write { try $0.unsubscribe(installation: installation) }
        await station.worker.deliverBatch()
        #expect(station.service.connections == 0)
        #expect(try await station.nextDue() == nil)
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func `CRY-05: go to no address of this machine or its network unless it was allowed`(host: String) async throws {
        let station = try await PushStation(permits: [])
        try await station.subscribe(at: "http://\(host):\(station.service.port)/x")
        try await station.put("one")
        await station.worker.deliverBatch()
        #expect(station.service.connections == 0)
        #expect(station.witness.told == ["held request-one"])
        #expect(try await station.nextDue() == nil)
    }

    @Test func `CRY-05: are refused at an endpoint that names a forbidden place, before any is sent`() throws {
        let messenger = try PushMessenger(key: VAPIDKey(), contact: nil)
        let home = try PushMessenger(
            key: VAPIDKey(), contact: nil, privateAddresses: ["192.168.0.0/16"].compactMap(AddressRange.init))
        for text in [
            "https://127.0.0.1/x", "https://10.1.2.3/x", "https://192.168.1.1/x", "https://169.254.169.254/latest",
            "https://[::1]/x", "https://[fd00::1]/x", "https://[::ffff:10.0.0.1]/x", "https://localhost/x",
            "https://push.localhost/x", "http://127.0.0.1/x",
        ] {
            #expect(!messenger.permits(try PushEndpoint(text)), "\(text)")
        }
        #expect(messenger.permits(try PushEndpoint("https://updates.push.services.mozilla.com/wpush/v2/x")))
        #expect(messenger.permits(try PushEndpoint("https://1.1.1.1/x")))
        #expect(home.permits(try PushEndpoint("https://192.168.1.1/up")))
        #expect(!home.permits(try PushEndpoint("https://10.1.2.3/up")))
    }
}

@Suite struct `The push key` {
    @Test(arguments: TestDatabase.Kind.available)
    func `is made once, the same for everybody, and sealed`(kind: TestDatabase.Kind) async throws {
        let station = try await PushStation(kind)
        let keys = try await withThrowingTaskGroup(of: VAPIDKey.self) { group in
            for _ in 0..<8 { group.addTask { try await station.store.vapidKey() } }
            return try await group.reduce(into: []) { $0.append($1.publicKey) }
        }
        #expect(Set(keys) == [station.key.publicKey])
        let rows = try station.database.tell("SELECT * FROM server_state")
        #expect(rows.contains("vapid_key_sealed"))
        #expect(!rows.contains(Base64.url.encode(station.key.bytes)))
    }
}
