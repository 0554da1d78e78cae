package import Addresses
package import Identity
package import SignInPolicy

/// What the administrator has decided, in the terms of the use cases.
package struct ServiceSettings: Sendable {
    package let origin: PublicOrigin
    /// The name that people see: in pages, mails and authenticator apps.
    package let serviceName: String
    package let rules: SignInRules
    /// Addresses that several people read (product.md ID-5).
    private let groupAddresses: GroupAddresses?
    package let language: Language
    package let mailRequests: MailRequestLimits
    package let keys: KeySettings

    /// - Parameter keys: without it, what holds where nobody has decided anything about them.
    package init(
        origin: PublicOrigin, serviceName: String = "Aikagi", rules: SignInRules,
        groupAddresses: GroupAddresses? = nil, language: Language = .english,
        mailRequests: MailRequestLimits = MailRequestLimits(), keys: KeySettings? = nil
    ) {
        self.keys = keys ?? KeySettings(origin: origin, serviceName: serviceName)
        self.mailRequests = mailRequests
        self.origin = origin
        self.serviceName = serviceName
        self.rules = rules
        self.groupAddresses = groupAddresses
        self.language = language
    }

    /// Whether several people read this address, by what the administrator has listed.
    package func isGroupAddress(_ address: EmailAddress) -> Bool {
        groupAddresses?.contains(address) ?? false
    }
}

extension SignInRules {
    /// The ways in that this version can carry out.
    package static let builtMethods: Set<Method> = [
        .password, .emailCode, .totp, .backupCode, .passphrase, .approval, .appCode, .appScan, .passkey, .securityKey,
    ]
}
