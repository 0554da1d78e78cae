import Identity
import SignInPolicy
import Testing

@Suite struct `A menu` {
    private func second(of authenticators: [Authenticator], approvalsStopped: Bool = false) throws -> Menu {
        let shape = Fixture.account([Fixture.password] + authenticators, approvalsStopped: approvalsStopped)
        let password = try #require(Fixture.proof(.password, of: shape))
        return WaysIn(of: shape, under: Fixture.everyMethod).secondSteps(after: password)
    }

    @Test func `offers the best second step first, the primary device before the others, the doubtful last`() throws {
        let menu = try second(of: [
            Fixture.codes, Fixture.passphrase, Fixture.sms, Fixture.totp, Fixture.securityKey,
            Fixture.app("a tablet", on: Fixture.tablet, .secondary), Fixture.app("phone"),
        ])
        #expect(
            menu.offers.map(\.key) == [
                "securityKey", "approval.phone", "approval.a tablet", "totp", "appScan.phone", "appScan.a tablet",
                "appCode.phone", "appCode.a tablet", "smsCode.sms", "backupCode", "passphrase",
            ])
        let doubted = try second(of: [Fixture.app("phone", on: Fixture.phone, .primary, .doubtful), Fixture.codes])
        #expect(doubted.offers.map(\.method) == [.backupCode, .approval, .appScan, .appCode])
        #expect(doubted.offers.map(\.isDoubtful) == [false, true, true, true])
    }

    @Test(arguments: [
        (Installation.Life.pending, Withheld.Reason.pending), (.gone, .gone),
    ])
    func `says why a dead or unproven installation is not offered`(
        life: Installation.Life, reason: Withheld.Reason
    ) throws {
        let menu = try second(of: [Fixture.app("phone", on: Fixture.phone, .primary, life)])
        #expect(menu.offers.isEmpty)
        #expect(
            menu.withheld.filter { $0.authenticator?.rawValue == "phone" }.map(\.reason) == [reason, reason, reason])
    }

    @Test func `stops approval requests after “it wasn’t me”, and only those`() throws {
        let menu = try second(of: [Fixture.app()], approvalsStopped: true)
        #expect(menu.offers.map(\.method) == [.appScan, .appCode])
        #expect(menu.withheld.contains { $0.method == .approval && $0.reason == .approvalsStopped })
    }

    @Test func `accounts for every method, offered or with a reason`() throws {
        let shape = Fixture.everyday
        let ways = WaysIn(of: shape, under: Fixture.everyMethod)
        let password = try #require(Fixture.proof(.password, of: shape))
        for menu in [ways.firstSteps(for: .email(Fixture.mira)), ways.secondSteps(after: password), ways.freshProofs] {
            let named = Set(menu.offers.map(\.method)).union(menu.withheld.map(\.method))
            #expect(named == Set(Method.allCases))
        }
        let reasons = ways.secondSteps(after: password).withheld
        #expect(reasons.contains { $0.method == .securityKey && $0.reason == .notEnrolled })
        #expect(reasons.contains { $0.method == .emailCode && $0.reason == .neverSecond })
        #expect(reasons.contains { $0.method == .password && $0.reason == .sameMethod })
    }

    @Test func `puts TOTP apps into one row with both names`() throws {
        let tablet = Authenticator(
            id: AuthenticatorID("totp2"), kind: .totpApp(place: .device(Fixture.tablet)), name: "Tablet")
        let menu = try second(of: [Fixture.totp, tablet])
        #expect(menu.offers.count == 1)
        #expect(menu.best?.authenticators == [Fixture.totp.id, tablet.id])
        #expect(menu.best?.need == .codeApp(names: ["Codes", "Tablet"]))
        #expect(menu.offer(keyed: "totp") == menu.best)
        #expect(menu.offer(keyed: "smsCode") == nil)
    }

    @Test
    func `RATE-15, RATE-16, RATE-17: the first step looks alike for an account with factors, without, locked, or none`()
    {
        let shapes = [
            Fixture.everyday, Fixture.account([Fixture.longPassword, Fixture.mailbox]), Fixture.phantom,
            Fixture.everyday.with(state: .locked), Fixture.everyday.with(state: .disabled),
            Fixture.account([
                Authenticator(id: Fixture.password.id, kind: Fixture.password.kind, state: .disabled),
                Fixture.mailbox, Fixture.securityKey, Fixture.passkey, Fixture.app(),
            ]),
            Fixture.account([
                Fixture.password, Fixture.mailbox, Fixture.sms,
                Authenticator(id: AuthenticatorID("m2"), kind: .emailAddress(Fixture.work, isShared: false)),
            ]),
        ]
        let menus = shapes.map { shape in
            WaysIn(of: shape, under: Fixture.everyMethod).firstSteps(for: .email(Fixture.mira)).offers
        }
        #expect(menus[0].map(\.method) == [.password, .passkey, .emailCode])
        #expect(Set(menus).count == 1)
        // Without a password too: the same rows, with a password that never matches.
        let passwordless = Fixture.account([Fixture.app(), Fixture.mailbox, Fixture.codes])
        let menu = WaysIn(of: passwordless, under: Fixture.everyMethod).firstSteps(for: .email(Fixture.mira))
        #expect(menu.offers.map(\.key) == menus[0].map(\.key))
        #expect(menu.offers.map(\.need) == menus[0].map(\.need))
        #expect(menu.best?.authenticators == [passwordless.standInPassword.id])
    }

    @Test func `RATE-15: a password typed for an account without one is tried like any other, and never right`() {
        let passwordless = Fixture.account([Fixture.app(), Fixture.mailbox, Fixture.codes])
        var attempt = SignInAttempt(startedAt: Fixture.start)
        let mira = Identifier.email(Fixture.mira)
        _ = attempt.identifierGiven(mira, of: passwordless, under: Fixture.everyMethod, at: Fixture.start)
        let outcome = attempt.proofSubmitted(
            by: .password, of: passwordless, under: Fixture.everyMethod, at: Fixture.start)
        #expect(outcome == .pretend([passwordless.standInPassword]))
        #expect(passwordless.proof(by: .password, with: passwordless.standInPassword.id) == nil)
    }

    @Test func `RATE-18: before the first proof a code goes only to the address that was typed`() {
        let work = Authenticator(id: AuthenticatorID("m2"), kind: .emailAddress(Fixture.work, isShared: false))
        let shape = Fixture.account([Fixture.password, Fixture.mailbox, work])
        let menu = WaysIn(of: shape, under: Fixture.plain).firstSteps(for: .email(Fixture.work))
        #expect(menu.offers.map(\.need) == [.memory, .mailbox(Fixture.work)])
        #expect(menu.withheld.contains { $0.authenticator == Fixture.mailbox.id && $0.reason == .notTyped })
    }

    @Test func `P-4: asks the app first where there is no password, in a browser that the account knows`() {
        let passwordless = Fixture.account([Fixture.app("phone"), Fixture.mailbox])
        let ways = WaysIn(of: passwordless, under: Fixture.everyMethod)
        let mira = Identifier.email(Fixture.mira)
        let known = ways.firstSteps(for: mira, inKnownBrowser: true)
        #expect(known.offers.map(\.method) == [.approval, .appScan, .passkey, .emailCode])
        let strange = ways.firstSteps(for: mira)
        #expect(strange.offers.map(\.method) == [.password, .passkey, .emailCode])
        #expect(strange.withheld.contains { $0.method == .approval && $0.reason == .unknownBrowser })
        let tablet = Fixture.app("tablet", on: Fixture.tablet, .secondary)
        let password = Fixture.account([Fixture.password, Fixture.mailbox, tablet])
        let other = WaysIn(of: password, under: Fixture.everyMethod).firstSteps(for: mira, inKnownBrowser: true)
        #expect(other.offers.map(\.method) == [.password, .passkey, .emailCode])
        #expect(other.withheld.contains { $0.method == .approval && $0.reason == .onlyPasswordless })
    }

    @Test func `asks for a password where no app could be asked, so that the way to a new one stands there`() {
        let gone = Fixture.account([Fixture.app("phone", on: Fixture.phone, .primary, .gone), Fixture.mailbox])
        let menu = WaysIn(of: gone, under: Fixture.plain).firstSteps(for: .email(Fixture.mira), inKnownBrowser: true)
        #expect(menu.best?.method == .password)
    }

    @Test func `ID-5: never sends a code to a group address`() {
        let shared = Authenticator(id: Fixture.mailbox.id, kind: .emailAddress(Fixture.mira, isShared: true))
        let shape = Fixture.account([Fixture.password, shared])
        let menu = WaysIn(of: shape, under: Fixture.plain).firstSteps(for: .email(Fixture.mira))
        #expect(menu.offers.map(\.method) == [.password])
        #expect(menu.withheld.contains { $0.reason == .sharedAddress })
        #expect(shape.provenMailbox == nil)
    }
}
