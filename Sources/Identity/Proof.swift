/// A proof that has been verified: somebody has shown what `authenticator` asks for.
///
/// Make one only where the verification itself has just succeeded. The policy makes sure that what it says about
/// holdings is true of the account; it can't know whether a code was right.
package struct Proof: Sendable, Hashable, Codable {
    package let method: Method
    package let authenticator: AuthenticatorID
    /// What had to be in hand.
    package let holdings: Set<Holding>
    /// Whether the authenticator itself checked its user: an app lock, a PIN, a finger.
    package let userVerified: Bool

    package init(
        method: Method, authenticator: AuthenticatorID, holdings: Set<Holding>, userVerified: Bool = false
    ) {
        self.method = method
        self.authenticator = authenticator
        self.holdings = holdings
        self.userVerified = userVerified
    }
}
