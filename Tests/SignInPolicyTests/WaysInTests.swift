import Identity
import SignInPolicy
import Testing

@Suite struct `The ways in` {
    /// Everything that an account with a password can have, each on a holding of its own.
    static let rich = Fixture.account([
        Fixture.password, Fixture.mailbox, Fixture.sms, Fixture.totp, Fixture.codes, Fixture.passphrase,
        Fixture.securityKey, Fixture.passkey, Fixture.app("phone", on: Fixture.phone),
        Fixture.app("tablet", on: Fixture.tablet, .secondary),
        Authenticator(id: AuthenticatorID("idp"), kind: .upstream(UpstreamID("school"))),
    ])
    static let ways = WaysIn(of: rich, under: Fixture.everyMethod)

    @Test func `are exactly the combinations of product.md 4.4`() {
        let recovery: [Method] = [.totp, .securityKey, .passkey, .backupCode, .passphrase]
        // With a password the app comes second, unless it has read the QR of a page that knows nobody yet.
        var expected: Set<[Method]> = [[.passkey], [.appScan]]
        for second in recovery + [.approval, .appScan, .appCode, .smsCode] { expected.insert([.password, second]) }
        for first in [Method.emailCode, .smsCode, .upstream] {
            for second in recovery { expected.insert([first, second]) }
        }
        // Both are taken to be in the same phone.
        expected.remove([.smsCode, .totp])
        expected.formUnion([[.emailCode, .smsCode], [.upstream, .smsCode]])
        #expect(Set(Self.ways.complete.map(\.methods)) == expected)
    }

    @Test func `need a second factor's own holding: no two proofs are lost in one stroke`() {
        for way in Self.ways.complete where way.proofs.count == 2 {
            #expect(way.proofs[0].holdings.isDisjoint(with: way.proofs[1].holdings), "\(way.methods)")
            #expect(way.proofs[0].method != way.proofs[1].method)
        }
    }

    @Test func `BKUP-10: only a passkey or security key resists phishing, and recovery never does`() {
        for way in Self.ways.complete {
            let resists =
                way.methods == [.passkey] || [[.password, .passkey], [.password, .securityKey]].contains(way.methods)
            #expect(way.assurance.phishingResistant == resists, "\(way.methods)")
            let recovers =
                [.emailCode, .smsCode, .upstream].contains(way.methods[0]) || way.methods.last == .passphrase
            #expect(way.assurance.recovery == recovers, "\(way.methods)")
            #expect(way.assurance.level == .two)
        }
    }

