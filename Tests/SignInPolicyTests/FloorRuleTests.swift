import Identity
import SignInPolicy
import Testing

@Suite struct `Never locked out` {
    private let floor = FloorRule(under: Fixture.plain)
    private let mira = Identifier.email(Fixture.mira)
    private let work = Identifier.email(Fixture.work)
    private let workMailbox = Authenticator(
        id: AuthenticatorID("m2"), kind: .emailAddress(Fixture.work, isShared: false))

    @Test func `ID-4: the last identifier stays`() {
        #expect(floor.judge(.removeIdentifier(mira), of: Fixture.everyday) == .refused(.lastIdentifier))
        #expect(floor.judge(.removeIdentifier(work), of: Fixture.everyday) == .refused(.notFound))
        let two = Fixture.account(
            [Fixture.password, Fixture.mailbox, workMailbox, Fixture.totp, Fixture.codes], identifiers: [mira, work])
        #expect(floor.judge(.removeIdentifier(mira), of: two) == .allowed)
    }

    @Test func `an authenticator of somebody else is not found`() {
        #expect(
            floor.judge(.removeAuthenticator(AuthenticatorID("other")), of: Fixture.everyday) == .refused(.notFound))
    }

    @Test func `the password stays where it is in every way in`() {
        let verdict = floor.judge(
            .removeAuthenticator(Fixture.password.id), of: Fixture.account([Fixture.longPassword, Fixture.mailbox]))
        #expect(verdict == .refused(.noWayIn))
    }

    @Test func `the last app stays while backup codes would be the second step of every day`() {
        let verdict = floor.judge(.removeAuthenticator(Fixture.totp.id), of: Fixture.everyday)
        #expect(verdict == .refused(.onlyRecoveryLeft))
        let tablet = Authenticator(id: AuthenticatorID("totp2"), kind: .totpApp(place: .device(Fixture.tablet)))
        let two = Fixture.everyday.with(adding: [tablet])
        #expect(floor.judge(.removeAuthenticator(Fixture.totp.id), of: two) == .allowed)
    }

    @Test func `the second step can be turned off only where the password may stand alone and policy agrees`() {
        #expect(floor.judge(.turnSecondStepOff, of: Fixture.everyday) == .refused(.passwordTooShortAlone))
        let long = Fixture.account([Fixture.longPassword, Fixture.mailbox, Fixture.totp, Fixture.codes])
        #expect(floor.judge(.turnSecondStepOff, of: long) == .allowed)
        #expect(floor.secondFactors(of: long) == [Fixture.totp.id, Fixture.codes.id])
        let required = FloorRule(under: Fixture.plainRequired)
        #expect(required.judge(.turnSecondStepOff, of: long) == .refused(.secondStepRequired))
    }

    @Test func `taking the backup codes away is warned of, with the loss that would lock the person out`() {
        let phoneLost = FloorRule.Loss.holding(.device(.assumedPhone))
        #expect(floor.judge(.removeAuthenticator(Fixture.codes.id), of: Fixture.everyday) == .warn([phoneLost]))
        let strict = FloorRule(under: SignInRules(methods: Fixture.plain.methods, resilience: .required))
        #expect(
            strict.judge(.removeAuthenticator(Fixture.codes.id), of: Fixture.everyday)
                == .refused(.losesResilience([phoneLost])))
    }

    @Test func `an account with codes survives every single loss, and one without does not survive its phone`() {
        #expect(floor.fatalLosses(of: Fixture.everyday) == [])
        #expect(!floor.lacksRecovery(Fixture.everyday))
        let risky = Fixture.account([Fixture.password, Fixture.mailbox, Fixture.totp])
        #expect(floor.fatalLosses(of: risky) == [.holding(.device(.assumedPhone))])
        #expect(floor.lacksRecovery(risky))
        #expect(!floor.lacksRecovery(Fixture.account([Fixture.longPassword, Fixture.mailbox])))
    }

    @Test func `without a mailbox a forgotten password is the end, and is said to be`() {
        let shape = Fixture.account([Fixture.password, Fixture.totp, Fixture.codes])
        #expect(floor.fatalLosses(of: shape) == [.holding(.memory(Fixture.password.id))])
    }

    @Test func `a re-installed app alone locks out whoever has nothing else`() {
        let everything = FloorRule(under: Fixture.everyMethod)
        let shape = Fixture.account([Fixture.app(), Fixture.mailbox])
        #expect(
            everything.fatalLosses(of: shape) == [
                .holding(.device(Fixture.phone)), .reinstalled(AuthenticatorID("app")),
            ])
        #expect(everything.fatalLosses(of: shape.with(adding: [Fixture.codes])) == [])
    }

    @Test func `a change that makes nothing worse is allowed on an account that has no way in`() {
        let stuck = Fixture.account([Fixture.mailbox, workMailbox], identifiers: [mira, work])
        #expect(floor.judge(.removeIdentifier(work), of: stuck) == .allowed)
        #expect(!floor.getsIn(stuck))
    }

    @Test func `P-4: the password goes only where a locked app takes its place and every single loss is survived`() {
        let everything = FloorRule(under: Fixture.everyMethod)
        let verdict = { (held: [Authenticator]) in
            everything.judge(.removePassword, of: Fixture.account([Fixture.password] + held))
        }
        #expect(verdict([Fixture.mailbox, Fixture.app(), Fixture.codes]) == .allowed)
        #expect(verdict([Fixture.mailbox, Fixture.totp, Fixture.codes]) == .refused(.noLockedApp))
        let open = Fixture.app("app", on: Fixture.phone, .primary, .live, lock: .none)
        #expect(verdict([Fixture.mailbox, open, Fixture.codes]) == .refused(.noLockedApp))
        let dead = Fixture.app("app", on: Fixture.phone, .primary, .doubtful)
        #expect(verdict([Fixture.mailbox, dead, Fixture.codes]) == .refused(.noLockedApp))
        let phone = [FloorRule.Loss.holding(.device(Fixture.phone)), .reinstalled(AuthenticatorID("app"))]
        #expect(verdict([Fixture.mailbox, Fixture.app()]) == .refused(.losesResilience(phone)))
        // A TOTP app is taken to be on the same phone.
        #expect(verdict([Fixture.mailbox, Fixture.app(), Fixture.totp]) != .allowed)
        let tablet = Fixture.app("tablet", on: Fixture.tablet, .secondary)
        #expect(verdict([Fixture.mailbox, Fixture.app(), tablet]) == .allowed)
        #expect(verdict([Fixture.app(), Fixture.codes]) == .refused(.losesResilience(phone)))
        let gone = Fixture.account([Fixture.mailbox, Fixture.app(), Fixture.codes])
        #expect(everything.judge(.removePassword, of: gone) == .refused(.notFound))
    }

    @Test func `without a password the lock of the last app stays, and so does the app`() {
        let everything = FloorRule(under: Fixture.everyMethod)
        let phone = AuthenticatorID("app")
        let alone = Fixture.account([Fixture.app(), Fixture.sms])
        #expect(everything.judge(.dropAppLock(phone), of: alone) == .refused(.noWayIn))
        #expect(everything.judge(.removeAuthenticator(phone), of: alone) == .refused(.noWayIn))
        let two = alone.with(adding: [Fixture.app("tablet", on: Fixture.tablet, .secondary)])
        #expect(everything.judge(.dropAppLock(phone), of: two) != .refused(.noWayIn))
        let usual = Fixture.account([Fixture.password, Fixture.mailbox, Fixture.app(), Fixture.codes])
        #expect(everything.judge(.dropAppLock(phone), of: usual) == .allowed)
    }

    @Test func `a policy that asks for a second step keeps nobody out who can enrol one`() {
        let required = FloorRule(under: Fixture.plainRequired)
        #expect(required.getsIn(Fixture.account([Fixture.longPassword, Fixture.mailbox])))
        #expect(!required.getsIn(Fixture.account([Fixture.longPassword])))
    }
}

@Suite struct `What a thief can do` {
    @Test func `nothing that is stolen alone is a complete way in, unless it checks its user`() {
        let shape = Fixture.account([
            Fixture.password, Fixture.mailbox, Fixture.sms, Fixture.totp, Fixture.codes, Fixture.passphrase,
            Fixture.securityKey, Fixture.passkey, Fixture.app(),
        ])
        for way in WaysIn(of: shape, under: Fixture.everyMethod).complete where way.holdings.count < 2 {
            #expect(way.proofs.allSatisfy { $0.userVerified }, "\(way.methods)")
        }
    }
}
