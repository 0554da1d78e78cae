internal import StrictJSON

/// What a browser answers when it was asked for a new credential (WebAuthn L3 §5.2.1), read but not believed.
package struct RegistrationResponse: Sendable {
    package let id: [UInt8]
    package let clientDataJSON: [UInt8]
    package let attestationObject: [UInt8]
    /// How the authenticator can be reached, as the browser says: `usb`, `internal`, `hybrid`. To be given back to it.
    package let transports: [String]

    /// No browser names more, and no name is longer (WebAuthn L3 §5.8.4).
    static let mostTransports = 10
    static let longestTransport = 32

    package init(id: [UInt8], clientDataJSON: [UInt8], attestationObject: [UInt8], transports: [String] = []) {
        self.id = id
        self.clientDataJSON = clientDataJSON
        self.attestationObject = attestationObject
        self.transports = transports
    }

    /// Reads `RegistrationResponseJSON`.
    package init(json: [UInt8]) throws(ResponseRefusal) {
        let credential = try CredentialResponse(json)
        id = credential.id
        clientDataJSON = try credential.bytes("clientDataJSON")
        attestationObject = try credential.bytes("attestationObject")
        transports = Self.transports(credential.response["transports"])
    }

    /// Those that are words in lower case; what else stands there is left out.
    private static func transports(_ value: JSONValue?) -> [String] {
        let words = (value?.array ?? []).prefix(mostTransports).compactMap(\.string)
        return words.filter { word in
            (1...longestTransport).contains(word.utf8.count)
                && word.utf8.allSatisfy {
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "-")
                }
        }
    }
}
