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
    /// What stood of the account otherwise, a line each: its state, then what is enrolled. `nil` likewise.
    package var standing: [String]?
    /// What had been proven by then, in the order in which it was.
    package var proven: [String]?
    /// Every way that was looked at for the step, a line each: the offered ones first, best first, then the others with
    /// the reason of each.
    package var ways: [String]?
}

/// What a conversation had come to when it was refused, for the record of the refusal.
struct RefusedStep: Sendable {
    let name: String
    /// What the step offered; `nil` where there was nothing to choose.
    let menu: Menu?
    let proofs: [Proof]
}

/// Keeps refusals for whoever is asked for help, and finds them again.
struct Refusals: Sendable {
    let environment: Environment

    /// Keeps the decision and gives the code that goes on the page.
    ///
    /// - Parameter step: where it happened. Of an account that does not exist nothing is noted: there is nothing.
    func keep(
        _ refusal: ExplainedRefusal, at step: RefusedStep? = nil, in transaction: any WriteTransaction
    ) throws -> HelpCode {
        var refusal = refusal
        if let account = try refusal.account.flatMap(transaction.account) {
            let shape = try transaction.shape(of: account, settings: environment.settings, at: refusal.at)
            refusal.installations = try transaction.installations(of: account.id).map { $0.line(at: refusal.at) }
            let networks = try transaction.networkLines(of: account.id, from: refusal.address)
            refusal.standing = account.lines + networks + shape.authenticators.map(\.line)
            refusal.proven = step?.proofs.map { shape.line(of: $0.method, with: $0.authenticator) }
            refusal.ways = step?.menu?.lines(of: shape)
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
