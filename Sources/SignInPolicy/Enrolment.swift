package import Identity

/// An authenticator, or an address, that somebody is adding: nothing on the account changes before it is proven.
///
/// Its secret is kept elsewhere under the same ID. Whoever began it holds it, and nobody else can finish it (TOTP-13,
/// OTP-03).
package struct Enrolment: Sendable, Hashable, Codable {
    package let account: AccountID
    package let kind: Kind
    package let holder: Holder
    /// The generation of the account's authenticators at the start; another one means that things changed under it.
    package let generation: Int64
    package let lifetime: Lifetime
    package private(set) var failures = 0
    package private(set) var state = State.pending

    package init(
        of kind: Kind, for account: AccountID, heldBy holder: Holder, generation: Int64, startedAt now: Moment
    ) {
        self.account = account
        self.kind = kind
        self.holder = holder
        self.generation = generation
        lifetime = Lifetime(from: now, for: kind.life)
    }

    /// What is being added, and by what it is proven.
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// By one code of it.
        case totpApp
        /// By the third group of one code, so that the sheet exists.
        case backupCodes
        /// By the code sent to it.
        case emailAddress
        /// By the code sent to it.
        case phoneNumber
        /// By repeating it.
        case passphrase
        /// By a test request that went there and a signed answer that came back (product.md D-8).
        case installation
        /// By a verified registration.
        case passkey
        /// By a verified registration.
        case securityKey

        /// How long it waits for its proof.
        package var life: Duration {
            switch self {
            // The challenge of a key has a shorter life of its own; this is how long a verified one waits for codes.
            case .totpApp, .backupCodes, .passphrase, .installation, .passkey, .securityKey: Limits.enrolmentLife
            case .emailAddress: Limits.mailCodeLife
            case .phoneNumber: Limits.smsCodeLife
            }
        }

        /// How many wrong proofs it takes.
        package var tries: Int {
            switch self {
            case .emailAddress, .phoneNumber: Limits.codeTries
            case .totpApp, .backupCodes, .passphrase, .installation, .passkey, .securityKey: Limits.enrolmentTries
            }
        }
    }

    /// Who may finish it.
    package enum Holder: Sendable, Hashable, Codable {
        case session(SessionID)
        /// A sign-in that must enrol before it ends.
        case attempt(AttemptID)
        /// A set-up link or an invitation: the hash of its token, in text.
        case link(String)
    }

    /// How far it has come.
    package enum State: Sendable, Hashable, Codable {
        /// Not proven. Becomes `enrolled` or `ended`.
        case pending
        /// It counts from now on. Final.
        case enrolled
        /// Dropped. Final.
        case ended(Ending)
    }

    /// Why it was dropped.
    package enum Ending: String, Sendable, Hashable, Codable, CaseIterable {
        case expired, tooManyFailures, accountChanged, abandoned
    }

    package var triesLeft: Int { max(0, kind.tries - failures) }
}

// MARK: Events

extension Enrolment {
    /// What came of checking the proof.
    package enum Check: String, Sendable, Hashable, CaseIterable {
        case passed, failed
    }

    /// What the caller must do once the proof has been checked.
    package enum ProofOutcome: Sendable, Hashable {
        /// Make it count, raise the account's generation, tell the person, all in one transaction.
        case enrol
        case askAgain(triesLeft: Int)
        /// Drop what was kept for it.
        case drop(Ending)
        /// It is somebody else's, or was finished before: change nothing.
        case outOfOrder
    }

    /// Decides what a checked proof means.
    ///
    /// - Parameter generation: of the account's authenticators now.
    package mutating func proofChecked(
        _ check: Check, by holder: Holder, generation: Int64, at now: Moment
    ) -> ProofOutcome {
        guard holder == self.holder else { return .outOfOrder }
        if let ending = overtaken(generation: generation, at: now) { return .drop(ending) }
        switch (state, check) {
        case (.pending, .passed):
            state = .enrolled
            return .enrol
        case (.pending, .failed):
            failures += 1
            guard triesLeft > 0 else { return .drop(end(with: .tooManyFailures)) }
            return .askAgain(triesLeft: triesLeft)
        case (.enrolled, _):
            return .outOfOrder
        case (.ended(let ending), _):
            return .drop(ending)
        }
    }

    /// What the caller must do once the person has left it.
    package enum AbandonOutcome: Sendable, Hashable {
        case drop(Ending)
        case outOfOrder
    }

    /// Drops it, because whoever began it has left it.
    package mutating func abandoned(by holder: Holder) -> AbandonOutcome {
        guard holder == self.holder else { return .outOfOrder }
        switch state {
        case .pending: return .drop(end(with: .abandoned))
        case .enrolled: return .outOfOrder
        case .ended(let ending): return .drop(ending)
        }
    }

    private mutating func overtaken(generation: Int64, at now: Moment) -> Ending? {
        switch state {
        case .pending:
            guard lifetime.holds(at: now) else { return end(with: .expired) }
            guard generation == self.generation else { return end(with: .accountChanged) }
            return nil
        case .enrolled:
            return nil
        case .ended(let ending):
            return ending
        }
    }

    private mutating func end(with ending: Ending) -> Ending {
        state = .ended(ending)
        return ending
    }
}
