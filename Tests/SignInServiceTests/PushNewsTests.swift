import ApprovalProtocol
import Crypto
import Delivery
import HTTPTransfer
import Identity
import Logging
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `Word from the push services` {
    @Test(arguments: [404, 410])
    func `PUSH-14: ends the installation that one knows no more, and nobody waits for it again`(status: Int)
        async throws
    {
        let scene = try await Scene(answering: status)
        scene.world.time.advance(by: .seconds(60))
        let client = scene.world.client()
        let secret = try await scene.world.halfWay(scene.ada, from: client)
        #expect(await scene.worker.deliverBatch() == 1)
        let ended = try await scene.installation()
        #expect(ended.ending?.reason == InstallationEvidence.Ending.notAnswering.word)
        // It was no answer to the question, and the next sign-in asks for something else (PUSH-15).
        #expect(try await scene.world.settle(secret, from: client) == nil)
        let account = scene.ada.account
        #expect(try await scene.world.store.read { try $0.installations(of: account) }.isEmpty)
        #expect(try await scene.world.auditLog().contains { $0.event == AuditEvent.installationEnded.rawValue })

        // The page that waits offers what is left and not to ask it again, and the same sign-in goes on that way.
        let view = try #require(try await scene.world.view(secret))
        #expect(view.phase == .withdrawn && view.isGone && !view.mayAskAgain)
        #expect(view.otherWays.offers.map(\.method).contains(.backupCode))
        #expect(!view.otherWays.offers.contains { $0.method == .approval })
        _ = try await scene.world.services.approvals.askAgain(secret, from: client)
        #expect(try await scene.world.view(secret)?.phase == .withdrawn)
        let other = try await scene.world.services.signIn.submit(
            backupCode: scene.ada.backupCodes[0], to: secret, from: client)
        guard case .signedIn = other.outcome else {
            Issue.record("the other way does not lead in: \(other.outcome)")
            return
        }
    }

    @Test func `PUSH-14: leaves what other devices were asked alone`() async throws {
        let scene = try await Scene(answering: 410)
        let tablet = try await scene.world.phone(of: scene.ada.account, named: "Tablet")
        let client = scene.world.client()
        let secret = try await scene.world.halfWay(scene.ada, from: client)
        _ = try await scene.world.services.signIn.choose("approval.\(tablet.id)", in: secret, from: client)
        let number = try #require(try await scene.world.view(secret)?.number)
        scene.world.time.advance(by: .seconds(5))
        // It went to the phone too, whose push service knows it no more.
        await scene.worker.deliverBatch()
        #expect(try await scene.installation().ending != nil)
        let view = try #require(try await scene.world.view(secret))
        #expect(view.phase == .sent && view.device == "Tablet" && !view.isGone)
        #expect(try await scene.world.approve(on: tablet, number: number.reveal()) == .approved)
        #expect(try await scene.world.settle(secret, from: client) != nil)
    }

    @Test func `PUSH-14: takes only the address from an installation that was heard of since`() async throws {
        let scene = try await Scene(answering: 410)
        _ = try await scene.world.halfWay(scene.ada)
        let (id, now) = (scene.phone.id, scene.world.time.now())
        _ = try await scene.world.store.write { try $0.contacted(installation: id, from: "192.0.2.7", at: now) }
        #expect(await scene.worker.deliverBatch() == 1)
        #expect(try await scene.installation().ending == nil)
        #expect(try await scene.world.store.read { try $0.pushSubscription(of: id) } == nil)
    }

    @Test(arguments: [429, 500, 403])
    func `PUSH-14: opens the other ways at once when a push is held up, and lets nobody in`(status: Int) async throws {
        let scene = try await Scene(answering: status)
        let client = scene.world.client()
        let secret = try await scene.world.halfWay(scene.ada, from: client)
        #expect(try await scene.world.view(secret)?.isOverdue == false)
        #expect(await scene.worker.deliverBatch() == 1)
        let view = try #require(try await scene.world.view(secret))
        #expect(view.isOverdue)
        #expect(try await scene.world.settle(secret, from: client) == nil)
        #expect(try await scene.installation().ending == nil)
    }

    @Test func `PUSH-15: without a queue, and with a worker that fails at everything, nobody is let in`() async throws {
        let scene = try await Scene(answering: 500)
        let client = scene.world.client()
        let secret = try await scene.world.halfWay(scene.ada, from: client)
        try scene.world.database.tell("ALTER TABLE push_message RENAME TO push_message_gone")
        #expect(await scene.worker.deliverBatch() == 0)
        #expect(try await scene.world.settle(secret, from: client) == nil)
        try scene.world.database.tell("ALTER TABLE push_message_gone RENAME TO push_message")
        // Now it has a push to send, and nobody to tell of it.
        try scene.world.database.tell("ALTER TABLE approval_request RENAME TO approval_request_gone")
        #expect(await scene.worker.deliverBatch() == 1)
        await #expect(throws: (any Error).self) {
            _ = try await scene.world.services.approvals.settle(secret, from: client)
        }
        try scene.world.database.tell("ALTER TABLE approval_request_gone RENAME TO approval_request")
        #expect(try await scene.world.settle(secret, from: client) == nil)
        let (account, now) = (scene.ada.account, scene.world.time.now())
        #expect(try await scene.world.store.read { try $0.sessions(of: account, at: now) }.isEmpty)
    }

    @Test func `PUSH-12: has carried the name of the request alone`() async throws {
        let scene = try await Scene(answering: 201)
        let secret = try await scene.world.halfWay(scene.ada)
        let id = try #require(try await scene.world.request(for: scene.phone)?.id)
        #expect(await scene.worker.deliverBatch() == 1)
        #expect(try await scene.world.view(secret)?.isOverdue == false)
        // 26 letters of the request's name, behind a header of 86 bytes and before a delimiter and a tag.
        #expect(scene.service.requests.map(\.body.count) == [86 + id.utf8.count + 17])
    }

    @Test(arguments: ["https://10.0.0.1/x", "https://localhost/x", "http://push.example.net/x", "https://[::1]/x"])
    func `CRY-05: an address in a forbidden place is not accepted`(endpoint: String) async throws {
        let scene = try await Scene(answering: 201)
        let messenger = try PushMessenger(key: try await scene.world.store.vapidKey(), contact: nil)
        let key = Array(P256.KeyAgreement.PrivateKey().publicKey.x963Representation)
        #expect(!messenger.accepts(endpoint: endpoint, key: key, authentication: [UInt8](repeating: 1, count: 16)))
        #expect(
            messenger.accepts(
                endpoint: "https://push.example.net/x", key: key, authentication: [UInt8](repeating: 1, count: 16)))
    }
}

/// Somebody whose phone is woken through a push service on this machine, which answers everything alike.
private struct Scene {
    let world: World
    let ada: Person
    let phone: Phone
    let service: LoopbackWebServer
    let worker: PushWorker

    init(answering status: Int) async throws {
        world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let service = try LoopbackWebServer { _, caller in
            caller.answer(status)
            return true
        }
        let record = PushSubscriptionRecord(
            id: "subscription", installation: phone.id, endpoint: Secret(service.origin + "/push/1"),
            key: Array(P256.KeyAgreement.PrivateKey().publicKey.x963Representation),
            auth: Secret([UInt8](repeating: 7, count: 16)))
        let isDone = try await world.store.write { try $0.subscribe(record) }
        try #require(isDone)
        worker = PushWorker(
            store: world.store,
            messenger: try PushMessenger(
                key: try await world.store.vapidKey(), contact: nil,
                privateAddresses: ["127.0.0.1"].compactMap(AddressRange.init)),
            witness: world.services.pushNews, time: world.time,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        (self.ada, self.phone, self.service) = (ada, phone, service)
    }

    func installation() async throws -> InstallationRecord {
        let id = phone.id
        return try #require(try await world.store.read { try $0.installation(id) })
    }
}
