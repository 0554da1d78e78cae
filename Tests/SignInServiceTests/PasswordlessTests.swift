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

@Suite struct `Signing in without a password` {
    @Test(arguments: World.kinds)
    func `P-4: takes the password away, ends other sessions and tells every address`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World(kind)
        let (ada, phone) = try await world.personWithPhone(lock: .pin)
        let (client, other) = (world.client(), world.client())
        let elsewhere = try await world.approvedSession(of: ada, on: phone, from: other)
        let session = try await world.approvedSession(of: ada, on: phone, from: client)
        let token = try #require(try await world.removePassword(by: session))
        #expect(try await world.store.read { try $0.password(of: ada.account) } == nil)
        #expect(try await world.services.sessions.live(elsewhere.token, from: other) == nil)
        #expect(try await world.services.sessions.live(session.token, from: client) == nil)
        #expect(try await world.services.sessions.live(token, from: client) != nil)
        let subjects = try await world.letters(to: ada.address).map(\.letter.subject)
        #expect(subjects.contains("Your password was removed"))
        #expect(try await world.auditLog().contains { $0.event == "passwordRemoved" && $0.account == ada.account })
        #expect(try await world.services.own.password.standing(of: ada.account)?.changed == nil)
    }

    @Test func `P-4: is refused without an app lock, without a way back, and in a session that is not fresh`()
        async throws
    {
        let world = try await World()
        let (open, openPhone) = try await world.personWithPhone("open")
        let unlocked = try await world.approvedSession(of: open, on: openPhone)
        #expect(try await world.verdict(by: unlocked) == .refused(.noLockedApp))

        let (ada, phone) = try await world.personWithPhone(lock: .pin)
        let session = try await world.approvedSession(of: ada, on: phone)
        _ = try await world.store.write { try $0.revokeBackupCodes(of: ada.account) }
        guard case .refused(.losesResilience) = try await world.verdict(by: session) else {
            Issue.record("a lost phone would lock the person out")
            return
        }
        #expect(try await world.removePassword(by: session) == nil)
        world.time.advance(by: Limits.stepUpLife + .seconds(1))
        let stale = try #require(try await world.services.sessions.live(session.token, from: world.client()))
        guard case .stepUpFirst = try await world.services.own.password.remove(by: stale, from: world.client()) else {
            Issue.record("no fresh proof was asked for")
            return
        }
        for person in [open, ada] {
            #expect(try await world.store.read { try $0.password(of: person.account) } != nil)
        }
    }

    @Test(arguments: World.kinds)
    func `P-4: in a browser that the account knows the app is asked at once, and opens a session alone`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World(kind)
        let (ada, phone, client) = try await world.withoutPassword()
        guard case .begun(let answer) = try await world.services.signIn.begin(ada.address, from: client) else {
            Issue.record("not begun")
            return
        }
        #expect(answer.prompt?.method == .approval)
        let secret = try #require(answer.newSecret)
        let view = try #require(try await world.view(secret))
        #expect(view.isFirst && view.device == "Pixel 8")
        #expect(try await world.approve(on: phone, number: view.number?.reveal()) == .approved)
        let live = try #require(try await world.settle(secret, from: client))
        #expect(live.authentication.methods == [.approval])
        #expect(live.authentication.assurance == Assurance(level: .two))
    }

    @Test(arguments: World.kinds)
    func `RATE-15, PUSH-04: to a stranger the account looks like any other, and its phone does not ring`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World(kind)
        let (ada, phone, _) = try await world.withoutPassword()
        let (bob, _) = try await world.personWithPhone("bob", lock: .pin)
        var looks: [[String]] = []
        for address in [ada.address, bob.address, "nobody@example.org"] {
            let client = world.client()
            let secret = try #require(try await world.begin(address, from: client))
            var look = ["\(try #require(try await world.services.signIn.current(secret).prompt).method)"]
            // As often as the delay allows, and once more.
            for _ in 1...6 {
                let answer = try await world.services.signIn.submit(
                    password: "not the right one", to: secret, from: client)
                look.append("\(answer.problem.map { "\($0)" } ?? answer.refusal.map { "\($0)" } ?? "wait")")
            }
            looks.append(look)
        }
        #expect(Set(looks).count == 1, "\(looks)")
        #expect(try await world.request(for: phone) == nil)
        // Nor by way of the menu: the app is not on it.
        let client = world.client()
        let secret = try #require(try await world.begin(ada.address, from: client))
        _ = try await world.services.signIn.choose("approval.\(phone.id)", in: secret, from: client)
        #expect(try await world.request(for: phone) == nil)
    }

    @Test func `PUSH-04: a browser that the account knows asks three times in ten minutes, and then waits`()
        async throws
    {
        let world = try await World()
        let (ada, phone, client) = try await world.withoutPassword()
        var newest: Secret<String>?
        for _ in 1...Limits.approvalsPerBurst {
            newest = try await world.begin(ada.address, from: client)
            #expect(try await world.request(for: phone) != nil)
        }
        let fourth = try #require(try await world.begin(ada.address, from: client))
        let watch = try await world.services.approvals.watch(fourth, from: client)
        guard case .notAsked(.some, let ways) = watch else {
            Issue.record("a fourth request went out")
            return
        }
        #expect(ways.offers.contains { $0.method == .appScan })
        #expect(try await world.view(try #require(newest))?.phase == .sent)
    }

    @Test func `PUSH-06: after it wasnt me the app is not asked, until its owner has signed in by QR`() async throws {
        let world = try await World()
        let (ada, phone, client) = try await world.withoutPassword()
        _ = try await world.begin(ada.address, from: client)
        let request = try #require(try await world.request(for: phone))
        _ = try await world.services.approvals.answer(
            try phone.decide(.notMe, on: request, at: world.time.now()), to: ApprovalRequestID(request.id),
            by: phone.id, from: client)
        _ = try await world.begin(ada.address, from: client)
        #expect(try await world.request(for: phone) == nil)
        #expect(try await world.signInByQR(with: phone, from: client) != nil)
        _ = try await world.begin(ada.address, from: client)
        #expect(try await world.request(for: phone) != nil)
    }

    @Test func `is switched off by a new password, in a fresh session`() async throws {
        let world = try await World()
        let (ada, phone, client) = try await world.withoutPassword()
        let session = try #require(try await world.signInByQR(with: phone, from: client))
        let passwords = world.services.own.password
        guard case .refused = try await passwords.set("short", by: session, from: client),
            case .changed = try await passwords.set(newPassword, by: session, from: client)
        else {
            Issue.record("no password was set")
            return
        }
        let subjects = try await world.letters(to: ada.address).map(\.letter.subject)
        #expect(subjects.contains("A password was set for your account"))
        let secret = try #require(try await world.begin(ada.address, from: client))
        let answer = try await world.services.signIn.submit(password: newPassword, to: secret, from: client)
        #expect(answer.prompt?.step == .second)
        #expect(try await world.removePassword(by: session) == nil)
    }

    @Test func `does not replace a password that there is`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone(lock: .pin)
        let session = try await world.approvedSession(of: ada, on: phone)
        let before = try await world.store.read { try $0.password(of: ada.account)?.hash }
        guard
            case .wrongCurrent = try await world.services.own.password.set(
                newPassword, by: session, from: world.client())
        else {
            Issue.record("it was replaced without the current one")
            return
        }
        #expect(try await world.store.read { try $0.password(of: ada.account)?.hash } == before)
    }

    @Test(arguments: World.kinds)
    func
        `R-3, REC-03: with every device gone, the mailbox and a backup code set a password, the mailbox alone does not`(
            kind: TestDatabase.Kind
        ) async throws
    {
        let world = try await World(kind)
        let (ada, phone, client) = try await world.withoutPassword()
        try await world.end(phone)
        let resets = world.services.passwordResets
        let half = try await world.resetHalfWay(ada, from: client)
        #expect(try await resets.current(half).step == .second)
        #expect(try await resets.submit(newPassword: newPassword, to: half, from: client).step == .second)
        #expect(try await world.store.read { try $0.password(of: ada.account) } == nil)
        let proven = try #require(
            try await resets.submit(backupCode: ada.backupCodes[0], to: half, from: client).newSecret)
        #expect(try await resets.submit(newPassword: newPassword, to: proven, from: client).isDone)
        let subjects = try await world.letters(to: ada.address).map(\.letter.subject)
        #expect(subjects.contains("A password was set for your account"))
        let secret = try #require(try await world.begin(ada.address, from: client))
        let first = try await world.services.signIn.submit(password: newPassword, to: secret, from: client)
        let answer = try await world.services.signIn.submit(
            backupCode: ada.backupCodes[1], to: try #require(first.newSecret), from: client)
        #expect(answer.isSignedIn)
    }

    @Test func `the lock of the last app stays as long as there is no password`() async throws {
        let world = try await World()
        let (_, phone, client) = try await world.withoutPassword()
        let live = try #require(try await world.live(phone))
        let new = P256.Signing.PrivateKey()
        let key = try InstallationKey(x963: Array(new.publicKey.x963Representation))
        let time = world.time.now().millisecondsSinceEpoch
        let bytes = KeyStatement.newApprovalKey(
            key, installation: phone.id.rawValue, origin: World.origin, time: time
        ).bytesToSign
        let body = LockBody(
            lock: .none, oldProof: nil, proof: nil, approvalKey: WireBytes(key.bytes), time: time,
            signature: WireBytes(try Phone.sign(bytes, with: phone.approval)),
            newSignature: WireBytes(try Phone.sign(bytes, with: new)))
        guard case .lastWayIn = try await world.services.installations.changeLock(live, to: body, from: client) else {
            Issue.record("the lock is gone")
            return
        }
        #expect(try await world.store.read { try $0.installation(phone.id)?.appLock } == .pin)
    }

    @Test func `a step-up is an approval by an app with a lock`() async throws {
        let world = try await World()
        let (ada, phone, client) = try await world.withoutPassword()
        let spare = try await world.phone(of: ada.account, named: "Tablet")
        let session = try #require(try await world.signInByQR(with: phone, from: client))
        guard case .ask(let prompt) = try await world.services.stepUps.prompt(for: nil, in: session, from: client),
            case .asked = try await world.services.stepUps.ask("approval.\(spare.id)", in: session, from: client),
            case .waiting(let view) = try await world.services.stepUps.watch(in: session, from: client)
        else {
            Issue.record("nobody was asked")
            return
        }
        #expect(prompt.method == .approval && !prompt.others.contains(.password))
        #expect(view.device == "Pixel 8")
        #expect(try await world.approve(on: phone, number: view.number?.reveal()) == .approved)
        guard case .proven = try await world.services.stepUps.settle(in: session, from: client) else {
            Issue.record("the approval proved nothing")
            return
        }
    }
}

