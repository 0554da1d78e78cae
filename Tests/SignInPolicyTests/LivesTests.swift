import Identity
import SignInPolicy
import Testing

@Suite struct `The life of a session` {
    @Test(
        arguments: [(.one, 86_400, 3_600), (.two, 86_400, 3_600), (.three, 43_200, 900)]
            as [(Assurance.Level, Int64, Int64)])
    func `SESS-05: ends after its time, and earlier when it is not used`(
        level: Assurance.Level, overall: Int64, idle: Int64
    ) {
        var life = SessionLife(level: level, start: Fixture.start, lastUse: Fixture.start)
        #expect(life.standing(at: Fixture.start) == .live)
        #expect(life.standing(at: Fixture.start + .seconds(idle - 1)) == .live)
        #expect(life.standing(at: Fixture.start + .seconds(idle)) == .idleTooLong)
        var now = Fixture.start
        while now + .seconds(idle - 1) < Fixture.start + .seconds(overall) {
            now = now + .seconds(idle - 1)
            #expect(life.standing(at: now) == .live)
            #expect(life.used(at: now) == true)
        }
        #expect(life.standing(at: Fixture.start + .seconds(overall)) == .over)
    }

    @Test func `REL-20, RATE-24: a clock behind what the session has seen ends it`() {
        let life = SessionLife(level: .two, start: Fixture.start, lastUse: Fixture.start + .seconds(1_800))
        #expect(life.standing(at: Fixture.start + .seconds(1_740)) == .live)
        #expect(life.standing(at: Fixture.start + .seconds(1_739)) == .clockWentBack)
        #expect(life.standing(at: Fixture.start - .seconds(3_600)) == .clockWentBack)
    }

    @Test func `writes a use down once a minute, and never an earlier one`() {
        var life = SessionLife(level: .two, start: Fixture.start, lastUse: Fixture.start)
        #expect(life.used(at: Fixture.start + .seconds(59)) == false)
        #expect(life.used(at: Fixture.start - .seconds(59)) == false)
        #expect(life.lastUse == Fixture.start)
        #expect(life.used(at: Fixture.start + .seconds(60)) == true)
        #expect(life.lastUse == Fixture.start + .seconds(60))
    }
}

@Suite struct `The life of a sent code` {
    @Test(arguments: OneTimeCodeLife.SentCode.allCases)
    func `OTP-02: is good for its time and not a moment longer`(road: OneTimeCodeLife.SentCode) {
        let issued = OneTimeCodeLife.issued(by: road, at: Fixture.start)
        var inTime = issued
        #expect(inTime.admit(at: Fixture.start + road.life - .milliseconds(1)) == .compare)
        var late = issued
        #expect(late.admit(at: Fixture.start + road.life) == .expired)
        var back = issued
        #expect(back.admit(at: Fixture.start - .seconds(61)) == .expired)
    }

    @Test func `OTP-02: is never longer than NIST allows`() {
        #expect(OneTimeCodeLife.SentCode.sms.life <= .seconds(600))
        #expect(OneTimeCodeLife.SentCode.mail.life <= .seconds(86_400))
        #expect(OneTimeCodeLife.SentCode.allCases.allSatisfy { $0.digits >= 6 })
    }

    @Test func `OTP-04: five entries, the right one included, and it is dead`() {
        var life = OneTimeCodeLife.issued(by: .mail, at: Fixture.start)
        for left in (0..<Limits.codeTries).reversed() {
            #expect(life.admit(at: Fixture.start) == .compare)
            #expect(life.triesLeft == left)
        }
        #expect(life.admit(at: Fixture.start) == .triedTooOften)
        #expect(life.tries == Limits.codeTries)
    }

    @Test func `RATE-24: a damaged count is too many`() {
        let lifetime = Lifetime(from: Fixture.start, for: .seconds(60))
        var life = OneTimeCodeLife(lifetime: lifetime, tries: -3)
        #expect(life.admit(at: Fixture.start) == .triedTooOften)
        #expect(life.triesLeft == 0)
    }
}

@Suite struct `The budget of sent codes` {
    @Test func `REC-19: fifty requests in an hour send five codes`() {
        var issued: [Moment] = []
        for second in 0..<50 {
            let now = Fixture.start + .seconds(second * 60)
            if SendBudget(issued: issued).answer(at: now) == .send { issued.append(now) }
        }
        #expect(issued.count == Limits.codeSends)
        let free = Fixture.start + Limits.codeSendWindow
        #expect(SendBudget(issued: issued).answer(at: free - .milliseconds(1)) == .hold(until: free))
        #expect(SendBudget(issued: issued).answer(at: free) == .send)
    }

    @Test func `pauses between two codes`() {
        let budget = SendBudget(issued: [Fixture.start])
        #expect(budget.answer(at: Fixture.start + .seconds(29)) == .hold(until: Fixture.start + .seconds(30)))
        #expect(budget.answer(at: Fixture.start + .seconds(30)) == .send)
    }

    @Test func `RATE-24: codes from the future count as sent now`() {
        let future = (1...5).map { Fixture.start + .seconds($0 * 86_400) }
        #expect(SendBudget(issued: future).answer(at: Fixture.start) == .hold(until: Fixture.start + .seconds(3_600)))
    }
}

@Suite struct `A password rule` {
    private func candidate(_ codePoints: Int, bytes: Int? = nil, listed: PasswordRule.Listing? = nil)
        -> PasswordRule.Candidate
    { PasswordRule.Candidate(codePoints: codePoints, bytes: bytes ?? codePoints, listed: listed) }

    @Test func `PWD-01: fifteen code points where the password signs in alone`() {
        let rule = PasswordRule(withSecondStep: false)
        #expect(rule.judge(candidate(14)) == .tooShort(minimum: 15))
        #expect(rule.judge(candidate(15)) == .accepted(standsAlone: true))
    }

    @Test func `PWD-02: eight code points where there is a second step, and then it never signs in alone`() {
        let rule = PasswordRule(withSecondStep: true)
        #expect(rule.judge(candidate(7)) == .tooShort(minimum: 8))
        #expect(rule.judge(candidate(8)) == .accepted(standsAlone: false))
        #expect(rule.judge(candidate(14)) == .accepted(standsAlone: false))
        #expect(rule.judge(candidate(15)) == .accepted(standsAlone: true))
    }

    @Test func `PWD-03: long ones are taken whole, up to 1,024 bytes`() {
        let rule = PasswordRule(withSecondStep: true)
        #expect(rule.judge(candidate(1_000, bytes: 1_024)) == .accepted(standsAlone: true))
        #expect(rule.judge(candidate(1_000, bytes: 1_025)) == .tooLong(maximumBytes: 1_024))
    }

    @Test(arguments: PasswordRule.Listing.allCases)
    func `PWD-08: says which list a refused one stands in`(listing: PasswordRule.Listing) {
        #expect(PasswordRule(withSecondStep: false).judge(candidate(20, listed: listing)) == .listed(listing))
    }

    @Test func `asks for eight or fifteen by what the account has and the policy wants`() {
        let alone = Fixture.account([Fixture.longPassword, Fixture.mailbox])
        #expect(PasswordRule(for: WaysIn(of: alone, under: Fixture.plain)).minimumLength == 15)
        #expect(PasswordRule(for: WaysIn(of: alone, under: Fixture.plainRequired)).minimumLength == 8)
        #expect(PasswordRule(for: WaysIn(of: Fixture.everyday, under: Fixture.plain)).minimumLength == 8)
    }
}
