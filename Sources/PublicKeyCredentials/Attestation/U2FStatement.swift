internal import CBOR
internal import Crypto

/// `fido-u2f` (WebAuthn L3 §8.6): security keys of the first generation.
struct U2FStatement {
    private let signature: [UInt8]
    private let statement: CBORMap

    init(_ statement: CBORMap) throws(AttestationRefusal) {
        guard statement.entries.count == 2, let signature = statement[.text("sig")]?.bytes else { throw .malformed }
        self.signature = signature
        self.statement = statement
    }

    func verify(_ attested: Attested) throws(AttestationRefusal) -> Attestation {
        let (certificate, path) = try AttestationCertificate.path(in: statement)
        // Step 2
        guard path.count == 1 else { throw .malformed }
        guard case .p256 = certificate.key, case .p256(let key) = attested.key.key else { throw .wrongAlgorithm }
        // Steps 3 to 6
        let signed =
            [0] + attested.data.relyingPartyHash + attested.clientDataHash + attested.credential.id
            + Array(key.x963Representation)
        guard certificate.key.isValid(signature, of: signed, by: .es256) else { throw .badSignature }
        // Such keys know no models: one that stands there was written by somebody whom the signature doesn't know.
        let namesModel = attested.credential.model.contains { $0 != 0 }
        return Attestation(format: .fidoU2F, type: .certified, path: path, isModelSigned: !namesModel)
    }
}
