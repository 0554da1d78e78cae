import ApprovalProtocol
import Crypto
import Delivery
import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

/// Installations that are there: contact, lock, roles and the end.
@Suite struct `An installation` {
    // MARK: Contact

    @Test(arguments: World.kinds)
    func `PUSH-11: is known by what its own key has signed, once, and by nothing else`(kind: TestDatabase.Kind)
        async throws
    {
        let world = try await World(kind)
        let phone = try await world.phone(of: try await world.person().account)
        let nonce = "AAAAAAAAAAAAAAAAAAAAAA"
        let contacts = try await withThrowingTaskGroup(of: Bool.self) { tasks in
            for _ in 0..<20 {
                tasks.addTask {
                    if case .live = try await world.contact(of: phone, nonce: nonce) { return true }
                    return false
                }
            }
            return try await tasks.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(contacts == 1)
        let stranger = Phone(id: phone.id, account: phone.account)
        guard case .refused(.badSignature) = try await world.contact(of: stranger) else {
            Issue.record("another key was taken")
            return
        }
        let nobody = Phone(id: AuthenticatorID("nobody"), account: phone.account)
        guard case .refused(.unknown) = try await world.contact(of: nobody) else {
            Issue.record("there is no such installation")
            return
        }
    }

    @Test(arguments: [Duration.seconds(86_400), .seconds(-86_400), .seconds(61), .seconds(-61)])
    func `DEV-17: with a wrong clock it is told the server's time, and goes on with that`(error: Duration) async throws
    {
        let world = try await World()
        let phone = try await world.phone(of: try await world.person().account)
        let now = world.time.now()
        guard case .refused(.clockOff(now)) = try await world.contact(of: phone, at: now + error) else {
            Issue.record("not told")
            return
        }
        #expect(try await world.live(phone) != nil)
    }

    @Test func `DEV-13: once it has ended it hears why, and nobody else does`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let phone = try await world.phone(of: ada.account)
        let live = try #require(try await world.live(phone))
        let session = try await world.liveSession(of: ada)
        let outcome = try await world.services.installations.reportLost(phone.id, by: session, from: world.client())
        #expect(outcome == .done)
        guard case .refused(.gone(.reportedLost)) = try await world.contact(of: phone) else {
            Issue.record("not told")
            return
        }
        guard case .refused(.badSignature) = try await world.contact(of: Phone(id: phone.id, account: ada.account))
        else {
            Issue.record("a stranger was told")
            return
        }
        // What it had in hand before is worth nothing either.
        let installations = world.services.installations
        #expect(try await installations.heartbeat(live, showing: [1], from: world.client()) == .gone)
        let push = try #require(world.push("https://push.example.net/1"))
        #expect(try await !installations.subscribe(live, to: push))
        #expect(try await installations.standing(of: live) == nil)
        #expect(try await installations.restrict(true, by: live, from: world.client()) == .notFound)
    }

    @Test(arguments: World.kinds)
    func `DEV-09: a copy of its data is found out by its second heartbeat, and ended`(kind: TestDatabase.Kind)
        async throws
    {
        let world = try await World(kind)
        let ada = try await world.person()
        let (phone, answer) = try #require(try await world.addPhone(by: try await world.liveSession(of: ada)))
        let installations = world.services.installations
        let live = try #require(try await world.live(phone))
        guard
            case .alone(let mine) = try await installations.heartbeat(
                live, showing: answer.chain.bytes, from: world.client())
        else {
            Issue.record("the first heartbeat was refused")
            return
        }
        // The copy has the link that the original had.
        guard case .alone = try await installations.heartbeat(live, showing: answer.chain.bytes, from: world.client())
        else {
            Issue.record("a lost answer would have ended it")
            return
        }
        #expect(try await installations.heartbeat(live, showing: mine, from: world.client()) == .copied)
        guard case .refused(.gone(.copied)) = try await world.contact(of: phone) else {
            Issue.record("it goes on")
            return
        }
        let told = try await world.letters(to: ada.address).contains { $0.letter.subject == "A device was blocked" }
        #expect(told)
    }

    @Test func `DEV-09: an app that loses answers goes on`() async throws {
        let world = try await World()
        let session = try await world.liveSession(of: world.person())
        let (phone, answer) = try #require(try await world.addPhone(by: session))
        let live = try #require(try await world.live(phone))
        var link = answer.chain.bytes
        for round in 0..<12 {
            guard
                case .alone(let next) = try await world.services.installations.heartbeat(
                    live, showing: link, from: world.client())
            else {
                Issue.record("ended in round \(round)")
                return
            }
            // Two of three answers get lost.
            if round.isMultiple(of: 3) { link = next }
        }
    }

