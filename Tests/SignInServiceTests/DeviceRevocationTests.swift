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

/// Taking authenticators away, and what an account without them can still do.
@Suite struct `An authenticator that is taken away` {
    // MARK: By the person

    @Test(arguments: World.kinds)
    func `DEV-06: the last second factor stays where everybody must have one`(kind: TestDatabase.Kind) async throws {
        let rules = SignInRules(methods: SignInRules.builtMethods, secondStep: .required)
        let world = try await World(kind, rules: rules)
        let ada = try await world.person(password: "a long enough pass phrase", holding: [.backupCodes])
        let phone = try await world.phone(of: ada.account)
        let client = world.client()
        let secret = try await world.halfWay(ada, from: client)
        let number = try #require(try await world.view(secret)?.number).reveal()
        #expect(try await world.approve(on: phone, number: number) == .approved)
        let session = try #require(try await world.settle(secret, from: client))
        let installations = world.services.installations
        for outcome in [
            try await installations.remove(phone.id, by: session, from: client),
            try await installations.signOut(try #require(try await world.live(phone)), from: client),
        ] {
            guard case .refused(let removal) = outcome else {
                Issue.record("it went: \(outcome)")
                return
            }
            #expect(removal.verdict == .refused(.secondStepRequired))
        }
        #expect(try await world.live(phone) != nil)

        // Of an account that has none, nobody gets a session before there is one.
        let bob = try await world.person("bob", password: "a long enough pass phrase", holding: [])
        let attempt = try #require(try await world.begin(bob.address, from: client))
        let answer = try await world.services.signIn.submit(password: bob.password, to: attempt, from: client)
        #expect(!answer.isSignedIn && answer.prompt?.step == .address)
    }

    @Test
    func `DEV-06, DEV-19: an authenticator app that is the last factor stays, and one beside another goes at once`()
        async throws
    {
        let rules = SignInRules(methods: SignInRules.builtMethods, secondStep: .required)
        let world = try await World(rules: rules)
        let ada = try await world.person()
        let app = try #require(ada.app)
        let session = try await world.liveSession(of: ada)
        let authenticators = world.services.own.authenticators
        guard case .refused(let removal) = try await authenticators.remove(app, by: session, from: world.client())
        else {
            Issue.record("the last factor went")
            return
        }
        #expect(removal.verdict == .refused(.secondStepRequired))
        _ = try await world.phone(of: ada.account)
        let waiting = try await world.halfWay(ada)
        #expect(try await authenticators.remove(app, by: session, from: world.client()) == .removed)
        world.time.advance(by: .seconds(Limits.totpPeriod))
        let late = try await world.services.signIn.submit(
            appCode: ada.code(at: world.time.now()), to: waiting, from: world.client())
        #expect(!late.isSignedIn)
    }

    @Test func `D-5: a lost phone is dead at once, also where only backup codes are left`() async throws {
        let world = try await World()
        let ada = try await world.person(password: "shorter one", holding: [.backupCodes])
        let phone = try await world.phone(of: ada.account)
        let secret = try await world.halfWay(ada)
        let recovered = try await world.services.signIn.submit(
            backupCode: ada.backupCodes[0], to: secret, from: world.client())
        guard case .signedIn(let opened) = recovered.outcome else {
            Issue.record("a backup code was refused: \(recovered.outcome)")
            return
        }
        let session = try #require(try await world.services.sessions.live(opened.token, from: world.client()))
        let installations = world.services.installations
        #expect(try await installations.reportLost(phone.id, by: session, from: world.client()) == .done)
        guard case .refused(.gone(.reportedLost)) = try await world.contact(of: phone) else {
            Issue.record("it goes on")
            return
        }
        // The second step stays on, and the codes with it.
        #expect(try await world.signIn(ada, from: world.client()) == nil)
        let again = try await world.services.signIn.submit(
            backupCode: ada.backupCodes[1], to: try await world.halfWay(ada), from: world.client())
        #expect(again.isSignedIn)
        #expect(try await world.addPhone(by: session) != nil)
    }

    // MARK: By an administrator

    @Test(arguments: World.kinds)
    func `DEV-19: an administrator ends one device or all, and they approve nothing from then on`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World(kind)
        let ada = try await world.person(password: "shorter one", holding: [.backupCodes])
        let phone = try await world.phone(of: ada.account)
        world.time.advance(by: .seconds(1))
        let tablet = try await world.phone(of: ada.account, named: "Tablet")
        let administration = world.services.administration
        let client = world.client()
        let secret = try await world.halfWay(ada, from: client)
        let request = try #require(try await world.request(for: phone))
        let number = try #require(try await world.view(secret)?.number).reveal()
        let approval = try phone.approve(request, number: number, at: world.time.now())

        #expect(try await administration.revoke(.named("Pixel 8"), of: ada.account) == .done(["Pixel 8"]))
        let answered = try await world.services.approvals.answer(
            approval, to: ApprovalRequestID(request.id), by: phone.id, from: client)
        #expect(answered == .notFound)
        #expect(try await world.settle(secret, from: client) == nil)
        guard case .refused(.gone(.revoked)) = try await world.contact(of: phone) else {
            Issue.record("it goes on")
            return
        }
        #expect(try await world.services.installations.own(of: ada.account).map(\.role) == [.primary])
        let entry = try await world.auditLog().last { $0.event == "installationEnded" }
        #expect(entry?.actor == "console" && entry?.subject == phone.id.rawValue)
        let told = try await world.letters(to: ada.address).contains { $0.letter.subject == "A device was removed" }
        #expect(told)

        #expect(try await administration.revoke(.named("Pixel 8"), of: ada.account) == .nothing)
        #expect(try await administration.revoke(.allDevices, of: ada.account) == .done(["Tablet"]))
        #expect(try await world.live(tablet) == nil)
        // The second step stays on: a code lets in, the password alone does not.
        #expect(try await world.signIn(ada, from: world.client()) == nil)
        let answer = try await world.services.signIn.submit(
            backupCode: ada.backupCodes[0], to: try await world.halfWay(ada), from: world.client())
        #expect(answer.isSignedIn)
    }

