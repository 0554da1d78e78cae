import Identity
import SignInPolicy
import Testing

/// The second step spared, and every condition of that.
@Suite struct `A trusted browser` {
    private let now = Fixture.start
    private let shape = Fixture.everyday
    private let life = Duration.seconds(30 * 86_400)

    private var rules: SignInRules {
        SignInRules(methods: Fixture.plain.methods, secondStep: .required, trustedBrowsers: life)
    }

    private func trust(of account: AccountID? = nil, since: Moment? = nil) -> BrowserTrust {
        BrowserTrust(id: TrustedBrowserID("browser"), account: account ?? shape.account, since: since ?? now)
    }

    /// What a right first proof comes to.
    private func outcome(
        of method: Method = .password, in trust: BrowserTrust?, for shape: AccountShape? = nil,
        under rules: SignInRules? = nil, reaching requirement: Assurance.Requirement = .none, at moment: Moment? = nil
    ) throws -> SignInAttempt.FirstOutcome {
        let shape = shape ?? self.shape
        let moment = moment ?? now
        var attempt = SignInAttempt(startedAt: moment, reaching: requirement)
        _ = attempt.identifierGiven(.email(Fixture.mira), of: shape, under: rules ?? self.rules, at: moment)
        let proof = try #require(Fixture.proof(method, of: shape))
        return attempt.firstChecked(.passed(proof), in: trust, of: shape, under: rules ?? self.rules, at: moment)
    }

    private func isSpared(_ outcome: SignInAttempt.FirstOutcome) -> Bool {
        if case .grantSession = outcome { true } else { false }
    }

    @Test func `M-10: spares the second step, and the grant says that one proof was given`() throws {
        guard case .grantSession(let grant) = try outcome(in: trust()) else {
            Issue.record("not spared")
            return
        }
        #expect(grant.methods == [.password])
        #expect(grant.assurance == Assurance(level: .one))
        #expect(grant.trustedBrowser == TrustedBrowserID("browser"))
    }

    @Test func `SESS-09: is nothing in place of the first step`() {
        var attempt = SignInAttempt(startedAt: now)
        _ = attempt.identifierGiven(.email(Fixture.mira), of: shape, under: rules, at: now)
        let wrong = attempt.firstChecked(.failed, in: trust(), of: shape, under: rules, at: now)
        #expect(wrong == .askAgain(triesLeft: Limits.triesPerStep - 1))
    }

    @Test func `SESS-09: of another account, or over, or from the future, spares nothing`() throws {
        #expect(try !isSpared(outcome(in: trust(of: AccountID("somebody else")))))
        #expect(try isSpared(outcome(in: trust(), at: now + life - .milliseconds(1))))
        #expect(try !isSpared(outcome(in: trust(), at: now + life)))
        let future = now + Limits.clockTolerance + .seconds(1)
        #expect(try !isSpared(outcome(in: trust(since: future))))
    }

    @Test func `M-10: the policy of today counts, not the one it began under`() throws {
        let forbidding = SignInRules(methods: Fixture.plain.methods)
        #expect(try !isSpared(outcome(in: trust(), under: forbidding)))
        let shorter = SignInRules(methods: Fixture.plain.methods, trustedBrowsers: .seconds(86_400))
        #expect(try !isSpared(outcome(in: trust(), under: shorter, at: now + .seconds(86_400))))
        let endless = SignInRules(methods: Fixture.plain.methods, trustedBrowsers: .seconds(1_000 * 86_400))
        #expect(try !isSpared(outcome(in: trust(), under: endless, at: now + Limits.longestTrustedBrowserLife)))
    }

    @Test func `FLOW-20: an administrator is never spared`() throws {
        let administrator = Fixture.account(shape.authenticators, isAdministrator: true)
        #expect(try !isSpared(outcome(in: trust(), for: administrator)))
        #expect(!WaysIn(of: administrator, under: rules).mayTrustBrowsers)
    }

    @Test func `FLOW-21: is not enough where more than one proof is asked for`() throws {
        #expect(try !isSpared(outcome(in: trust(), reaching: .init(level: .two))))
        #expect(try !isSpared(outcome(in: trust(), reaching: .init(level: .one, phishingResistant: true))))
    }

    @Test func `M-10: a code from the mailbox takes its second step also there`() throws {
        guard case .askSecond = try outcome(of: .emailCode, in: trust()) else {
            Issue.record("spared after a code from the mailbox")
            return
        }
    }

    @Test func `REC-07: a way of recovery trusts no browser`() {
        let ways = WaysIn(of: shape, under: rules)
        #expect(ways.mayTrustBrowser(after: Assurance(level: .two)))
        #expect(!ways.mayTrustBrowser(after: Assurance(level: .two, recovery: true)))
    }
}
