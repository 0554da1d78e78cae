/// Something a person can lose, or a thief can take, in one stroke.
///
/// Two proofs that depend on the same holding are one proof: who has the phone has both (product.md §4.4).
package enum Holding: Sendable, Hashable, Codable {
    /// A phone or computer with all that lives on it.
    case device(DeviceID)
    /// A mobile number, wherever its SIM is: it can be ported away without the phone.
    case number(PhoneNumber)
    case mailbox(EmailAddress)
    /// A security key, or the account that a synchronised passkey lives in.
    case key(AuthenticatorID)
    /// The sheet of paper, or the file, with the backup codes.
    case sheet(AuthenticatorID)
    /// One memorised secret. A password and a passphrase are two memories.
    case memory(AuthenticatorID)
    /// The organisation's identity provider.
    case upstream(UpstreamID)
}

/// Names a phone or computer. Several authenticators can live on one.
package struct DeviceID: OpaqueID {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }

    /// The phone that a TOTP app is taken to live on while the account has no primary device to say which.
    package static let assumedPhone = DeviceID("assumed-phone")
}

/// Names an identity provider that sign-in can come from.
package struct UpstreamID: OpaqueID {
    package let rawValue: String
    package init(_ rawValue: String) { self.rawValue = rawValue }
}
