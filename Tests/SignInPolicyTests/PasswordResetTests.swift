import Identity
import SignInPolicy
import Testing

@Suite struct `A password reset, on every way` {
    static let worlds: [PasswordResetWalk] = [
        PasswordResetWalk(Fixture.everyday),
        PasswordResetWalk(Fixture.account([Fixture.longPassword, Fixture.mailbox])),
        PasswordResetWalk(Fixture.account([Fixture.password, Fixture.mailbox, Fixture.spentCodes])),
        PasswordResetWalk(Fixture.everyday.with(state: .disabled)),
        PasswordResetWalk(Fixture.phantom),
        PasswordResetWalk(Fixture.account([Fixture.app(), Fixture.mailbox, Fixture.codes])),
        PasswordResetWalk(Fixture.account([Fixture.app(), Fixture.mailbox])),
        PasswordResetWalk(Fixture.account([Fixture.mailbox])),
        PasswordResetWalk(Fixture.everyday, for: .anyNetwork),
        PasswordResetWalk(Fixture.account([Fixture.longPassword, Fixture.mailbox]), for: .anyNetwork),
        PasswordResetWalk(Fixture.phantom, for: .anyNetwork),
        PasswordResetWalk(Fixture.everyday.with(state: .disabled), for: .anyNetwork),
    ]

    static let walked: [(broken: [String], seen: Set<Transition>)] = worlds.map { world in
        var broken: [String] = []
        let (seen, _) = walk(from: world, with: PasswordResetWalk.Event.all) { state, event in
            guard state.broken == nil else { return nil }
            let transition = state.take(event)
            if let found = state.broken { broken.append("\(event): \(found)") }
            return transition
        }
        return (broken, seen)
    }

    @Test(arguments: worlds.indices)
    func `REC-03, REC-04, REC-05, FLOW-19: sets one password, after the mailbox and the second step`(world: Int) {
        #expect(Self.walked[world].broken == [])
    }

    @Test func `reaches a new password where there is a way, and never where there is none`() {
        let completed = Self.walked.map { walked in walked.seen.contains { $0.to == "completed" } }
        #expect(completed == [true, true, false, false, false, true, false, false, true, true, false, false])
    }

    @Test func `REC-20, REC-23: a disabled account takes the same steps as one that does not exist`() {
        #expect(Self.walked[3].seen.subtracting([.accountChangedAnywhere]) == Self.walked[4].seen)
        #expect(Self.walked[11].seen.subtracting([.accountChangedAnywhere]) == Self.walked[10].seen)
    }

    @Test func `S-3, REC-05: what was proven to lift the limit to networks sets no password, and the reverse`() throws {
        for goal in PasswordReset.Goal.allCases {
            let shape = Fixture.account([Fixture.longPassword, Fixture.mailbox])
            var reset = PasswordReset(startedAt: Fixture.start, for: goal)
            _ = reset.identifierGiven(.email(Fixture.mira), of: shape, at: Fixture.start)
            let mail = try #require(Fixture.proof(.emailCode, of: shape))
            _ = reset.codeChecked(.passed(mail), of: shape, under: Fixture.plain, at: Fixture.start)
            var stored = try storedAndLoaded(reset)
            #expect(stored == reset && stored.goal == goal)
            let password = stored.passwordChosen(.accepted(standsAlone: true), of: shape, at: Fixture.start)
            #expect((password == .outOfOrder) == (goal == .anyNetwork))
            let confirmation = reset.confirmed(of: shape, at: Fixture.start)
            #expect((confirmation == .outOfOrder) == (goal == .newPassword))
        }
    }

    @Test func `is what its page in docs says`() throws {
        let seen = Self.walked.reduce(into: Set<Transition>()) { $0.formUnion($1.seen) }
        let page = try StatePage("password-reset")
        #expect(page.rows == seen, "the table would be:\n\(seen.table)")
        #expect(page.arrows == seen.arrows)
    }
}

@Suite struct `A password reset` {
    private var reset = PasswordReset(startedAt: Fixture.start)

