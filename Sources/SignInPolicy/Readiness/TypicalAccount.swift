internal import Identity

/// An account as many have it, for the tables of a policy: what somebody who sets their account up so can count on.
package struct TypicalAccount: Sendable {
    package let title: String
    package let shape: AccountShape

    /// Three of them.
    package static let all: [TypicalAccount] = [
        TypicalAccount(
            title: "A password, an authenticator app and backup codes",
            holding: [password, totp, codes]),
        TypicalAccount(
            title: "A password, the Aikagi app on a phone, backup codes and a passphrase",
            holding: [password, app(on: "phone", .primary, named: "Pixel 8"), codes, passphrase]),
        TypicalAccount(
            title: "No password: the Aikagi app on two devices, and backup codes",
            holding: [
                app(on: "phone", .primary, named: "Pixel 8"), app(on: "laptop", .secondary, named: "ThinkPad"), codes,
            ]),
    ]

    private init(title: String, holding authenticators: [Authenticator]) {
        self.title = title
        let mailbox = Authenticator(
            id: AuthenticatorID("mailbox"), kind: .emailAddress(Self.address, isShared: false), name: Self.address.shown
        )
        shape = AccountShape(
            account: AccountID("mira"), state: .active, authenticators: authenticators + [mailbox],
            identifiers: [.email(Self.address)], noticeAddress: Self.address, factorGeneration: 0)
    }

    private static let address = EmailAddress(canonical: "mira@example.org", shown: "mira@example.org")
    private static let password = Authenticator(
        id: AuthenticatorID("password"), kind: .password(standsAlone: false))
    private static let totp = Authenticator(
        id: AuthenticatorID("totp"), kind: .totpApp(place: .primaryDevice), name: "Codes")
    private static let codes = Authenticator(
        id: AuthenticatorID("codes"), kind: .backupCodes(remaining: Limits.backupCodes))
    private static let passphrase = Authenticator(id: AuthenticatorID("passphrase"), kind: .passphrase)

    private static func app(
        on device: String, _ role: Installation.Role, named name: String
    ) -> Authenticator {
        let app = Installation(device: DeviceID(device), role: role, life: .live, appLock: .pin)
        return Authenticator(id: AuthenticatorID(device), kind: .installation(app), name: name)
    }
}
