/// Every path of the server, for routes and for links. No other file holds path text (RepositoryTests).
///
/// A `Path` is absolute, starts with one slash and has no query.
package enum Paths {
    package static let overview = "/"
    package static let language = "/language"
    package static let devOutbox = "/dev/outbox"
    package static let stepUp = "/step-up"

    package enum SignIn {
        package static let identifier = "/sign-in"
        package static let password = "/sign-in/password"
        package static let code = "/sign-in/code"
        package static let backupCode = "/sign-in/backup-code"
        package static let otherWays = "/sign-in/other-ways"
        package static let refused = "/sign-in/refused"
        package static let secondStep = "/sign-in/second-step"
        package static let secondStepCodes = "/sign-in/second-step/backup-codes"
        package static let signOut = "/sign-out"
    }

    package enum Entrance {
        /// A link from a message or the terminal; `{token}` is spent by the form behind it, never by the link itself.
        package static let linkPattern = "/link/{token}"
        package static let setUp = "/set-up"
        package static let invitation = "/invitation"
        package static let register = "/register"
        package static let registerVerify = "/register/verify"

        package static func link(_ token: String) -> String { "/link/\(token)" }
    }

    package enum PasswordReset {
        package static let start = "/password-reset"
        package static let code = "/password-reset/code"
        package static let secondStep = "/password-reset/second-step"
        package static let newPassword = "/password-reset/new-password"
    }

    package enum Account {
        package static let identifiers = "/account/identifiers"
        package static let addIdentifier = "/account/identifiers/add"
        package static let verifyIdentifier = "/account/identifiers/verify"
        package static let removeIdentifier = "/account/identifiers/remove"
        package static let noticeIdentifier = "/account/identifiers/notices"
        package static let password = "/account/password"
        package static let authenticatorApps = "/account/authenticator-apps"
        package static let addAuthenticatorApp = "/account/authenticator-apps/add"
        package static let renameAuthenticatorApp = "/account/authenticator-apps/rename"
        package static let removeAuthenticatorApp = "/account/authenticator-apps/remove"
        package static let backupCodes = "/account/backup-codes"
        package static let newBackupCodes = "/account/backup-codes/new"
        package static let confirmBackupCodes = "/account/backup-codes/confirm"
        package static let sessions = "/account/sessions"
        package static let endSession = "/account/sessions/end"
        package static let endOtherSessions = "/account/sessions/end-others"
        package static let activity = "/account/activity"
        package static let language = "/account/language"
    }

    package enum Health {
        package static let live = "/livez"
        package static let ready = "/readyz"
        package static let health = "/healthz"
    }

    package enum WellKnown {
        package static let changePassword = "/.well-known/change-password"
        package static let securityText = "/.well-known/security.txt"
        package static let favicon = "/favicon.ico"
    }

    package enum Static {
        /// `{hash}` names the content, so that an answer may be kept for a year.
        package static let pattern = "/static/{hash}/{name}"

        package static func file(_ name: String, hash: String) -> String { "/static/\(hash)/\(name)" }
    }
}
