internal import Bytes

/// What a page asks an authenticator with for a signature: `PublicKeyCredentialRequestOptionsJSON`
/// (WebAuthn L3 §5.1.9), to be encoded as it is.
package struct RequestOptions: Sendable, Encodable {
    /// base64url of 32 random bytes.
    package let challenge: String
    /// In milliseconds.
    package let timeout: Int
    package let rpId: String
    /// Empty where the authenticator is to find one by itself.
    package let allowCredentials: [CredentialDescriptor]
    package let userVerification: String

    /// - Parameter transports: how each of the credentials that are asked for can be reached.
    package init(_ assertion: Assertion, transports: [[UInt8]: [String]] = [:]) {
        challenge = Base64.url.encode(assertion.challenge)
        timeout = CreationOptions.timeoutInMilliseconds
        rpId = assertion.party.id
        // In one order, so that the same question is always written in the same way.
        allowCredentials = assertion.allowed.sorted { $0.lexicographicallyPrecedes($1) }
            .map { CredentialDescriptor(id: $0, transports: transports[$0] ?? []) }
        userVerification = assertion.demandsUserVerification ? "required" : "preferred"
    }
}
