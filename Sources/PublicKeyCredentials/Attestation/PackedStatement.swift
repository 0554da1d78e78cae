internal import CBOR
internal import SwiftASN1
internal import X509

/// `packed` (WebAuthn L3 §8.2): by the maker's key, or by the credential itself.
struct PackedStatement {
    private let algorithm: COSEAlgorithm
    private let signature: [UInt8]
    private let statement: CBORMap

    init(_ statement: CBORMap) throws(AttestationRefusal) {
        guard let number = statement[.text("alg")]?.integer, let signature = statement[.text("sig")]?.bytes else {
            throw .malformed
        }
        guard let algorithm = COSEAlgorithm(rawValue: number) else { throw .wrongAlgorithm }
        self.algorithm = algorithm
        self.signature = signature
        self.statement = statement
    }

    func verify(_ attested: Attested) throws(AttestationRefusal) -> Attestation {
        guard statement.entries.count == 2 else { return try verifyByCertificate(attested) }
        guard algorithm == attested.key.algorithm else { throw .wrongAlgorithm }
        guard attested.key.isValid(signature, of: attested.signedBytes) else { throw .badSignature }
        return Attestation(format: .packed, type: .ofItself, path: [])
    }

    private func verifyByCertificate(_ attested: Attested) throws(AttestationRefusal) -> Attestation {
        guard statement.entries.count == 3 else { throw .malformed }
        let (certificate, path) = try AttestationCertificate.path(in: statement)
        guard certificate.key.isValid(signature, of: attested.signedBytes, by: algorithm) else { throw .badSignature }
        try certificate.verifyIsEndEntity()
        try verifySubject(certificate.certificate.subject)
        try certificate.verify(model: attested.credential.model)
        return Attestation(format: .packed, type: .certified, path: path)
    }

    /// §8.2.1: country, organisation, the literal unit, and a name.
    private func verifySubject(_ subject: DistinguishedName) throws(AttestationRefusal) {
        let attributes = subject.flatMap { Array($0) }
        func text(_ type: ASN1ObjectIdentifier) -> String? {
            attributes.first { $0.type == type }.flatMap { String($0.value) }
        }
        let country = text(.RDNAttributeType.countryName) ?? ""
        guard country.utf8.count == 2, text(.RDNAttributeType.organizationName) != nil,
            text(.RDNAttributeType.organizationalUnitName) == "Authenticator Attestation",
            text(.RDNAttributeType.commonName) != nil
        else { throw .unsuitableCertificate(.subject) }
    }
}
