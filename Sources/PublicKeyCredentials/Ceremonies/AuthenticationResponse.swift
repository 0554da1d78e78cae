/// What a browser answers when it was asked for a signature (WebAuthn L3 §5.2.2), read but not believed.
package struct AuthenticationResponse: Sendable {
    package let id: [UInt8]
    package let clientDataJSON: [UInt8]
    package let authenticatorData: [UInt8]
    package let signature: [UInt8]
    /// Whose credential it is, as the authenticator remembers; only discoverable ones always say so.
    package let userHandle: [UInt8]?

    package init(
        id: [UInt8], clientDataJSON: [UInt8], authenticatorData: [UInt8], signature: [UInt8], userHandle: [UInt8]?
    ) {
        self.id = id
        self.clientDataJSON = clientDataJSON
        self.authenticatorData = authenticatorData
        self.signature = signature
        self.userHandle = userHandle
    }

    /// Reads `AuthenticationResponseJSON`.
    package init(json: [UInt8]) throws(ResponseRefusal) {
        let credential = try CredentialResponse(json)
        id = credential.id
        clientDataJSON = try credential.bytes("clientDataJSON")
        authenticatorData = try credential.bytes("authenticatorData")
        signature = try credential.bytes("signature")
        userHandle = try credential.optionalBytes("userHandle")
    }
}
