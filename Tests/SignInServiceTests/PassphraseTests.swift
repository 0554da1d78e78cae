import ApprovalProtocol
import Delivery
import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

/// The passphrase of the vault as the server has it: two of the four things that a device makes of it.
@Suite struct `A passphrase` {
    @Test(arguments: World.kinds)
    func `M-8, R-5: is set on a fresh page, told to every address, and repeated`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let ada = try await world.person()
        let session = try await world.liveSession(of: ada)
        let passphrases = world.services.passphrases
        let new = NewPassphrase.made(1)
        #expect(try await passphrases.standing(of: ada.account)?.mayBeSet == true)
        let saved = try await passphrases.set(new, by: session, from: world.client())
        #expect(saved == .saved(keyNumber: 1, version: 0))
        let standing = try #require(try await passphrases.standing(of: ada.account))
        #expect(standing.keyNumber == 1 && standing.current?.wrappedKey == new.wrappedKey)
        #expect(standing.current?.derivation.salt == new.salt && standing.current?.derivation.rounds == 600_000)

        #expect(try await passphrases.check(new.authenticationKey, by: session, from: world.client()) == .right)
        let other = NewPassphrase.made(2).authenticationKey
        #expect(try await passphrases.check(other, by: session, from: world.client()) == .wrong)
        #expect(try await passphrases.check([], by: session, from: world.client()) == .wrong)
        let subjects = try await world.letters(to: ada.address).map(\.letter.subject)
        #expect(subjects.contains("A passphrase was set"))
    }

    @Test func `takes a fresh session`() async throws {
        let world = try await World()
        let session = try await world.liveSession(of: world.person())
        world.time.advance(by: Limits.stepUpLife + .seconds(1))
        let stale = try #require(try await world.services.sessions.live(session.token, from: world.client()))
        #expect(try await world.services.passphrases.set(.made(1), by: stale, from: world.client()) == .notFound)
        #expect(try await world.services.passphrases.standing(of: session.account)?.current == nil)
    }

    @Test func `is no first second factor: beside a password alone it would be two memories`() async throws {
        let world = try await World()
        let ada = try await world.person(password: "a long enough pass phrase", holding: [])
        let session = try await world.liveSession(of: ada)
        #expect(try await world.services.passphrases.standing(of: ada.account)?.mayBeSet == false)
        #expect(try await world.services.passphrases.set(.made(1), by: session, from: world.client()) == .addAppFirst)
    }

    @Test(arguments: World.kinds)
    func `is changed with the old one, and the vault stays`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let ada = try await world.person()
        let session = try await world.liveSession(of: ada)
        let passphrases = world.services.passphrases
        _ = try await passphrases.set(.made(1), by: session, from: world.client())
        let live = try #require(try await world.live(try await world.phone(of: ada.account, lock: .pin)))
        let body = VaultBody(basedOn: 0, keyNumber: 1, content: WireBytes([1, 2, 3]))
        #expect(try await world.services.vaults.save(body, by: live) == .saved(version: 1))

        let wrong = NewPassphrase.made(9).authenticationKey
        let right = NewPassphrase.made(1).authenticationKey
        let fresh = try await world.freshAgain(session)
        #expect(try await passphrases.set(.made(2), changing: wrong, by: fresh, from: world.client()) == .wrongOld)
        let ahead = try await passphrases.set(
            .made(2, keyNumber: 2), changing: right, by: fresh, from: world.client())
        #expect(ahead == .keyChanged(1))
        let changed = try await passphrases.set(.made(2), changing: right, by: fresh, from: world.client())
        #expect(changed == .saved(keyNumber: 1, version: 1))
        #expect(try await passphrases.check(right, by: fresh, from: world.client()) == .wrong)
        let answer = try await world.services.vaults.current(for: live)
        #expect(
            answer.content?.bytes == [1, 2, 3]
                && answer.passphrase?.wrappedKey.bytes == NewPassphrase.made(2).wrappedKey)
    }

    @Test(arguments: World.kinds)
    func `is reset without the old one, and what the vault held is gone`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let ada = try await world.person()
        let session = try await world.liveSession(of: ada)
        let passphrases = world.services.passphrases
        _ = try await passphrases.set(.made(1), by: session, from: world.client())
        let live = try #require(try await world.live(try await world.phone(of: ada.account, lock: .pin)))
        let body = VaultBody(basedOn: 0, keyNumber: 1, content: WireBytes([1, 2, 3]))
        _ = try await world.services.vaults.save(body, by: live)

        let fresh = try await world.freshAgain(session)
        #expect(try await passphrases.set(.made(2), by: fresh, from: world.client()) == .keyChanged(1))
        let reset = try await passphrases.set(.made(2, keyNumber: 2), by: fresh, from: world.client())
        #expect(reset == .saved(keyNumber: 2, version: 2))
        #expect(try await world.services.vaults.current(for: live).content == nil)
        // A device that has not heard of it brings nothing of the old key back.
        let late = VaultBody(basedOn: 2, keyNumber: 1, content: WireBytes([4]))
        #expect(try await world.services.vaults.save(late, by: live) == .keyChanged(2))
        let subjects = try await world.letters(to: ada.address).map(\.letter.subject)
        #expect(subjects.contains("Your passphrase was reset"))
    }

    @Test func `RATE-05: wrong ones are counted like every other proof, and a reset is not held up`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let session = try await world.liveSession(of: ada)
        let passphrases = world.services.passphrases
        _ = try await passphrases.set(.made(1), by: session, from: world.client())
        var last = Passphrases.Checking.wrong
        for _ in 0..<20 where last == .wrong {
            last = try await passphrases.check(
                NewPassphrase.made(7).authenticationKey, by: session, from: world.client())
        }
        guard case .wait = last else {
            Issue.record("never held: \(last)")
            return
        }
        let right = NewPassphrase.made(1).authenticationKey
        #expect(try await passphrases.check(right, by: session, from: world.client()) == last)
        let held = try await passphrases.set(.made(2), changing: right, by: session, from: world.client())
        guard case .wait = held else {
            Issue.record("changed while it was held")
            return
        }
        let reset = try await passphrases.set(.made(2, keyNumber: 2), by: session, from: world.client())
        #expect(reset == .saved(keyNumber: 2, version: 1))
        let next = NewPassphrase.made(2).authenticationKey
        #expect(try await passphrases.check(next, by: session, from: world.client()) == .right)
    }

    @Test func `is removed with the vault, and both are told`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let session = try await world.liveSession(of: ada)
        let passphrases = world.services.passphrases
        #expect(try await passphrases.removal(of: ada.account) == nil)
        _ = try await passphrases.set(.made(1), by: session, from: world.client())
        #expect(try await passphrases.removal(of: ada.account)?.verdict == .allowed)
        #expect(try await passphrases.remove(by: session, from: world.client()) == .removed)
        #expect(try await passphrases.remove(by: session, from: world.client()) == .notFound)
        #expect(try await passphrases.standing(of: ada.account)?.current == nil)
        // The next one has a key of its own.
        let again = try await passphrases.set(.made(2, keyNumber: 2), by: session, from: world.client())
        #expect(again == .saved(keyNumber: 2, version: 2))
        let events = try await world.auditLog().map(\.event)
        #expect(
            events.filter { $0.hasPrefix("passphrase") } == ["passphraseSet", "passphraseRemoved", "passphraseSet"])
    }
}

