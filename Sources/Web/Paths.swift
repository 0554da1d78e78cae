package import Hummingbird
internal import Identity
internal import OpenIDConnect
package import Pages

// No other file holds path text, for routes or for links (RepositoryTests).

extension Destination {
    /// Where it is on this server: absolute, one leading slash, no query.
    package var path: String {
        switch self {
        case .signIn: "/sign-in"
        case .password: "/sign-in/password"
        case .mailCode: "/sign-in/mail-code"
        case .textCode: "/sign-in/sms-code"
        case .code: "/sign-in/code"
        case .appCode: "/sign-in/app-code"
        case .approval: "/sign-in/approval"
        case .approvalAgain: "/sign-in/approval/again"
        case .approvalEvents: "/sign-in/approval/events"
        case .scan: "/sign-in/qr"
        case .scanEvents: "/sign-in/qr/events"
        case .backupCode: "/sign-in/backup-code"
        case .passphrase: "/sign-in/passphrase"
        case .otherWays: "/sign-in/other-ways"
        case .secondStep: "/sign-in/second-step"
        case .passkey: "/sign-in/passkey"
        case .passkeyQuestion: "/sign-in/passkey/question"
        case .keyStep: "/sign-in/key"
        case .signOut: "/sign-out"
        case .setUp: "/set-up"
        case .invitation: "/invitation"
        case .register: "/register"
        case .registerVerify: "/register/verify"
        case .joiningCodes: "/sign-in/second-step/backup-codes"
        case .joiningCodesConfirm: "/sign-in/second-step/backup-codes/confirm"
        case .joiningCodesDownload: "/sign-in/second-step/backup-codes/download"
        case .passwordReset: "/password-reset"
        case .passwordResetCode: "/password-reset/code"
        case .passwordResetSecondStep: "/password-reset/second-step"
        case .passwordResetBackupCode: "/password-reset/backup-code"
        case .passwordResetKey: "/password-reset/key"
        case .passwordResetPassphrase: "/password-reset/passphrase"
        case .passwordResetTextCode: "/password-reset/sms-code"
        case .passwordResetOtherWays: "/password-reset/other-ways"
        case .newPassword: "/password-reset/new-password"
        case .networkLift: "/network-lift"
        case .networkLiftConfirm: "/network-lift/confirm"
        case .overview: "/"
        case .identifiers: "/account/identifiers"
        case .identifierAdd: "/account/identifiers/add"
        case .identifierVerify: "/account/identifiers/verify"
        case .identifierRemove: "/account/identifiers/remove"
        case .identifierForNotices: "/account/identifiers/notices"
        case .passwordChange: "/account/password"
        case .passwordKeep: "/account/password/keep"
        case .passwordRemove: "/account/password/remove"
        case .keys: "/account/keys"
        case .keyAdd: "/account/keys/add"
        case .keyRename: "/account/keys/rename"
        case .keyRemove: "/account/keys/remove"
        case .authenticatorApps: "/account/authenticator-apps"
        case .authenticatorAppAdd: "/account/authenticator-apps/add"
        case .authenticatorAppRename: "/account/authenticator-apps/rename"
        case .authenticatorAppRemove: "/account/authenticator-apps/remove"
        case .devices: "/account/devices"
        case .restrict: "/account/devices/restrict"
        case .restrictionLift: "/account/devices/lift-restriction"
        case .deviceAdd: "/account/devices/add"
        case .deviceEvents: "/account/devices/events"
        case .deviceRename: "/account/devices/rename"
        case .deviceTest: "/account/devices/test"
        case .devicePromote: "/account/devices/promote"
        case .deviceKeepPrimary: "/account/devices/keep-primary"
        case .deviceLost: "/account/devices/lost"
        case .deviceRemove: "/account/devices/remove"
        case .deviceReplace: "/account/devices/replace"
        case .deviceKeepOthers: "/account/devices/keep-others"
        case .backupCodes: "/account/backup-codes"
        case .backupCodesNew: "/account/backup-codes/new"
        case .backupCodesConfirm: "/account/backup-codes/confirm"
        case .backupCodesDownload: "/account/backup-codes/download"
        case .passphraseStanding: "/account/passphrase"
        case .passphraseNew: "/account/passphrase/new"
        case .passphraseChange: "/account/passphrase/change"
        case .passphraseCheck: "/account/passphrase/check"
        case .passphraseRemove: "/account/passphrase/remove"
        case .sessions: "/account/sessions"
        case .sessionEnd: "/account/sessions/end"
        case .sessionsEndOthers: "/account/sessions/end-others"
        case .browserTrust: "/account/sessions/trust-browser"
        case .browserDistrust: "/account/sessions/distrust"
        case .browsersDistrustAll: "/account/sessions/distrust-all"
        case .networks: "/account/networks"
        case .networkAdd: "/account/networks/add"
        case .networkEdit: "/account/networks/edit"
        case .networkRemove: "/account/networks/remove"
        case .networksLimit: "/account/networks/limit"
        case .networksUnlimit: "/account/networks/allow-all"
        case .activity: "/account/activity"
        case .accountLanguage: "/account/language"
        case .authorization: "/authorize/continue"
        case .endSession: "/end-session/confirm"
        case .deviceEntry: "/device"
        case .deviceDecide: "/device/decide"
        case .connections: "/account/applications"
        case .connectionEnd: "/account/applications/end"
        case .stepUp: "/step-up"
        case .stepUpApproval: "/step-up/approval"
        case .stepUpApprovalAgain: "/step-up/approval/again"
        case .stepUpApprovalEvents: "/step-up/approval/events"
        case .language: "/language"
        case .devOutbox: "/dev/outbox"
        }
    }