    @Test func `DEV-19: an administrator takes an authenticator app and backup codes, and locks nobody out`()
        async throws
    {
        let world = try await World()
        let ada = try await world.person()
        let app = try #require(ada.app)
        let administration = world.services.administration
        #expect(try await administration.revoke(.backupCodes, of: ada.account) == .done(["backup codes"]))
        let attempt = try await world.halfWay(ada)
        let spent = try await world.services.signIn.submit(
            backupCode: ada.backupCodes[0], to: attempt, from: world.client())
        #expect(!spent.isSignedIn)
        // Nothing else is left, so the app stays.
        #expect(try await administration.revoke(.named(app.rawValue), of: ada.account) == .locksOut)
        #expect(try await world.signIn(ada, from: world.client()) != nil)
        let one = try await world.phone(of: ada.account, named: "Phone")
        guard case .ambiguous(let ids) = try await administration.revoke(.named("Phone"), of: ada.account) else {
            Issue.record("one of two of that name was chosen")
            return
        }
        #expect(Set(ids) == [one.id, app])
        #expect(try await administration.revoke(.named(app.rawValue), of: ada.account) == .done(["Phone"]))
        world.time.advance(by: .seconds(Limits.totpPeriod))
        #expect(try await world.signIn(ada, from: world.client()) == nil)
        #expect(try await administration.revoke(.allDevices, of: ada.account) == .locksOut)
        #expect(try await world.live(one) != nil)
        #expect(try await administration.revoke(.allDevices, of: AccountID("nobody")) == .noSuchAccount)
    }

    // MARK: What is left

    @Test(arguments: World.kinds)
    func `DEV-12: an account whose factors are gone enrols none by its password, but by its recovery methods`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World(kind)
        for password in ["a long enough pass phrase", "shorter one"] {
            let name = password.hasPrefix("a") ? "ada" : "bob"
            let ada = try await world.person(name, password: password, holding: [.backupCodes])
            let phone = try await world.phone(of: ada.account)
            #expect(try await world.services.administration.revoke(.allDevices, of: ada.account) == .done(["Pixel 8"]))
            #expect(try await world.live(phone) == nil)
            let client = world.client()
            let attempt = try #require(try await world.begin(ada.address, from: client))
            let first = try await world.services.signIn.submit(password: password, to: attempt, from: client)
            #expect(first.prompt?.step == .second && first.prompt?.method == .backupCode)
            let secret = try #require(first.newSecret)
            guard case .elsewhere = try await world.services.signIn.enrolment(secret, from: client) else {
                Issue.record("the password alone leads to an enrolment")
                return
            }
            let last = try await world.services.signIn.submit(
                backupCode: ada.backupCodes[0], to: secret, from: client)
            guard case .signedIn(let opened) = last.outcome else {
                Issue.record("a backup code was refused: \(last.outcome)")
                return
            }
            let session = try #require(try await world.services.sessions.live(opened.token, from: client))
            #expect(try await world.addPhone(by: session) != nil)
        }
    }

    @Test func `R-14: a help code tells the administrator how the devices stood`() async throws {
        let world = try await World()
        let ada = try await world.person(password: "a long enough pass phrase", holding: [.backupCodes])
        _ = try await world.phone(of: ada.account)
        world.time.advance(by: Limits.doubtfulAfter)
        let secret = try await world.halfWay(ada)
        var refusal: HelpCode?
        for _ in 0..<Limits.triesPerStep where refusal == nil {
            let answer = try await world.services.signIn.submit(
                backupCode: "00000000000000000000", to: secret, from: world.client())
            if case .refused(_, let code) = answer.outcome { refusal = code }
        }
        let explained = try await world.services.administration.explain(try #require(refusal))
        #expect(explained?.installations?.count == 1)
        #expect(explained?.installations?.first?.hasPrefix("Pixel 8 (Android), primary, doubtful") == true)
    }
}
