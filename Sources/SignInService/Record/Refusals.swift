internal import Foundation
package import Identity
internal import SignInPolicy
package import Store

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
    /// The installations of the account as they were then, a line each; `nil` in what an earlier version has kept.
    package var installations: [String]?
}

/// Keeps refusals for whoever is asked for help, and finds them again.
struct Refusals: Sendable {
    let environment: Environment

    /// Keeps the decision and gives the code that goes on the page.
    func keep(_ refusal: ExplainedRefusal, in transaction: any WriteTransaction) throws -> HelpCode {
        var refusal = refusal
        refusal.installations = try refusal.account.map { account in
            try transaction.installations(of: account).map { $0.line(at: refusal.at) }
        }
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

extension InstallationRecord {
    /// `Pixel 8 (Android), primary, doubtful, last seen 2026-11-22T13:54:00Z`, for administrators.
    package func line(at now: Moment) -> String {
        let life = evidence.life(at: now)
        let standing = life == .pending ? "not confirmed yet" : "\(role.rawValue), \(life)"
        let seen = lastContactAt.map { ", last seen \(CivilTime($0).rfc3339)" } ?? ""
        return "\(name) (\(platform)), \(standing)\(seen)"
    }
}