    /// The same for the router.
    var route: RouterPath { RouterPath(path) }
}

extension Destination {
    /// The step-up page, which leads back to where `target` belongs when it is done.
    static func stepUp(returningTo target: String, by way: String? = nil) -> String {
        let back = ReturnPath(target)?.inQuery.map { "\(FormField.returnTo.rawValue)=\($0)" }
        let chosen = way.map { "\(FormField.way.rawValue)=\($0)" }
        let query = [back, chosen].compactMap(\.self).joined(separator: "&")
        return query.isEmpty ? Destination.stepUp.path : "\(Destination.stepUp.path)?\(query)"
    }
}

extension Destination {
    /// The page that asks whether this browser shall be trusted, which leads on to where `target` belongs.
    static func browserTrust(returningTo target: String) -> String {
        let back = ReturnPath(target)?.inQuery.map { "?\(FormField.returnTo.rawValue)=\($0)" }
        return Destination.browserTrust.path + (back ?? "")
    }
}

extension Destination {
    /// Where a person goes on with the request of an application.
    static func authorization(of request: AuthorizationRequestID) -> String {
        "\(Destination.authorization.path)?\(FormField.id.rawValue)=\(request)"
    }
}

extension Destination {
    /// Where a person lets the device in that shows that code.
    static func deviceEntry(of code: UserCode) -> String {
        "\(Destination.deviceEntry.path)?\(FormField.id.rawValue)=\(code.letters)"
    }
}

extension Destination {
    /// The sign-in page with its field filled in.
    static func signIn(suggesting identifier: String) -> String {
        "\(Destination.signIn.path)?"
            + FormEncoding.query([(name: FormField.identifier.rawValue, value: identifier)])
    }
}

extension Destination {
    /// The page that waits for an approval before a change, which leads back to where `target` belongs.
    static func stepUpApproval(returningTo target: String) -> String {
        let back = ReturnPath(target)?.inQuery.map { "?\(FormField.returnTo.rawValue)=\($0)" }
        return Destination.stepUpApproval.path + (back ?? "")
    }
}

/// The paths of the demo application, which is a site of its own.
package enum DemoPaths {
    /// What it shows of whoever is signed in, or the way there.
    package static let start = "/"
    /// Where a browser is sent to Aikagi from.
    package static let signIn = "/sign-in"
    /// Where the answer comes to.
    package static let callback = "/callback"
    /// Where a browser is sent to sign out from.
    package static let signOut = "/sign-out"
    /// Where it comes back to after that.
    package static let signedOut = "/signed-out"
    /// Where the language is switched.
    package static let language = "/language"
    /// The parameter that says what is demanded.
    package static let demand = "demand"

    /// Where a sign-in with a demand begins.
    package static func signIn(demanding demand: String) -> String { "\(signIn)?\(Self.demand)=\(demand)" }
}

