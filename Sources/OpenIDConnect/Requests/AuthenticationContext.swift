package import Identity

/// How well a person was known, in the words that applications read: `acr` (OpenID Connect Core §2). It is said of what
/// happened, never of what was asked for.
package enum AuthenticationContext: String, Sendable, Hashable, Codable, CaseIterable {
    /// One step.
    case single = "sfa"
    /// Two different things were shown (NIST SP 800-63B-4 AAL2).
    case multi = "mfa"
    /// The same, and no imitation of our pages could have got them (OpenID Connect EAP ACR Values 1.0 §2).
    case phishingResistant = "phr"

    package init(_ assurance: Assurance) {
        self =
            switch assurance.level {
            case .one: .single
            case .two, .three: assurance.phishingResistant ? .phishingResistant : .multi
            }
    }

    /// What has to be reached for it.
    package var requirement: Assurance.Requirement {
        switch self {
        case .single: .none
        case .multi: Assurance.Requirement(level: .two)
        case .phishingResistant: Assurance.Requirement(level: .two, phishingResistant: true)
        }
    }
}

/// How a person was known, step by step: `amr` (RFC 8176).
package enum AuthenticationMethods {
    /// The values for what was used, each once, in the order of use; `mfa` last where it was more than one thing.
    package static func references(of methods: [Method], _ assurance: Assurance) -> [String] {
        var references: [String] = []
        for reference in methods.flatMap(reference) where !references.contains(reference) {
            references.append(reference)
        }
        return references + (assurance.level >= .two ? ["mfa"] : [])
    }

    private static func reference(of method: Method) -> [String] {
        switch method {
        case .password: ["pwd"]
        case .emailCode, .totp, .appCode: ["otp"]
        case .smsCode: ["sms"]
        case .approval, .appScan: ["swk"]
        case .passkey: ["pop", "user"]
        case .securityKey: ["hwk"]
        // No value of RFC 8176 says it; an application learns that something was known.
        case .backupCode, .passphrase: ["kba"]
        case .upstream: ["fed"]
        }
    }
}