    @Test mutating func `OTP-10: sends the code to the stored address, however it was typed`() throws {
        let typed = EmailAddress(canonical: Fixture.mira.canonical, shown: "MIRA@EXAMPLE.ORG")
        let outcome = reset.identifierGiven(.email(typed), of: Fixture.everyday, at: Fixture.start)
        guard case .askForCode(sendTo: .some(let mailbox)) = outcome,
            case .emailAddress(let address, _) = mailbox.kind
        else {
            Issue.record("\(outcome)")
            return
        }
        #expect(address.shown == "Mira@example.org")
    }

    @Test mutating func `REC-03: without a password the mailbox alone sets none, and with a second step it does`()
        throws
    {
        for (held, isEnough) in [([Fixture.app()], false), ([Fixture.app(), Fixture.codes], true), ([], false)] {
            let shape = Fixture.account(held + [Fixture.mailbox])
            var reset = self.reset
            let outcome = reset.identifierGiven(.email(Fixture.mira), of: shape, at: Fixture.start)
            #expect(outcome == .askForCode(sendTo: Fixture.mailbox))
            let mail = try #require(Fixture.proof(.emailCode, of: shape))
            _ = reset.codeChecked(.passed(mail), of: shape, under: Fixture.everyMethod, at: Fixture.start)
            #expect(reset.step == (isEnough ? .second : .refused))
        }
    }

    @Test mutating func `sends nothing to a group address, to a stranger's, or for an account without a mailbox`() {
        let shared = Authenticator(
            id: Fixture.mailbox.id, kind: .emailAddress(Fixture.mira, isShared: true))
        for shape in [
            Fixture.account([Fixture.password, shared]), Fixture.account([Fixture.passkey, shared]),
            Fixture.account([Fixture.password]), Fixture.phantom,
        ] {
            var reset = self.reset
            #expect(
                reset.identifierGiven(.email(Fixture.mira), of: shape, at: Fixture.start) == .askForCode(sendTo: nil))
        }
    }

    @Test mutating func `offers every second factor that product.md lists after a code by mail, and no app`() throws {
        let shape = Fixture.account([
            Fixture.password, Fixture.mailbox, Fixture.totp, Fixture.codes, Fixture.passphrase, Fixture.securityKey,
            Fixture.sms, Fixture.app("tablet", on: Fixture.tablet, .secondary),
        ])
        _ = reset.identifierGiven(.email(Fixture.mira), of: shape, at: Fixture.start)
        let mail = try #require(Fixture.proof(.emailCode, of: shape))
        _ = reset.codeChecked(.passed(mail), of: shape, under: Fixture.everyMethod, at: Fixture.start)
        let menu = try #require(reset.menu(of: shape, under: Fixture.everyMethod))
        #expect(menu.offers.map(\.method) == [.securityKey, .totp, .smsCode, .backupCode, .passphrase])
    }

    @Test mutating func `stays what it is when it is stored and loaded`() throws {
        _ = reset.identifierGiven(.email(Fixture.mira), of: Fixture.everyday, at: Fixture.start)
        let mail = try #require(Fixture.proof(.emailCode, of: Fixture.everyday))
        _ = reset.codeChecked(.passed(mail), of: Fixture.everyday, under: Fixture.plain, at: Fixture.start)
        #expect(reset.step == .second)
        #expect(try storedAndLoaded(reset) == reset)
    }

    @Test mutating func `OTP-03: a code from another mailbox of the account is not the one that was sent`() throws {
        let work = Authenticator(id: AuthenticatorID("m2"), kind: .emailAddress(Fixture.work, isShared: false))
        let shape = Fixture.everyday.with(adding: [work])
        _ = reset.identifierGiven(.email(Fixture.mira), of: shape, at: Fixture.start)
        let mail = try #require(shape.proof(by: .emailCode, with: work.id))
        let outcome = reset.codeChecked(.passed(mail), of: shape, under: Fixture.plain, at: Fixture.start)
        #expect(outcome == .askAgain(triesLeft: 4))
        #expect(reset.step == .code)
    }

    @Test mutating func `OTP-10: a code for a number that was typed goes to the mailbox where notices go`() {
        let shape = Fixture.everyday.with(adding: [Fixture.sms])
        #expect(
            reset.identifierGiven(.phone(Fixture.number), of: shape, at: Fixture.start)
                == .askForCode(sendTo: Fixture.mailbox))
    }
}