/// The passphrase on the way in.
@Suite struct `A passphrase as second step` {
    /// As far as the page after a right password.
    private func halfWay(_ world: World, _ person: Person, from client: Client) async throws -> Secret<String> {
        let secret = try #require(try await world.begin(person.address, from: client))
        #expect(try await world.services.signIn.derivation(for: secret) == nil)
        let first = try await world.services.signIn.submit(password: person.password, to: secret, from: client)
        return try #require(first.newSecret)
    }

    @Test(arguments: World.kinds)
    func `M-8, R-5: completes a sign-in as recovery, and the person is told`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let ada = try await world.person()
        let session = try await world.liveSession(of: ada)
        let client = world.client()
        let before = try await halfWay(world, ada, from: client)
        #expect(try await world.services.signIn.derivation(for: before) == nil)
        _ = try await world.services.passphrases.set(.made(1), by: session, from: client)

        let signIn = world.services.signIn
        let secret = try await halfWay(world, ada, from: client)
        #expect(try await signIn.derivation(for: secret)?.salt == NewPassphrase.made(1).salt)
        let wrong = try await signIn.submit(
            passphraseKey: NewPassphrase.made(2).authenticationKey, to: secret, from: client)
        guard case .askAgain(_, .wrong) = wrong.outcome else {
            Issue.record("not asked again: \(wrong.outcome)")
            return
        }
        let right = try await signIn.submit(
            passphraseKey: NewPassphrase.made(1).authenticationKey, to: secret, from: client)
        guard case .signedIn(let opened) = right.outcome else {
            Issue.record("refused: \(right.outcome)")
            return
        }
        let live = try #require(try await world.services.sessions.live(opened.token, from: client))
        #expect(live.authentication.assurance == Assurance(level: .two, recovery: true))
        #expect(live.authentication.methods == [.password, .passphrase])
        let subjects = try await world.letters(to: ada.address).map(\.letter.subject)
        #expect(subjects.contains("Sign-in with your passphrase"))
        #expect(try await world.auditLog().last { $0.event == "signedIn" }?.reason == "recovery")
    }

    @Test func `RATE-15: a salt is told to nobody who has not proven the first step`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let client = world.client()
        _ = try await world.services.passphrases.set(
            .made(1), by: try await world.liveSession(of: ada), from: client)
        for address in [ada.address, "nobody@example.org"] {
            let secret = try #require(try await world.begin(address, from: client))
            #expect(try await world.services.signIn.derivation(for: secret) == nil)
            let key = NewPassphrase.made(1).authenticationKey
            let answer = try await world.services.signIn.submit(passphraseKey: key, to: secret, from: client)
            guard case .ask(let prompt) = answer.outcome, prompt.step == .first else {
                Issue.record("a key alone was looked at: \(answer.outcome)")
                return
            }
            _ = try await world.services.signIn.submit(password: "not hers", to: secret, from: client)
            #expect(try await world.services.signIn.derivation(for: secret) == nil)
        }
    }

    @Test func `DEV-05, DEV-19: proves a session afresh, and proves nothing once it is revoked`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let session = try await world.liveSession(of: ada)
        let client = world.client()
        _ = try await world.services.passphrases.set(.made(1), by: session, from: client)
        let key = NewPassphrase.made(1).authenticationKey
        let revoked = try await world.services.administration.revoke(.passphrase, of: ada.account)
        #expect(revoked == .done(["passphrase"]))
        guard case .ask = try await world.services.stepUps.submit(passphraseKey: key, in: session, from: client) else {
            Issue.record("a revoked passphrase was looked at")
            return
        }
        #expect(try await world.services.administration.revoke(.passphrase, of: ada.account) == .nothing)
        _ = try await world.services.passphrases.set(.made(1, keyNumber: 2), by: session, from: client)
        guard case .proven = try await world.services.stepUps.submit(passphraseKey: key, in: session, from: client)
        else {
            Issue.record("the passphrase proved nothing")
            return
        }
    }
}

