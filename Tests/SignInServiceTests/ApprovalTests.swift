import ApprovalProtocol
import Foundation
import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

@Suite struct `An approval on the way in` {
    @Test(arguments: World.kinds)
    func `PUSH-25: after a password opens a session that does not claim to resist phishing`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World(kind)
        let (ada, phone) = try await world.personWithPhone()
        let client = world.client()
        let secret = try await world.halfWay(ada, from: client)
        let view = try #require(try await world.view(secret))
        #expect(view.phase == .sent)
        #expect(view.device == "Pixel 8")
        #expect(try await world.approve(on: phone, number: view.number?.reveal()) == .approved)
        #expect(try await world.view(secret)?.phase == .approved)
        let live = try #require(try await world.settle(secret, from: client))
        #expect(live.authentication.methods == [.password, .approval])
        #expect(live.authentication.assurance == Assurance(level: .two))
        #expect(try await world.auditLog().contains { $0.event == AuditEvent.approvalGiven.rawValue })
    }

    @Test func `P-4: takes the place of the password on an account without one, if the app is locked`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let phone = try await world.phone(of: ada.account, lock: .pin)
        _ = try await world.store.write { try $0.removePassword(of: ada.account) }
        let client = try await world.knownBrowser(of: ada)
        let secret = try #require(try await world.begin(ada.address, from: client))
        let view = try #require(try await world.view(secret))
        #expect(try await world.approve(on: phone, number: view.number?.reveal()) == .approved)
        let live = try #require(try await world.settle(secret, from: client))
        #expect(live.authentication.methods == [.approval])
        #expect(live.authentication.assurance == Assurance(level: .two))
    }

    @Test func `PUSH-15: nothing but an approval lets the browser go on`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let client = world.client()
        let secret = try await world.halfWay(ada, from: client)
        let id = try #require(try await world.request(for: phone)?.id)
        try await world.services.approvals.becameUndeliverable(ApprovalRequestID(id), to: phone.id)
        for _ in 0..<3 {
            let answer = try await world.services.approvals.settle(secret, from: client)
            #expect(answer.prompt?.step == .second)
            #expect(answer.newSecret == nil)
        }
    }

    @Test func `PUSH-14: a push service that refuses opens the other ways at once, and the app still finds it`()
        async throws
    {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let secret = try await world.halfWay(ada)
        let id = try #require(try await world.request(for: phone)?.id)
        try await world.services.approvals.becameUndeliverable(ApprovalRequestID(id), to: phone.id)
        let view = try #require(try await world.view(secret))
        #expect(view.isOverdue)
        #expect(view.otherWays.offers.map(\.method).contains(.backupCode))
        #expect(try await world.approve(on: phone, number: view.number?.reveal()) == .approved)
    }

    @Test func `the other ways open after six seconds without a receipt, and close for none that comes late`()
        async throws
    {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let secret = try await world.halfWay(ada)
        #expect(try await world.view(secret)?.isOverdue == false)
        world.time.advance(by: .seconds(6))
        #expect(try await world.view(secret)?.isOverdue == true)
        let id = ApprovalRequestID(try #require(try await world.request(for: phone)?.id))
        #expect(try await world.services.approvals.receipt(.arrived, of: id, by: phone.id))
        #expect(try await world.view(secret)?.phase == .arrived)
        #expect(try await world.services.approvals.receipt(.shown, of: id, by: phone.id))
        let view = try #require(try await world.view(secret))
        #expect(view.phase == .shown)
        #expect(!view.isOverdue)
        let record = try await world.store.read { try $0.installation(phone.id) }
        #expect(record?.lastReceiptAt == world.time.now())
        #expect(record?.unansweredSince == nil)
    }

    @Test func `PUSH-05: a refusal on the phone ends the browser's flow, whichever way it turns to`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let client = world.client()
        let secret = try await world.halfWay(ada, from: client)
        let request = try #require(try await world.request(for: phone))
        let refusal = try phone.decide(.refuse, on: request, at: world.time.now())
        let id = ApprovalRequestID(request.id)
        #expect(
            try await world.services.approvals.answer(refusal, to: id, by: phone.id, from: world.client()) == .refused)
        let other = try await world.services.signIn.submit(
            backupCode: ada.backupCodes[0], to: secret, from: client)
        #expect(other.refusal == .accountChanged)
        #expect(try await world.store.read { try $0.countUnspentBackupCodes(of: ada.account) } == 10)
    }

    @Test func `PUSH-05: the page that waits is told of the refusal`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let client = world.client()
        let secret = try await world.halfWay(ada, from: client)
        let request = try #require(try await world.request(for: phone))
        _ = try await world.services.approvals.answer(
            try phone.decide(.refuse, on: request, at: world.time.now()), to: ApprovalRequestID(request.id),
            by: phone.id, from: world.client())
        #expect(try await world.view(secret)?.phase == .refused)
        #expect(try await world.services.approvals.settle(secret, from: client).refusal == .declined)
    }

    @Test func `PUSH-06: not me stops approvals, tells every address, and a stronger sign-in allows them again`()
        async throws
    {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let client = world.client()
        let secret = try await world.halfWay(ada, from: client)
        let request = try #require(try await world.request(for: phone))
        _ = try await world.services.approvals.answer(
            try phone.decide(.notMe, on: request, at: world.time.now()), to: ApprovalRequestID(request.id),
            by: phone.id, from: world.client())
        #expect(try await world.services.approvals.settle(secret, from: client).refusal == .repudiated)
        #expect(try await world.letters(to: ada.address).count == 1)
        #expect(try await world.auditLog().contains { $0.event == AuditEvent.approvalRepudiated.rawValue })

        let second = try await world.halfWay(ada, from: client)
        #expect(try await world.view(second) == nil)
        #expect(try await world.request(for: phone) == nil)
        let answer = try await world.services.signIn.submit(
            backupCode: ada.backupCodes[0], to: second, from: client)
        guard case .signedIn = answer.outcome else {
            Issue.record("not signed in: \(answer.outcome)")
            return
        }
        let third = try await world.halfWay(ada, from: client)
        #expect(try await world.view(third)?.phase == .sent)
    }

    @Test(arguments: World.kinds)
    func `PUSH-04: of thirty sign-ins with the right password three reach the phone, and one is open`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World(kind)
        let (ada, phone) = try await world.personWithPhone()
        var first: RequestSummary?
        var secrets: [Secret<String>] = []
        for _ in 0..<30 {
            secrets.append(try await world.halfWay(ada))
            if first == nil { first = try await world.request(for: phone) }
        }
        let asked = try await world.store.read {
            try $0.approvalRequests(of: ada.account, since: Moment(secondsSinceEpoch: 0))
        }
        #expect(asked.count == Limits.approvalsPerBurst)
        #expect(try await world.services.approvals.open(for: phone.id).count == 1)
        let old = try #require(first)
        #expect(
            try await world.services.approvals.answer(
                try phone.approve(old, number: "000000", at: world.time.now()), to: ApprovalRequestID(old.id),
                by: phone.id, from: world.client()) == .expired)
        #expect(try await world.view(secrets[0])?.phase == .superseded)
        guard case .notAsked(let until, let ways) = try await world.watch(secrets[29]) else {
            Issue.record("was asked a thirtieth time")
            return
        }
        #expect(until == world.time.now() + Limits.approvalBurst)
        #expect(ways.offers.map(\.method).contains(.backupCode))
    }

    @Test func `RATE-10: strangers with the password do not use up the requests of the person's own browser`()
        async throws
    {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let client = world.client()
        let first = try await world.halfWay(ada, from: client)
        _ = try await world.approve(on: phone, number: try await world.view(first)?.number?.reveal())
        guard case .signedIn(let session) = try await world.services.approvals.settle(first, from: client).outcome
        else {
            Issue.record("not signed in")
            return
        }
        #expect(session.newMark != nil)
        let own = world.client(mark: session.newMark)
        for _ in 0..<5 { _ = try await world.halfWay(ada) }
        let secret = try await world.halfWay(ada, from: own)
        #expect(try await world.view(secret)?.phase == .sent)
        #expect(try await world.request(for: phone) != nil)
    }

    @Test func `PUSH-04: an approval that nobody has taken dies with the next question`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let client = world.client()
        let first = try await world.halfWay(ada, from: client)
        let number = try #require(try await world.view(first)?.number)
        #expect(try await world.approve(on: phone, number: number.reveal()) == .approved)
        _ = try await world.halfWay(ada)
        #expect(try await world.settle(first, from: client) == nil)
    }

    @Test func `PUSH-21: another browser neither sees the request nor finishes the sign-in`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let bob = try await world.person("bob")
        let thief = world.client()
        let stolen = try await world.halfWay(bob, from: thief)
        let secret = try await world.halfWay(ada)
        let number = try #require(try await world.view(secret)?.number)
        #expect(try await world.approve(on: phone, number: number.reveal()) == .approved)
        #expect(try await world.view(stolen) == nil)
        #expect(try await world.services.approvals.settle(stolen, from: thief).prompt?.step == .second)
        let guessed = Secret("not the secret of any attempt")
        guard case .startAgain = try await world.services.approvals.settle(guessed, from: thief).outcome else {
            Issue.record("a made-up secret went on")
            return
        }
    }

    @Test func `an approval is taken once`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let client = world.client()
        let secret = try await world.halfWay(ada, from: client)
        let number = try #require(try await world.view(secret)?.number)
        _ = try await world.approve(on: phone, number: number.reveal())
        #expect(try await world.settle(secret, from: client) != nil)
        #expect(try await world.settle(secret, from: client) == nil)
        #expect(try await world.store.read { try $0.sessions(of: ada.account, at: world.time.now()) }.count == 1)
    }

    @Test func `an account that may not sign in has the same page, and its phone is left alone`() async throws {
        let world = try await World()
        let ada = try await world.person(state: .disabled)
        let phone = try await world.phone(of: ada.account, lock: .pin)
        _ = try await world.store.write { try $0.removePassword(of: ada.account) }
        let client = try await world.knownBrowser(of: ada)
        let secret = try #require(try await world.begin(ada.address, from: client))
        let view = try #require(try await world.view(secret))
        #expect(view.phase == .sent)
        #expect(view.number?.reveal().count == Limits.approvalDigits)
        #expect(try await world.approve(on: phone, number: view.number?.reveal()) != .approved)
        #expect(try await world.settle(secret, from: world.client()) == nil)
    }

    @Test func `turning to another way takes the question back`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let client = world.client()
        let secret = try await world.halfWay(ada, from: client)
        let answer = try await world.services.signIn.choose("backupCode", in: secret, from: client)
        #expect(answer.prompt?.method == .backupCode)
        #expect(try await world.request(for: phone) == nil)
    }

    @Test func `asks the device that was chosen`() async throws {
        let world = try await World()
        let (ada, _) = try await world.personWithPhone()
        let tablet = try await world.phone(of: ada.account, named: "Tablet")
        let client = world.client()
        let secret = try await world.halfWay(ada, from: client)
        #expect(try await world.view(secret)?.device == "Pixel 8")
        _ = try await world.services.signIn.choose("approval.\(tablet.id)", in: secret, from: client)
        #expect(try await world.view(secret)?.device == "Tablet")
    }
}

extension World {
    /// Somebody with a password, backup codes and the app as second factors.
    func personWithPhone(
        _ name: String = "ada", lock: Installation.AppLock = .none
    ) async throws -> (Person, Phone) {
        let person = try await person(name, holding: [.backupCodes])
        return (person, try await phone(of: person.account, lock: lock))
    }

    func watch(_ secret: Secret<String>) async throws -> ApprovalWatch {
        try await services.approvals.watch(secret, from: client())
    }

    /// What the waiting page shows; `nil` if it waits for nothing.
    func view(_ secret: Secret<String>) async throws -> ApprovalView? {
        guard case .waiting(let view) = try await watch(secret) else { return nil }
        return view
    }

    /// The session that the waiting page gets; `nil` if it gets none.
    func settle(_ secret: Secret<String>, from client: Client) async throws -> LiveSession? {
        let answer = try await services.approvals.settle(secret, from: client)
        guard case .signedIn(let session) = answer.outcome else { return nil }
        return try await services.sessions.live(session.token, from: client)
    }
}
