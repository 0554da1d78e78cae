import Delivery
import Foundation
import HTTPTransfer
import Identity
import Logging
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import Synchronization
import TestSupport
import Testing

/// From the use case through the outbox to a gateway that speaks Twilio's interface, over real HTTP on loopback.
@Suite struct `A gateway for text messages` {
    private static let number = "+819012345678"

    @Test(arguments: World.kinds)
    func `OTP-10: receives one message, to the stored number, and its code signs in`(
        kind: TestDatabase.Kind
    ) async throws {
        let gateway = try Gateway()
        let world = try await World.texting(kind)
        let ada = try await world.person(holding: [.backupCodes])
        try await world.give(ada)
        let half = try await world.halfWayToText(ada)
        let worker = try gateway.worker(of: world)
        while try await worker.deliverBatch() > 0 {}
        #expect(gateway.delivered.map(\.number) == [Self.number])
        #expect(gateway.requests.count == 1)
        let code = try #require(gateway.delivered.first?.code)
        #expect(try await world.services.signIn.submit(textCode: code, to: half.secret, from: half.client).isSignedIn)
    }

    @Test(arguments: World.kinds)
    func `OTP-23: that is too slow is asked again under the same key, and the person gets one message`(
        kind: TestDatabase.Kind
    ) async throws {
        let gateway = try Gateway()
        let world = try await World.texting(kind)
        let ada = try await world.person(holding: [.backupCodes])
        try await world.give(ada)
        // It takes the message on, and hangs before it says so.
        gateway.behaviour = .hangs
        let half = try await world.halfWayToText(ada)
        #expect(try await world.services.signIn.current(half.secret).prompt?.method == .smsCode)
        let worker = try gateway.worker(of: world, timeout: .milliseconds(300))
        #expect(try await worker.deliverBatch() == 1)
        gateway.behaviour = .answers(201)
        world.time.advance(by: .seconds(10))
        #expect(try await worker.deliverBatch() == 1)
        #expect(try await worker.deliverBatch() == 0)
        #expect(gateway.requests.count == 2)
        #expect(Set(gateway.requests.map { $0.fields["idempotency-key"] }).count == 1)
        #expect(gateway.delivered.count == 1)
        let code = try #require(gateway.delivered.first?.code)
        #expect(try await world.services.signIn.submit(textCode: code, to: half.secret, from: half.client).isSignedIn)
    }

    @Test func `that delivers a message twice delivers the same code, which opens the door once`() async throws {
        let gateway = try Gateway()
        let world = try await World.texting()
        let ada = try await world.person(holding: [.backupCodes])
        try await world.give(ada)
        gateway.behaviour = .duplicates
        let half = try await world.halfWayToText(ada)
        _ = try await gateway.worker(of: world).deliverBatch()
        #expect(gateway.delivered.count == 2)
        let codes = gateway.delivered.map(\.code)
        #expect(codes.first == codes.last)
        let code = try #require(codes.first)
        #expect(try await world.services.signIn.submit(textCode: code, to: half.secret, from: half.client).isSignedIn)
        let again = try await world.services.signIn.submit(textCode: code, to: half.secret, from: half.client)
        #expect(!again.isSignedIn)
    }

    @Test func `OTP-23: that refuses a number is not asked again, and the log says so; another way is there`()
        async throws
    {
        let gateway = try Gateway()
        let world = try await World.texting()
        let ada = try await world.person(holding: [.backupCodes])
        try await world.give(ada)
        gateway.behaviour = .answers(400)
        let half = try await world.halfWayToText(ada)
        let worker = try gateway.worker(of: world)
        #expect(try await worker.deliverBatch() == 1)
        world.time.advance(by: .seconds(60))
        #expect(try await worker.deliverBatch() == 0)
        #expect(gateway.requests.count == 1)
        let given = try await world.auditLog().filter { $0.event == "messageGivenUp" }
        #expect(given.map(\.subject) == ["text-sign-in"])
        #expect(try await world.services.signIn.current(half.secret).prompt?.hasOtherWays == true)
        let code = ada.backupCodes[0]
        #expect(try await world.services.signIn.submit(backupCode: code, to: half.secret, from: half.client).isSignedIn)
    }

