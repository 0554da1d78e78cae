import ApprovalProtocol
import Crypto
import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

/// Devices with a wrong clock, an old protocol, or a lock that looks at a finger.
@Suite struct `A device that is not as it should be` {
    @Test(arguments: [Duration.seconds(86_400), .seconds(-86_400)])
    func `DEV-17: approves and signs in by QR with the server's time, though its clock is a day off`(error: Duration)
        async throws
    {
        let world = try await World()
        let (_, phone) = try await world.passwordless()
        let client = world.client()
        let secret = try await world.services.scans.begin(from: client)
        let code = try #require(try await world.code(secret))
        guard case .refused(.clockOff(let told)) = try await world.contact(of: phone, at: world.time.now() + error)
        else {
            Issue.record("not told")
            return
        }
        let request = try #require(try await world.claim(code, by: phone.id))
        let number = try #require(try await world.claimed(secret)?.number).reveal()
        let approvals = world.services.approvals
        let wrong = try phone.approve(request, number: number, at: world.time.now() + error)
        let id = ApprovalRequestID(request.id)
        #expect(try await approvals.answer(wrong, to: id, by: phone.id, from: client) == .clockOff)
        let corrected = try phone.approve(request, number: number, at: told)
        #expect(try await approvals.answer(corrected, to: id, by: phone.id, from: client) == .approved)
        #expect(try await world.settle(secret, from: client) != nil)
    }

    @Test
    func `DEV-17: a code of a device that is four minutes slow or fast says so, and one that is a day off does not`()
        async throws
    {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let client = world.client()
        let secret = try await world.halfWay(ada, from: client)
        func problem(_ error: Duration) async throws -> ProofProblem? {
            try await world.services.signIn.submit(
                installationCode: phone.code(at: world.time.now() + error), to: secret, from: client
            ).problem
        }
        guard case .clockOff(let slow) = try await problem(.seconds(-240)),
            case .clockOff(let fast) = try await problem(.seconds(240))
        else {
            Issue.record("the clock is not told")
            return
        }
        #expect((-270 ... -210).contains(slow) && (210...270).contains(fast))
        #expect(try await problem(.seconds(86_400)) == .wrong)
        let right = try await world.services.signIn.submit(
            installationCode: phone.code(at: world.time.now()), to: secret, from: client)
        #expect(right.isSignedIn)
    }

    @Test func `DEV-18: a message of another version, or of a signed form that is not ours, approves nothing`()
        async throws
    {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let client = world.client()
        let secret = try await world.halfWay(ada, from: client)
        let request = try #require(try await world.request(for: phone))
        let number = try #require(try await world.view(secret)?.number).reveal()
        let message = phone.message(.approve(number: number), on: request, at: world.time.now())
        let encoded = message.encoded
        // Key 1 is the version, and its value the byte behind it.
        #expect(Array(encoded.prefix(3).dropFirst()) == [1, 1])
        var newer = encoded
        newer[2] = 2
        var older = encoded
        older[2] = 0
        let label = Array("aikagi-approval-v1\0".utf8)
        let downgraded = Array("aikagi-approval-v0\0".utf8)
        let forms: [(message: [UInt8], signed: [UInt8])] = [
            (newer, label + newer), (older, label + older), (encoded, downgraded + encoded), (encoded, encoded),
            (encoded, []),
        ]
        for form in forms {
            let answer = SignedApproval(
                message: form.message, signature: try Phone.sign(form.signed, with: phone.approval))
            let outcome = try await world.services.approvals.answer(
                answer, to: ApprovalRequestID(request.id), by: phone.id, from: client)
            #expect(outcome == .badSignature)
        }
        let unsigned = try await world.services.approvals.answer(
            SignedApproval(message: encoded, signature: []), to: ApprovalRequestID(request.id), by: phone.id,
            from: client)
        #expect(unsigned == .badSignature)
        #expect(try await world.settle(secret, from: client) == nil)
        #expect(try await world.approve(on: phone, number: number) == .approved)
    }

    @Test func `DEV-20: a lock by finger or face counts as a PIN does, is no proof of its own, and gives way to a PIN`()
        async throws
    {
        let world = try await World()
        var sessions: [Authentication] = []
        for (name, lock) in [("ada", Installation.AppLock.platform), ("bob", .pin)] {
            let (person, phone) = try await world.personWithPhone(name, lock: lock)
            _ = try await world.store.write { try $0.removePassword(of: person.account) }
            let client = world.client()
            let secret = try await world.services.scans.begin(from: client)
            let code = try #require(try await world.code(secret))
            _ = try #require(try await world.claim(code, by: phone.id))
            let number = try #require(try await world.claimed(secret)?.number).reveal()
            #expect(try await world.approve(on: phone, number: number) == .approved)
            sessions.append(try #require(try await world.settle(secret, from: client)).authentication)
        }
        #expect(sessions[0].methods == [.appScan] && sessions[0].methods == sessions[1].methods)
        #expect(sessions[0].assurance == sessions[1].assurance)

        let (_, phone) = try await world.personWithPhone("eve", lock: .platform)
        let live = try #require(try await world.live(phone))
        let new = P256.Signing.PrivateKey()
        let key = try InstallationKey(x963: Array(new.publicKey.x963Representation))
        let time = world.time.now().millisecondsSinceEpoch
        let bytes = KeyStatement.newApprovalKey(
            key, installation: phone.id.rawValue, origin: World.origin, time: time
        ).bytesToSign
        let body = LockBody(
            lock: .pin, oldProof: nil, proof: WireBytes(Array(repeating: 1, count: 32)),
            approvalKey: WireBytes(key.bytes), time: time,
            signature: WireBytes(try Phone.sign(bytes, with: phone.approval)),
            newSignature: WireBytes(try Phone.sign(bytes, with: new)))
        let change = try await world.services.installations.changeLock(live, to: body, from: world.client())
        guard case .changed(.some) = change else {
            Issue.record("a PIN was refused: \(change)")
            return
        }
        // Without a lock the device alone signs nobody in.
        let (mallory, open) = try await world.personWithPhone("mallory", lock: .none)
        _ = try await world.store.write { try $0.removePassword(of: mallory.account) }
        let secret = try await world.services.scans.begin(from: world.client())
        let code = try #require(try await world.code(secret))
        #expect(try await world.claim(code, by: open.id) == nil)
    }
}
