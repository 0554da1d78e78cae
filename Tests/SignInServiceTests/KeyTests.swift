import Delivery
import Foundation
import Identity
import PublicKeyCredentials
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

@Suite struct `Passkeys and security keys` {
    /// Somebody with password, authenticator app and backup codes, and a session of theirs.
    private func begin(
        _ kind: TestDatabase.Kind = .sqlite, keys: KeySettings? = nil
    ) async throws -> (World, Person, LiveSession) {
        let world = try await World(kind, rules: .withKeys) { ServiceSettings(origin: $0, rules: $1, keys: keys) }
        let ada = try await world.person()
        return (world, ada, try await world.liveSession(of: ada))
    }

    private var party: RelyingParty { RelyingParty(id: "localhost", name: "Aikagi", origins: [World.origin]) }

    // MARK: Adding

    @Test(arguments: World.kinds)
    func `WAR-27, WAR-24: a new key is asked for with a long challenge, a random handle and those there are`(
        kind: TestDatabase.Kind
    ) async throws {
        let (world, ada, session) = try await begin(kind)
        let first = try await world.add(SoftKey(), to: ada, by: session)
        let holder = Enrolment.Holder.session(session.id)
        guard case .ask(let questions) = try await world.services.enrolling.beginKey(for: ada.account, heldBy: holder)
        else { throw Unexpected("no question") }
        for options in [questions.passkey, questions.securityKey] {
            let read = try #require(try JSONSerialization.jsonObject(with: Data(options.utf8)) as? [String: Any])
            let challenge = try #require(read["challenge"] as? String)
            #expect(challenge.count == 43)
            #expect(read["timeout"] as? Int == 300_000)
            #expect((read["rp"] as? [String: Any])?["id"] as? String == "localhost")
            let excluded = try #require(read["excludeCredentials"] as? [[String: Any]])
            #expect(excluded.count == 1)
            let handle = try #require((read["user"] as? [String: Any])?["id"] as? String)
            #expect(handle.count == 86)
            #expect(first.userHandle?.count == 64)
            #expect(!String(decoding: first.userHandle ?? [], as: UTF8.self).contains("ada"))
        }
        let second = try await world.add(SoftKey(), as: .securityKey, to: ada, by: session)
        #expect(second.userHandle == first.userHandle)
    }

    @Test(arguments: World.kinds)
    func `a new key is listed, recorded and told`(kind: TestDatabase.Kind) async throws {
        let (world, ada, session) = try await begin(kind)
        _ = try await world.add(SoftKey(), named: "Blue key", to: ada, by: session)
        world.time.advance(by: .seconds(1))
        _ = try await world.add(SoftKey(), as: .securityKey, named: "Spare", to: ada, by: session)
        let keys = try await world.services.own.keys.keys(of: ada.account)
        #expect(keys.map(\.name) == ["Blue key", "Spare"])
        #expect(keys.map(\.signsInAlone) == [true, false])
        let added = try await world.auditLog().filter { $0.event == "keyAdded" }
        #expect(added.map(\.detail) == ["Blue key", "Spare"])
        let subjects = try await world.letters(to: ada.address).map(\.letter.subject)
        #expect(subjects.contains("A passkey or security key was added"))
    }

