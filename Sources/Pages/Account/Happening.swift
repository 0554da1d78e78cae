/// What a line of the activity page tells. Web maps the audit log's words to these.
package enum Happening: String, Sendable, CaseIterable {
    case accountCreated, signedIn, signedInWithBackupCode, signedInFromNewBrowser, signedInTrusted, signedOut
    case browserTrusted, browserDistrusted
    case applicationAllowed, applicationSignedIn, applicationDeviceAllowed, applicationDisconnected
    case signInFailed, signInBlocked, signInRefused, signInCodeAsked
    case passwordChanged, passwordKept, passwordSet, passwordRemoved, passwordResetRequested, passwordReset
    case identifierAdded, identifierRemoved, identifierForNoticesChosen
    case authenticatorAppAdded, authenticatorAppRenamed, authenticatorAppRemoved
    case keyAdded, keyRenamed, keyRemoved, keyCopySuspected
    case deviceAdded, deviceRenamed, deviceRemoved, deviceLockChanged, devicePromoted
    case deviceLinkShownAgain
    case approvalRefused, approvalRepudiated, signInRestricted, signInRestrictionLifted
    case backupCodesMade, backupCodeUsed
    case passphraseSet, passphraseChanged, passphraseReset, passphraseRemoved, signedInWithPassphrase
    case networkAdded, networkChanged, networkRemoved, networksLimited, networkLimitLifted, networkLiftAsked
    case sessionEnded, otherSessionsEnded, provedAgain, proofFailed, languageChanged
    case changedByAdministrator

    /// The catalogue's key, written out so that it can be searched for.
    var key: String {
        switch self {
        case .accountCreated: "activity.account-created"
        case .signedIn: "activity.signed-in"
        case .signedInWithBackupCode: "activity.signed-in-with-backup-code"
        case .signedInFromNewBrowser: "activity.signed-in-from-new-browser"
        case .signedInTrusted: "activity.signed-in-trusted"
        case .applicationAllowed: "activity.application-allowed"
        case .applicationSignedIn: "activity.application-signed-in"
        case .applicationDeviceAllowed: "activity.application-device-allowed"
        case .applicationDisconnected: "activity.application-disconnected"
        case .browserTrusted: "activity.browser-trusted"
        case .browserDistrusted: "activity.browser-distrusted"
        case .signedOut: "activity.signed-out"
        case .signInFailed: "activity.sign-in-failed"
        case .signInBlocked: "activity.sign-in-blocked"
        case .signInRefused: "activity.sign-in-refused"
        case .signInCodeAsked: "activity.sign-in-code-asked"
        case .passwordChanged: "activity.password-changed"
        case .passwordKept: "activity.password-kept"
        case .passwordSet: "activity.password-set"
        case .passwordRemoved: "activity.password-removed"
        case .passwordResetRequested: "activity.password-reset-requested"
        case .passwordReset: "activity.password-reset"
        case .identifierAdded: "activity.identifier-added"
        case .identifierRemoved: "activity.identifier-removed"
        case .identifierForNoticesChosen: "activity.identifier-for-notices"
        case .authenticatorAppAdded: "activity.authenticator-app-added"
        case .authenticatorAppRenamed: "activity.authenticator-app-renamed"
        case .authenticatorAppRemoved: "activity.authenticator-app-removed"
        case .keyAdded: "activity.key-added"
        case .keyRenamed: "activity.key-renamed"
        case .keyRemoved: "activity.key-removed"
        case .keyCopySuspected: "activity.key-copy-suspected"
        case .deviceAdded: "activity.device-added"
        case .deviceRenamed: "activity.device-renamed"
        case .deviceRemoved: "activity.device-removed"
        case .deviceLockChanged: "activity.device-lock-changed"
        case .devicePromoted: "activity.device-promoted"
        case .deviceLinkShownAgain: "activity.device-link-shown-again"
        case .approvalRefused: "activity.approval-refused"
        case .approvalRepudiated: "activity.approval-repudiated"
        case .signInRestricted: "activity.sign-in-restricted"
        case .signInRestrictionLifted: "activity.sign-in-restriction-lifted"
        case .backupCodesMade: "activity.backup-codes-made"
        case .backupCodeUsed: "activity.backup-code-used"
        case .passphraseSet: "activity.passphrase-set"
        case .passphraseChanged: "activity.passphrase-changed"
        case .passphraseReset: "activity.passphrase-reset"
        case .passphraseRemoved: "activity.passphrase-removed"
        case .signedInWithPassphrase: "activity.signed-in-with-passphrase"
        case .networkAdded: "activity.network-added"
        case .networkChanged: "activity.network-changed"
        case .networkRemoved: "activity.network-removed"
        case .networksLimited: "activity.networks-limited"
        case .networkLimitLifted: "activity.network-limit-lifted"
        case .networkLiftAsked: "activity.network-lift-asked"
        case .sessionEnded: "activity.session-ended"
        case .otherSessionsEnded: "activity.other-sessions-ended"
        case .provedAgain: "activity.proved-again"
        case .proofFailed: "activity.proof-failed"
        case .languageChanged: "activity.language-changed"
        case .changedByAdministrator: "activity.changed-by-administrator"
        }
    }

    var icon: Icon {
        switch self {
        case .accountCreated, .changedByAdministrator: .person
        case .signedIn, .signedInFromNewBrowser, .signedInTrusted, .browserTrusted, .browserDistrusted, .signedOut,
            .sessionEnded, .otherSessionsEnded, .networkAdded, .networkChanged, .networkRemoved, .networksLimited,
            .networkLimitLifted, .networkLiftAsked, .applicationSignedIn, .applicationAllowed,
            .applicationDeviceAllowed, .applicationDisconnected:
            .screen
        case .signInFailed, .signInBlocked, .signInRefused, .proofFailed, .approvalRefused, .approvalRepudiated,
            .signInRestricted, .signInRestrictionLifted:
            .stop
        case .passwordChanged, .passwordKept, .passwordSet, .passwordRemoved, .passwordResetRequested, .passwordReset,
            .provedAgain, .passphraseSet, .passphraseChanged, .passphraseReset, .passphraseRemoved,
            .signedInWithPassphrase:
            .password
        case .keyAdded, .keyRenamed, .keyRemoved: .key
        case .keyCopySuspected: .stop
        case .identifierAdded, .identifierRemoved, .identifierForNoticesChosen, .signInCodeAsked: .mail
        case .authenticatorAppAdded, .authenticatorAppRenamed, .authenticatorAppRemoved, .deviceAdded, .deviceRenamed,
            .deviceRemoved, .deviceLockChanged, .devicePromoted, .deviceLinkShownAgain:
            .phone
        case .backupCodesMade, .backupCodeUsed, .signedInWithBackupCode: .paper
        case .languageChanged: .language
        }
    }

    /// Whether somebody else may have been at work.
    var isGrave: Bool {
        switch self {
        case .signInFailed, .signInBlocked, .signInRefused, .proofFailed, .approvalRefused, .approvalRepudiated,
            .deviceLinkShownAgain, .keyCopySuspected:
            true
        default: false
        }
    }
}
