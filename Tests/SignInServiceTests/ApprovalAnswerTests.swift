import ApprovalProtocol
import Bytes
import Crypto
import Foundation
import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

@Suite struct `The answer of an app` {
    @Test func `PUSH-01, PUSH-26: without the number of the page it approves nothing, wherever it comes from`()
        async throws
    {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let client = world.client()
        let secret = try await world.halfWay(ada, from: client)
        let number = try #require(try await world.view(secret)?.number).reveal()
        #expect(try await world.approve(on: phone, number: nil) == .wrongNumber(triesLeft: 2))
        #expect(try await world.approve(on: phone, number: Phone.wrong(number)) == .wrongNumber(triesLeft: 1))
        #expect(try await world.approve(on: phone, number: String(number.prefix(5))) == .refused)
        #expect(try await world.approve(on: phone, number: number) == nil)
        #expect(try await world.view(secret)?.endedByWrongNumbers == true)
        #expect(try await world.settle(secret, from: client) == nil)
    }

    @Test func `PUSH-02, PUSH-12: the number is in nothing that goes to the app`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        try await world.subscribe(phone)
        let secret = try await world.halfWay(ada)
        let number = try #require(try await world.view(secret)?.number).reveal()
        let request = try #require(try await world.request(for: phone))
        #expect(!String(decoding: try JSONEncoder().encode(request), as: UTF8.self).contains(number))
        #expect(request.digits == number.count)
        let pushes = try await world.store.write { transaction in
            try transaction.claimPushes(
                dueAt: world.time.now(), limit: 10, retryAt: world.time.now() + .seconds(60))
        }
        #expect(pushes.map(\.content) == [request.id])
        #expect(pushes.first?.expiresAt == world.time.now() + Limits.approvalLife)
    }

    @Test func `PUSH-13: the app is shown what the server saw of the browser`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        _ = try await world.halfWay(ada, from: world.client(address: "2001:db8::7"))
        let request = try #require(try await world.request(for: phone))
        #expect(request.context.address == "2001:db8::7")
        #expect(request.context.browser == "Firefox · Linux")
        #expect(request.context.application == "Aikagi")
        #expect(request.context.at == world.time.now().millisecondsSinceEpoch)
        #expect(request.expires == (world.time.now() + Limits.approvalLife).millisecondsSinceEpoch)
    }

    @Test func `PUSH-03: each request has six digits and a nonce of its own`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        var numbers: Set<String> = []
        var nonces: Set<[UInt8]> = []
        for _ in 0..<6 {
            let secret = try await world.halfWay(ada)
            let number = try #require(try await world.view(secret)?.number).reveal()
            #expect(number.count == 6)
            #expect(number.allSatisfy { ("0"..."9").contains($0) })
            numbers.insert(number)
            let request = try #require(try await world.request(for: phone))
            nonces.insert(request.nonce.bytes)
            // A phone that does not answer is asked last, and the page turns to another way.
            _ = try await world.services.approvals.receipt(.arrived, of: ApprovalRequestID(request.id), by: phone.id)
            world.time.advance(by: Limits.approvalBurst)
        }
        // Six of a million: two equal ones come up once in 60,000 runs, three not in a lifetime.
        #expect(numbers.count >= 5)
        #expect(nonces.count == 6)
    }

    @Test func `PUSH-07: after two minutes it is too late, by the server's clock`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let secret = try await world.halfWay(ada)
        let number = try #require(try await world.view(secret)?.number).reveal()
        let request = try #require(try await world.request(for: phone))
        world.time.advance(by: Limits.approvalLife)
        let late = try phone.approve(request, number: number, at: world.time.now())
        let id = ApprovalRequestID(request.id)
        #expect(try await world.services.approvals.answer(late, to: id, by: phone.id, from: world.client()) == .expired)
        #expect(try await world.view(secret)?.phase == .expired)
    }

    @Test(arguments: [Duration.seconds(-86_400), .seconds(-61), .seconds(61), .seconds(86_400)])
    func `PUSH-07: an app whose clock is wrong is told so, and approves nothing`(error: Duration) async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let secret = try await world.halfWay(ada)
        let number = try #require(try await world.view(secret)?.number).reveal()
        let request = try #require(try await world.request(for: phone))
        let answer = try await world.services.approvals.answer(
            try phone.approve(request, number: number, at: world.time.now() + error),
            to: ApprovalRequestID(request.id), by: phone.id, from: world.client())
        #expect(answer == .clockOff)
        #expect(try await world.view(secret)?.phase == .sent)
    }

    @Test func `PUSH-08, PUSH-09: with any bit of it changed, or for something else, it says nothing`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let secret = try await world.halfWay(ada)
        let number = try #require(try await world.view(secret)?.number).reveal()
        let request = try #require(try await world.request(for: phone))
        let id = ApprovalRequestID(request.id)
        let now = world.time.now()
        let right = phone.message(.approve(number: number), on: request, at: now)
        let signature = try Phone.sign(right.bytesToSign, with: phone.approval)
        var forgeries = right.encoded.indices.map { index in
            var bytes = right.encoded
            bytes[index] ^= 1
            return SignedApproval(message: bytes, signature: signature)
        }
        let other = Phone(
            id: phone.id, account: AccountID("another"), contact: phone.contact, approval: phone.approval)
        let elsewhere = Phone(
            id: phone.id, account: phone.account, origin: "https://elsewhere.example", contact: phone.contact,
            approval: phone.approval)
        let stranger = P256.Signing.PrivateKey()
        forgeries += [
            try phone.decide(.approve(number: number), on: request, at: now, signedBy: phone.contact),
            try phone.decide(.refuse, on: request, at: now, signedBy: phone.approval),
            try phone.decide(.approve(number: number), on: request, at: now, signedBy: stranger),
            try other.approve(request, number: number, at: now),
            try elsewhere.approve(request, number: number, at: now),
            SignedApproval(
                message: phone.message(.refuse, on: request, at: now).encoded,
                signature: try Phone.sign(right.bytesToSign, with: phone.contact)),
            SignedApproval(message: right.encoded, signature: try Phone.sign(right.encoded, with: phone.approval)),
        ]
        for forgery in forgeries {
            let answer = try await world.services.approvals.answer(forgery, to: id, by: phone.id, from: world.client())
            #expect(answer == .badSignature)
        }
        #expect(try await world.view(secret)?.phase == .sent)
    }

    @Test func `PUSH-08, PUSH-20: a device of somebody else finds no such request`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let (_, foreign) = try await world.personWithPhone("bob")
        let secret = try await world.halfWay(ada)
        let number = try #require(try await world.view(secret)?.number).reveal()
        let request = try #require(try await world.request(for: phone))
        let missing = ApprovalRequestID("nothing-of-this-name")
        for id in [ApprovalRequestID(request.id), missing] {
            #expect(try await world.services.approvals.summary(of: id, for: foreign.id) == nil)
            #expect(try await world.services.approvals.receipt(.arrived, of: id, by: foreign.id) == false)
            let answer = try await world.services.approvals.answer(
                try foreign.approve(request, number: number, at: world.time.now()), to: id, by: foreign.id,
                from: world.client())
            #expect(answer == .notFound)
        }
        #expect(try await world.view(secret)?.phase == .sent)
    }

    @Test func `PUSH-10: the number of one browser approves no other`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let own = try await world.halfWay(ada)
        let ownNumber = try #require(try await world.view(own)?.number).reveal()
        let thief = world.client()
        let foreign = try await world.halfWay(ada, from: thief)
        try #require(try await world.view(foreign)?.number?.reveal() != ownNumber)
        #expect(try await world.approve(on: phone, number: ownNumber) == .wrongNumber(triesLeft: 2))
        #expect(try await world.settle(foreign, from: thief) == nil)
    }

    @Test(arguments: World.kinds)
    func `PUSH-17: of two devices that answer at once one is heard`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let (ada, phone) = try await world.personWithPhone()
        let tablet = try await world.phone(of: ada.account, named: "Tablet")
        let secret = try await world.halfWay(ada)
        let number = try #require(try await world.view(secret)?.number).reveal()
        let request = try #require(try await world.request(for: tablet))
        let id = ApprovalRequestID(request.id)
        let approval = try phone.approve(request, number: number, at: world.time.now())
        let refusal = try tablet.decide(.refuse, on: request, at: world.time.now())
        let approvals = world.services.approvals
        let client = world.client()
        async let first = approvals.answer(approval, to: id, by: phone.id, from: client)
        async let second = approvals.answer(refusal, to: id, by: tablet.id, from: client)
        let answers = try await [first, second]
        // Who refuses first ends the flow, so that the approval comes too late; who approves first stands.
        #expect([[.approved, .alreadyAnswered], [.expired, .refused]].contains(answers))
        #expect(try await world.request(for: tablet) == nil)
    }

    @Test func `PUSH-18: a device that is gone by then approves nothing`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let secret = try await world.halfWay(ada)
        let number = try #require(try await world.view(secret)?.number).reveal()
        let request = try #require(try await world.request(for: phone))
        try await world.end(phone)
        let answer = try await world.services.approvals.answer(
            try phone.approve(request, number: number, at: world.time.now()), to: ApprovalRequestID(request.id),
            by: phone.id, from: world.client())
        #expect(answer == .notFound)
    }

    @Test func `PUSH-18: an approval of a device that is gone before the browser takes it is none`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let client = world.client()
        let secret = try await world.halfWay(ada, from: client)
        let number = try #require(try await world.view(secret)?.number).reveal()
        #expect(try await world.approve(on: phone, number: number) == .approved)
        try await world.end(phone)
        #expect(try await world.services.approvals.settle(secret, from: client).refusal == .accountChanged)
    }

    @Test func `PUSH-19: after a new password or for a disabled account it comes too late`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let (bob, tablet) = try await world.personWithPhone("bob")
        let client = world.client()
        let adas = try await world.halfWay(ada, from: client)
        let bobs = try await world.halfWay(bob, from: client)
        let numbers = [try await world.view(adas)?.number, try await world.view(bobs)?.number]
        _ = try await world.store.write { try $0.authenticatorsChanged(of: ada.account) }
        _ = try await world.store.write { try $0.changeState(of: bob.account, from: .active, to: .disabled) }
        #expect(try await world.approve(on: phone, number: numbers[0]?.reveal()) == .expired)
        #expect(try await world.approve(on: tablet, number: numbers[1]?.reveal()) == .expired)
        #expect(try await world.settle(adas, from: client) == nil)
        #expect(try await world.settle(bobs, from: client) == nil)
    }

    @Test(arguments: [true, false])
    func `PUSH-19: a new password, by its own page, ends the flow before and after the approval`(
        approvedBefore: Bool
    ) async throws {
        let world = try await World()
        let ada = try await world.person()
        let owner = world.client()
        let opened = try #require(try await world.signIn(ada, from: owner))
        let session = try #require(try await world.services.sessions.live(opened.token, from: owner))
        let phone = try await world.phone(of: ada.account)
        let client = world.client()
        let secret = try await world.halfWay(ada, from: client)
        let number = try #require(try await world.view(secret)?.number).reveal()
        if approvedBefore { #expect(try await world.approve(on: phone, number: number) == .approved) }
        let changed = try await world.services.own.password.change(
            from: ada.password, to: "quite another passphrase", by: session, from: owner)
        guard case .changed = changed else {
            Issue.record("not changed: \(changed)")
            return
        }
        if !approvedBefore { #expect(try await world.approve(on: phone, number: number) == .expired) }
        #expect(try await world.settle(secret, from: client) == nil)
        try await world.expectDead(secret, of: ada, from: client)
    }

    @Test(arguments: [true, false])
    func `PUSH-19: an administrator's switch ends the flow before and after the approval`(
        approvedBefore: Bool
    ) async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let client = world.client()
        let secret = try await world.halfWay(ada, from: client)
        let number = try #require(try await world.view(secret)?.number).reveal()
        if approvedBefore { #expect(try await world.approve(on: phone, number: number) == .approved) }
        #expect(try await world.services.administration.disable(ada.account) == .done)
        if !approvedBefore { #expect(try await world.approve(on: phone, number: number) != .approved) }
        #expect(try await world.settle(secret, from: client) == nil)
        try await world.expectDead(secret, of: ada, from: client)
        #expect(try await world.store.read { try $0.sessions(of: ada.account, at: world.time.now()) }.isEmpty)
    }

    @Test func `D-8: an installation counts once it has answered a test, and the first is the primary`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let phone = try await world.phone(of: ada.account, isPending: true)
        let half = try await world.halfWay(ada)
        #expect(try await world.view(half) == nil)
        _ = try #require(
            try await world.services.approvals.sendTest(to: phone.id, of: ada.account, from: world.client()))
        #expect(try await world.approve(on: phone, number: nil) == .approved)
        let record = try #require(try await world.store.read { try $0.installation(phone.id) })
        #expect(record.activatedAt == world.time.now())
        #expect(record.role == .primary)
        #expect(try await world.letters(to: ada.address).count == 1)
        let secret = try await world.halfWay(ada)
        #expect(try await world.view(secret)?.phase == .sent)
    }

    @Test func `a test is answered by the device that it asks, and lets nobody in`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let tablet = try await world.phone(of: ada.account, named: "Tablet")
        let id = try #require(
            try await world.services.approvals.sendTest(to: tablet.id, of: ada.account, from: world.client()))
        #expect(try await world.services.approvals.summary(of: id, for: phone.id) == nil)
        #expect(try await world.services.approvals.test(of: tablet.id)?.phase == .sent)
        #expect(try await world.approve(on: tablet, number: nil) == .approved)
        #expect(try await world.services.approvals.test(of: tablet.id)?.phase == .approved)
    }
}

extension World {
    /// Nothing leads on from that sign-in any more, whichever way it turns to.
    func expectDead(_ secret: Secret<String>, of person: Person, from client: Client) async throws {
        let other = try await services.signIn.submit(backupCode: person.backupCodes[0], to: secret, from: client)
        switch other.outcome {
        case .held, .refused, .startAgain: break
        case .ask, .askAgain, .wait, .signedIn: Issue.record("goes on: \(other.outcome)")
        }
        let unspent = try await store.read { try $0.countUnspentBackupCodes(of: person.account) }
        #expect(unspent == 10)
    }

    /// Ends an installation as the person's own pages do.
    func end(_ phone: Phone) async throws {
        _ = try await store.write { transaction in
            try transaction.end(installation: phone.id, of: phone.account, because: "revoked", at: time.now())
        }
    }
}
