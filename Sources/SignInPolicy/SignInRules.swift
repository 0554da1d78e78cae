package import Identity

/// What the administrator has decided about signing in.
///
/// It can make the rules stricter than product.md §4.4, never laxer.
package struct SignInRules: Sendable, Hashable, Codable {
    /// The ways that this server can carry out and the policy allows. SMS is in it only if a transport exists.
    package var methods: Set<Method>
    package var secondStep: SecondStep
    package var resilience: Resilience
    /// Whether a stranger may open an account.
    package var selfRegistration: Bool
    /// Whether a code by SMS may stand in the place of the password. As second step it may wherever ``methods`` has it.
    package var textsBeginSignIn: Bool
    /// For how long a browser that the person trusts is spared the second step; `nil`: never.
    package var trustedBrowsers: Duration?

    package init(
        methods: Set<Method>, secondStep: SecondStep = .whenEnrolled, resilience: Resilience = .warned,
        selfRegistration: Bool = false, textsBeginSignIn: Bool = true, trustedBrowsers: Duration? = nil
    ) {
        self.methods = methods
        self.secondStep = secondStep
        self.resilience = resilience
        self.selfRegistration = selfRegistration
        self.textsBeginSignIn = textsBeginSignIn
        self.trustedBrowsers = trustedBrowsers
    }

    /// Who has to take the second step.
    package enum SecondStep: String, Sendable, Hashable, Codable, CaseIterable {
        /// Whoever has a second factor. A long password signs others in.
        case whenEnrolled
        /// Everybody. Who has no second factor enrols one before the first session.
        case required
    }

    /// What happens to a change after which a single loss would lock the person out.
    package enum Resilience: String, Sendable, Hashable, Codable, CaseIterable {
        case warned, required
    }
}
