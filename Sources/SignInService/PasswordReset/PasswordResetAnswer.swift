package import Identity
package import SignInPolicy

/// What a request of a password reset has come to, and what the browser must be given.
package struct PasswordResetAnswer: Sendable {
    package let outcome: Outcome
    /// The conversation's new secret, which replaces the one in the cookie; `nil` if it stays.
    package let newSecret: Secret<String>?
    /// What it was for, where it is over.
    package let goal: PasswordReset.Goal

    init(_ outcome: Outcome, newSecret: Secret<String>? = nil, for goal: PasswordReset.Goal = .newPassword) {
        self.outcome = outcome
        self.newSecret = newSecret
        self.goal = goal
    }

    /// What the page has to do.
    package enum Outcome: Sendable {
        /// Show the page of this step.
        case ask(PasswordResetPrompt)
        /// Show it again, and say what was wrong.
        case askAgain(PasswordResetPrompt, ProofProblem)
        /// The new password is not one that may be had.
        case rejected(PasswordResetPrompt, PasswordRule.Verdict)
        /// Too many tries. `nil`: waiting does not help.
        case wait(until: Moment?, PasswordResetPrompt)
        /// It is over; the person may begin again.
        case refused(Refusal, HelpCode)
        /// The password is set, every session has ended, and no new one was opened (FLOW-19). Or the limit to networks
        /// is lifted.
        case done
        /// There is no reset (any more) that this browser holds the secret of.
        case startAgain
    }
}

/// The step that a reset is at, in the terms of a page.
package struct PasswordResetPrompt: Sendable, Hashable {
    package let step: PasswordReset.Step
    /// What the proofs are for.
    package let goal: PasswordReset.Goal
    /// How the page of the second step asks; the mailed code at any other step.
    package let method: Identity.Method
    /// As the person typed it.
    package let identifier: String
    /// Whether the second step has another way to turn to.
    package let hasOtherWays: Bool
    /// Code points that the new password must have.
    package let minimumPasswordLength: Int
    /// The number that codes of the second step go to, not whole; `nil` for all other ways.
    package let sentTo: String?
}
