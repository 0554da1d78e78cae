/// With what a token is signed (RFC 7518 §3.1). There is no `none` and nothing with a shared secret: what is not in
/// this list can't be asked for, and is not understood.
package enum SigningAlgorithm: String, Sendable, Hashable, Codable, CaseIterable {
    /// ECDSA with P-256 and SHA-256: short and fast. What this server takes by itself.
    case es256 = "ES256"
    /// RSASSA-PKCS1-v1_5 with SHA-256, for applications that know nothing newer (OpenID Connect Core §15.1).
    case rs256 = "RS256"
}