    @Test(arguments: World.kinds)
    func `the first second factor waits for backup codes, and counts with them`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind, rules: .withKeys)
        let bob = try await world.person("bob", password: "a password that stands alone", holding: [])
        let session = try await world.liveSession(of: bob)
        var key = SoftKey()
        #expect(try await world.submit(&key, for: bob, by: session) == .saveCodes)
        #expect(try await world.services.own.keys.keys(of: bob.account).isEmpty)
        let holder = Enrolment.Holder.session(session.id)
        guard case .show(let codes) = try await world.services.enrolling.makeCodes(for: bob.account, heldBy: holder)
        else { throw Unexpected("no codes") }
        let group = String(codes.codes[codes.asked - 1].reveal().dropFirst(10).prefix(5))
        let answer = try await world.services.enrolling.submit(
            codeGroup: group, for: bob.account, heldBy: holder, from: world.client())
        guard case .confirmed(factor: .some(let factor)) = answer else { throw Unexpected(answer) }
        #expect(factor.method == .passkey)
        #expect(try await world.services.own.keys.keys(of: bob.account).count == 1)
        guard case .signedIn = try await world.discover(&key, from: world.client()) else {
            throw Unexpected("not signed in")
        }
    }

    @Test(arguments: World.kinds)
    func `WAR-22: a key that is registered is refused to everybody, and stays as it was`(
        kind: TestDatabase.Kind
    ) async throws {
        let (world, ada, session) = try await begin(kind)
        var key = try await world.add(SoftKey(), named: "Ada's", to: ada, by: session)
        #expect(try await world.submit(&key, named: "Again", for: ada, by: session) == .refused(.known))
        let bob = try await world.person("bob")
        let other = try await world.liveSession(of: bob)
        var copy = key
        #expect(try await world.submit(&copy, named: "Bob's", for: bob, by: other) == .refused(.known))
        #expect(try await world.services.own.keys.keys(of: ada.account).map(\.name) == ["Ada's"])
        #expect(try await world.services.own.keys.keys(of: bob.account).isEmpty)
    }

    @Test func `WAR-02: a challenge is good once, for 300 seconds, in its session, and not for signing in`()
        async throws
    {
        let (world, ada, session) = try await begin()
        world.time.advance(by: .seconds(Limits.totpPeriod))
        let other = try await world.liveSession(of: ada)
        let holder = Enrolment.Holder.session(session.id)
        let enrolling = world.services.enrolling
        func answer(
            heldBy asked: Enrolment.Holder, after wait: Duration = .zero
        ) async throws -> [Enrolling.KeyAnswered] {
            guard case .ask(let questions) = try await enrolling.beginKey(for: ada.account, heldBy: holder) else {
                throw Unexpected("no question")
            }
            world.time.advance(by: wait)
            var key = SoftKey()
            let answer = NewKeyAnswer(
                ceremony: questions.ceremony.rawValue, for: .passkey, credential: try key.create(questions.passkey))
            var answers: [Enrolling.KeyAnswered] = []
            for _ in 0..<2 {
                answers.append(
                    try await enrolling.submit(
                        key: answer, named: "Key", for: ada.account, heldBy: asked, from: world.client()))
            }
            return answers
        }
        #expect(try await answer(heldBy: .session(other.id)) == [.beginAgain, .beginAgain])
        #expect(try await answer(heldBy: holder, after: Limits.challengeLife) == [.beginAgain, .beginAgain])
        let inTime = try await answer(heldBy: holder, after: Limits.challengeLife - .milliseconds(1))
        guard case .added = inTime[0] else { throw Unexpected(inTime) }
        #expect(inTime[1] == .beginAgain)

        // The challenge of a sign-in, with an answer that would be right.
        let client = world.client()
        let question = try #require(try await world.services.signIn.keyQuestion(from: client))
        var key = SoftKey()
        let creation = question.options.replacingOccurrences(
            of: "\"rpId\":\"localhost\"", with: "\"rp\":{\"id\":\"localhost\"}")
        let stolen = NewKeyAnswer(
            ceremony: question.ceremony.rawValue, for: .passkey, credential: try key.create(creation))
        let refused = try await enrolling.submit(
            key: stolen, named: "Key", for: ada.account, heldBy: holder, from: client)
        #expect(refused == .beginAgain)
    }

    @Test func `WAR-09: a passkey checks its user or is none; a security key needn't, and never signs in alone`()
        async throws
    {
        let (world, ada, session) = try await begin()
        var soft = SoftKey()
        soft.flags = SoftKey.userPresent
        #expect(try await world.submit(&soft, for: ada, by: session) == .refused(.notVerified))
        soft.flags = 0
        #expect(try await world.submit(&soft, as: .securityKey, for: ada, by: session) == .refused(.notTouched))
        soft.flags = SoftKey.userPresent
        var key = try await world.add(soft, as: .securityKey, to: ada, by: session)
        guard case .failed(.notRecognised) = try await world.discover(&key, from: world.client()) else {
            throw Unexpected("a security key has signed in alone")
        }
        key.flags = SoftKey.userPresent | SoftKey.userVerified
        guard case .failed(.notRecognised) = try await world.discover(&key, from: world.client()) else {
            throw Unexpected("a security key has signed in alone")
        }
    }

    @Test
    func `WAR-11: where keys have to stay on one device, a synced one is refused, and an older one opens nothing`()
        async throws
    {
        let keys = KeySettings(party: party, allowsSynced: false)
        let (world, ada, session) = try await begin(keys: keys)
        var synced = SoftKey()
        synced.flags |= SoftKey.backupEligible
        #expect(try await world.submit(&synced, for: ada, by: session) == .refused(.synced))
        var bound = try await world.add(SoftKey(), to: ada, by: session)
        guard case .signedIn = try await world.discover(&bound, from: world.client()) else {
            throw Unexpected("a key that stays on its device was refused")
        }
        // Registered before the rule was made.
        let record = CredentialRecord(
            id: AuthenticatorID("old"), account: ada.account, credentialID: synced.credential, kind: .passkey,
            publicKey: [], signCount: 0, isUserVerified: true, isBackupEligible: true, isBackedUp: true,
            transports: [], model: [], attestation: "none", name: "Old", createdAt: world.time.now())
        _ = try await world.store.write { try $0.enrol(record) }
        guard case .failed(.notRecognised) = try await world.discover(&synced, from: world.client()) else {
            throw Unexpected("a synced key has signed in")
        }
        #expect(try await world.services.own.keys.keys(of: ada.account).map(\.isAllowed) == [true, false])
    }

    @Test func `WAR-16: a policy that wants the maker to vouch refuses a key for which nobody does`() async throws {
        for policy in [
            AttestationPolicy(formats: [.packed]), AttestationPolicy(trust: AttestationTrust(roots: [])),
            AttestationPolicy(models: [Array(repeating: 9, count: 16)]),
        ] {
            let (world, ada, session) = try await begin(keys: KeySettings(party: party, attestation: policy))
            let holder = Enrolment.Holder.session(session.id)
            guard case .ask(let asked) = try await world.services.enrolling.beginKey(for: ada.account, heldBy: holder)
            else { throw Unexpected("no question") }
            #expect(asked.passkey.contains("\"attestation\":\"direct\""))
            var key = SoftKey()
            let expected: Enrolling.KeyRefusal = policy.models.isEmpty ? .notVouchedFor : .modelNotAllowed
            #expect(try await world.submit(&key, for: ada, by: session) == .refused(expected))
        }
    }

    // MARK: Signing in

    @Test(arguments: World.kinds)
    func `a passkey signs in alone and with nothing typed, at the second level and safe from phishing`(
        kind: TestDatabase.Kind
    ) async throws {
        let (world, ada, session) = try await begin(kind)
        var key = try await world.add(SoftKey(), to: ada, by: session)
        let client = world.client()
        guard case .signedIn(let opened) = try await world.discover(&key, from: client) else {
            throw Unexpected("not signed in")
        }
        let live = try #require(try await world.services.sessions.live(opened.token, from: client))
        #expect(live.account == ada.account)
        #expect(live.authentication.methods == [.passkey])
        #expect(live.authentication.assurance == Assurance(level: .two, phishingResistant: true))
        let used = try await world.services.own.keys.keys(of: ada.account).map(\.lastUsed)
        #expect(used == [world.time.now()])
    }

    @Test(arguments: World.kinds)
    func `a passkey signs in after the identifier too`(kind: TestDatabase.Kind) async throws {
        let (world, ada, session) = try await begin(kind)
        var key = try await world.add(SoftKey(), to: ada, by: session)
        let client = world.client()
        let secret = try #require(try await world.begin(ada.address, from: client))
        let (question, prompt) = try #require(try await world.services.signIn.keyQuestion(in: secret, from: client))
        #expect(prompt.step == .first)
        let answer = try await world.services.signIn.submit(
            key: try key.answer(to: question), to: secret, from: client)
        guard case .signedIn = answer.outcome else { throw Unexpected(answer.outcome) }
    }

    @Test(arguments: World.kinds)
    func `WAA-02: in a flow of one person, another's key opens nothing for either`(
        kind: TestDatabase.Kind
    ) async throws {
        let (world, ada, _) = try await begin(kind)
        let bob = try await world.person("bob")
        let before = try await world.store.read { try $0.sessions(of: ada.account, at: world.time.now()).count }
        let bobs = try await world.liveSession(of: bob)
        var key = try await world.add(SoftKey(), to: bob, by: bobs)
        let client = world.client()
        let secret = try #require(try await world.begin(ada.address, from: client))
        let (question, _) = try #require(try await world.services.signIn.keyQuestion(in: secret, from: client))
        let answer = try await world.services.signIn.submit(
            key: try key.answer(to: question), to: secret, from: client)
        guard case .askAgain(_, .key(.notRecognised)) = answer.outcome else { throw Unexpected(answer.outcome) }
        let counts = try await world.store.read { transaction in
            try [ada, bob].map { try transaction.sessions(of: $0.account, at: world.time.now()).count }
        }
        #expect(counts == [before, 1])
    }

    @Test func `WAA-03: without an identifier the key must name its own account`() async throws {
        let (world, ada, session) = try await begin()
        let key = try await world.add(SoftKey(), to: ada, by: session)
        let bob = try await world.person("bob")
        let bobs = try await world.add(SoftKey(), to: bob, by: try await world.liveSession(of: bob))
        for handle in [nil, [], bobs.userHandle, [1, 2, 3]] as [[UInt8]?] {
            var copy = key
            copy.userHandle = handle
            guard case .failed(.notRecognised) = try await world.discover(&copy, from: world.client()) else {
                throw Unexpected("signed in with the handle \(String(describing: handle))")
            }
        }
    }

    @Test(arguments: World.kinds)
    func `WAA-04: after one person's password, another's key is no second step`(kind: TestDatabase.Kind) async throws {
        let (world, ada, session) = try await begin(kind)
        var own = try await world.add(SoftKey(), as: .securityKey, to: ada, by: session)
        let bob = try await world.person("bob")
        let bobs = try await world.liveSession(of: bob)
        let foreign = [
            try await world.add(SoftKey(), to: bob, by: bobs),
            try await world.add(SoftKey(), as: .securityKey, to: bob, by: bobs),
        ]
        let client = world.client()
        let begun = try #require(try await world.begin(ada.address, from: client))
        let first = try await world.services.signIn.submit(password: ada.password, to: begun, from: client)
        let secret = try #require(first.newSecret)
        for var key in foreign {
            let (question, _) = try #require(try await world.services.signIn.keyQuestion(in: secret, from: client))
            let answer = try await world.services.signIn.submit(
                key: try key.answer(to: question), to: secret, from: client)
            guard case .askAgain(_, .key(.notRecognised)) = answer.outcome else { throw Unexpected(answer.outcome) }
        }
        let (question, prompt) = try #require(try await world.services.signIn.keyQuestion(in: secret, from: client))
        #expect(prompt.method == .securityKey)
        let answer = try await world.services.signIn.submit(
            key: try own.answer(to: question), to: secret, from: client)
        guard case .signedIn(let opened) = answer.outcome else { throw Unexpected(answer.outcome) }
        let live = try #require(try await world.services.sessions.live(opened.token, from: client))
        #expect(live.authentication.methods == [.password, .securityKey])
        #expect(live.authentication.assurance.phishingResistant)
    }

    @Test func `WAA-06: a challenge is for one browser, once, for 300 seconds`() async throws {
        let (world, ada, session) = try await begin()
        var key = try await world.add(SoftKey(), to: ada, by: session)
        let (mine, another) = (world.client(), world.client())
        let signIn = world.services.signIn
        let first = try key.answer(to: try #require(try await signIn.keyQuestion(from: mine)))
        guard case .failed(.overdue) = try await signIn.discover(first, from: another),
            case .signedIn = try await signIn.discover(first, from: mine),
            case .failed(.overdue) = try await signIn.discover(first, from: mine)
        else { throw Unexpected("a challenge was good elsewhere, or twice") }
        let late = try key.answer(to: try #require(try await signIn.keyQuestion(from: mine)))
        world.time.advance(by: Limits.challengeLife)
        guard case .failed(.overdue) = try await signIn.discover(late, from: mine) else {
            throw Unexpected("a challenge was good too late")
        }
        // The challenge of one sign-in in another one of the same browser.
        let attempts = [
            try #require(try await world.begin(ada.address, from: mine)),
            try #require(try await world.begin(ada.address, from: mine)),
        ]
        let (question, _) = try #require(try await signIn.keyQuestion(in: attempts[0], from: mine))
        let answer = try await signIn.submit(key: try key.answer(to: question), to: attempts[1], from: mine)
        guard case .askAgain(_, .key(.overdue)) = answer.outcome else { throw Unexpected(answer.outcome) }
    }

    @Test(arguments: World.kinds)
    func `WAA-13: a key whose counter goes back is refused, recorded and told, and the real one goes on`(
        kind: TestDatabase.Kind
    ) async throws {
        let (world, ada, session) = try await begin(kind)
        var key = try await world.add(SoftKey(), named: "Blue key", to: ada, by: session)
        key.signCount = 7
        guard case .signedIn = try await world.discover(&key, from: world.client()) else {
            throw Unexpected("not signed in")
        }
        for count: UInt32 in [7, 6, 0] {
            var clone = key
            clone.signCount = count
            guard case .failed(.copied) = try await world.discover(&clone, from: world.client()) else {
                throw Unexpected("a copy has signed in")
            }
        }
        let suspected = try await world.auditLog().filter { $0.event == "keyCopySuspected" }
        #expect(suspected.map(\.detail) == ["Blue key", "Blue key", "Blue key"])
        let letters = try await world.letters(to: ada.address).filter { $0.letter.subject.contains("copied") }
        #expect(letters.count == 1)
        key.signCount = 8
        guard case .signedIn = try await world.discover(&key, from: world.client()) else {
            throw Unexpected("the real key was refused")
        }
    }

    @Test func `WAA-10: a key that turns out to be copied is noted, and one that changes its nature is refused`()
        async throws
    {
        let (world, ada, session) = try await begin()
        var soft = SoftKey()
        soft.flags |= SoftKey.backupEligible
        var key = try await world.add(soft, to: ada, by: session)
        key.flags |= SoftKey.backedUp
        guard case .signedIn = try await world.discover(&key, from: world.client()) else {
            throw Unexpected("not signed in")
        }
        let noted = try await world.store.read { try $0.credentials(of: ada.account).map(\.isBackedUp) }
        #expect(noted == [true])
        key.flags = SoftKey.userPresent | SoftKey.userVerified
        guard case .failed(.notRecognised) = try await world.discover(&key, from: world.client()) else {
            throw Unexpected("a key that can't be copied any more has signed in")
        }
    }

    @Test(arguments: World.kinds)
    func `WAA-14: the key of somebody who is switched off, or one that was removed, opens nothing`(
        kind: TestDatabase.Kind
    ) async throws {
        let (world, ada, session) = try await begin(kind)
        var key = try await world.add(SoftKey(), to: ada, by: session)
        var removed = try await world.add(SoftKey(), named: "Old", to: ada, by: session)
        let keys = try await world.services.own.keys.keys(of: ada.account)
        let old = try #require(keys.first { $0.name == "Old" })
        #expect(try await world.services.own.keys.remove(old.id, by: session, from: world.client()) == .removed)
        guard case .failed(.notRecognised) = try await world.discover(&removed, from: world.client()) else {
            throw Unexpected("a removed key has signed in")
        }
        for state in [AccountState.disabled, .locked, .closed] {
            _ = try await world.store.write { try $0.changeState(of: ada.account, from: .active, to: state) }
            guard case .failed(.notRecognised) = try await world.discover(&key, from: world.client()) else {
                throw Unexpected("signed in while \(state)")
            }
            _ = try await world.store.write { try $0.changeState(of: ada.account, from: state, to: .active) }
        }
        guard case .signedIn = try await world.discover(&key, from: world.client()) else {
            throw Unexpected("not signed in")
        }
    }

    @Test func `WAA-15: whatever is wrong with a signature, there is no session and the counter stays`() async throws {
        let (world, ada, session) = try await begin()
        var sound = SoftKey()
        sound.signCount = 5
        let key = try await world.add(sound, to: ada, by: session)
        let spoilt: [(inout SoftKey) -> Void] = [
            { $0.origin = "https://localhost:8080" }, { $0.origin = "http://localhost:8081" },
            { $0.type = "webauthn.create" }, { $0.flags = SoftKey.userVerified }, { $0.flags = SoftKey.userPresent },
            { $0.flags = 0x15 }, { $0.flags |= SoftKey.backupEligible }, { $0.userHandle = [1] },
            { $0.credential = [1, 2, 3] },
        ]
        let sessions = try await world.store.read { try $0.sessions(of: ada.account, at: world.time.now()).count }
        for spoil in spoilt {
            var copy = key
            copy.signCount = 50
            spoil(&copy)
            guard case .failed = try await world.discover(&copy, from: world.client()) else {
                throw Unexpected("signed in")
            }
        }
        let (counts, after) = try await world.store.read { transaction in
            (
                try transaction.credentials(of: ada.account).map(\.signCount),
                try transaction.sessions(of: ada.account, at: world.time.now()).count
            )
        }
        #expect(counts == [5])
        #expect(after == sessions)
    }

    @Test(arguments: World.kinds)
    func `RATE-16: before anything is proven the question is the same for accounts with keys, without, and for none`(
        kind: TestDatabase.Kind
    ) async throws {
        let (world, ada, session) = try await begin(kind)
        _ = try await world.add(SoftKey(), to: ada, by: session)
        let bob = try await world.person("bob")
        let client = world.client()
        var shapes: Set<String> = []
        for address in [ada.address, bob.address, "nobody@example.org"] {
            let secret = try #require(try await world.begin(address, from: client))
            let (question, prompt) = try #require(try await world.services.signIn.keyQuestion(in: secret, from: client))
            #expect(prompt.hasOtherWays)
            shapes.insert(question.options.replacing(#/"challenge":"[^"]*"/#, with: ""))
            var stray = SoftKey()
            stray.userHandle = [1]
            let answer = try await world.services.signIn.submit(
                key: try stray.answer(to: question), to: secret, from: client)
            guard case .askAgain(_, .key(.notRecognised)) = answer.outcome else { throw Unexpected(answer.outcome) }
        }
        #expect(shapes.count == 1)
        #expect(shapes.first?.contains("\"allowCredentials\":[]") == true)
    }

    @Test func `five wrong keys end an attempt, and no key is worn out by strangers`() async throws {
        let (world, ada, session) = try await begin()
        var key = try await world.add(SoftKey(), to: ada, by: session)
        let client = world.client()
        for _ in 0..<(Limits.failuresBeforeDisabling / Limits.triesPerStep + 1) {
            let secret = try #require(try await world.begin(ada.address, from: client))
            for count in 1...Limits.triesPerStep {
                let (question, _) = try #require(try await world.services.signIn.keyQuestion(in: secret, from: client))
                var forged = SoftKey()
                forged.credential = key.credential
                forged.userHandle = key.userHandle
                let answer = try await world.services.signIn.submit(
                    key: try forged.answer(to: question), to: secret, from: client)
                switch answer.outcome {
                case .askAgain: #expect(count < Limits.triesPerStep)
                case .refused(.tooManyFailures, _): #expect(count == Limits.triesPerStep)
                default: throw Unexpected(answer.outcome)
                }
            }
        }
        guard case .signedIn = try await world.discover(&key, from: client) else {
            throw Unexpected("strangers have worn the key out")
        }
    }

    // MARK: Fresh proof, and a new password

    @Test(arguments: World.kinds)
    func `WAA-17: a key makes its own session fresh, for ten minutes and no other`(
        kind: TestDatabase.Kind
    ) async throws {
        let (world, ada, session) = try await begin(kind)
        var key = try await world.add(SoftKey(), to: ada, by: session)
        world.time.advance(by: .seconds(Limits.totpPeriod))
        let other = try await world.liveSession(of: ada)
        world.time.advance(by: Limits.stepUpLife + .seconds(1))
        let question = try #require(try await world.services.stepUps.keyQuestion(in: session))
        let answer = try await world.services.stepUps.submit(
            key: try key.answer(to: question), in: session, from: world.client())
        guard case .proven(let token) = answer else { throw Unexpected(answer) }
        let fresh = try #require(try await world.services.sessions.live(token, from: world.client()))
        #expect(fresh.isFresh)
        #expect(fresh.authentication == session.authentication)
        let stale = try #require(try await world.services.sessions.live(other.token, from: world.client()))
        #expect(!stale.isFresh)
        // The question of one session is none of another.
        let asked = try #require(try await world.services.stepUps.keyQuestion(in: fresh))
        let elsewhere = try await world.services.stepUps.submit(
            key: try key.answer(to: asked), in: stale, from: world.client())
        guard case .askAgain(_, .key(.overdue)) = elsewhere else { throw Unexpected(elsewhere) }
        world.time.advance(by: Limits.stepUpLife)
        let later = try #require(try await world.services.sessions.live(token, from: world.client()))
        #expect(!later.isFresh)
    }

    @Test func `a key is the second step of a password reset`() async throws {
        let (world, ada, session) = try await begin()
        var key = try await world.add(SoftKey(), as: .securityKey, to: ada, by: session)
        let client = world.client()
        let resets = world.services.passwordResets
        guard case .begun(let begun) = try await resets.begin(ada.address, from: client),
            let secret = begun.newSecret, let code = try await world.mailedCode(to: ada.address)
        else { throw Unexpected("no reset") }
        let coded = try await resets.submit(mailCode: code, to: secret, from: client)
        let second = try #require(coded.newSecret)
        let question = try #require(try await resets.keyQuestion(in: second))
        let answer = try await resets.submit(key: try key.answer(to: question), to: second, from: client)
        guard case .ask(let prompt) = answer.outcome else { throw Unexpected(answer.outcome) }
        #expect(prompt.step == .newPassword)
    }

    // MARK: Keeping

    @Test(arguments: World.kinds)
    func `a key is renamed and removed by its owner, and the last second factor turns the step off`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World(kind, rules: .withKeys)
        let bob = try await world.person("bob", password: "a password that stands alone", holding: [])
        let record = CredentialRecord(
            id: AuthenticatorID("key"), account: bob.account, credentialID: [1], kind: .passkey, publicKey: [],
            signCount: 0, isUserVerified: true, isBackupEligible: false, isBackedUp: false, transports: [], model: [],
            attestation: "none", name: "Old", createdAt: world.time.now())
        let session = try await world.liveSession(of: bob)
        _ = try await world.store.write { try $0.enrol(record) }
        let keys = world.services.own.keys
        #expect(try await keys.rename(record.id, to: " New ", by: session, from: world.client()) == .renamed)
        #expect(try await keys.keys(of: bob.account).map(\.name) == ["New"])
        let eve = try await world.person("eve")
        let foreign = try await world.liveSession(of: eve)
        #expect(try await keys.rename(record.id, to: "Eve's", by: foreign, from: world.client()) == .notFound)
        #expect(try await keys.remove(record.id, by: foreign, from: world.client()) == .notFound)
        let removal = try #require(try await keys.removal(of: record.id, of: bob.account))
        #expect(removal.turnsSecondStepOff)
        #expect(try await keys.remove(record.id, by: session, from: world.client()) == .removed)
        let signal = try await keys.signal(of: bob.account)
        #expect(signal == nil)
        let subjects = try await world.letters(to: bob.address).map(\.letter.subject)
        #expect(subjects.contains("A passkey or security key was removed"))
    }
}
