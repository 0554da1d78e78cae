internal import Bytes
package import CBOR

/// The authenticator data of a new credential, with a statement about where it was made (WebAuthn L3 §6.5.4).
package struct AttestationObject: Sendable {
    let format: String
    let statement: CBORMap
    package let data: AuthenticatorData

    /// Why bytes are not an attestation object.
    package enum Refusal: Error, Hashable, Sendable {
        case notCBOR(CBORValue.Refusal)
        /// `fmt`, `attStmt` or `authData` is missing, or of another type.
        case memberMissing
        case authenticatorData(AuthenticatorData.Refusal)
    }

    /// Reads the whole of it. The standard asks for keys in order (§6.5.4), but some browsers and password managers put
    /// them as they please; nobody ever encodes the map again, so that nothing rests on it.
    package init(_ bytes: [UInt8]) throws(Refusal) {
        let value: CBORValue
        do { value = try CBORValue(decoding: bytes, keys: .any) } catch { throw .notCBOR(error) }
        guard case .map(let map) = value, let format = map[.text("fmt")]?.text,
            case .map(let statement) = map[.text("attStmt")], let data = map[.text("authData")]?.bytes
        else { throw .memberMissing }
        self.format = format
        self.statement = statement
        do { self.data = try AuthenticatorData(data) } catch { throw .authenticatorData(error) }
    }

    /// §7.1 steps 20 and 21: the format by a case-sensitive match, and its own procedure.
    func verify(_ attested: Attested) throws(AttestationRefusal) -> Attestation {
        switch format {
        case "none":
            // §8.7: an empty map and nothing else.
            guard statement.entries.isEmpty else { throw .malformed }
            return Attestation(format: .none, type: .none, path: [])
        case "packed": return try PackedStatement(statement).verify(attested)
        case "fido-u2f": return try U2FStatement(statement).verify(attested)
        case "tpm": return try TPMStatement(statement).verify(attested)
        case "android-key": return try AndroidKeyStatement(statement).verify(attested)
        case "apple": return try AppleStatement(statement).verify(attested)
        default: throw .unknownFormat
        }
    }
}

/// What an attestation statement speaks of.
struct Attested {
    let data: AuthenticatorData
    let credential: AuthenticatorData.AttestedCredential
    let key: CredentialPublicKey
    let clientDataHash: [UInt8]

    /// What most formats sign.
    var signedBytes: [UInt8] { data.bytes + clientDataHash }
}

/// What a correct statement says about the authenticator. Whether its certificates are to be trusted is another
/// question: ``AttestationTrust``.
package struct Attestation: Sendable, Hashable {
    /// WebAuthn L3 §8, by their registered identifiers.
    package enum Format: String, Sendable, Hashable {
        case none, packed, tpm, apple
        case fidoU2F = "fido-u2f"
        case androidKey = "android-key"
    }

    /// WebAuthn L3 §6.5.3.
    package enum AttestationType: Sendable, Hashable {
        case none
        /// Signed by the credential itself: it proves possession and no origin.
        case ofItself
        /// Signed by a key of the maker's or of an authority; which of them, the chain tells.
        case certified
    }

    package let format: Format
    package let type: AttestationType
    /// Certificates in DER, the attesting one first; empty unless ``type`` is `certified`.
    package let path: [[UInt8]]
    /// `false` where a model of authenticator is named that the statement doesn't speak for.
    package var isModelSigned = true
}

/// Why an attestation statement is not correct.
package enum AttestationRefusal: Error, Hashable, Sendable {
    case unknownFormat
    /// A member is missing, of another type, or too many.
    case malformed
    /// An algorithm that this target doesn't verify, or not that of the key.
    case wrongAlgorithm
    case badSignature
    /// Not a certificate, or one whose key is of no kind that signs here.
    case badCertificate
    /// A certificate without what its format demands of it.
    case unsuitableCertificate(CertificateFault)
    /// The certificate is for another model of authenticator.
    case wrongModel
    /// The certificate, or what the TPM signed, is for another key than the credential's.
    case wrongKey
    /// What was signed is not of this ceremony.
    case wrongChallenge
    /// What a TPM has signed is not a statement about a key.
    case badTPMStructure
    /// An Android key that is open to all applications, was imported, or is not for signing.
    case unsuitableKey
}

/// What an attestation certificate lacks.
package enum CertificateFault: Hashable, Sendable {
    case version
    case subject
    case authority
    case criticalExtension
    case alternativeName
    case keyUsage
    case extensionMissing
}
