import Addresses
import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

@Suite struct `The first account` {
    @Test(arguments: World.kinds)
    func `ONCE-03, ADM-20: comes of one of 50 uses of the set-up link at once`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let servers = kind == .postgreSQL ? [world, try await world.secondServer()] : [world]
        let link = try await world.setUpLink()
        let made = try await countYes(of: 50) { index in
            let outcome = try await servers[index % servers.count].finishSetUp(
                link, address: "root\(index)@example.org")
            return outcome.attempt != nil
        }
        #expect(made == 1)
        #expect(try await world.countAccounts() == 1)
        #expect(try await world.store.read { try $0.countActiveAdministrators() } == 1)
    }

    @Test func `signs in at once when its second step is there, with both steps`() async throws {
        let world = try await World()
        let attempt = try #require(try await world.finishSetUp(try await world.setUpLink()).attempt)
        let answer = try #require(try await world.enrol(in: attempt))
        guard case .signedIn(let session) = answer.outcome else {
            Issue.record("\(answer.outcome)")
            return
        }
        let live = try #require(try await world.services.sessions.live(session.token, from: world.client()))
        #expect(live.authentication.assurance.level == .two)
        #expect(live.role == .administrator)
    }

    @Test func `REC-25: is never made again, not even when the first administrator is gone`() async throws {
        let world = try await World()
        let link = try await world.setUpLink()
        #expect(try await world.finishSetUp(link).attempt != nil)
        try await world.store.write { transaction in
            for account in try transaction.accounts() {
                _ = try transaction.changeState(of: account.id, from: .active, to: .closed)
            }
        }
        #expect(try await world.services.administration.makeSetUpLink() == nil)
        #expect(try await !world.services.setUp.isOpen(link))
        #expect(try await world.finishSetUp(link, address: "other@example.org").isGone)
        #expect(try await world.countAccounts() == 1)
    }

    @Test func `ADM-20: the link ends after a day, and with the next link`() async throws {
        let world = try await World()
        let first = try await world.setUpLink()
        let second = try await world.setUpLink()
        #expect(try await world.finishSetUp(first).isGone)
        world.time.advance(by: Limits.setUpLinkLife)
        #expect(try await world.finishSetUp(second).isGone)
        #expect(try await world.countAccounts() == 0)
    }

    @Test func `ONCE-15: a refused form says all that is wrong and spends nothing`() async throws {
        let world = try await World()
        let link = try await world.setUpLink()
        let outcome = try await world.services.setUp.finish(
            SetUp.Form(name: " ", address: "nobody", password: "short"), with: link, from: world.client())
        #expect(
            outcome.problems == [.name(.missing), .addressUnreadable, .password(.tooShort(minimum: 8))])
        #expect(try await world.finishSetUp(link).attempt != nil)
    }

    @Test func `ONCE-15: an address that is taken leaves the link good`() async throws {
        let world = try await World()
        _ = try await world.person("ada")
        let link = try await world.setUpLink()
        #expect(try await world.finishSetUp(link, address: "ada@example.org").problems == [.addressTaken])
        #expect(try await world.services.setUp.isOpen(link))
    }

    @Test func `OTP-11: an address that looks like a taken one is taken`() async throws {
        let world = try await World()
        _ = try await world.invite("ada@example.org")
        let link = try await world.setUpLink()
        #expect(try await world.finishSetUp(link, address: "аdа@example.org").problems == [.addressTaken])
    }

    @Test(arguments: ["Aikagi", "root@example.org", "password1"])
    func `PWD-08: the password is not the service's name, the address or a common one`(password: String) async throws {
        let world = try await World()
        let outcome = try await world.finishSetUp(try await world.setUpLink(), password: password)
        #expect(outcome.problems.count == 1)
        #expect(outcome.attempt == nil)
    }
}

