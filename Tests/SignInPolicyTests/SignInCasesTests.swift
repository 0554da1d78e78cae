import Identity
import SignInPolicy
import Testing

/// Single conversations that carry the number of a case. All of them together are walked elsewhere.
@Suite struct `A sign-in attempt` {
    private let now = Fixture.start
    private let rules = Fixture.plain
    private let shape = Fixture.everyday

    /// An attempt that has come to the second step.
    private func halfWay(of shape: AccountShape = Fixture.everyday) throws -> SignInAttempt {
        var attempt = SignInAttempt(startedAt: now)
        _ = attempt.identifierGiven(.email(Fixture.mira), of: shape, under: rules, at: now)
        let password = try #require(Fixture.proof(.password, of: shape))
        guard case .askSecond = attempt.firstChecked(.passed(password), of: shape, under: rules, at: now) else {
            Issue.record("not half-way: \(attempt.state)")
            return attempt
        }
        return attempt
    }

    @Test func `P-1: goes from identifier to password to code to session`() throws {
        var attempt = SignInAttempt(startedAt: now)
        let first = attempt.identifierGiven(.email(Fixture.mira), of: shape, under: rules, at: now)
        guard case .askFirst(let offer) = first else {
            Issue.record("\(first)")
            return
        }
        #expect(offer.method == .password)
        #expect(attempt.named?.identifier == .email(Fixture.mira))
        let submitted = attempt.proofSubmitted(by: .password, of: shape, under: rules, at: now)
        #expect(submitted == .check([Fixture.password]))
        let password = try #require(Fixture.proof(.password, of: shape))
        let second = attempt.firstChecked(.passed(password), of: shape, under: rules, at: now)
        guard case .askSecond(let code) = second else {
            Issue.record("\(second)")
            return
        }
        #expect(code.method == .totp)
        #expect(attempt.proofSubmitted(by: .totp, of: shape, under: rules, at: now) == .check([Fixture.totp]))
        let totp = try #require(Fixture.proof(.totp, of: shape))
        let last = attempt.secondChecked(.passed(totp), of: shape, under: rules, at: now)
        guard case .grantSession(let grant) = last else {
            Issue.record("\(last)")
            return
        }
        #expect(grant.account == shape.account)
        #expect(grant.assurance == Assurance(level: .two))
        #expect(grant.proofs == [password, totp])
        #expect(grant.at == now)
        #expect(attempt.step == .signedIn)
    }

