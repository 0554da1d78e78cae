/// How a proof is given: what the person does at the page.
///
/// The raw value stands in stored attempts, sessions and audit rows and never changes.
package enum Method: String, Sendable, Hashable, Codable, CaseIterable {
    case password
    /// A code sent to an e-mail address. A first step only: e-mail is never a second factor.
    case emailCode
    /// A code sent to a mobile number. *Restricted* (NIST SP 800-63B-4 §3.2.9).
    case smsCode
    /// An approval request answered in the app, with number matching.
    case approval
    /// The time-based code that the app shows, also offline.
    case appCode
    /// The page's QR read by the app.
    case appScan
    /// A WebAuthn credential that verifies its user.
    case passkey
    /// A WebAuthn credential used as something one has.
    case securityKey
    /// A code from any third-party TOTP app.
    case totp
    case backupCode
    /// The long secret of the vault, as a recovery method.
    case passphrase
    /// The organisation's identity provider, by SAML or a signed JWT.
    case upstream

    /// Whether a page that imitates ours gets nothing it could use: the proof is bound to our origin.
    package var resistsPhishing: Bool {
        switch self {
        case .passkey, .securityKey: true
        case .password, .emailCode, .smsCode, .approval, .appCode, .appScan, .totp, .backupCode, .passphrase,
            .upstream:
            false
        }
    }
}
