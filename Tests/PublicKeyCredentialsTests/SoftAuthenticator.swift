import Bytes
import CBOR
import Crypto
import PublicKeyCredentials

/// An authenticator that says whatever a test wants, and a browser around it.
struct SoftAuthenticator {
    var party = RelyingParty(id: "example.org", name: "Example", origins: ["https://example.org"])
    var key = P256.Signing.PrivateKey()
    var credential: [UInt8] = Array(repeating: 7, count: 32)
    var model: [UInt8] = Array(repeating: 0, count: 16)
    var userHandle: [UInt8]? = Array("handle of the account".utf8)

    // What stands in the client data
    var type: String?
    var challenge: [UInt8] = Array(0..<32)
    var origin = "https://example.org"
    /// Members behind the three that are always there, with a comma before them.
    var more = #","crossOrigin":false"#
    /// The whole text, where it isn't to be made of the above.
    var clientData: [UInt8]?

    // What stands in the authenticator data
    var hashedID = "example.org"
    var flags: AuthenticatorData.Flags = [.userPresent, .userVerified]
    var signCount: UInt32 = 0
    /// In place of the key's own.
    var publicKey: CBORValue?
    var trailing: [UInt8] = []

    // What stands around it
    var format = "none"
    var statement: [String: CBORValue] = [:]
    /// In place of the credential's identifier, where the browser names another.
    var named: [UInt8]?

    func clientDataJSON(_ ceremony: String) -> [UInt8] {
        clientData
            ?? Array(
                #"{"type":"\#(type ?? ceremony)","challenge":"\#(Base64.url.encode(challenge))","origin":"\#(origin)"\#(more)}"#
                    .utf8)
    }

    var coseKey: CBORValue {
        let point = Array(key.publicKey.x963Representation)
        return publicKey
            ?? .map(
                CBORMap([
                    1: CBORValue(2), 3: CBORValue(-7), -1: CBORValue(1), -2: .bytes(Array(point[1...32])),
                    -3: .bytes(Array(point[33...])),
                ]))
    }

    func authenticatorData(with credentialData: [UInt8] = []) -> [UInt8] {
        Array(SHA256.hash(data: Array(hashedID.utf8))) + [flags.rawValue] + bigEndian(signCount) + credentialData
            + trailing
    }

    var registrationData: [UInt8] {
        authenticatorData(with: model + bigEndian(UInt16(credential.count)) + credential + coseKey.encoded)
    }

    func attestationObject(_ data: [UInt8]? = nil) -> [UInt8] {
        CBORValue.map(
            CBORMap([
                .init(.text("fmt"), .text(format)), .init(.text("authData"), .bytes(data ?? registrationData)),
                .init(.text("attStmt"), .map(CBORMap(statement.map { .init(.text($0.key), $0.value) }))),
            ])
        ).encoded
    }

    /// A registration, its flags with that for a credential.
    func register() -> RegistrationResponse {
        var copy = self
        copy.flags.insert(.attestedCredential)
        return RegistrationResponse(
            id: named ?? credential, clientDataJSON: clientDataJSON("webauthn.create"),
            attestationObject: copy.attestationObject(), transports: ["usb"])
    }

    /// The same with a statement by the credential's own key.
    func registerWithSelfAttestation(algorithm: Int64 = -7) throws -> RegistrationResponse {
        var copy = self
        copy.flags.insert(.attestedCredential)
        copy.format = "packed"
        let signed = copy.registrationData + Array(SHA256.hash(data: clientDataJSON("webauthn.create")))
        copy.statement["alg"] = CBORValue(algorithm)
        copy.statement["sig"] = .bytes(Array(try key.signature(for: signed).derRepresentation))
        return copy.register()
    }

    func sign() throws -> AuthenticationResponse {
        let data = authenticatorData()
        let clientData = clientDataJSON("webauthn.get")
        let signature = try key.signature(for: data + Array(SHA256.hash(data: clientData)))
        return AuthenticationResponse(
            id: named ?? credential, clientDataJSON: clientData, authenticatorData: data,
            signature: Array(signature.derRepresentation), userHandle: userHandle)
    }

    var known: Assertion.Known {
        get throws {
            Assertion.Known(
                id: credential, key: try CredentialPublicKey(coseKey), userHandle: Array("handle of the account".utf8),
                signCount: 0, isBackupEligible: false)
        }
    }
}

func bigEndian<Integer: FixedWidthInteger>(_ integer: Integer) -> [UInt8] {
    withUnsafeBytes(of: integer.bigEndian) { Array($0) }
}
