package import Identity

/// The rules that ``PolicyCheck`` walks with, as values: a test weakens one of them and sees that it is missed.
///
/// The product knows only ``standard``, which asks the rules that pages and commands ask.
package struct Rulebook: Sendable {
    /// What a first proof is worth.
    package var first: @Sendable (Proof, WaysIn) -> WaysIn.FirstVerdict
    /// What two proofs are worth together.
    package var pair: @Sendable (Proof, Proof, WaysIn) -> WaysIn.PairVerdict
    /// The ways to a new password.
    package var resets: @Sendable (WaysIn) -> [WaysIn.Way]
    /// What is offered first to somebody who has typed the identifier in a browser that the account knows.
    package var firstSteps: @Sendable (WaysIn, Identifier) -> Menu
    /// What is offered after a first proof.
    package var secondSteps: @Sendable (WaysIn, Proof) -> Menu
    /// Whether a change may be made.
    package var change: @Sendable (FloorRule.Change, AccountShape, SignInRules) -> FloorRule.Verdict
    /// Whether something may begin to count.
    package var addition: @Sendable ([Authenticator], AccountShape, SignInRules) -> FloorRule.Addition
    /// The losses that are said to lock the person out.
    package var fatalLosses: @Sendable (AccountShape, SignInRules) -> [FloorRule.Loss]

    /// The rules as they are.
    package static let standard = Rulebook(
        first: { $1.judge(first: $0) },
        pair: { $2.judge(first: $0, second: $1) },
        resets: { $0.passwordResets },
        firstSteps: { $0.firstSteps(for: $1, inKnownBrowser: true) },
        secondSteps: { $0.secondSteps(after: $1) },
        change: { FloorRule(under: $2).judge($0, of: $1) },
        addition: { FloorRule(under: $2).judge(adding: $0, to: $1) },
        fatalLosses: { FloorRule(under: $1).fatalLosses(of: $0) })
}