    @Test func `PUSH-16: sets its own push subscription and no other one's`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let (phone, tablet) = (try await world.phone(of: ada.account), try await world.phone(of: ada.account))
        let live = try #require(try await world.live(phone))
        let push = try #require(world.push("https://push.example.net/send/1"))
        #expect(try await world.services.installations.subscribe(live, to: push))
        let kept = try await world.store.read { transaction in
            [phone, tablet].map { try? transaction.pushSubscription(of: $0.id)?.endpoint.reveal() }
        }
        #expect(kept == ["https://push.example.net/send/1", nil])
        for endpoint in ["javascript:alert(1)", "//push.example.net", "https://push.example.net/\u{7F}", "ftp://x"] {
            #expect(world.push(endpoint) == nil)
        }
        #expect(try await world.services.installations.unsubscribe(live))
    }

    // MARK: The lock

    @Test(arguments: World.kinds)
    func `PUSH-23: ten wrong PINs destroy the share, however many come at once, and the app is gone`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World(kind)
        let ada = try await world.person()
        let proof = Array(repeating: UInt8(7), count: 32)
        let session = try await world.liveSession(of: ada)
        let (phone, answer) = try #require(try await world.addPhone(by: session, lock: .pin, proof: proof))
        let live = try #require(try await world.live(phone))
        let installations = world.services.installations
        guard case .share(let share) = try await installations.unlock(live, proof: proof, from: world.client()) else {
            Issue.record("the right PIN was refused")
            return
        }
        #expect(share == answer.share?.bytes)
        let outcomes = try await withThrowingTaskGroup(of: String.self) { tasks in
            for guess in 0..<40 {
                tasks.addTask {
                    let wrong = Array(repeating: UInt8(100 + guess), count: 32)
                    return switch try await installations.unlock(live, proof: wrong, from: world.client()) {
                    case .wrong: "wrong"
                    case .destroyed: "destroyed"
                    case .gone: "gone"
                    case .noPin, .share: "other"
                    }
                }
            }
            return try await tasks.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(outcomes == ["wrong": 9, "destroyed": 1, "gone": 30])
        guard case .gone = try await installations.unlock(live, proof: proof, from: world.client()) else {
            Issue.record("the right PIN still works")
            return
        }
    }

    @Test func `DEV-10: takes another approval key only if the old one has signed it`() async throws {
        let world = try await World()
        let phone = try await world.phone(of: try await world.person().account)
        let live = try #require(try await world.live(phone))
        let new = P256.Signing.PrivateKey()
        func body(signedBy old: P256.Signing.PrivateKey) throws -> LockBody {
            let key = try InstallationKey(x963: Array(new.publicKey.x963Representation))
            let time = world.time.now().millisecondsSinceEpoch
            let bytes = KeyStatement.newApprovalKey(
                key, installation: phone.id.rawValue, origin: World.origin, time: time
            ).bytesToSign
            return LockBody(
                lock: .pin, oldProof: nil, proof: WireBytes(Array(repeating: 1, count: 32)),
                approvalKey: WireBytes(key.bytes), time: time, signature: WireBytes(try Phone.sign(bytes, with: old)),
                newSignature: WireBytes(try Phone.sign(bytes, with: new)))
        }
        let installations = world.services.installations
        for key in [phone.contact, new, P256.Signing.PrivateKey()] {
            guard
                case .badSignature = try await installations.changeLock(
                    live, to: try body(signedBy: key), from: world.client())
            else {
                Issue.record("the old key was not asked")
                return
            }
        }
        guard
            case .changed(.some) = try await installations.changeLock(
                live, to: try body(signedBy: phone.approval), from: world.client())
        else {
            Issue.record("the old key was refused")
            return
        }
        let record = try await world.store.read { try $0.installation(phone.id) }
        #expect(record?.appLock == .pin)
        #expect(record?.approvalKey == Array(new.publicKey.x963Representation))
    }

    @Test func `DEV-10: a change whose answer was lost is answered again, and only to the new key`() async throws {
        let world = try await World()
        let phone = try await world.phone(of: try await world.person().account)
        let live = try #require(try await world.live(phone))
        let installations = world.services.installations
        let new = P256.Signing.PrivateKey()
        func change(_ lock: AppLock, proof: UInt8?, by signer: P256.Signing.PrivateKey) async throws -> String {
            let key = try InstallationKey(x963: Array(new.publicKey.x963Representation))
            let time = world.time.now().millisecondsSinceEpoch
            let bytes = KeyStatement.newApprovalKey(
                key, installation: phone.id.rawValue, origin: World.origin, time: time
            ).bytesToSign
            let body = LockBody(
                lock: lock, oldProof: nil, proof: proof.map { WireBytes(Array(repeating: $0, count: 32)) },
                approvalKey: WireBytes(key.bytes), time: time,
                signature: WireBytes(try Phone.sign(bytes, with: phone.approval)),
                newSignature: WireBytes(try Phone.sign(bytes, with: signer)))
            return switch try await installations.changeLock(live, to: body, from: world.client()) {
            case .changed(let share): "changed \(share ?? [])"
            case .pinWrong(let left): "wrong \(left)"
            case .badSignature: "bad signature"
            case .badInput: "bad input"
            case .pinDestroyed, .lastWayIn, .gone: "other"
            }
        }
        let first = try await change(.pin, proof: 1, by: new)
        #expect(first.hasPrefix("changed [") && first != "changed []")
        let entries = try await world.store.read { try $0.auditLog().count }
        world.time.advance(by: .seconds(50))
        #expect(try await change(.pin, proof: 1, by: new) == first)
        #expect(try await change(.pin, proof: 1, by: phone.approval) == "bad signature")
        #expect(try await change(.none, proof: nil, by: new) == "bad input")
        #expect(try await change(.pin, proof: 2, by: new) == "wrong 9")
        let after = try await world.store.read { try $0.auditLog().count }
        #expect(after == entries)
    }
}

extension World {
    /// A subscription with a good key; `nil` if the address can't be one.
    func push(_ endpoint: String) -> Installations.PushAddress? {
        Installations.PushAddress(
            endpoint: endpoint, key: Array(P256.KeyAgreement.PrivateKey().publicKey.x963Representation),
            auth: Array(repeating: 1, count: 16))
    }
}