/// The vault from the app.
@Suite struct `The vault on the server` {
    @Test(arguments: World.kinds)
    func `T-2: an app sets the passphrase by its approval key, behind its lock`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let ada = try await world.person()
        let phone = try await world.phone(of: ada.account, lock: .pin)
        let live = try #require(try await world.live(phone))
        let vaults = world.services.vaults
        #expect(
            try await vaults.current(for: live) == VaultAnswer(passphrase: nil, keyNumber: 0, version: 0, content: nil))
        let byContact = try PassphraseBody(.made(1), on: phone, at: world.time.now(), signedWithContact: true)
        let unsigned = try await vaults.setPassphrase(byContact, by: live, from: world.client())
        #expect(unsigned == .notAllowed(.badSignature))
        let body = try PassphraseBody(.made(1), on: phone, at: world.time.now())
        let heard = world.store.signals.subscribe(to: [.account(ada.account)])
        let saved = try await vaults.setPassphrase(body, by: live, from: world.client())
        #expect(saved == .saved(keyNumber: 1, version: 0))
        #expect(heard.heard() == [.account(ada.account)])

        let open = try await world.phone(of: ada.account, named: "Tablet", lock: .none)
        let unlocked = try #require(try await world.live(open))
        let another = try PassphraseBody(.made(2, keyNumber: 2), on: open, at: world.time.now())
        #expect(try await vaults.setPassphrase(another, by: unlocked, from: world.client()) == .notAllowed(.noAppLock))
        let right = PassphraseCheckBody(authenticationKey: WireBytes(NewPassphrase.made(1).authenticationKey))
        #expect(try await vaults.check(right, by: unlocked, from: world.client()) == .right)
    }

    @Test func `refuses what no device of ours makes of a passphrase`() {
        let good = NewPassphrase.made(1)
        func made(salt: Int = 16, rounds: Int = 600_000, key: Int = 32, wrapped: Int = 61, number: Int64 = 1) -> Bool {
            NewPassphrase(
                salt: Array(repeating: 0, count: salt), rounds: rounds,
                authenticationKey: Array(repeating: 0, count: key),
                wrappedKey: Array(repeating: 0, count: wrapped), keyNumber: number) != nil
        }
        #expect(made() && good.rounds == Limits.passphraseRounds)
        #expect(!made(salt: 15) && !made(rounds: 599_999) && !made(rounds: 10_000_001) && !made(key: 31))
        #expect(!made(wrapped: 31) && !made(wrapped: 257) && !made(number: 0))
    }

    @Test(arguments: World.kinds)
    func `T-2: of two installations that save at once one is told to merge`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let ada = try await world.person()
        let session = try await world.liveSession(of: ada)
        let phone = try #require(try await world.live(try await world.phone(of: ada.account, lock: .pin)))
        let vaults = world.services.vaults
        let first = VaultBody(basedOn: 0, keyNumber: 1, content: WireBytes([1]))
        #expect(try await vaults.save(first, by: phone) == .keyChanged(0))
        _ = try await world.services.passphrases.set(.made(1), by: session, from: world.client())
        let tablet = try #require(try await world.live(try await world.phone(of: ada.account, lock: .pin)))
        async let one = vaults.save(first, by: phone)
        async let two = vaults.save(VaultBody(basedOn: 0, keyNumber: 1, content: WireBytes([2])), by: tablet)
        let outcomes = try await [one, two]
        #expect(Set(outcomes) == [.saved(version: 1), .changed(version: 1)])
        let long = [UInt8](repeating: 7, count: Limits.vaultBytes + 1)
        let tooLong = VaultBody(basedOn: 1, keyNumber: 1, content: WireBytes(long))
        #expect(try await vaults.save(tooLong, by: phone) == .tooLong)
        let empty = VaultBody(basedOn: 1, keyNumber: 1, content: WireBytes([]))
        #expect(try await vaults.save(empty, by: phone) == .tooLong)
        let most = VaultBody(basedOn: 1, keyNumber: 1, content: WireBytes(Array(long.dropLast())))
        #expect(try await vaults.save(most, by: phone) == .saved(version: 2))
    }
}

