package import Identity

/// A forgotten password: identifier, code to the mailbox, second step, new password (product.md R-7). By the same steps
/// somebody who is outside of their own networks lifts that limit (S-3).
///
/// What comes out is the right to set one password of one account, and never a session (FLOW-19). No step is dropped:
/// who has a second factor proves it here too (REC-03), and the last step is reached through the others only (REC-04).
/// For an account without a password it is the way back when every device is gone: it never goes without a second step.
package struct PasswordReset: Sendable, Hashable, Codable {
    package let lifetime: Lifetime
    package private(set) var failures = Failures()
    package private(set) var state = State.awaitingIdentifier

    /// `nil` in what an earlier version has stored, which knew one goal.
    private let wanted: Goal?

    package init(startedAt now: Moment, for goal: Goal = .newPassword) {
        lifetime = Lifetime(from: now, for: Limits.attemptLife)
        wanted = goal
    }

    /// What the proofs are for. It is fixed at the beginning: what was proven for one goal is nothing to the other.
    package enum Goal: String, Sendable, Hashable, Codable, CaseIterable {
        case newPassword, anyNetwork
    }

    package var goal: Goal { wanted ?? .newPassword }

    /// How far it has come, with what the next step needs.
    package enum State: Sendable, Hashable, Codable {
        /// Nobody is named yet. Becomes `awaitingCode` or `refused`.
        case awaitingIdentifier
        /// A code has been sent to the mailbox, or it seems so. Becomes `awaitingSecond`, `awaitingPassword` or `refused`.
        case awaitingCode(Named)
        /// The mailbox is proven, the second step is not. Becomes `awaitingPassword` or `refused`.
        case awaitingSecond(Named, mail: Proof, choice: WayChoice)
        /// Everything is proven: the password may be set, or the limit lifted. Becomes `completed` or `refused`.
        case awaitingPassword(Named, proofs: [Proof])
        /// The right was used. Final.
        case completed
        /// Final.
        case refused(Refusal)
    }

    /// Whose password it is. It is fixed with the identifier, so that no later step can turn it to another account
    /// (REC-05).
    package struct Named: Sendable, Hashable, Codable {
        package let account: AccountID
        package let identifier: Identifier
        package let generation: Int64
        /// Where the code went; `nil` if it only seems so.
        package let mailbox: AuthenticatorID?
    }

    /// Wrong proofs in this reset. Nothing takes any of them away.
    package struct Failures: Sendable, Hashable, Codable {
        package fileprivate(set) var code = 0
        package fileprivate(set) var second = 0
    }
}

// MARK: What pages need

extension PasswordReset {
    /// Which page it is at.
    package enum Step: String, Sendable, Hashable, Codable, CaseIterable {
        case identifier, code, second, newPassword, confirmation, completed, refused
    }

    package var step: Step {
        switch state {
        case .awaitingIdentifier: .identifier
        case .awaitingCode: .code
        case .awaitingSecond: .second
        case .awaitingPassword: goal == .newPassword ? .newPassword : .confirmation
        case .completed: .completed
        case .refused: .refused
        }
    }

    package var named: Named? {
        switch state {
        case .awaitingCode(let named), .awaitingSecond(let named, _, _), .awaitingPassword(let named, _): named
        case .awaitingIdentifier, .completed, .refused: nil
        }
    }

    package var triesLeft: Int {
        switch step {
        case .code: Limits.triesPerStep - failures.code
        case .second: Limits.triesPerStep - failures.second
        case .identifier, .newPassword, .confirmation, .completed, .refused: 0
        }
    }

    /// What the second step offers to this account now; `nil` at the other steps.
    package func menu(of shape: AccountShape, under rules: SignInRules) -> Menu? {
        switch state {
        case .awaitingSecond(_, let mail, _): WaysIn(of: shape, under: rules).secondSteps(after: mail)
        case .awaitingIdentifier, .awaitingCode, .awaitingPassword, .completed, .refused: nil
        }
    }
}

// MARK: Steps shared by events

extension PasswordReset {
    /// Ends the reset if time or the account has overtaken it: the first question of every event.
    mutating func overtaken(by shape: AccountShape?, at now: Moment) -> Refusal? {
        switch state {
        case .completed:
            return nil
        case .refused(let refusal):
            return refusal
        case .awaitingIdentifier, .awaitingCode, .awaitingSecond, .awaitingPassword:
            guard lifetime.holds(at: now) else { return end(with: .expired) }
            guard let shape, let named, shape.account == named.account else { return nil }
            guard shape.factorGeneration == named.generation else { return end(with: .accountChanged) }
            // Before the mailbox is proven an account that may not sign in goes on like any other (REC-20).
            guard step == .code || shape.maySignIn else { return end(with: .accountChanged) }
            return nil
        }
    }

    mutating func end(with refusal: Refusal) -> Refusal {
        state = .refused(refusal)
        return refusal
    }

    mutating func move(to next: State) {
        state = next
    }

    /// Counts a wrong proof of the current step.
    ///
    /// - Returns: the tries left, or `nil` if that was the last one and the reset has ended.
    mutating func countFailure() -> Int? {
        switch step {
        case .code: failures.code += 1
        case .second: failures.second += 1
        case .identifier, .newPassword, .confirmation, .completed, .refused: return nil
        }
        guard triesLeft > 0 else {
            state = .refused(.tooManyFailures)
            return nil
        }
        return triesLeft
    }
}
