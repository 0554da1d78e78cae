package import PublicKeyCredentials

/// What the administrator has decided about passkeys and security keys.
package struct KeySettings: Sendable {
    /// This server as browsers and authenticators know it. Its identifier comes from the configuration (WAR-27).
    package let party: RelyingParty
    package let attestation: AttestationPolicy
    /// Whether a passkey may be one that its owner's devices share. NIST SP 800-63B-4 §3.1.7 takes none at AAL3.
    package let allowsSynced: Bool

    package init(party: RelyingParty, attestation: AttestationPolicy = AttestationPolicy(), allowsSynced: Bool = true) {
        self.party = party
        self.attestation = attestation
        self.allowsSynced = allowsSynced
    }

    /// Whose pages may use the credentials.
    package var origins: Set<String> { party.origins }

    /// What holds where nobody has decided anything: the host of the origin, any key, no question about its maker.
    init(origin: PublicOrigin, serviceName: String) {
        self.init(party: RelyingParty(id: origin.host, name: serviceName, origins: [origin.text]))
    }
}

/// Which makers and models of keys are taken.
package struct AttestationPolicy: Sendable {
    /// The formats of which one must vouch for a new key; empty where nobody is asked.
    package let formats: Set<Attestation.Format>
    /// Whose word counts; `nil` where a correct statement of one of the formats is enough.
    package let trust: AttestationTrust?
    /// The AAGUIDs of allowed models, 16 bytes each; empty where all are.
    package let models: Set<[UInt8]>

    package init(formats: Set<Attestation.Format> = [], trust: AttestationTrust? = nil, models: Set<[UInt8]> = []) {
        self.formats = formats
        self.trust = trust
        self.models = models
    }

    /// Whether people's authenticators are asked who made them.
    var asks: Bool { !formats.isEmpty || trust != nil || !models.isEmpty }

    /// Why a correct registration is not taken here.
    enum Refusal: Error {
        case notVouchedFor
        case modelNotAllowed
    }

    /// Judges the maker and model of a verified registration.
    ///
    /// A model that nobody has signed is anybody's word, and no member of a list (decision 16).
    func judge(_ credential: NewCredential, at seconds: Int64) async throws(Refusal) {
        guard asks else { return }
        let attestation = credential.attestation
        guard formats.isEmpty || formats.contains(attestation.format) else { throw .notVouchedFor }
        if let trust {
            do { try await trust.verify(attestation, at: seconds) } catch { throw .notVouchedFor }
        }
        guard models.isEmpty || (models.contains(credential.model) && attestation.isModelSigned) else {
            throw .modelNotAllowed
        }
    }
}
