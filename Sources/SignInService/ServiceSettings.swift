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
    /// `nil` where no text messages are sent: numbers are then neither added nor read.
    package let texts: TextSettings?
    package let keys: KeySettings

    /// - Parameter keys: without it, what holds where nobody has decided anything about them.
    package init(
        origin: PublicOrigin, serviceName: String = "Aikagi", rules: SignInRules,
        groupAddresses: GroupAddresses? = nil, language: Language = .english,
        mailRequests: MailRequestLimits = MailRequestLimits(), texts: TextSettings? = nil, keys: KeySettings? = nil
    ) {
        self.texts = texts
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

extension ServiceSettings {
    /// Whether somebody who typed this meant a number, where numbers are read.
    func readsAsNumber(_ typed: String) -> Bool { texts != nil && PhoneEntry.looksLikeNumber(typed) }

    /// Whom a typed text names; `nil` if it can't name anybody here.
    func identifier(_ typed: String) -> Identifier? {
        if let texts, PhoneEntry.looksLikeNumber(typed) {
            return (try? PhoneEntry(typed, in: texts.region)).map { .phone($0.number) }
        }
        return (try? EmailEntry(typed)).map { .email($0.address) }
    }
}

extension SignInRules {
    /// The ways in that this version can carry out.
    package static let builtMethods: Set<Method> = [
        .password, .emailCode, .totp, .backupCode, .passphrase, .approval, .appCode, .appScan, .passkey, .securityKey,
    ]
}