/// Paths that no page leads to.
package enum Paths {
    /// A link from a message or the terminal. Opening it spends nothing; the form behind it does (OTP-21).
    package static let linkPattern: RouterPath = "/link/{token}"
    /// Where a token that was handed out leads.
    package static func link(_ token: String) -> String { "/link/\(token)" }

    /// Where the web app begins to add itself. The token stays behind the mark, so that it reaches no log.
    package static func enrolment(_ token: String) -> String { "/app#enrol=\(token)" }
    /// Where the web app reads the code of a sign-in page.
    package static func scan(_ code: String) -> String { "/app#scan=\(code)" }
    /// What the app's interface is, for programs to read.
    static let interface: RouterPath = "/api/v1/openapi.json"
    /// Whatever else stands below the app's interface.
    static let unknownAPI: RouterPath = "/api/**"

    /// Where applications send people to sign in (OpenID Connect Core §3.1.2).
    package static let authorize: RouterPath = "/authorize"
    /// Where they send people to sign out (RP-Initiated Logout 1.0 §2).
    package static let endSession: RouterPath = "/end-session"
    /// Where they exchange codes for tokens (RFC 6749 §3.2).
    package static let token: RouterPath = "/token"
    /// Where they ask who it is (OpenID Connect Core §5.3).
    package static let userinfo: RouterPath = "/userinfo"
    /// Where they ask what a token is worth (RFC 7662).
    package static let introspection: RouterPath = "/introspect"
    /// Where they give tokens back (RFC 7009).
    package static let revocation: RouterPath = "/revoke"
    /// Where they hand in what they will ask (RFC 9126).
    package static let pushedRequests: RouterPath = "/par"
    /// Where their devices begin to wait (RFC 8628 §3.1).
    package static let devices: RouterPath = "/device_authorization"
    /// The keys that check our tokens (RFC 7517).
    package static let keySet: RouterPath = "/jwks"
    /// What this provider can do (OpenID Connect Discovery §4).
    package static let openIDConfiguration: RouterPath = "/.well-known/openid-configuration"
    /// The same for OAuth (RFC 8414 §3).
    package static let authorizationServer: RouterPath = "/.well-known/oauth-authorization-server"

    /// Whether the process answers.
    package static let live: RouterPath = "/livez"
    /// Whether a person could sign in now.
    package static let ready: RouterPath = "/readyz"
    /// The same as ``ready``, under the name that some supervisors ask for.
    package static let health: RouterPath = "/healthz"

    /// Where password stores send people (W3C "A Well-Known URL for Changing Passwords").
    package static let changePassword: RouterPath = "/.well-known/change-password"
    /// Which other origins may use our passkeys (WebAuthn L3 §5.11).
    static let relatedOrigins: RouterPath = "/.well-known/webauthn"
    /// Where password managers find the pages of passkeys (W3C "A Well-Known URL for Relying Party Passkey Endpoints").
    static let passkeyEndpoints: RouterPath = "/.well-known/passkey-endpoints"
    /// Where to report a security problem (RFC 9116).
    package static let securityText: RouterPath = "/.well-known/security.txt"
    /// What browsers ask for without being told.
    package static let favicon: RouterPath = "/favicon.ico"

    /// Below it stand the fingerprint of all static files and the file's name, so that an answer may be kept for a year.
    package static let staticFiles = "/static"
    /// The same as a route.
    package static let staticPattern: RouterPath = "/static/{fingerprint}/{name}"

    /// The web app: its shell, and below it everything that it is made of.
    package static let app = "/app"
    /// The same as a route.
    package static let appShell: RouterPath = "/app"
    /// What the app is made of, as a route.
    package static let appPattern: RouterPath = "/app/**"
}
