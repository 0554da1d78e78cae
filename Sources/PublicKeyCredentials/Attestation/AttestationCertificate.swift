internal import Bytes
internal import CBOR
internal import SwiftASN1
internal import X509

/// A certificate of an attestation statement, with its key ready to check with.
struct AttestationCertificate {
    let certificate: Certificate
    let key: VerificationKey

    init(_ bytes: [UInt8]) throws(AttestationRefusal) {
        guard let certificate = try? Certificate(derEncoded: bytes), let key = VerificationKey(certificate.publicKey)
        else { throw .badCertificate }
        self.certificate = certificate
        self.key = key
    }

    /// The first certificate of `x5c`, and the bytes of all of them.
    static func path(
        in statement: CBORMap
    ) throws(AttestationRefusal) -> (first: AttestationCertificate, all: [[UInt8]]) {
        guard case .array(let items) = statement[.text("x5c")] else { throw .malformed }
        let all = items.compactMap(\.bytes)
        guard all.count == items.count, let leaf = all.first, all.count <= longestPath else { throw .malformed }
        return (try AttestationCertificate(leaf), all)
    }

    /// Longer than any chain of a maker.
    static let longestPath = 8

    /// The content of an extension; `nil` where there is none.
    func content(of identifier: ASN1ObjectIdentifier) -> (bytes: [UInt8], isCritical: Bool)? {
        certificate.extensions[oid: identifier].map { (Array($0.value), $0.critical) }
    }

    /// What §8.2.1 and §8.3.1 both ask: version 3, and no authority.
    func verifyIsEndEntity() throws(AttestationRefusal) {
        guard certificate.version == .v3 else { throw .unsuitableCertificate(.version) }
        guard let constraints = try? certificate.extensions.basicConstraints, constraints == .notCertificateAuthority
        else { throw .unsuitableCertificate(.authority) }
    }

    /// `id-fido-gen-ce-aaguid` (§8.2.1): the model inside two octet strings; where it stands, it is the credential's.
    func verify(model: [UInt8]) throws(AttestationRefusal) {
        guard let (bytes, isCritical) = content(of: Self.modelExtension) else { return }
        guard !isCritical else { throw .unsuitableCertificate(.criticalExtension) }
        guard let inner = try? ASN1OctetString(derEncoded: bytes), Array(inner.bytes) == model else {
            throw .wrongModel
        }
    }

    private static let modelExtension: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 45724, 1, 1, 4]
}
