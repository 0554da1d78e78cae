import Identity
import SignInPolicy
import Testing

@Suite struct `A sign-in of somebody who has just joined` {
    let noon = Fixture.start
    let newcomer = Fixture.account([Fixture.password, Fixture.mailbox])

    /// The newcomer's attempt; `nil` if the account can't be entered that way.
    func newAttempt(joining shape: AccountShape) -> SignInAttempt? {
        Fixture.proof(.password, of: shape).flatMap {
            SignInAttempt(joining: shape, by: $0, under: Fixture.plain, startedAt: noon)
        }
    }

    @Test func `FLOW-24: has only the second factor left to enrol, and opens no session without it`() throws {
        var attempt = try #require(newAttempt(joining: newcomer))
        let mail = ProofCheck.passed(try #require(Fixture.proof(.emailCode, of: newcomer)))
        #expect(attempt.step == .enrolment)
        #expect(attempt.firstChecked(mail, of: newcomer, under: Fixture.plain, at: noon) == .outOfOrder)
        #expect(attempt.secondChecked(mail, of: newcomer, under: Fixture.plain, at: noon) == .outOfOrder)
        #expect(attempt.addressChecked(mail, of: newcomer, at: noon) == .outOfOrder)
        #expect(attempt.step == .enrolment)
    }

    @Test func `signs in with the factor that was enrolled`() throws {
        var attempt = try #require(newAttempt(joining: newcomer))
        let enrolled = newcomer.with(generation: newcomer.factorGeneration + 1, adding: [Fixture.totp])
        let proof = try #require(Fixture.proof(.totp, of: enrolled))
        let outcome = attempt.secondFactorEnrolled(proof, of: enrolled, under: Fixture.plain, at: noon)
        guard case .grantSession(let grant) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(grant.methods == [.password, .totp])
        #expect(grant.assurance.level == .two)
    }

    @Test(arguments: [0, 2, 3] as [Int64])
    func `FLOW-12: dies when anything but its own enrolment has changed the account`(changes: Int64) throws {
        var attempt = try #require(newAttempt(joining: newcomer))
        let changed = newcomer.with(generation: newcomer.factorGeneration + changes, adding: [Fixture.totp])
        let proof = try #require(Fixture.proof(.totp, of: changed))
        let outcome = attempt.secondFactorEnrolled(proof, of: changed, under: Fixture.plain, at: noon)
        #expect(outcome == .refuse(.accountChanged))
    }

    @Test(arguments: [
        Fixture.everyday,
        Fixture.everyday.with(state: .disabled),
        Fixture.account([Fixture.password, Fixture.mailbox], state: .invited),
        Fixture.account([Fixture.password]),
        Fixture.phantom,
    ])
    func `FLOW-24: begins for no account that has a second factor, no mailbox or no right to sign in`(
        shape: AccountShape
    ) {
        #expect(newAttempt(joining: shape) == nil)
    }

    @Test func `FLOW-04: going back leads to the password, not around the enrolment`() throws {
        var attempt = try #require(newAttempt(joining: newcomer))
        guard case .askFirst = attempt.wentBack(of: newcomer, under: Fixture.plain, at: noon) else {
            Issue.record("went elsewhere: \(attempt.step)")
            return
        }
        let right = ProofCheck.passed(try #require(Fixture.proof(.password, of: newcomer)))
        let outcome = attempt.firstChecked(right, of: newcomer, under: Fixture.plain, at: noon)
        #expect(outcome == .proveAddress(Fixture.mailbox))
    }

    @Test func `ends with its time like any other`() throws {
        var attempt = try #require(newAttempt(joining: newcomer))
        let enrolled = newcomer.with(generation: newcomer.factorGeneration + 1, adding: [Fixture.totp])
        let proof = try #require(Fixture.proof(.totp, of: enrolled))
        let late = attempt.lifetime.end
        #expect(
            attempt.secondFactorEnrolled(proof, of: enrolled, under: Fixture.plain, at: late) == .refuse(.expired))
    }
}
