internal import CBOR
internal import Crypto
internal import SwiftASN1

/// `apple` (WebAuthn L3 §8.8): a certificate made for this ceremony, with its hash inside.
struct AppleStatement {
    private let statement: CBORMap

    init(_ statement: CBORMap) throws(AttestationRefusal) {
        // An `alg` beside it was written by the first versions.
        guard statement.entries.allSatisfy({ $0.key == .text("x5c") || $0.key == .text("alg") }) else {
            throw .malformed
        }
        self.statement = statement
    }

    func verify(_ attested: Attested) throws(AttestationRefusal) -> Attestation {
        let (certificate, path) = try AttestationCertificate.path(in: statement)
        guard let content = certificate.content(of: Self.nonceExtension) else {
            throw .unsuitableCertificate(.extensionMissing)
        }
        guard let nonce = Self.nonce(in: content.bytes) else { throw .malformed }
        guard nonce == Array(SHA256.hash(data: attested.signedBytes)) else { throw .wrongChallenge }
        guard certificate.key.encoded == attested.key.key.encoded else { throw .wrongKey }
        return Attestation(format: .apple, type: .certified, path: path)
    }

    private static let nonceExtension: ASN1ObjectIdentifier = [1, 2, 840, 113635, 100, 8, 2]

    /// `SEQUENCE { [1] EXPLICIT OCTET STRING }`
    private static func nonce(in bytes: [UInt8]) -> [UInt8]? {
        try? DER.sequence(DER.parse(bytes), identifier: .sequence) { nodes in
            let nonce = try DER.explicitlyTagged(&nodes, tagNumber: 1, tagClass: .contextSpecific) { node in
                try ASN1OctetString(derEncoded: node)
            }
            return Array(nonce.bytes)
        }
    }
}
