import Foundation
import Identity
import Store
import TestSupport
import Testing

@Suite(.serialized) struct `Installations in the store` {
    let noon = Fixture.noon

    @Test(arguments: Fixture.kinds)
    func `DEV-08: a thousand role changes at once leave exactly one primary device`(kind: TestDatabase.Kind)
        async throws
    {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        var ids: [AuthenticatorID] = []
        for index in 0..<8 { ids.append(try await fixture.installation("phone \(index)", of: ada)) }
        let all = ids
        let second = kind == .postgreSQL ? try await fixture.secondStore() : fixture.store
        _ = try await atOnce(1_000) { index in
            var random = Spread(seed: UInt64(index))
            let id = all[Int(random.next() % 8)]
            let change = random.next() % 5
            let store = index.isMultiple(of: 2) ? fixture.store : second
            return try await store.write { transaction -> Bool in
                switch change {
                case 0, 1: return try transaction.makePrimary(installation: id, of: ada)
                case 2: return try transaction.proposePrimary(installation: id, of: ada, dueAt: Fixture.noon)
                case 3: return try transaction.dropPromotion(of: ada)
                default:
                    // All but the last may end; another one is promoted in the same transaction, as the use case does.
                    _ = try transaction.holdAccount(ada)
                    let left = try transaction.installations(of: ada)
                    guard left.count > 2, index.isMultiple(of: 25),
                        try transaction.end(installation: id, of: ada, because: "revoked", at: Fixture.noon)
                    else { return false }
                    let heirs = try transaction.installations(of: ada)
                    guard !heirs.contains(where: { $0.role == .primary }), let heir = heirs.first else { return true }
                    return try transaction.makePrimary(installation: heir.id, of: ada)
                }
            }
        }
        let left = try await fixture.store.read { try $0.installations(of: ada) }
        #expect(left.count { $0.role == .primary } == 1)
        #expect(left.count { $0.promotionDueAt != nil } <= 1)
        #expect(left.count >= 2)
        if kind == .postgreSQL { await second.close() }
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `ONCE-01: a nonce, a step of codes and an answer are taken once by fifty`(kind: TestDatabase.Kind)
        async throws
    {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let phone = try await fixture.installation("phone", of: ada)
        let request = fixture.request("request", of: ada)
        try await fixture.store.write { try $0.ask(request) }
        #expect(
            try await fixture.race { try $0.spend(nonce: [9], of: phone.rawValue, until: Fixture.noon + .seconds(1)) }
                == 1)
        #expect(try await fixture.race { try $0.spend(step: 77, ofInstallation: phone) } == 1)
        #expect(try await fixture.race { try $0.save(request) } == 1)
        let other = try await fixture.store.write {
            try $0.spend(nonce: [9], of: "another", until: Fixture.noon + .seconds(1))
        }
        #expect(other, "a nonce of another sender is another nonce")
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `PUSH-23: fifty guesses of a PIN at once get ten tries, and the share is gone`(kind: TestDatabase.Kind)
        async throws
    {
        let fixture = try await Fixture(kind)
        let phone = try await fixture.installation("phone", of: try await fixture.account())
        let judged = try await fixture.race { transaction in
            if case .noPin = try transaction.tryPin(verifier: [2], of: phone, tries: 10) { return false }
            return true
        }
        #expect(judged == 10)
        let right = try await fixture.store.write { try $0.tryPin(verifier: [1], of: phone, tries: 10) }
        guard case .noPin = right else {
            Issue.record("the share is still there")
            return
        }
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `PUSH-04: an account has one outstanding request, besides tests`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let (first, second) = (fixture.request("first", of: ada), fixture.request("second", of: ada))
        let test = fixture.request("test", of: ada, purpose: "test")
        try await fixture.store.write { transaction in
            try transaction.ask(first)
            try transaction.ask(test)
        }
        await #expect(throws: StoreFault.self) { try await fixture.store.write { try $0.ask(second) } }
        try await fixture.store.write { transaction in
            var closed = first
            closed.isOpen = false
            _ = try transaction.save(closed)
            try transaction.ask(second)
        }
        let open = try await fixture.store.read { try $0.openApprovalRequests(of: ada, at: Fixture.noon).map(\.id) }
        #expect(Set(open) == [second.id, test.id])
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `DEV-16: a key is in use once, for whatever and by whomever`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let bob = try await fixture.account("bob")
        let known = fixture.newInstallation("phone", of: ada)
        try await fixture.installation("phone", of: ada)
        let swapped = InstallationRecord(
            id: AuthenticatorID("swapped"), account: bob, device: DeviceID("d"), name: "x", platform: "y",
            language: .english, contactKey: known.approvalKey, approvalKey: [5], appLock: .none, addedAt: noon)
        for record in [fixture.newInstallation("phone", of: bob), swapped] {
            let added = try await fixture.store.write {
                try $0.enrol(record, codeSeed: Secret([1]), pin: nil, chain: [0])
            }
            #expect(!added)
        }
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `an end wipes the secrets, and keeps what tells the app why`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let phone = try await fixture.installation("phone", of: ada)
        let before = try await fixture.store.read { try $0.account(ada)?.factorGeneration }
        try await fixture.store.write { transaction in
            _ = try transaction.subscribe(
                PushSubscriptionRecord(
                    id: "one", installation: phone, endpoint: Secret("https://push.example.net"), key: [4],
                    auth: Secret([5])))
            try transaction.enqueue(
                PushMessage(
                    id: "push", installation: phone, content: "request", topic: "approval", createdAt: Fixture.noon,
                    expiresAt: Fixture.noon + .seconds(60)))
            _ = try transaction.end(installation: phone, of: ada, because: "copied", vanished: true, at: Fixture.noon)
        }
        try await fixture.store.read { transaction in
            let ended = try #require(try transaction.installation(phone))
            #expect(ended.ending?.reason == "copied" && ended.contactKey == Array("contact phone".utf8))
            #expect(try transaction.installations(of: ada).isEmpty)
            #expect(try transaction.installationsEverCounted(of: ada).map(\.id) == [phone])
            #expect(try transaction.pushSubscription(of: phone) == nil)
            #expect(try transaction.nextPushDue() == nil)
            #expect(try transaction.account(ada)?.factorGeneration == (before ?? 0) + 1)
        }
        let again = try await fixture.store.write { transaction in
            [
                try transaction.contacted(installation: phone, from: "192.0.2.7", at: Fixture.noon),
                try transaction.spend(step: 5, ofInstallation: phone),
                try transaction.makePrimary(installation: phone, of: ada),
                try transaction.end(installation: phone, of: ada, because: "revoked", at: Fixture.noon),
            ]
        }
        #expect(again == [false, false, false, false])
        await fixture.store.close()
    }

    @Test(arguments: Fixture.kinds)
    func `holds no number, no share and no push address that can be read`(kind: TestDatabase.Kind) async throws {
        let fixture = try await Fixture(kind)
        let ada = try await fixture.account()
        let phone = try await fixture.installation("phone", of: ada)
        let request = fixture.request("request", of: ada)
        let key = try await fixture.store.write { transaction in
            try transaction.ask(request)
            _ = try transaction.subscribe(
                PushSubscriptionRecord(
                    id: "one", installation: phone, endpoint: Secret("https://canary.example.net"), key: [4],
                    auth: Secret(Array("canary auth".utf8))))
            return try transaction.vapidKey(orKeep: Secret(Array("canary of the push key".utf8)))
        }
        let dump = try fixture.database.dump().lowercased()
        for secret in ["canary", "481902", "seed of phone"] {
            #expect(!dump.contains(secret))
            #expect(!dump.contains(secret.utf8.map { String(format: "%02x", $0) }.joined()))
        }
        let kept = try await fixture.store.write { try $0.vapidKey(orKeep: Secret([1])).reveal() }
        #expect(kept == key.reveal())
        await fixture.store.close()
    }
}

/// A sequence that looks random and is the same each time.
private struct Spread {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
