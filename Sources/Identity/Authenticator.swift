/// Anything enrolled to prove who somebody is, as the rules see it: no secret, no counter, only what decisions need.
package struct Authenticator: Sendable, Hashable, Codable {
    package let id: AuthenticatorID
    package let kind: Kind
    /// What the person calls it, as typed; empty where nothing is named (a password).
    package let name: String
    package let state: State

    package init(id: AuthenticatorID, kind: Kind, name: String = "", state: State = .active) {
        self.id = id
        self.kind = kind
        self.name = name
        self.state = state
    }

    /// What it is, with the facts that rules ask for.
    package enum Kind: Sendable, Hashable, Codable {
        /// `standsAlone`: it was long enough to be the only proof when it was chosen (``Limits`` of the policy).
        case password(standsAlone: Bool)
        case totpApp(place: Place)
        case backupCodes(remaining: Int)
        case passphrase
        case installation(Installation)
        /// `device`: the device it is bound to, ``DeviceID/assumedPhone`` standing for the primary one; `nil` for one that
        /// is synchronised.
        case passkey(device: DeviceID?)
        case securityKey
        /// `device`: the phone its SIM is in; `nil`: the primary device, which is taken for granted (product.md §4.5).
        case phoneNumber(PhoneNumber, device: DeviceID?)
        /// `isShared`: a group address, which several people read (product.md ID-5).
        case emailAddress(EmailAddress, isShared: Bool)
        case upstream(UpstreamID)
    }

    /// Whether it counts.
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// Enrolled, not proven. Proves nothing. Becomes `active` or is dropped.
        case pending
        /// Counts.
        case active
        /// Stopped by too many failures. Only binding it anew helps (NIST SP 800-63B-4 §3.2.2).
        case disabled
    }

    /// Where a TOTP app lives.
    package enum Place: Sendable, Hashable, Codable {
        /// On the primary device: what is taken for granted unless the person says otherwise (product.md §4.5).
        case primaryDevice
        case device(DeviceID)
        /// On something that is lost on its own, such as a tablet at home or a hardware token.
        case elsewhere
    }

    /// The ways of proving that it offers, best first.
    package var methods: [Method] {
        switch kind {
        case .password: [.password]
        case .totpApp: [.totp]
        case .backupCodes: [.backupCode]
        case .passphrase: [.passphrase]
        case .installation: [.approval, .appScan, .appCode]
        case .passkey: [.passkey]
        case .securityKey: [.securityKey]
        case .phoneNumber: [.smsCode]
        case .emailAddress: [.emailCode]
        case .upstream: [.upstream]
        }
    }

    /// What has to be in hand to use it.
    ///
    /// - Parameter primaryDevice: the account's primary device, or ``DeviceID/assumedPhone``.
    package func holdings(primaryDevice: DeviceID) -> Set<Holding> {
        switch kind {
        case .password, .passphrase:
            [.memory(id)]
        case .totpApp(.primaryDevice):
            [.device(primaryDevice)]
        case .totpApp(.device(let device)):
            [.device(device)]
        case .totpApp(.elsewhere), .securityKey, .passkey(device: nil):
            [.key(id)]
        case .backupCodes:
            [.sheet(id)]
        case .installation(let installation):
            [.device(installation.device)]
        case .passkey(.some(let device)):
            [.device(device == .assumedPhone ? primaryDevice : device)]
        case .phoneNumber(let number, .some(let device)):
            [.number(number), .device(device)]
        case .phoneNumber(let number, nil):
            [.number(number), .device(primaryDevice)]
        case .emailAddress(let address, _):
            [.mailbox(address)]
        case .upstream(let provider):
            [.upstream(provider)]
        }
    }
}
