import ApprovalProtocol
import Bytes
import Crypto
import Delivery
import Identity
import OneTimeCodes
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

/// Adding the app: what a link gives, to whom, and when the new installation counts.
@Suite struct `Adding the app` {
    @Test(arguments: World.kinds)
    func `DEV-02, D-8: a link, two keys and an answered test make a device, and everybody hears of it`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World(kind)
        let ada = try await world.person()
        let session = try await world.liveSession(of: ada)
        let older = try #require(try await world.addPhone(by: session, named: "Tablet")).phone
        world.time.advance(by: .seconds(1))
        let heard = world.store.signals.subscribe(to: [.installation(older.id)])
        let token = try #require(try await world.invitation(by: session))
        let new = NewPhone()
        guard case .enrolled(let answer) = try await world.enrol(new, with: token) else {
            Issue.record("not enrolled")
            return
        }
        #expect(answer.origin == World.origin && answer.share == nil && answer.chain.bytes.count == 32)
        let pending = try #require(try await world.store.read { try $0.installation(new.phone(answer).id) })
        #expect(pending.activatedAt == nil && pending.role == .secondary)
        let before = try await world.letters(to: ada.address).count
        #expect(try await world.approve(on: new.phone(answer), number: nil) == .approved)

        let devices = try await world.services.installations.own(of: ada.account)
        #expect(devices.map(\.name) == ["Tablet", "Pixel 8"])
        #expect(devices.map(\.role) == [.primary, .secondary] && devices.map(\.life) == [.live, .live])
        #expect(try await world.letters(to: ada.address).count == before + 1)
        var woken = heard.makeAsyncIterator()
        #expect(await woken.next() == [.installation(older.id)])
        #expect(try await world.services.installations.progress(of: session) == .ready(devices[1].id, name: "Pixel 8"))
        #expect(try await world.auditLog().map(\.event).suffix(4).contains("installationAdded"))
    }

    @Test func `DEV-03: a link is good for ten minutes, the same one until it is used, and dies with a newer one`()
        async throws
    {
        let world = try await World()
        let session = try await world.liveSession(of: world.person())
        let first = try #require(try await world.invitation(by: session))
        #expect(try await world.invitation(by: session)?.reveal() == first.reveal())
        #expect(try await world.letters().allSatisfy { !$0.letter.text.contains(first.reveal()) })
        world.time.advance(by: Limits.installationLinkLife - .seconds(1))
        let stillFresh = try await world.freshAgain(session)
        #expect(try await world.invitation(by: stillFresh)?.reveal() == first.reveal())
        world.time.advance(by: .seconds(1))
        guard case .linkGone = try await world.enrol(NewPhone(), with: first) else {
            Issue.record("an old link was taken")
            return
        }
        let second = try #require(try await world.invitation(by: try await world.freshAgain(session)))
        #expect(second.reveal() != first.reveal())
    }

    @Test(arguments: World.kinds)
    func `DEV-03, QR-08: of thirty phones with one link one is added`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let ada = try await world.person()
        let token = try #require(try await world.invitation(by: try await world.liveSession(of: ada)))
        let added = try await withThrowingTaskGroup(of: Bool.self) { tasks in
            for _ in 0..<30 {
                tasks.addTask {
                    let outcome = try await world.enrol(NewPhone(), with: token)
                    if case .enrolled = outcome { return true }
                    return false
                }
            }
            return try await tasks.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(added == 1)
        #expect(try await world.store.read { try $0.installations(of: ada.account).count } == 1)
    }

    @Test func `QR-07: a link for something else adds nothing, and this one opens no page`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let session = try await world.liveSession(of: ada)
        let token = try #require(try await world.invitation(by: session))
        #expect(try await world.services.links.purpose(of: token) == nil)
        let foreign = world.environment.tokens.token()
        let link = LinkRecord(
            tokenHash: TokenHash(foreign).bytes, purpose: LinkPurpose.invitation.rawValue, account: ada.account,
            createdAt: world.time.now(), expiresAt: world.time.now() + .seconds(600))
        try await world.store.write { try $0.issue(link) }
        guard case .linkGone = try await world.enrol(NewPhone(), with: foreign) else {
            Issue.record("an invitation added a device")
            return
        }
    }

    @Test func `DEV-01: takes a fresh session that has everything the account has`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let session = try await world.liveSession(of: ada)
        world.time.advance(by: Limits.stepUpLife + .seconds(1))
        let stale = try #require(try await world.services.sessions.live(session.token, from: world.client()))
        guard case .stepUpFirst = try await world.services.installations.invite(by: stale, from: world.client()) else {
            Issue.record("a stale session got a link")
            return
        }
    }

    @Test func `DEV-01: the link dies with the session that asked for it`() async throws {
        let world = try await World()
        let session = try await world.liveSession(of: world.person())
        let token = try #require(try await world.invitation(by: session))
        try await world.services.sessions.signOut(session, from: world.client())
        guard case .linkGone = try await world.enrol(NewPhone(), with: token) else {
            Issue.record("the link outlived its session")
            return
        }
    }

    @Test(arguments: World.kinds)
    func `DEV-11, DEV-12: the first second factor waits for backup codes, and both count at once`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World(kind)
        let ada = try await world.person(password: "a long enough pass phrase", holding: [])
        let session = try await world.liveSession(of: ada)
        guard case .saveCodesFirst = try await world.services.installations.invite(by: session, from: world.client())
        else {
            Issue.record("no codes were asked for")
            return
        }
        let enrolling = world.services.enrolling
        guard case .show(let shown) = try await enrolling.makeCodes(for: ada.account, heldBy: .session(session.id))
        else {
            Issue.record("no codes")
            return
        }
        let group = String(shown.codes[shown.asked - 1].reveal().dropFirst(10).prefix(5))
        let kept = try await enrolling.submit(
            codeGroup: group, for: ada.account, heldBy: .session(session.id), from: world.client())
        #expect(kept == .confirmed(factor: nil))
        let waiting = try await world.store.read { try $0.backupCodes(of: ada.account) }
        #expect(waiting == nil, "the codes alone are no second step")
        let added = try #require(try await world.addPhone(by: session))
        let (codes, device) = try await world.store.read {
            (try $0.backupCodes(of: ada.account), try $0.installation(added.phone.id))
        }
        #expect(codes?.unspent.count == Limits.backupCodes)
        #expect(device?.role == .primary && device?.activatedAt != nil)
    }

    @Test
    func `R-12: the first device stays pending where its backup codes are gone, however often it answers its test`()
        async throws
    {
        let world = try await World()
        let ada = try await world.person(password: "a long enough pass phrase", holding: [])
        let session = try await world.liveSession(of: ada)
        let enrolling = world.services.enrolling
        _ = try await world.services.installations.invite(by: session, from: world.client())
        guard case .show(let shown) = try await enrolling.makeCodes(for: ada.account, heldBy: .session(session.id))
        else {
            Issue.record("no codes")
            return
        }
        let group = String(shown.codes[shown.asked - 1].reveal().dropFirst(10).prefix(5))
        _ = try await enrolling.submit(
            codeGroup: group, for: ada.account, heldBy: .session(session.id), from: world.client())
        let token = try #require(try await world.invitation(by: session))
        let new = NewPhone()
        guard case .enrolled(let answer) = try await world.enrol(new, with: token) else {
            Issue.record("not enrolled")
            return
        }
        // Other codes are made meanwhile, and nobody has shown to have those.
        _ = try await enrolling.makeCodes(for: ada.account, heldBy: .session(session.id))
        _ = try await world.approve(on: new.phone(answer), number: nil)
        let device = try #require(try await world.store.read { try $0.installation(new.phone(answer).id) })
        #expect(device.activatedAt == nil)
        #expect(try await world.store.read { try $0.backupCodes(of: ada.account) } == nil)
        // The password still signs in alone: the second step is not on.
        #expect(try await world.signIn(ada, from: world.client()) != nil)
    }

    @Test func `DEV-14: an eleventh secondary device is refused, and nobody is pushed out`() async throws {
        let world = try await World()
        let ada = try await world.person()
        for _ in 0...Limits.secondaryDevices { _ = try await world.phone(of: ada.account) }
        let session = try await world.liveSession(of: ada)
        guard case .tooMany = try await world.services.installations.invite(by: session, from: world.client()) else {
            Issue.record("there was room")
            return
        }
        #expect(try await world.services.installations.own(of: ada.account).count == Limits.secondaryDevices + 1)
    }

    @Test func `DEV-16: a key that is no key, twice the same or somebody else's is refused, and the link stays good`()
        async throws
    {
        let world = try await World()
        let ada = try await world.person()
        let taken = try await world.phone(of: try await world.person("bob").account)
        let session = try await world.liveSession(of: ada)
        let token = try #require(try await world.invitation(by: session))
        let one = P256.Signing.PrivateKey()
        for phone in [
            NewPhone(contact: one, approval: one), NewPhone(contact: taken.contact), NewPhone(approval: taken.approval),
            NewPhone(approval: taken.contact),
        ] {
            guard case .badInput = try await world.enrol(phone, with: token) else {
                Issue.record("a bad key was taken")
                return
            }
        }
        let good = NewPhone()
        let body = try good.body(token: token.reveal())
        let points: [[UInt8]] = [
            [], Array(repeating: 0, count: 65), [4] + Array(repeating: 0, count: 64),
            [4] + Array(repeating: 0xFF, count: 64), Array(body.approvalKey.bytes.dropLast()),
            Array(one.publicKey.compressedRepresentation),
        ]
        for point in points {
            let bad = EnrolmentRequest(
                token: body.token, name: body.name, platform: body.platform, language: body.language,
                contactKey: body.contactKey, approvalKey: WireBytes(point), approvalSignature: body.approvalSignature,
                lock: body.lock, pin: nil)
            let request = try world.signed(by: good.contact, as: SignatureParameters.newInstallation)
            guard case .badInput = try await world.services.installations.enrol(request, bad, from: world.client())
            else {
                Issue.record("\(point.count) bytes were taken for a key")
                return
            }
        }
        guard case .enrolled = try await world.enrol(good, with: token) else {
            Issue.record("the link was spent by what was refused")
            return
        }
    }

    @Test func `DEV-16: keys that somebody else holds are not added`() async throws {
        let world = try await World()
        let session = try await world.liveSession(of: world.person())
        let token = try #require(try await world.invitation(by: session))
        let (victim, thief) = (NewPhone(), NewPhone())
        let body = try victim.body(token: token.reveal())
        let request = try world.signed(by: thief.contact, as: SignatureParameters.newInstallation)
        guard case .badSignature = try await world.services.installations.enrol(request, body, from: world.client())
        else {
            Issue.record("the request was signed by another key")
            return
        }
    }
}

extension World {
    /// A session with all that the person has, just opened.
    func freshAgain(_ session: LiveSession) async throws -> LiveSession {
        let now = time.now()
        try await store.write { transaction in
            let record = try transaction.sessions(of: session.account, at: now).first { $0.id == session.id }
            guard let record else { return }
            _ = try transaction.renew(
                session.id, from: record.tokenHash, to: record.tokenHash, authentication: record.authentication,
                provenAt: now)
        }
        return try await services.sessions.live(session.token, from: client()) ?? session
    }
}
