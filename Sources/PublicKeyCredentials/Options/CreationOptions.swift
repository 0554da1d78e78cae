internal import Bytes

/// What a page asks an authenticator with for a new credential: `PublicKeyCredentialCreationOptionsJSON`
/// (WebAuthn L3 §5.1.8), to be encoded as it is.
package struct CreationOptions: Sendable, Encodable {
    package let rp: Party
    package let user: User
    /// base64url of 32 random bytes.
    package let challenge: String
    package let pubKeyCredParams: [Parameters]
    /// In milliseconds.
    package let timeout: Int
    /// Credentials that the account has: an authenticator that holds one of them makes no second.
    package let excludeCredentials: [CredentialDescriptor]
    package let authenticatorSelection: Selection
    package let attestation: String

    /// `PublicKeyCredentialRpEntity` (§5.4.2).
    package struct Party: Sendable, Encodable {
        package let id: String
        package let name: String
    }

    /// `PublicKeyCredentialUserEntityJSON` (§5.4.3).
    package struct User: Sendable, Encodable {
        /// base64url of the account's handle.
        package let id: String
        package let name: String
        package let displayName: String
    }

    /// `PublicKeyCredentialParameters` (§5.3): one algorithm that the answer may use.
    package struct Parameters: Sendable, Encodable {
        package let type: String
        package let alg: Int64
    }

    /// `AuthenticatorSelectionCriteria` (§5.4.4).
    package struct Selection: Sendable, Encodable {
        package let residentKey: String
        package let requireResidentKey: Bool
        package let userVerification: String
    }

    /// Whose credential it becomes.
    package struct Account: Sendable {
        /// Random, at most 64 bytes, the same for all credentials of the account, and nothing that names it (§14.6.1).
        package let handle: [UInt8]
        /// What tells accounts apart, such as an address.
        package let name: String
        package let displayName: String

        package init(handle: [UInt8], name: String, displayName: String) {
            self.handle = handle
            self.name = name
            self.displayName = displayName
        }
    }

    /// WebAuthn L3 §5.4.7: 300 to 600 seconds where user verification is asked for.
    static let timeoutInMilliseconds = 300_000

    /// - Parameters:
    ///   - registration: what the answer will be verified against.
    ///   - existing: the account's credentials.
    ///   - isDiscoverable: whether it must be found without the account's name: a passkey. A security key that is only
    ///     a second step needn't take room in the authenticator for that.
    ///   - asksForAttestation: whether the maker is to vouch for it. People are asked for their consent then.
    package init(
        _ registration: Registration, for account: Account, existing: [CredentialDescriptor], isDiscoverable: Bool,
        asksForAttestation: Bool = false
    ) {
        rp = Party(id: registration.party.id, name: registration.party.name)
        user = User(id: Base64.url.encode(account.handle), name: account.name, displayName: account.displayName)
        challenge = Base64.url.encode(registration.challenge)
        pubKeyCredParams = registration.algorithms.map { Parameters(type: "public-key", alg: $0.rawValue) }
        timeout = Self.timeoutInMilliseconds
        excludeCredentials = existing
        authenticatorSelection = Selection(
            residentKey: isDiscoverable ? "required" : "discouraged", requireResidentKey: isDiscoverable,
            userVerification: registration.demandsUserVerification ? "required" : "preferred")
        attestation = asksForAttestation ? "direct" : "none"
    }
}

/// A credential as a browser is told of it (WebAuthn L3 §5.8.3).
package struct CredentialDescriptor: Sendable, Encodable {
    package let type = "public-key"
    /// base64url.
    package let id: String
    package let transports: [String]

    package init(id: [UInt8], transports: [String]) {
        self.id = Base64.url.encode(id)
        self.transports = transports
    }

    private enum CodingKeys: CodingKey {
        case type, id, transports
    }
}