    @Test func `FLOW-21: what is too weak for what is asked is neither offered nor enough`() throws {
        let strict = WaysIn(
            of: Self.rich, under: Fixture.everyMethod,
            reaching: Assurance.Requirement(level: .two, phishingResistant: true))
        #expect(
            Set(strict.complete.map(\.methods)) == [[.passkey], [.password, .passkey], [.password, .securityKey]])
        let password = try #require(Fixture.proof(.password, of: Self.rich))
        #expect(strict.secondSteps(after: password).offers.map(\.method) == [.passkey, .securityKey])
        #expect(strict.firstSteps(for: .email(Fixture.mira)).offers.map(\.method) == [.password, .passkey])
        let highest = WaysIn(
            of: Self.rich, under: Fixture.everyMethod, reaching: Assurance.Requirement(level: .three))
        #expect(highest.complete.isEmpty)
    }

    @Test func `FLOW-02: a second factor is asked for although no policy does`() throws {
        let shape = Fixture.account([Fixture.longPassword, Fixture.mailbox, Fixture.totp])
        let proof = try #require(Fixture.proof(.password, of: shape))
        #expect(WaysIn(of: shape, under: Fixture.plain).judge(first: proof) == .needsSecondStep)
    }

    @Test(arguments: [
        Authenticator(id: Fixture.totp.id, kind: Fixture.totp.kind, state: .disabled), Fixture.spentCodes,
        Fixture.app(.init("dead"), on: Fixture.phone, .primary, .gone),
    ])
    func `FLOW-02: a factor that is out of order still keeps the password from being enough`(factor: Authenticator)
        throws
    {
        let shape = Fixture.account([Fixture.longPassword, Fixture.mailbox, factor])
        let ways = WaysIn(of: shape, under: Fixture.everyMethod)
        let proof = try #require(Fixture.proof(.password, of: shape))
        #expect(ways.judge(first: proof) == .needsSecondStep)
        #expect(ways.secondSteps(after: proof).offers.isEmpty)
        #expect(ways.complete.isEmpty)
    }

    @Test func `TOTP-13: a factor that is pending is none`() throws {
        let pending = Authenticator(id: Fixture.totp.id, kind: Fixture.totp.kind, state: .pending)
        let shape = Fixture.account([Fixture.longPassword, Fixture.mailbox, pending])
        let ways = WaysIn(of: shape, under: Fixture.plain)
        #expect(!ways.hasSecondFactor)
        #expect(shape.proof(by: .totp, with: pending.id) == nil)
        let forged = Proof(method: .totp, authenticator: pending.id, holdings: [])
        let password = try #require(Fixture.proof(.password, of: shape))
        #expect(ways.judge(first: password, second: forged) == .insufficient(.neverSecond))
    }

    @Test func `PWD-01: a short password never signs in alone, it leads to a second factor`() throws {
        let shape = Fixture.account([Fixture.password, Fixture.mailbox])
        let ways = WaysIn(of: shape, under: Fixture.plain)
        let proof = try #require(Fixture.proof(.password, of: shape))
        #expect(ways.judge(first: proof) == .needsEnrolment)
        #expect(ways.complete.isEmpty)
        #expect(ways.leadsToEnrolment)
    }

    @Test(arguments: Method.allCases)
    func `a method that the policy does not allow is neither offered nor enough`(method: Method) throws {
        let rules = SignInRules(methods: Set(Method.allCases).subtracting([method]))
        let ways = WaysIn(of: Self.rich, under: rules)
        #expect(ways.complete.allSatisfy { !$0.methods.contains(method) })
        let menu = ways.firstSteps(for: .email(Fixture.mira))
        #expect(menu.offers.allSatisfy { $0.method != method })
        #expect(menu.withheld.contains { $0.method == method && $0.reason == .notAllowed })
        if method != .password {
            let password = try #require(Fixture.proof(.password, of: Self.rich))
            #expect(ways.secondSteps(after: password).offers.allSatisfy { $0.method != method })
        }
    }

    @Test func `a passkey or an app that did not check its user is no way in alone`() throws {
        let shape = Fixture.account([Fixture.passkey, Fixture.app()])
        let ways = WaysIn(of: shape, under: Fixture.everyMethod)
        for (method, id) in [(Method.passkey, Fixture.passkey.id), (.approval, AuthenticatorID("app"))] {
            let proof = try #require(shape.proof(by: method, with: id, userVerified: false))
            #expect(ways.judge(first: proof) == .insufficient(.userNotVerified))
        }
    }

    @Test func `an app without an app lock is a second step after a password, never passwordless`() throws {
        let app = Fixture.app(lock: .none)
        let passwordless = WaysIn(of: Fixture.account([app, Fixture.mailbox]), under: Fixture.everyMethod)
        #expect(passwordless.complete.isEmpty)
        let shape = Fixture.account([Fixture.password, app])
        let withPassword = WaysIn(of: shape, under: Fixture.everyMethod)
        #expect(
            Set(withPassword.complete.map(\.methods))
                == [[.password, .approval], [.password, .appScan], [.password, .appCode]])
    }

    @Test func `the code of the primary device is no way in alone, that of a secondary is`() {
        let primary = WaysIn(of: Fixture.account([Fixture.app()]), under: Fixture.everyMethod)
        #expect(Set(primary.complete.map(\.methods)) == [[.approval], [.appScan]])
        let secondary = WaysIn(
            of: Fixture.account([Fixture.app("tablet", on: Fixture.tablet, .secondary)]), under: Fixture.everyMethod)
        #expect(Set(secondary.complete.map(\.methods)) == [[.approval], [.appScan], [.appCode]])
    }

    @Test func `two numbers are not two methods, and a number and a TOTP app in one phone are not two holdings`() throws
    {
        let here = Authenticator(
            id: AuthenticatorID("here"), kind: .phoneNumber(Fixture.number, device: Fixture.phone))
        let other = Authenticator(
            id: AuthenticatorID("other"), kind: .phoneNumber(Fixture.otherNumber, device: nil))
        let shape = Fixture.account([Fixture.password, here, other, Fixture.totp, Fixture.app()])
        let ways = WaysIn(of: shape, under: Fixture.everyMethod)
        let sms = try #require(shape.proof(by: .smsCode, with: here.id))
        let secondSMS = try #require(shape.proof(by: .smsCode, with: other.id))
        let totp = try #require(shape.proof(by: .totp, with: Fixture.totp.id))
        #expect(ways.judge(first: sms, second: secondSMS) == .insufficient(.sameMethod))
        #expect(ways.judge(first: sms, second: totp) == .insufficient(.sameHolding))
        let reasons = ways.secondSteps(after: sms).withheld
        #expect(reasons.contains { $0.authenticator == Fixture.totp.id && $0.reason == .sameHolding })
        #expect(reasons.contains { $0.method == .approval && $0.reason == .notAfter(.smsCode) })
    }

    @Test func `BKUP-07: a backup code is never a first step, and never follows another`() throws {
        let code = try #require(Fixture.proof(.backupCode, of: Self.rich))
        #expect(Self.ways.judge(first: code) == .insufficient(.neverFirst))
        #expect(Self.ways.judge(first: code, second: code) == .insufficient(.neverSecond))
    }

    @Test func `the last backup code still counts in the transaction that spends it`() throws {
        let before = try #require(Fixture.proof(.backupCode, of: Fixture.everyday))
        let after = Fixture.account([Fixture.password, Fixture.mailbox, Fixture.totp, Fixture.spentCodes])
        let password = try #require(Fixture.proof(.password, of: after))
        let ways = WaysIn(of: after, under: Fixture.plain)
        #expect(ways.judge(first: password, second: before) == .complete(Assurance(level: .two)))
        #expect(ways.secondSteps(after: password).withheld.contains { $0.reason == .usedUp })
    }
}
