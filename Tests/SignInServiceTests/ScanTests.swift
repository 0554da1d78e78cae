import ApprovalProtocol
import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

@Suite struct `Signing in by QR` {
    @Test(arguments: World.kinds)
    func `QR-05, QR-02: opens the session in the browser that showed it, after its number was typed in the app`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World(kind)
        let (_, phone) = try await world.passwordless()
        let client = world.client()
        let secret = try await world.services.scans.begin(from: client)
        let code = try #require(try await world.code(secret))
        let request = try #require(try await world.claim(code, by: phone.id))
        #expect(request.purpose == .scan)
        #expect(request.context.address == client.source.address)
        #expect(try await world.settle(secret, from: client) == nil)
        let view = try #require(try await world.claimed(secret))
        #expect(try await world.approve(on: phone, number: nil) == .wrongNumber(triesLeft: 2))
        #expect(try await world.approve(on: phone, number: view.number?.reveal()) == .approved)

        let thief = world.client()
        let other = try await world.services.scans.begin(from: thief)
        #expect(try await world.settle(other, from: thief) == nil)
        let live = try #require(try await world.settle(secret, from: client))
        #expect(live.authentication.methods == [.appScan])
        #expect(live.authentication.assurance == Assurance(level: .two))
    }

    @Test func `QR-01: holds 256 bits that last a minute and a half`() async throws {
        let world = try await World()
        let (_, phone) = try await world.passwordless()
        let secret = try await world.services.scans.begin(from: world.client())
        let look = try await world.services.scans.look(secret, from: world.client())
        guard case .show(let code, let expires, _) = look else {
            Issue.record("no code: \(look)")
            return
        }
        #expect(code.reveal().utf8.count == 43)
        #expect(expires == world.time.now() + .seconds(90))
        #expect(try await world.code(secret)?.reveal() == code.reveal())
        world.time.advance(by: .seconds(90))
        #expect(try await world.claim(code, by: phone.id) == nil)
        #expect(try await world.code(secret)?.reveal() != code.reveal())
    }

    @Test func `QR-04: a code that was replaced is refused, and of two phones the first one is asked`() async throws {
        let world = try await World()
        let (_, phone) = try await world.passwordless()
        let (_, other) = try await world.passwordless("bob")
        let secret = try await world.services.scans.begin(from: world.client())
        let old = try #require(try await world.code(secret))
        world.time.advance(by: .seconds(89))
        #expect(try await world.code(secret)?.reveal() == old.reveal())
        world.time.advance(by: .seconds(1))
        let code = try #require(try await world.code(secret))
        #expect(try await world.claim(old, by: phone.id) == nil)
        #expect(try await world.claim(code, by: phone.id) != nil)
        #expect(try await world.claim(code, by: other.id) == nil)
        #expect(try await world.claim(code, by: phone.id) == nil)
        #expect(try await world.claimed(secret)?.phase == .sent)
    }

    @Test(arguments: World.kinds)
    func `QR-04: of twenty readings at once one is asked`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let (_, phone) = try await world.passwordless()
        let secret = try await world.services.scans.begin(from: world.client())
        let code = try #require(try await world.code(secret))
        let asked = try await withThrowingTaskGroup(of: Bool.self) { tasks in
            for _ in 0..<20 {
                tasks.addTask { try await world.claim(code, by: phone.id) != nil }
            }
            return try await tasks.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(asked == 1)
    }

    @Test func `QR-06: a device that is gone, unproven or of a disabled account reads nothing`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.passwordless()
        let pending = try await world.phone(of: ada.account, named: "New", lock: .pin, isPending: true)
        let (bob, disabled) = try await world.passwordless("bob")
        _ = try await world.store.write { try $0.changeState(of: bob.account, from: .active, to: .disabled) }
        try await world.end(phone)
        let secret = try await world.services.scans.begin(from: world.client())
        let code = try #require(try await world.code(secret))
        for device in [phone, pending, disabled] {
            #expect(try await world.claim(code, by: device.id) == nil)
        }
    }

    @Test func `QR-06: a reader whose app is locked approves nothing, and one that ends meanwhile neither`()
        async throws
    {
        let world = try await World()
        let (_, phone) = try await world.passwordless()
        let client = world.client()
        let secret = try await world.services.scans.begin(from: client)
        let code = try #require(try await world.code(secret))
        let request = try #require(try await world.claim(code, by: phone.id))
        let number = try #require(try await world.claimed(secret)?.number).reveal()
        let id = ApprovalRequestID(request.id)
        // The contact key works behind the lock; it reads a code, and can only refuse.
        let locked = try phone.decide(
            .approve(number: number), on: request, at: world.time.now(), signedBy: phone.contact)
        #expect(try await world.services.approvals.answer(locked, to: id, by: phone.id, from: client) == .badSignature)
        let whole = try phone.approve(request, number: number, at: world.time.now())
        try await world.end(phone)
        #expect(try await world.services.approvals.answer(whole, to: id, by: phone.id, from: client) == .notFound)
        #expect(try await world.settle(secret, from: client) == nil)
    }

    @Test(arguments: World.kinds)
    func `QR-12: an app is held after ten wrong codes, a network after sixty, and what is right is not counted`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World(kind)
        let (_, phone) = try await world.passwordless()
        let (_, other) = try await world.passwordless("bob")
        let scans = world.services.scans
        @Sendable func guess(by phone: Phone, from address: String = "192.0.2.7") async throws -> Scans.Claim {
            try await scans.claim(world.environment.tokens.token(), by: phone.id, from: world.client(address: address))
        }
        for _ in 0..<30 {
            let secret = try await scans.begin(from: world.client())
            let code = try #require(try await world.code(secret))
            #expect(try await world.claim(code, by: phone.id) != nil)
        }
        // However many come at once, ten are looked at.
        let looked = try await countYes(of: 40) { _ in
            if case .nowhere = try await guess(by: phone) { true } else { false }
        }
        #expect(looked == Limits.wrongCodesOfInstallation)
        let secret = try await scans.begin(from: world.client())
        let code = try #require(try await world.code(secret))
        guard case .held(let until) = try await scans.claim(code, by: phone.id, from: world.client()) else {
            Issue.record("the right code was looked at")
            return
        }
        #expect(until == world.time.now() + Limits.wrongCodeWindow / Limits.wrongCodesOfInstallation)
        #expect(try await world.claim(code, by: other.id) != nil)
        // The network counts for all of its apps together.
        for _ in 0..<Limits.wrongCodesOfNetwork {
            let third = try await world.phone(of: other.account)
            _ = try await guess(by: third)
            try await world.end(third)
        }
        guard case .held = try await guess(by: other), case .nowhere = try await guess(by: other, from: "198.51.100.1")
        else {
            Issue.record("the network is not counted, or another one is")
            return
        }
        world.time.advance(by: Limits.wrongCodeWindow)
        let later = try await scans.begin(from: world.client())
        let fresh = try #require(try await world.code(later))
        #expect(try await world.claim(fresh, by: phone.id) != nil)
    }

    @Test func `QR-07: the token of a link is no code of a QR`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.passwordless()
        let token = world.environment.tokens.token()
        try await world.store.write { transaction in
            try transaction.issue(
                LinkRecord(
                    tokenHash: TokenHash(token).bytes, purpose: "installation", account: ada.account,
                    content: Secret([]), createdAt: world.time.now(), expiresAt: world.time.now() + .seconds(600)))
        }
        #expect(try await world.claim(token, by: phone.id) == nil)
    }

    @Test func `QR-09: one answer counts once, and a second browser gets nothing from it`() async throws {
        let world = try await World()
        let (_, phone) = try await world.passwordless()
        let client = world.client()
        let secret = try await world.services.scans.begin(from: client)
        let code = try #require(try await world.code(secret))
        let request = try #require(try await world.claim(code, by: phone.id))
        let number = try #require(try await world.claimed(secret)?.number).reveal()
        let approval = try phone.approve(request, number: number, at: world.time.now())
        let id = ApprovalRequestID(request.id)
        let approvals = world.services.approvals
        #expect(try await approvals.answer(approval, to: id, by: phone.id, from: client) == .approved)
        #expect(try await approvals.answer(approval, to: id, by: phone.id, from: client) == .alreadyAnswered)
        #expect(try await world.settle(secret, from: client) != nil)
        #expect(try await approvals.answer(approval, to: id, by: phone.id, from: client) == .alreadyAnswered)
        #expect(try await world.settle(secret, from: client) == nil)
    }

    @Test(arguments: World.kinds)
    func `QR-11, P-5: of an account with a password the app is the second step, also when it is given first`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World(kind)
        let (ada, phone) = try await world.personWithPhone()
        let client = world.client()
        let secret = try await world.services.scans.begin(from: client)
        let code = try #require(try await world.code(secret))
        #expect(try await world.claim(code, by: phone.id) != nil)
        let number = try #require(try await world.claimed(secret)?.number).reveal()
        #expect(try await world.approve(on: phone, number: number) == .approved)
        let scanned = try await world.services.approvals.settle(secret, from: client)
        let prompt = try #require(scanned.prompt)
        #expect(prompt.step == .first && prompt.method == .password && prompt.isScanned)
        #expect(prompt.identifier == ada.address)
        let next = try #require(scanned.newSecret)
        let wrong = try await world.services.signIn.submit(password: "not this one", to: next, from: client)
        #expect(wrong.problem == .wrong)
        let right = try await world.services.signIn.submit(password: ada.password, to: next, from: client)
        guard case .signedIn(let opened) = right.outcome,
            let live = try await world.services.sessions.live(opened.token, from: client)
        else {
            Issue.record("not signed in: \(right.outcome)")
            return
        }
        #expect(live.authentication.methods == [.password, .appScan])
        #expect(live.authentication.assurance == Assurance(level: .two))
    }

    @Test func `FLOW-12: a scan that waits for the password is worth nothing once the device is gone`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let client = world.client()
        let secret = try await world.services.scans.begin(from: client)
        let code = try #require(try await world.code(secret))
        _ = try await world.claim(code, by: phone.id)
        let number = try #require(try await world.claimed(secret)?.number).reveal()
        _ = try await world.approve(on: phone, number: number)
        let next = try #require(try await world.services.approvals.settle(secret, from: client).newSecret)
        try await world.end(phone)
        let answer = try await world.services.signIn.submit(password: ada.password, to: next, from: client)
        #expect(answer.refusal == .accountChanged)
    }

    @Test func `M-3: is a second step after the password, for the device of that account`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let (_, foreign) = try await world.personWithPhone("bob")
        let client = world.client()
        let secret = try await world.halfWay(ada, from: client)
        let code = try #require(try await world.code(secret))
        #expect(try await world.claim(code, by: foreign.id) == nil)
        #expect(try await world.claim(code, by: phone.id) != nil)
        let view = try #require(try await world.claimed(secret))
        #expect(try await world.approve(on: phone, number: view.number?.reveal()) == .approved)
        let live = try #require(try await world.settle(secret, from: client))
        #expect(live.authentication.methods == [.password, .appScan])
    }
}

