internal import Identity
internal import SignInPolicy
internal import Store

// How a refusal reads to the administrator who looks it up: English, a line a fact, never a secret (product.md R-14).

extension Menu {
    /// What was offered, best first, then everything else with its reason.
    func lines(of shape: AccountShape) -> [String] {
        let offered = offers.flatMap { offer -> [String] in
            let doubt = offer.isDoubtful ? ", may well be dead" : ""
            guard !offer.authenticators.isEmpty else { return ["\(offer.method.rawValue): offered"] }
            return offer.authenticators.map { "\(shape.line(of: offer.method, with: $0)): offered\(doubt)" }
        }
        return offered + withheld.map { "\(shape.line(of: $0.method, with: $0.authenticator)): no, \($0.reason.words)" }
    }
}

extension AccountShape {
    /// `totp (Phone)`: a method, and the name of what is used for it.
    func line(of method: Identity.Method, with id: AuthenticatorID?) -> String {
        guard let name = id.flatMap(authenticator)?.name, !name.isEmpty else { return method.rawValue }
        return "\(method.rawValue) (\(name))"
    }
}

extension AccountRecord {
    /// The account's own state, and every switch that is not as usual.
    var lines: [String] {
        func since(_ moment: Moment?, _ words: String) -> String? {
            moment.map { "\(words) since \(CivilTime($0).rfc3339)" }
        }
        return ["\(role.rawValue), \(state.rawValue)"]
            + [
                since(approvalsStoppedAt, "no approval requests"), since(signInRestrictedAt, "new sign-ins blocked"),
                since(passwordDoubtedAt, "password doubted"),
            ].compactMap(\.self)
    }
}

extension ReadTransaction {
    /// What sign-in is limited to, and whether an address is inside; nothing where there is no limit.
    func networkLines(of account: AccountID, from address: String) throws -> [String] {
        guard let since = try limitedToNetworksSince(account) else { return [] }
        let here = try networksInForce(of: account).admits(address) ? "inside" : "outside"
        return ["limited to networks since \(CivilTime(since).rfc3339), \(address) is \(here)"]
            + (try networks(of: account).map { "network \($0.name), \($0.range.text)" })
    }
}

extension Authenticator {
    /// `TOTP app Phone, active`.
    var line: String {
        let what =
            switch kind {
            case .password(let standsAlone): standsAlone ? "password, long enough alone" : "password"
            case .totpApp: "authenticator app"
            case .backupCodes(let remaining): "backup codes, \(remaining) left"
            case .passphrase: "passphrase"
            case .installation(let installation): "device, \(installation.role.rawValue), \(installation.life)"
            case .passkey: "passkey"
            case .securityKey: "security key"
            case .phoneNumber: "mobile number"
            case .emailAddress(_, isShared: true): "group address"
            case .emailAddress: "mailbox"
            case .upstream: "identity provider"
            }
        return name.isEmpty ? "\(what), \(state.rawValue)" : "\(what) \(name), \(state.rawValue)"
    }
}

extension Withheld.Reason {
    /// Why not, in plain words.
    fileprivate var words: String {
        switch self {
        case .notEnrolled: "nothing of the kind is enrolled"
        case .pending: "enrolled and not proven yet"
        case .disabled: "stopped by too many failures"
        case .gone: "the device is gone"
        case .usedUp: "no code is left"
        case .notAllowed: "the server can't or the policy does not allow it"
        case .approvalsStopped: "\"it wasn't me\" stopped approval requests"
        case .sharedAddress: "a group address"
        case .notTyped: "another address was typed"
        case .neverFirst: "never a first step"
        case .neverSecond: "never a second step"
        case .notAfter(let method): "not after \(method.rawValue)"
        case .sameMethod: "the same method as the first step"
        case .sameHolding: "lost in one stroke with the first step"
        case .noAppLock: "the app has no lock"
        case .onlyPasswordless: "asked first only where there is no password"
        case .unknownBrowser: "asked first only for a browser that the account knows"
        case .userNotVerified: "its user was not verified"
        case .tooWeak: "would not reach what is asked for"
        }
    }
}

extension SignInAttempt {
    /// Where it stands, for the record of a refusal.
    func refusedStep(of shape: AccountShape?, under rules: SignInRules, proving last: [Proof]? = nil) -> RefusedStep {
        RefusedStep(name: step.rawValue, menu: shape.flatMap { menu(of: $0, under: rules) }, proofs: last ?? proven)
    }

    private var proven: [Proof] {
        switch state {
        case .awaitingSecond(let named, let first), .awaitingAddress(let named, let first),
            .awaitingEnrolment(let named, let first):
            [named.given, first].compactMap(\.self)
        case .awaitingFirst(let named): [named.given].compactMap(\.self)
        case .awaitingIdentifier, .signedIn, .refused: []
        }
    }
}

extension PasswordReset {
    /// Where it stands, for the record of a refusal.
    func refusedStep(of shape: AccountShape?, under rules: SignInRules) -> RefusedStep {
        let proofs: [Proof] =
            switch state {
            case .awaitingSecond(_, let mail, _): [mail]
            case .awaitingPassword(_, let proofs): proofs
            case .awaitingIdentifier, .awaitingCode, .completed, .refused: []
            }
        return RefusedStep(
            name: step.rawValue, menu: shape.flatMap { menu(of: $0, under: rules) }, proofs: proofs)
    }
}
