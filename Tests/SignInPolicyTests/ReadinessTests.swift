import Identity
import SignInPolicy
import Testing

@Suite struct `Whether an account is ready` {
    private func readiness(_ held: [Authenticator], under rules: SignInRules = Fixture.everyMethod) -> Readiness {
        Readiness(of: Fixture.account(held), under: rules)
    }

    @Test func `without codes the phone is the one loss too many`() {
        let risky = readiness([Fixture.password, Fixture.mailbox, Fixture.totp])
        #expect(risky.level == .atRisk)
        #expect(risky.fatal == [.holding(.device(.assumedPhone))])
        #expect(risky.nextStep == .backupCodes)
        let ready = readiness([Fixture.password, Fixture.mailbox, Fixture.totp, Fixture.codes])
        #expect(ready.level == .ready)
        #expect(ready.fatal.isEmpty)
        #expect(ready.nextStep == nil)
    }

    @Test func `a phone number is lost with the phone, unless its SIM is elsewhere`() {
        let risky = readiness([Fixture.password, Fixture.mailbox, Fixture.totp, Fixture.sms])
        #expect(risky.fatal == [.holding(.device(.assumedPhone))])
        let other = Authenticator(
            id: AuthenticatorID("sms"), kind: .phoneNumber(Fixture.number, device: Fixture.tablet))
        #expect(readiness([Fixture.password, Fixture.mailbox, Fixture.totp, other]).level == .ready)
    }

    @Test func `an app that does not answer counts for nothing, and is to be looked after`() {
        let dead = Fixture.app("old", on: Fixture.tablet, .secondary, .doubtful)
        let risky = readiness([Fixture.password, Fixture.mailbox, Fixture.app(), dead])
        #expect(risky.level == .atRisk)
        #expect(risky.nextStep == .backupCodes)
        let ready = readiness([Fixture.password, Fixture.mailbox, Fixture.app(), dead, Fixture.codes])
        #expect(ready.level == .ready)
        #expect(ready.nextStep == .checkDevice)
    }

    @Test func `names the step after which the fewest losses are fatal`() {
        // Codes would not help against a forgotten password; an address of one's own does.
        #expect(readiness([Fixture.password, Fixture.totp, Fixture.codes]).nextStep == .mailbox)
        #expect(readiness([Fixture.longPassword, Fixture.mailbox]).nextStep == .secondStep)
        let few = Authenticator(id: Fixture.codes.id, kind: .backupCodes(remaining: 2))
        #expect(readiness([Fixture.password, Fixture.mailbox, Fixture.totp, few]).nextStep == .newBackupCodes)
    }

    @Test func `an account that nobody gets in to is locked out, whatever it holds`() {
        let stuck = readiness([Fixture.password, Fixture.mailbox, Fixture.spentCodes])
        #expect(stuck.level == .lockedOut)
        #expect(Readiness.Level.lockedOut < .atRisk && .atRisk < Readiness.Level.ready)
    }

    @Test func `a reset that spends the last backup code is no road`() {
        let noMailCodes = SignInRules(methods: Fixture.everyMethod.methods.subtracting([.emailCode]))
        let last = Authenticator(id: Fixture.codes.id, kind: .backupCodes(remaining: 1))
        let one = readiness([Fixture.mailbox, Fixture.app(), last], under: noMailCodes)
        #expect(one.fatal.contains(.holding(.device(Fixture.phone))))
        #expect(readiness([Fixture.mailbox, Fixture.app(), Fixture.codes], under: noMailCodes).level == .ready)
    }

    @Test func `no single theft opens an account with a second step, and the table says what it does`() throws {
        let held = readiness([Fixture.password, Fixture.mailbox, Fixture.sms, Fixture.totp, Fixture.codes])
        let thefts = Dictionary(uniqueKeysWithValues: held.thefts.map { ($0.holding, $0.theft) })
        #expect(thefts[.memory(Fixture.password.id)] == .firstStep([.password]))
        #expect(thefts[.sheet(Fixture.codes.id)] == .secondStep([.backupCode]))
        // The phone has the authenticator app and the number in it: one thing, and not two.
        #expect(thefts[.device(.assumedPhone)] == .firstStep([.smsCode]))
        #expect(thefts[.mailbox(Fixture.mira)] == .firstStep([.emailCode]))
    }

    @Test func `where a password signs in alone, the table says so of it and of the mailbox`() {
        let open = readiness([Fixture.longPassword, Fixture.mailbox])
        #expect(open.level == .ready)
        #expect(open.thefts.map(\.theft) == [.wayIn([.password]), .wayIn([.emailCode])])
    }

    @Test func `typical accounts survive every single loss, and no theft opens them`() {
        for account in TypicalAccount.all {
            let readiness = Readiness(of: account.shape, under: Fixture.everyMethod)
            #expect(readiness.level == .ready, "\(account.title)")
            for row in readiness.thefts {
                if case .wayIn = row.theft { Issue.record("\(account.title): \(row.holding)") }
            }
        }
    }
}

@Suite struct `What is added` {
    private let floor = FloorRule(under: Fixture.everyMethod)

    @Test func `turns the second step on only with a way back`() {
        let bare = Fixture.account([Fixture.password, Fixture.mailbox])
        let phone = FloorRule.Loss.holding(.device(.assumedPhone))
        #expect(floor.judge(adding: [Fixture.totp], to: bare) == .needsRecovery([phone]))
        #expect(floor.judge(adding: [Fixture.totp, Fixture.codes], to: bare) == .allowed)
        #expect(floor.judge(adding: [Fixture.passphrase, Fixture.codes], to: bare) == .onlyRecovery)
    }

    @Test func `takes nothing away that was said to be elsewhere`() {
        let inTablet = Authenticator(
            id: AuthenticatorID("sms"), kind: .phoneNumber(Fixture.number, device: Fixture.tablet))
        let held = Fixture.account([Fixture.password, Fixture.mailbox, Fixture.totp, inTablet])
        let tablet = Fixture.app("tablet", on: Fixture.tablet, .primary)
        #expect(floor.judge(adding: [tablet], to: held) != .allowed)
        #expect(floor.judge(adding: [tablet, Fixture.codes], to: held) == .allowed)
    }

    @Test func `an administrator takes away what the person could not, but never the floor or the second step`() {
        let held = Fixture.account([Fixture.longPassword, Fixture.mailbox, Fixture.totp, Fixture.codes])
        let without = { (gone: [Authenticator]) in held.without { gone.contains($0) } }
        #expect(floor.judge(.removeAuthenticator(Fixture.totp.id), of: held) == .refused(.onlyRecoveryLeft))
        guard case .warn = floor.judgeTaking(from: held, to: without([Fixture.totp])) else {
            Issue.record("a lost app can be taken away while codes are left")
            return
        }
        #expect(
            floor.judgeTaking(from: held, to: without([Fixture.totp, Fixture.codes])) == .refused(.secondStepRequired))
        let bare = without([Fixture.mailbox])
        #expect(
            floor.judgeTaking(from: bare, to: bare.without { $0 == Fixture.longPassword }) == .refused(.noWayIn))
    }
}
