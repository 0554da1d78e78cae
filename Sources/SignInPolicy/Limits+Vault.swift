extension Limits {
    /// Bytes of the salt that a passphrase is stretched with; `product.md` §4.6. NIST SP 800-132 §5.1: at least 16.
    package static let passphraseSalt = 16
    /// Rounds of PBKDF2-HMAC-SHA-256 of a new passphrase. OWASP Password Storage (2023): 600,000.
    package static let passphraseRounds = 600_000
    /// The most rounds that a device may ask its sisters to do: some seconds of a telephone; ours.
    package static let passphraseMostRounds = 10_000_000
    /// Bytes of the key that a passphrase is recognised by: one output of HKDF-SHA-256.
    package static let passphraseKey = 32
    /// Bytes of a sealed vault key: format, nonce, 32 bytes, tag, and room for a later format; ours.
    package static let wrappedKeyBytes = 32...256
    /// Code points of a passphrase. A page can only ask for it, since the server never sees one; the same as a password
    /// that signs in alone: NIST SP 800-63B-4 §3.1.1.2, 15.
    package static let passphraseLength = 15
    /// Bytes of a sealed vault: some thousands of entries; ours.
    package static let vaultBytes = 512 * 1_024
}
