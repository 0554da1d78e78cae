import Bytes
import Crypto
import Delivery
import Foundation
import HTTPTransfer
import Identity
import Logging
import Store
import Synchronization
import TestSupport
import Testing
import WebPush

/// A server with one installation that has subscribed at a push service on this machine, which answers as it is told.
final class PushStation: Sendable {
    let database: TestDatabase
    let store: Store
    let service: LoopbackWebServer
    let worker: PushWorker
    let time = StoppedClock()
    let witness = RecordingWitness()
    let script: Script
    let key: VAPIDKey
    let installation = AuthenticatorID("installation")
    private let app = P256.KeyAgreement.PrivateKey()
    private let authentication = PushEncryption.randomSalt()

    /// What the push service does next, and when it may.
    final class Script: Sendable {
        enum Answer: Sendable {
            case status(Int, [String: String])
            /// Answers when ``go`` is called.
            case late
            /// Hangs up without a word.
            case never
        }

        private let answer = Mutex<Answer>(.status(201, [:]))
        private let gate = DispatchSemaphore(value: 0)

        var next: Answer {
            get { answer.withLock { $0 } }
            set { answer.withLock { $0 = newValue } }
        }

        func go() { gate.signal() }

        func play(_ caller: LoopbackWebServer.Caller) -> Bool {
            switch next {
            case .status(let status, let fields): caller.answer(status, fields)
            case .late:
                gate.wait()
                caller.answer(201)
            case .never: return false
            }
            return true
        }
    }

    init(_ kind: TestDatabase.Kind = .sqlite, permits ranges: [String] = ["127.0.0.1"]) async throws {
        let script = Script()
        self.script = script
        service = try LoopbackWebServer { _, caller in script.play(caller) }
        database = try TestDatabase(kind)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        store = try await Store.open(
            at: StoreLocation(database.location), masterKey: MasterKey(bytes: .random()), logger: logger)
        key = try await store.vapidKey()
        worker = PushWorker(
            store: store,
            messenger: try PushMessenger(
                key: key, contact: VAPIDContact("mailto:admin@example.org"),
                privateAddresses: ranges.compactMap(AddressRange.init)),
            witness: witness, time: time, spread: { 0.5 }, logger: logger)
        let account = AccountID("account")
        let (now, id) = (time.now(), installation)
        try await store.write { transaction in
            try transaction.create(
                AccountRecord(
                    id: account, state: .active, displayName: "Hana", language: .english, createdAt: now))
            let record = InstallationRecord(
                id: id, account: account, device: DeviceID("device"), name: "Phone", platform: "Android",
                language: .english, contactKey: [UInt8](repeating: 1, count: 65),
                approvalKey: [UInt8](repeating: 2, count: 65), appLock: .none, addedAt: now)
            _ = try transaction.enrol(
                record, codeSeed: Secret([UInt8](repeating: 3, count: 20)), pin: nil,
                chain: [UInt8](repeating: 4, count: 32))
        }
        try await subscribe(at: service.origin + "/wpush/1")
    }

    func subscribe(at endpoint: String, as name: String = "subscription") async throws {
        let record = PushSubscriptionRecord(
            id: name, installation: installation, endpoint: Secret(endpoint),
            key: Array(app.publicKey.x963Representation), auth: Secret(authentication))
        let isDone = try await store.write { try $0.subscribe(record) }
        #expect(isDone)
    }

    func put(_ name: String, topic: String = "approval", life: Duration = .seconds(120)) async throws {
        let push = PushMessage(
            id: name, installation: installation, content: "request-\(name)", topic: topic, createdAt: time.now(),
            expiresAt: time.now() + life)
        try await store.write { try $0.enqueue(push) }
    }

    /// What the app reads from a message.
    func open(_ message: [UInt8]) throws -> String {
        String(
            decoding: try PushEncryption.decrypt(message, with: app, authentication: authentication), as: UTF8.self)
    }

    func nextDue() async throws -> Moment? { try await store.read { try $0.nextPushDue() } }
}

/// A clock that moves when it is told to.
final class StoppedClock: TimeSource {
    private let moment = Mutex(Moment(secondsSinceEpoch: 1_795_348_800))

    func now() -> Moment { moment.withLock { $0 } }
    func advance(by duration: Duration) { moment.withLock { $0 = $0 + duration } }
    func advance(to later: Moment) { moment.withLock { $0 = later } }
}

/// Remembers what it was told.
final class RecordingWitness: PushWitness {
    private let words = Mutex<[String]>([])

    var told: [String] { words.withLock { $0 } }

    func held(up push: PushMessage) async throws { words.withLock { $0.append("held \(push.content)") } }

    func gone(_ push: PushMessage, from subscription: String, sentAt sent: Moment) async throws {
        words.withLock { $0.append("gone \(push.installation) \(subscription)") }
    }
}