extension World {
    /// A browser that the account knows.
    func knownBrowser(of person: Person) async throws -> Client {
        let client = client()
        let mark = try #require(client.mark)
        _ = try await store.write { transaction in
            try transaction.remember(
                browser: TokenHash(mark).bytes, describedAs: client.source.browser, of: person.account, at: time.now())
        }
        return client
    }

    /// A session by password and approval.
    func approvedSession(of person: Person, on phone: Phone, from client: Client? = nil) async throws -> LiveSession {
        let client = client ?? self.client()
        let secret = try await halfWay(person, from: client)
        let number = try #require(try await view(secret)?.number).reveal()
        #expect(try await approve(on: phone, number: number) == .approved)
        return try #require(try await settle(secret, from: client))
    }

    /// The session's new secret; `nil` if the password stays.
    func removePassword(by session: LiveSession) async throws -> Secret<String>? {
        guard case .removed(let token) = try await services.own.password.remove(by: session, from: client()) else {
            return nil
        }
        return token
    }

    func verdict(by session: LiveSession) async throws -> FloorRule.Verdict? {
        guard case .refused(let removal) = try await services.own.password.remove(by: session, from: client()) else {
            return nil
        }
        return removal.verdict
    }

    /// Somebody who has taken their password away, with the browser they did it in.
    func withoutPassword(_ name: String = "ada") async throws -> (Person, Phone, Client) {
        let (person, phone) = try await personWithPhone(name, lock: .pin)
        let client = client()
        let secret = try await halfWay(person, from: client)
        let number = try #require(try await view(secret)?.number).reveal()
        _ = try await approve(on: phone, number: number)
        guard case .signedIn(let opened) = try await services.approvals.settle(secret, from: client).outcome,
            let mark = opened.newMark
        else { throw NotBegun() }
        let known = self.client(mark: mark)
        let session = try #require(try await services.sessions.live(opened.token, from: known))
        _ = try #require(try await removePassword(by: session))
        return (person, phone, known)
    }

    /// The session that a QR gives, shown in this browser and read by this phone; `nil` if it gives none.
    func signInByQR(with phone: Phone, from client: Client) async throws -> LiveSession? {
        let secret = try await services.scans.begin(from: client)
        let code = try #require(try await code(secret))
        guard try await claim(code, by: phone.id) != nil else { return nil }
        let number = try #require(try await claimed(secret)?.number).reveal()
        #expect(try await approve(on: phone, number: number) == .approved)
        return try await settle(secret, from: client)
    }
}
