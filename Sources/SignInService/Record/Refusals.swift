internal import Foundation
package import Identity
internal import SignInPolicy
internal import Store

/// A whole decision, kept under a short code that a person can read out over the telephone (product.md R-14).
package struct ExplainedRefusal: Sendable, Codable {
    package let at: Moment
    /// What was refused: `sign-in`, `password-reset`.
    package let road: String
    package let account: AccountID?
    package let step: String
    /// The case of ``SignInPolicy/Refusal``, with its values.
    package let refusal: String
    package let address: String
    package let browser: String
}

/// Keeps refusals for whoever is asked for help, and finds them again.
struct Refusals: Sendable {
    let environment: Environment

    /// Keeps the decision and gives the code that goes on the page.
    func keep(_ refusal: ExplainedRefusal, in transaction: any WriteTransaction) throws -> HelpCode {
        let content = Array(try JSONEncoder().encode(refusal))
        var generator = environment.tokens.generator()
        // A million codes in use at once are 0.1 % of all; after a few draws one is free.
        for _ in 0..<8 {
            let code = HelpCode(bits: generator.next())
            let kept = try transaction.record(
                RefusalRecord(
                    helpCode: code, account: refusal.account, content: content, createdAt: refusal.at,
                    expiresAt: refusal.at + Limits.helpCodeLife))
            if kept { return code }
        }
        throw NoFreeHelpCode()
    }

    func find(_ code: HelpCode, in transaction: any ReadTransaction, at now: Moment) throws -> ExplainedRefusal? {
        try transaction.refusal(code, at: now).map {
            try JSONDecoder().decode(ExplainedRefusal.self, from: Data($0.content))
        }
    }

    /// Eight draws in a row hit a code in use, which only a full table makes likely.
    struct NoFreeHelpCode: Error {}
}