    @Test func `P-1: an identifier that nobody has is asked the same, and no proof is right`() throws {
        var known = SignInAttempt(startedAt: now)
        var unknown = SignInAttempt(startedAt: now)
        let phantom = Fixture.phantom
        #expect(
            known.identifierGiven(.email(Fixture.mira), of: shape, under: rules, at: now)
                == unknown.identifierGiven(.email(Fixture.mira), of: phantom, under: rules, at: now))
        #expect(
            unknown.proofSubmitted(by: .password, of: phantom, under: rules, at: now)
                == .pretend([Fixture.password]))
        let password = try #require(Fixture.proof(.password, of: phantom))
        for _ in 1..<Limits.triesPerStep {
            #expect(
                known.firstChecked(.failed, of: shape, under: rules, at: now)
                    == unknown.firstChecked(.passed(password), of: phantom, under: rules, at: now))
        }
        #expect(
            unknown.firstChecked(.passed(password), of: phantom, under: rules, at: now) == .refuse(.tooManyFailures))
        #expect(known.firstChecked(.failed, of: shape, under: rules, at: now) == .refuse(.tooManyFailures))
    }

    @Test(arguments: [AccountState.invited, .unconfirmed, .locked, .disabled, .closed])
    func `RATE-15: an account that may not sign in is answered like a wrong password`(state: AccountState) throws {
        let stopped = shape.with(state: state)
        var attempt = SignInAttempt(startedAt: now)
        _ = attempt.identifierGiven(.email(Fixture.mira), of: stopped, under: rules, at: now)
        #expect(
            attempt.proofSubmitted(by: .password, of: stopped, under: rules, at: now) == .pretend([Fixture.password]))
        let password = try #require(Fixture.proof(.password, of: stopped))
        #expect(
            attempt.firstChecked(.passed(password), of: stopped, under: rules, at: now) == .askAgain(triesLeft: 4))
    }

    @Test func `RATE-07: a hold half-way ends the attempt, and the end of the hold does not bring it back`() throws {
        var attempt = try halfWay()
        let until = now + .seconds(30)
        #expect(attempt.held(until: until, at: now) == .refuse(.lockedOut(until: until)))
        let totp = try #require(Fixture.proof(.totp, of: shape))
        #expect(
            attempt.secondChecked(.passed(totp), of: shape, under: rules, at: until)
                == .refuse(.lockedOut(until: until)))
    }

    @Test func `RATE-07: a hold before anything is proven only has to be waited for`() {
        var attempt = SignInAttempt(startedAt: now)
        _ = attempt.identifierGiven(.email(Fixture.mira), of: shape, under: rules, at: now)
        #expect(attempt.held(until: now + .seconds(30), at: now) == .tellToWait(until: now + .seconds(30)))
        #expect(attempt.step == .first)
    }

    @Test func `RATE-13: a right password does not take wrong codes back, nor does going back`() throws {
        var attempt = try halfWay()
        for _ in 0..<4 { _ = attempt.secondChecked(.failed, of: shape, under: rules, at: now) }
        _ = attempt.wentBack(of: shape, under: rules, at: now)
        let password = try #require(Fixture.proof(.password, of: shape))
        _ = attempt.firstChecked(.passed(password), of: shape, under: rules, at: now)
        #expect(attempt.triesLeft == 1)
        #expect(attempt.secondChecked(.failed, of: shape, under: rules, at: now) == .refuse(.tooManyFailures))
    }

    @Test func `FLOW-04, FLOW-24: who must enrol is made to each time, and gets no session before`() throws {
        let bare = Fixture.account([Fixture.longPassword, Fixture.mailbox])
        let required = Fixture.plainRequired
        let password = try #require(Fixture.proof(.password, of: bare))
        for _ in 0..<3 {
            var attempt = SignInAttempt(startedAt: now)
            _ = attempt.identifierGiven(.email(Fixture.mira), of: bare, under: required, at: now)
            #expect(
                attempt.firstChecked(.passed(password), of: bare, under: required, at: now)
                    == .proveAddress(Fixture.mailbox))
            let totp = Fixture.proofOrForgery(.totp, of: Fixture.everyday)
            #expect(
                attempt.secondFactorEnrolled(totp, of: shape.with(generation: 8), under: required, at: now)
                    == .outOfOrder)
            #expect(attempt.step == .address)
        }
    }

    @Test func `FLOW-24: the forced road takes the password, the mailbox and the new factor`() throws {
        let bare = Fixture.account([Fixture.longPassword, Fixture.mailbox])
        let required = Fixture.plainRequired
        var attempt = SignInAttempt(startedAt: now)
        _ = attempt.identifierGiven(.email(Fixture.mira), of: bare, under: required, at: now)
        let password = try #require(Fixture.proof(.password, of: bare))
        _ = attempt.firstChecked(.passed(password), of: bare, under: required, at: now)
        #expect(attempt.proofSubmitted(by: .emailCode, of: bare, under: required, at: now) == .check([Fixture.mailbox]))
        let mail = try #require(Fixture.proof(.emailCode, of: bare))
        #expect(attempt.addressChecked(.passed(mail), of: bare, at: now) == .enrolSecondFactor)
        let enrolled = bare.with(generation: bare.factorGeneration + 1, adding: [Fixture.totp])
        let totp = try #require(Fixture.proof(.totp, of: enrolled))
        var elsewhere = attempt
        let outcome = attempt.secondFactorEnrolled(totp, of: enrolled, under: required, at: now)
        guard case .grantSession(let grant) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(grant.methods == [.password, .totp])
        let changedMore = enrolled.with(generation: bare.factorGeneration + 2)
        #expect(
            elsewhere.secondFactorEnrolled(totp, of: changedMore, under: required, at: now) == .refuse(.accountChanged))
    }

    @Test func `OTP-03: on the forced road only the code to the mailbox that was asked counts`() throws {
        let work = Authenticator(id: AuthenticatorID("m2"), kind: .emailAddress(Fixture.work, isShared: false))
        let bare = Fixture.account([Fixture.longPassword, work, Fixture.mailbox])
        var attempt = SignInAttempt(startedAt: now)
        _ = attempt.identifierGiven(.email(Fixture.mira), of: bare, under: Fixture.plainRequired, at: now)
        let password = try #require(Fixture.proof(.password, of: bare))
        #expect(
            attempt.firstChecked(.passed(password), of: bare, under: Fixture.plainRequired, at: now)
                == .proveAddress(Fixture.mailbox))
        let other = try #require(bare.proof(by: .emailCode, with: work.id))
        #expect(attempt.addressChecked(.passed(other), of: bare, at: now) == .askAgain(triesLeft: 4))
        #expect(attempt.step == .address)
    }

    @Test func `FLOW-24: without a mailbox of one's own an invitation is needed`() throws {
        let bare = Fixture.account([Fixture.longPassword])
        var attempt = SignInAttempt(startedAt: now)
        _ = attempt.identifierGiven(.email(Fixture.mira), of: bare, under: Fixture.plainRequired, at: now)
        let password = try #require(Fixture.proof(.password, of: bare))
        #expect(
            attempt.firstChecked(.passed(password), of: bare, under: Fixture.plainRequired, at: now)
                == .refuse(.invitationNeeded))
    }

    @Test func `TOTP-14, FLOW-03: half-way, no factor can be added or put in the place of the one that is asked for`()
        throws
    {
        var attempt = try halfWay()
        let before = attempt
        let mine = Authenticator(id: AuthenticatorID("mine"), kind: .totpApp(place: .elsewhere))
        let replaced = Fixture.account(
            [Fixture.password, Fixture.mailbox, mine], generation: shape.factorGeneration + 1)
        let proof = try #require(Fixture.proof(.totp, of: replaced))
        #expect(attempt.secondFactorEnrolled(proof, of: replaced, under: rules, at: now) == .outOfOrder)
        let mail = try #require(Fixture.proof(.emailCode, of: shape))
        #expect(attempt.addressChecked(.passed(mail), of: shape, at: now) == .outOfOrder)
        #expect(attempt == before)
        #expect(attempt.secondChecked(.passed(proof), of: shape, under: rules, at: now) == .askAgain(triesLeft: 4))
    }

    @Test func `FLOW-05: going back forgets what was proven`() throws {
        var attempt = try halfWay()
        _ = attempt.wentBack(of: shape, under: rules, at: now)
        #expect(attempt.step == .first)
        let totp = try #require(Fixture.proof(.totp, of: shape))
        #expect(attempt.secondChecked(.passed(totp), of: shape, under: rules, at: now) == .outOfOrder)
    }

    @Test func `FLOW-09: another account's proofs, or another name, are out of order half-way`() throws {
        var attempt = try halfWay()
        let before = attempt
        let other = shape.with(id: "other")
        let totp = try #require(Fixture.proof(.totp, of: other))
        #expect(attempt.secondChecked(.passed(totp), of: other, under: rules, at: now) == .outOfOrder)
        #expect(
            attempt.identifierGiven(.email(Fixture.work), of: other, under: rules, at: now) == .outOfOrder)
        #expect(attempt.otherWayChosen("backupCode", of: other, under: rules, at: now) == .outOfOrder)
        #expect(attempt == before)
    }

    @Test func `FLOW-11, FLOW-12: once a factor is added or removed the half-open attempt is over`() throws {
        for changed in [
            shape.with(generation: 8, adding: [Fixture.securityKey]),
            Fixture.account([Fixture.password, Fixture.mailbox], generation: 8),
        ] {
            var attempt = try halfWay()
            let totp = try #require(Fixture.proof(.totp, of: shape))
            #expect(
                attempt.secondChecked(.passed(totp), of: changed, under: rules, at: now) == .refuse(.accountChanged))
        }
    }

    @Test func `FLOW-10: rules that allow nothing let nobody in`() throws {
        var attempt = try halfWay()
        let totp = try #require(Fixture.proof(.totp, of: shape))
        let nothing = SignInRules(methods: [])
        #expect(attempt.secondChecked(.passed(totp), of: shape, under: nothing, at: now) == .askAgain(triesLeft: 4))
        #expect(attempt.otherWayChosen("totp", of: shape, under: nothing, at: now) == .notOffered)
    }

    @Test func `M-9: another way is asked for by its key, and a disabled one is not there`() throws {
        var attempt = try halfWay()
        guard case .ask(let offer) = attempt.otherWayChosen("backupCode", of: shape, under: rules, at: now) else {
            Issue.record("not offered")
            return
        }
        #expect(offer.need == .sheet)
        #expect(attempt.named?.choice.method == .backupCode)
        #expect(attempt.otherWayChosen("emailCode.mailbox", of: shape, under: rules, at: now) == .notOffered)
    }

    @Test func `BKUP-10: a session by backup code says so and resists no phishing`() throws {
        var attempt = try halfWay()
        let code = try #require(Fixture.proof(.backupCode, of: shape))
        let outcome = attempt.secondChecked(.passed(code), of: shape, under: rules, at: now)
        guard case .grantSession(let grant) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(grant.methods == [.password, .backupCode])
        #expect(!grant.assurance.phishingResistant)
        #expect(!grant.assurance.meets(Assurance.Requirement(level: .two, phishingResistant: true)))
    }

    @Test(arguments: [899_999, 900_000] as [Int64])
    func `expires to the millisecond`(milliseconds: Int64) throws {
        var attempt = try halfWay()
        let totp = try #require(Fixture.proof(.totp, of: shape))
        let outcome = attempt.secondChecked(
            .passed(totp), of: shape, under: rules, at: now + .milliseconds(milliseconds))
        #expect((outcome == .refuse(.expired)) == (milliseconds == 900_000))
    }

    @Test func `stays what it is when it is stored and loaded, at every step`() throws {
        var attempt = SignInAttempt(startedAt: now, reaching: Assurance.Requirement(level: .two))
        #expect(try storedAndLoaded(attempt) == attempt)
        _ = attempt.identifierGiven(.email(Fixture.mira), of: shape, under: rules, at: now)
        _ = attempt.firstChecked(.failed, of: shape, under: rules, at: now)
        #expect(try storedAndLoaded(attempt) == attempt)
        let half = try halfWay()
        #expect(try storedAndLoaded(half) == half)
        var refused = half
        _ = refused.repudiated()
        #expect(try storedAndLoaded(refused) == refused)
    }
}