    @Test(arguments: [401, 404, 429, 500, 503])
    func `OTP-23: that can't just now is asked again while the code lives, and not after`(status: Int) async throws {
        let gateway = try Gateway()
        let world = try await World.texting()
        let ada = try await world.person(holding: [.backupCodes])
        try await world.give(ada)
        gateway.behaviour = .answers(status)
        _ = try await world.halfWayToText(ada)
        let worker = try gateway.worker(of: world)
        #expect(try await worker.deliverBatch() == 1)
        world.time.advance(by: .seconds(10))
        #expect(try await worker.deliverBatch() == 1)
        gateway.behaviour = .answers(201)
        world.time.advance(by: Limits.smsCodeLife)
        #expect(try await worker.deliverBatch() == 0)
        #expect(gateway.delivered.isEmpty)
    }
}

/// A gateway that speaks as much of Twilio's interface as one message needs: form, login, and a key by which a
/// repetition is told from a new message.
private final class Gateway: Sendable {
    enum Behaviour: Sendable {
        case answers(Int)
        /// Delivers, and never says so.
        case hangs
        /// Delivers each message twice.
        case duplicates
    }

    struct Message: Sendable {
        let number: String
        let text: String

        /// Behind the sign in the last line.
        var code: String { text.split(separator: "#").last.map(String.init) ?? "" }
    }

    private struct State {
        var behaviour = Behaviour.answers(201)
        var keys: Set<String> = []
        var delivered: [Message] = []
    }

    private final class Memory: Sendable {
        let state = Mutex(State())
    }

    private let server: LoopbackWebServer
    private let memory: Memory

    init() throws {
        let memory = Memory()
        self.memory = memory
        server = try LoopbackWebServer { request, caller in Self.take(request, caller, memory) }
    }

    var behaviour: Behaviour {
        get { memory.state.withLock { $0.behaviour } }
        set { memory.state.withLock { $0.behaviour = newValue } }
    }

    var delivered: [Message] { memory.state.withLock { $0.delivered } }
    var requests: [LoopbackWebServer.Received] { server.requests }

    func worker(of world: World, timeout: Duration = .seconds(10)) throws -> DeliveryWorker {
        let account = TwilioAccount(
            origin: server.origin, account: "AC0123", user: nil, secret: Secret("token"), sender: "+815012345678")
        let client = try HTTPClient(HTTPClientSettings(allowsPlainText: true, totalTimeout: timeout))
        let texts = TextTransport(gateway: .twilio(account), client: client, time: world.time)
        return DeliveryWorker(
            for: .text, store: world.store, transport: texts, bell: OutboxBell(), time: world.time, spread: { 0.5 },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private static func take(
        _ request: LoopbackWebServer.Received, _ caller: LoopbackWebServer.Caller, _ memory: Memory
    ) -> Bool {
        let behaviour = memory.state.withLock { $0.behaviour }
        let login = "Basic " + Data("AC0123:token".utf8).base64EncodedString()
        guard request.target == "/2010-04-01/Accounts/AC0123/Messages.json", request.fields["authorization"] == login
        else {
            caller.answer(401)
            return true
        }
        var form = URLComponents()
        form.percentEncodedQuery = String(decoding: request.body, as: UTF8.self)
        let fields = Dictionary(
            (form.queryItems ?? []).map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { first, _ in first })
        let message = Message(number: fields["To"] ?? "", text: fields["Body"] ?? "")
        switch behaviour {
        case .answers(let status):
            if status == 201 { deliver(message, of: request, memory) }
            caller.answer(status, ["Content-Type": "application/json"], "{}")
        case .duplicates:
            deliver(message, of: request, memory)
            memory.state.withLock { $0.delivered.append(message) }
            caller.answer(201)
        case .hangs:
            deliver(message, of: request, memory)
            caller.waitUntilGone()
            return false
        }
        return true
    }

    private static func deliver(_ message: Message, of request: LoopbackWebServer.Received, _ memory: Memory) {
        memory.state.withLock { state in
            guard state.keys.insert(request.fields["idempotency-key"] ?? "").inserted else { return }
            state.delivered.append(message)
        }
    }
}
