internal import CBOR
internal import SwiftASN1
internal import X509

/// `tpm` (WebAuthn L3 §8.3): a Trusted Platform Module certifies a key of its own.
struct TPMStatement {
    private let algorithm: COSEAlgorithm
    private let signature: [UInt8]
    private let certified: [UInt8]
    private let publicArea: [UInt8]
    private let statement: CBORMap

    init(_ statement: CBORMap) throws(AttestationRefusal) {
        guard statement.entries.count == 6, statement[.text("ver")]?.text == "2.0",
            let number = statement[.text("alg")]?.integer, let signature = statement[.text("sig")]?.bytes,
            let certified = statement[.text("certInfo")]?.bytes, let publicArea = statement[.text("pubArea")]?.bytes
        else { throw .malformed }
        guard let algorithm = COSEAlgorithm(rawValue: number) else { throw .wrongAlgorithm }
        self.algorithm = algorithm
        self.signature = signature
        self.certified = certified
        self.publicArea = publicArea
        self.statement = statement
    }

    func verify(_ attested: Attested) throws(AttestationRefusal) -> Attestation {
        guard let area = TPMPublicArea(publicArea), let certified = TPMCertifiedKey(self.certified) else {
            throw .badTPMStructure
        }
        guard area.holds(attested.key.key) else { throw .wrongKey }
        let (certificate, path) = try AttestationCertificate.path(in: statement)
        try verifyRequirements(of: certificate)
        try certificate.verify(model: attested.credential.model)
        guard certificate.key.isValid(signature, of: self.certified, by: algorithm) else { throw .badSignature }
        guard let hash = TPMHash(algorithm), certified.extraData == hash.digest(of: attested.signedBytes) else {
            throw .wrongChallenge
        }
        guard certified.name == area.name else { throw .wrongKey }
        return Attestation(format: .tpm, type: .certified, path: path)
    }

    /// §8.3.1
    private func verifyRequirements(of certificate: AttestationCertificate) throws(AttestationRefusal) {
        try certificate.verifyIsEndEntity()
        let extensions = certificate.certificate.extensions
        guard certificate.certificate.subject.isEmpty else { throw .unsuitableCertificate(.subject) }
        guard let names = try? extensions.subjectAlternativeNames, Self.nameTPM(names) else {
            throw .unsuitableCertificate(.alternativeName)
        }
        guard let usage = try? extensions.extendedKeyUsage,
            usage.contains(ExtendedKeyUsage.Usage(oid: Self.attestationKeyUsage))
        else { throw .unsuitableCertificate(.keyUsage) }
    }

    /// TCG EK Credential Profile §3.2.9: manufacturer, model and version of the TPM, as attributes of a directory name.
    private static func nameTPM(_ names: SubjectAlternativeNames) -> Bool {
        let types = names.flatMap { name -> [ASN1ObjectIdentifier] in
            guard case .directoryName(let name) = name else { return [] }
            return name.flatMap { Array($0) }.map(\.type)
        }
        return (1...3).allSatisfy { types.contains([2, 23, 133, 2, $0]) }
    }

    /// `tcg-kp-AIKCertificate`
    private static let attestationKeyUsage: ASN1ObjectIdentifier = [2, 23, 133, 8, 3]
}
