package import Identity
package import SignInPolicy

/// What a request on the way in has come to, and what the browser must be given.
package struct SignInAnswer: Sendable {
    package let outcome: Outcome
    /// The attempt's new secret, which replaces the one in the cookie; `nil` if it stays.
    package let newSecret: Secret<String>?

    init(_ outcome: Outcome, newSecret: Secret<String>? = nil) {
        self.outcome = outcome
        self.newSecret = newSecret
    }

    /// What the page has to do.
    package enum Outcome: Sendable {
        /// Show the page of this step.
        case ask(SignInPrompt)
        /// Show it again, and say what was wrong.
        case askAgain(SignInPrompt, ProofProblem)
        /// Too many tries. `nil`: waiting does not help.
        case wait(until: Moment?, SignInPrompt)
        /// Strangers have asked for too many messages: not before this. Nothing has changed.
        case held(MailPause)
        /// It is over; the person may begin again.
        case refused(Refusal, HelpCode)
        case signedIn(OpenedSession)
        /// There is no attempt (any more) that this browser holds the secret of.
        case startAgain
    }
}

/// The step that an attempt is at, in the terms of a page.
package struct SignInPrompt: Sendable, Hashable {
    package let step: SignInAttempt.Step
    /// How the page of this step asks.
    package let method: Identity.Method
    /// As the person typed it.
    package let identifier: String
    /// Whether there is another way to turn to.
    package let hasOtherWays: Bool
    /// Whether the app has read a QR and approved, so that only the password is missing.
    package let isScanned: Bool
    /// The number that codes of this step go to, not whole: for second steps only (RATE-18).
    package let sentTo: String?

    init(
        step: SignInAttempt.Step, method: Identity.Method, identifier: String, hasOtherWays: Bool,
        isScanned: Bool = false, sentTo: String? = nil
    ) {
        self.sentTo = step == .second ? sentTo : nil
        self.step = step
        self.method = method
        self.identifier = identifier
        self.hasOtherWays = hasOtherWays
        self.isScanned = isScanned
    }
}

/// What was wrong with a proof, as far as the person may know.
package enum ProofProblem: Sendable, Hashable {
    /// Not right. The same for a wrong one, a disabled one and one of an account that does not exist.
    case wrong
    /// A code that was used before.
    case used
    /// The device's clock is off by so many seconds: negative when it is behind.
    case clockOff(seconds: Int)
    /// The code has expired, or was tried too often: a new one is needed.
    case noLiveCode
    /// By a passkey or security key.
    case key(KeyProblem)

    init(_ failure: ProofChecker.Failure) {
        self =
            switch failure {
            case .wrong: .wrong
            case .used: .used
            case .clockOff(let seconds): .clockOff(seconds: seconds)
            case .noLiveCode: .noLiveCode
            case .key(let problem): .key(problem)
            }
    }
}
