/// Word of what was just done, shown once on the page that follows. The raw value is what a cookie may carry.
package enum Notice: String, Sendable, CaseIterable {
    case welcome, signedInWithLastBackupCode
    case identifierAdded, identifierRemoved, numberAdded, numberRemoved, identifierForNoticesChosen, codeSent
    case passwordChanged, passwordKept, passwordSet, passwordRemoved
    case keyAdded, keyRenamed, keyRemoved
    /// It works, and counts as soon as the backup codes on the page are confirmed.
    case keyWaits
    case authenticatorAppAdded, authenticatorAppRenamed, authenticatorAppRemoved
    /// It works, and counts as soon as the backup codes on the page are confirmed.
    case authenticatorAppWaits
    case backupCodesConfirmed
    case passphraseSet, passphraseChanged, passphraseRight, passphraseRemoved
    case deviceRenamed, deviceRemoved, deviceReportedLost, deviceReplaced, devicePromoted, devicePromotionKept
    /// The present primary device has been told and may object first.
    case devicePromotionWaits
    case signInRestricted, signInRestrictionLifted
    case sessionEnded, otherSessionsEnded
    case connectionEnded
    case browserTrusted, browserDistrusted, browsersDistrusted
    case networkSaved, networkRemoved, networksLimited, networksUnlimited
    case languageChanged

    /// The catalogue's key, written out so that it can be searched for.
    var key: String {
        switch self {
        case .welcome: "notice.welcome"
        case .signedInWithLastBackupCode: "notice.last-backup-code"
        case .identifierAdded: "notice.identifier-added"
        case .connectionEnded: "notice.connection-ended"
        case .identifierRemoved: "notice.identifier-removed"
        case .numberAdded: "notice.number-added"
        case .numberRemoved: "notice.number-removed"
        case .identifierForNoticesChosen: "notice.identifier-for-notices"
        case .codeSent: "notice.code-sent"
        case .passwordChanged: "notice.password-changed"
        case .passwordKept: "notice.password-kept"
        case .passwordSet: "notice.password-set"
        case .passwordRemoved: "notice.password-removed"
        case .keyAdded: "notice.key-added"
        case .keyRenamed: "notice.key-renamed"
        case .keyRemoved: "notice.key-removed"
        case .keyWaits: "notice.key-waits"
        case .authenticatorAppAdded: "notice.authenticator-app-added"
        case .authenticatorAppRenamed: "notice.authenticator-app-renamed"
        case .authenticatorAppRemoved: "notice.authenticator-app-removed"
        case .authenticatorAppWaits: "notice.authenticator-app-waits"
        case .backupCodesConfirmed: "notice.backup-codes-confirmed"
        case .passphraseSet: "notice.passphrase-set"
        case .passphraseChanged: "notice.passphrase-changed"
        case .passphraseRight: "notice.passphrase-right"
        case .passphraseRemoved: "notice.passphrase-removed"
        case .deviceRenamed: "notice.device-renamed"
        case .deviceRemoved: "notice.device-removed"
        case .deviceReportedLost: "notice.device-reported-lost"
        case .deviceReplaced: "notice.device-replaced"
        case .devicePromoted: "notice.device-promoted"
        case .devicePromotionKept: "notice.device-promotion-kept"
        case .devicePromotionWaits: "notice.device-promotion-waits"
        case .signInRestricted: "notice.sign-in-restricted"
        case .signInRestrictionLifted: "notice.sign-in-restriction-lifted"
        case .sessionEnded: "notice.session-ended"
        case .otherSessionsEnded: "notice.other-sessions-ended"
        case .browserTrusted: "notice.browser-trusted"
        case .browserDistrusted: "notice.browser-distrusted"
        case .browsersDistrusted: "notice.browsers-distrusted"
        case .networkSaved: "notice.network-saved"
        case .networkRemoved: "notice.network-removed"
        case .networksLimited: "notice.networks-limited"
        case .networksUnlimited: "notice.networks-unlimited"
        case .languageChanged: "notice.language-changed"
        }
    }

    /// Whether the person should look, not only be reassured.
    var asksForAttention: Bool { self == .signedInWithLastBackupCode }
}