extension NewPassphrase {
    /// What a device would have made of a passphrase; every number stands for another one.
    static func made(_ number: UInt8, keyNumber: Int64 = 1) -> NewPassphrase {
        let made = NewPassphrase(
            salt: Array(repeating: number, count: 16), rounds: 600_000,
            authenticationKey: Array(repeating: number, count: 32),
            wrappedKey: Array(repeating: number, count: 61), keyNumber: keyNumber)
        guard let made else { preconditionFailure("no device makes that") }
        return made
    }
}

extension PassphraseBody {
    fileprivate init(
        _ new: NewPassphrase, on phone: Phone, at now: Moment, signedWithContact isContact: Bool = false
    ) throws {
        let time = now.millisecondsSinceEpoch
        let statement = KeyStatement.newPassphrase(
            authenticationKey: new.authenticationKey, wrappedKey: new.wrappedKey, keyNumber: new.keyNumber,
            installation: phone.id.rawValue, origin: phone.origin, time: time)
        self.init(
            salt: WireBytes(new.salt), rounds: new.rounds, authenticationKey: WireBytes(new.authenticationKey),
            wrappedKey: WireBytes(new.wrappedKey), keyNumber: new.keyNumber, old: nil, time: time,
            signature: WireBytes(
                try Phone.sign(statement.bytesToSign, with: isContact ? phone.contact : phone.approval)))
    }
}
