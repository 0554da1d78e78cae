/// A signature algorithm of a credential, by its COSE number (RFC 9053, RFC 8812; IANA "COSE Algorithms").
package enum COSEAlgorithm: Int64, Sendable, Hashable, CaseIterable {
    /// ECDSA over P-256 with SHA-256: what every authenticator speaks.
    case es256 = -7
    /// Ed25519; other curves of EdDSA are not taken.
    case edDSA = -8
    /// ECDSA over P-384 with SHA-384.
    case es384 = -35
    /// ECDSA over P-521 with SHA-512.
    case es512 = -36
    /// RSASSA-PKCS1-v1_5 with SHA-256: what older Windows machines have.
    case rs256 = -257

    /// All that this target verifies, the most wanted first, as `pubKeyCredParams` lists them.
    package static let inOrderOfPreference: [COSEAlgorithm] = [.es256, .edDSA, .es384, .es512, .rs256]
}
