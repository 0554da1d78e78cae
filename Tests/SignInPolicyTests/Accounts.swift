import Identity
import SignInPolicy

/// Accounts and rules that tests speak of.
enum Fixture {
    static let start = Moment(secondsSinceEpoch: 1_800_000_000)
    static let mira = EmailAddress(canonical: "mira@example.org", shown: "Mira@example.org")
    static let work = EmailAddress(canonical: "mira@work.example", shown: "mira@work.example")
    static let number = PhoneNumber(canonical: "+41790000012", shown: "+41 79 000 00 12")
    static let otherNumber = PhoneNumber(canonical: "+41790000034", shown: "+41 79 000 00 34")
    static let phone = DeviceID("phone")
    static let tablet = DeviceID("tablet")

    static let everyMethod = SignInRules(methods: Set(Method.allCases))
    /// What the server can do without an app, SMS and WebAuthn.
    static let plain = SignInRules(methods: [.password, .emailCode, .totp, .backupCode])
    static let plainRequired = SignInRules(methods: plain.methods, secondStep: .required)

    static let password = Authenticator(id: AuthenticatorID("password"), kind: .password(standsAlone: false))
    static let longPassword = Authenticator(id: AuthenticatorID("password"), kind: .password(standsAlone: true))
    static let mailbox = Authenticator(
        id: AuthenticatorID("mailbox"), kind: .emailAddress(mira, isShared: false))
    static let totp = Authenticator(id: AuthenticatorID("totp"), kind: .totpApp(place: .primaryDevice), name: "Codes")
    static let codes = Authenticator(id: AuthenticatorID("codes"), kind: .backupCodes(remaining: 10))
    static let spentCodes = Authenticator(id: codes.id, kind: .backupCodes(remaining: 0))
    static let passphrase = Authenticator(id: AuthenticatorID("passphrase"), kind: .passphrase)
    static let securityKey = Authenticator(id: AuthenticatorID("key"), kind: .securityKey, name: "Blue key")
    static let passkey = Authenticator(id: AuthenticatorID("passkey"), kind: .passkey(device: nil), name: "Passkey")
    static let sms = Authenticator(id: AuthenticatorID("sms"), kind: .phoneNumber(number, device: nil))

    static func app(
        _ id: String = "app", on device: DeviceID = phone, _ role: Installation.Role = .primary,
        _ life: Installation.Life = .live, lock: Installation.AppLock = .pin
    ) -> Authenticator {
        Authenticator(
            id: AuthenticatorID(id),
            kind: .installation(Installation(device: device, role: role, life: life, appLock: lock, lastSeen: start)),
            name: id)
    }

    static func account(
        _ authenticators: [Authenticator], state: AccountState = .active, generation: Int64 = 7,
        id: String = "mira", identifiers: [Identifier] = [.email(mira)], approvalsStopped: Bool = false,
        isAdministrator: Bool = false
    ) -> AccountShape {
        AccountShape(
            account: AccountID(id), state: state, authenticators: authenticators, identifiers: identifiers,
            noticeAddress: mira, factorGeneration: generation, approvalsStopped: approvalsStopped,
            isAdministrator: isAdministrator)
    }

    /// An account like most: password, TOTP app, backup codes.
    static let everyday = account([password, mailbox, totp, codes])

    static let phantom = AccountShape.phantom(
        account: AccountID("mira"), identifier: .email(mira), password: password.id, mailbox: mailbox.id)

    /// A proof by an authenticator of `shape`, as a verified one; `nil` if it does not count.
    static func proof(_ method: Method, of shape: AccountShape) -> Proof? {
        shape.authenticators.lazy
            .compactMap { shape.proof(by: method, with: $0.id, userVerified: true) }.first
    }

    /// The same, or a proof by something that the account has never had.
    static func proofOrForgery(_ method: Method, of shape: AccountShape) -> Proof {
        proof(method, of: shape)
            ?? Proof(method: method, authenticator: AuthenticatorID("forged"), holdings: [], userVerified: true)
    }
}

extension AccountShape {
    /// The same account with other facts.
    func with(
        state: AccountState? = nil, generation: Int64? = nil, adding more: [Authenticator] = [],
        id: String? = nil
    ) -> AccountShape {
        AccountShape(
            account: id.map { AccountID($0) } ?? account, state: state ?? self.state,
            authenticators: authenticators + more, identifiers: identifiers, noticeAddress: noticeAddress,
            factorGeneration: generation ?? factorGeneration, approvalsStopped: approvalsStopped)
    }
}