@Suite struct `An invitation` {
    @Test(arguments: World.kinds)
    func `ONCE-03, FLOW-16: is taken by one of 50 at once`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let servers = kind == .postgreSQL ? [world, try await world.secondServer()] : [world]
        let link = try await world.invite()
        let taken = try await countYes(of: 50) { index in
            try await servers[index % servers.count].take(link).attempt != nil
        }
        #expect(taken == 1)
        #expect(try await world.countAccounts() == 1)
    }

    @Test func `FLOW-16: gives the role it was made for, and only to its own address`() async throws {
        let world = try await World()
        let link = try await world.invite("grace@example.org")
        let other = try await world.invite("boss@example.org", role: .administrator)
        #expect(try await world.take(link).attempt != nil)
        let grace = try #require(
            try await world.store.read { try $0.account(withIdentifier: "grace@example.org") })
        #expect(grace.role == .person)
        #expect(grace.state == .active)
        let boss = try #require(try await world.store.read { try $0.account(withIdentifier: "boss@example.org") })
        #expect(boss.state == .invited)
        #expect(try await world.services.invitations.look(other)?.address.canonical == "boss@example.org")
    }

    @Test func `FLOW-16: is refused when it is spent, too old or replaced`() async throws {
        let world = try await World()
        let first = try await world.invite()
        let second = try await world.invite()
        #expect(try await world.take(first).isGone)
        #expect(try await world.take(second).attempt != nil)
        #expect(try await world.take(second).isGone)
        let late = try await world.invite("late@example.org")
        world.time.advance(by: Limits.invitationLife)
        #expect(try await world.take(late).isGone)
    }

    @Test func `ONCE-14: only the whole token is the token`() async throws {
        let world = try await World()
        let token = try await world.invite().reveal()
        let altered = [
            String(token.dropLast()), token + "A", token.uppercased(), token.lowercased(), " " + token, token + "=",
            "",
        ]
        for wrong in altered where wrong != token {  // not a secret: a test compares two texts of its own
            #expect(try await world.take(Secret(wrong)).isGone, "\(wrong)")
            #expect(try await world.services.links.purpose(of: Secret(wrong)) == nil)
        }
        #expect(try await world.take(Secret(token)).attempt != nil)
    }

    @Test func `OTP-21: looking at it as often as one likes spends nothing`() async throws {
        let world = try await World()
        let link = try await world.invite()
        for _ in 0..<3 {
            #expect(try await world.services.links.purpose(of: link) == .invitation)
            #expect(try await world.services.invitations.look(link) != nil)
        }
        #expect(try await world.take(link).attempt != nil)
        #expect(try await world.services.links.purpose(of: link) == nil)
    }

    @Test func `RATE-15: to strangers the invited account is nobody`() async throws {
        let world = try await World()
        _ = try await world.invite("grace@example.org")
        for address in ["grace@example.org", "nobody@example.org"] {
            let attempt = try #require(try await world.begin(address, from: world.client()))
            let answer = try await world.services.signIn.submit(
                password: newPassword, to: attempt, from: world.client())
            #expect(answer.problem == .wrong)
            #expect(answer.prompt?.hasOtherWays == true)
        }
    }
}

@Suite struct `What one secret opens` {
    @Test func `ONCE-13: no other kind of thing`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let client = world.client()
        let setUp = try await world.setUpLink()
        let invitation = try await world.invite()
        #expect(try await world.take(setUp).isGone)
        #expect(try await world.finishSetUp(invitation).isGone)

        let attempt = try await world.halfWay(ada, from: client)
        let reset = try await world.beginReset(ada.address, from: client)
        let resets = world.services.passwordResets
        for foreign in [attempt, setUp, invitation] {
            #expect(try await resets.submit(newPassword: newPassword, to: foreign, from: client).startsAgain)
            #expect(try await resets.submit(appCode: "123456", to: foreign, from: client).startsAgain)
        }
        for foreign in [reset, setUp, invitation] {
            let answer = try await world.services.signIn.submit(
                appCode: ada.code(at: world.time.now()), to: foreign, from: client)
            #expect(!answer.isSignedIn)
            #expect(answer.prompt == nil)
            guard
                case .startAgain = try await world.services.registrations.verify("12345678", in: foreign, from: client)
            else {
                Issue.record("a registration took a foreign secret")
                continue
            }
        }
        // None of it has cost anybody anything.
        #expect(try await world.services.setUp.isOpen(setUp))
        #expect(try await world.services.invitations.look(invitation) != nil)
        let code = ada.code(at: world.time.now())
        #expect(try await world.services.signIn.submit(appCode: code, to: attempt, from: client).isSignedIn)
    }
}