@Suite struct `A code that the app shows` {
    @Test(arguments: World.kinds)
    func `M-2: is a second step, once`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let (ada, phone) = try await world.personWithPhone()
        let code = phone.code(at: world.time.now())
        let first = try await world.services.signIn.submit(
            installationCode: code, to: try await world.halfWay(ada), from: world.client())
        guard case .signedIn = first.outcome else {
            Issue.record("not signed in: \(first.outcome)")
            return
        }
        let second = try await world.services.signIn.submit(
            installationCode: code, to: try await world.halfWay(ada), from: world.client())
        #expect(second.problem == .used)
    }

    @Test func `DEV-13: of a device that is gone is worth nothing`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let spare = try await world.phone(of: ada.account, named: "Tablet")
        try await world.end(phone)
        let answer = try await world.services.signIn.submit(
            installationCode: phone.code(at: world.time.now()), to: try await world.halfWay(ada), from: world.client())
        #expect(answer.problem == .wrong)
        let other = try await world.services.signIn.submit(
            installationCode: spare.code(at: world.time.now()), to: try await world.halfWay(ada), from: world.client())
        #expect(other.prompt == nil)
    }
}

@Suite struct `A step-up in the app` {
    @Test func `makes the session fresh once the app has approved`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let phone = try await world.phone(of: ada.account)
        let client = world.client()
        let session = try await world.liveSession(of: ada, from: client)
        world.time.advance(by: Limits.stepUpLife + .seconds(1))
        let stale = try #require(try await world.services.sessions.live(session.token, from: client))
        let stepUps = world.services.stepUps
        guard case .asked = try await stepUps.ask(in: stale, from: client),
            case .waiting(let view) = try await stepUps.watch(in: stale, from: client)
        else {
            Issue.record("nobody was asked")
            return
        }
        guard case .ask = try await stepUps.settle(in: stale, from: client) else {
            Issue.record("went on without an answer")
            return
        }
        #expect(view.purpose == .stepUp)
        #expect(try await world.approve(on: phone, number: view.number?.reveal()) == .approved)
        guard case .proven(let token) = try await stepUps.settle(in: stale, from: client) else {
            Issue.record("the approval proved nothing")
            return
        }
        let renewed = try #require(try await world.services.sessions.live(token, from: client))
        #expect(renewed.isFresh)
    }

    @Test func `PUSH-10: an approval for a step-up signs nobody in`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let phone = try await world.phone(of: ada.account)
        let client = world.client()
        let session = try await world.liveSession(of: ada, from: client)
        let secret = try await world.halfWay(ada, from: client)
        guard case .asked = try await world.services.stepUps.ask(in: session, from: client),
            case .waiting(let view) = try await world.services.stepUps.watch(in: session, from: client)
        else {
            Issue.record("nobody was asked")
            return
        }
        #expect(try await world.view(secret)?.phase == .superseded)
        #expect(try await world.approve(on: phone, number: view.number?.reveal()) == .approved)
        #expect(try await world.settle(secret, from: client) == nil)
    }
}

extension World {
    /// Somebody without a password, whose app has a lock.
    func passwordless(_ name: String = "ada") async throws -> (Person, Phone) {
        let (person, phone) = try await personWithPhone(name, lock: .pin)
        _ = try await store.write { try $0.removePassword(of: person.account) }
        return (person, phone)
    }

    /// What an app gets for a code that it has read; `nil` if that is nothing.
    func claim(_ code: Secret<String>, by installation: AuthenticatorID) async throws -> RequestSummary? {
        let claim = try await services.scans.claim(code, by: installation, from: client())
        guard case .asked(let request) = claim else { return nil }
        return request
    }

    /// The code in the QR on the page.
    func code(_ secret: Secret<String>) async throws -> Secret<String>? {
        guard case .show(let code, _, _) = try await services.scans.look(secret, from: client()) else { return nil }
        return code
    }

    /// What the page shows once the QR has been read.
    func claimed(_ secret: Secret<String>) async throws -> ApprovalView? {
        guard case .claimed(let view) = try await services.scans.look(secret, from: client()) else { return nil }
        return view
    }
}
