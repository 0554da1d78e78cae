internal import Foundation
internal import SwiftASN1
@_spi(FixedExpiryValidationTime) internal import X509

/// Which makers of authenticators are trusted: WebAuthn L3 §7.1, steps 22 to 24.
package struct AttestationTrust: Sendable {
    private let roots: [Certificate]

    /// - Parameter roots: certificates in DER that chains may end in: those of makers, or of single models.
    /// - Returns: `nil` if one of them is none.
    package init?(roots: [[UInt8]]) {
        var certificates: [Certificate] = []
        for bytes in roots {
            guard let certificate = try? Certificate(derEncoded: bytes) else { return nil }
            certificates.append(certificate)
        }
        self.roots = certificates
    }

    /// Why an attestation is none to trust.
    package enum Refusal: Error, Hashable, Sendable {
        /// Nobody has signed it, or only the credential itself.
        case notCertified
        /// The model of the authenticator stands beside what was signed, and may be anybody's word.
        case modelNotSigned
        /// A certificate of the path is unreadable.
        case badCertificate
        /// The path holds its own root: who sends one has something to gain from our not looking it up.
        case rootInPath
        /// No chain leads to a root of ours at this time.
        case untrusted
    }

    /// Verifies that the path leads to one of the roots at a time, in seconds since 1970.
    package func verify(_ attestation: Attestation, at seconds: Int64) async throws(Refusal) {
        guard let leafBytes = attestation.path.first else { throw .notCertified }
        guard attestation.isModelSigned else { throw .modelNotSigned }
        guard let leaf = try? Certificate(derEncoded: leafBytes) else { throw .badCertificate }
        // The attesting certificate may be an anchor itself (step 24, "or is itself an acceptable certificate").
        let moment = Date(timeIntervalSince1970: TimeInterval(seconds))
        if roots.contains(leaf) {
            guard (leaf.notValidBefore...leaf.notValidAfter).contains(moment) else { throw .untrusted }
            return
        }
        var intermediates: [Certificate] = []
        for bytes in attestation.path.dropFirst() {
            guard let certificate = try? Certificate(derEncoded: bytes) else { throw .badCertificate }
            guard !roots.contains(certificate), certificate.issuer != certificate.subject else { throw .rootInPath }
            intermediates.append(certificate)
        }
        var verifier = Verifier(rootCertificates: CertificateStore(roots)) {
            RFC5280Policy(fixedExpiryValidationTime: moment)
            LeafExtensions()
        }
        let result = await verifier.validate(leaf: leaf, intermediates: CertificateStore(intermediates))
        guard case .validCertificate = result else { throw .untrusted }
    }
}

/// Extensions that the procedures of the formats have looked into already, and that may be marked as critical: the
/// alternative name of a TPM's certificate is, since its subject is empty (§8.3.1).
private struct LeafExtensions: VerifierPolicy {
    let verifyingCriticalExtensions: [ASN1ObjectIdentifier] = [
        .X509ExtensionID.subjectAlternativeName, .X509ExtensionID.extendedKeyUsage,
    ]

    func chainMeetsPolicyRequirements(chain: UnverifiedCertificateChain) -> PolicyEvaluationResult { .meetsPolicy }
}
