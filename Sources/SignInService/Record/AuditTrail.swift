internal import Identity
internal import Store

/// What can happen to an account, in the words of the audit log. Activity pages read them back.
package enum AuditEvent: String, Sendable, CaseIterable {
    case accountCreated, accountInvited, accountDisabled, accountEnabled
    case signedIn, signInFailed, signInRefused, signInCodeSent, signedOut
    case stepUpPassed, stepUpFailed
    case passwordSet, passwordChanged, passwordKept, passwordRemoved
    case passwordReset, passwordResetAsked, passwordResetFailed
    case identifierAdded, identifierRemoved, noticeIdentifierChosen
    case authenticatorAppAdded, authenticatorAppRenamed, authenticatorAppRemoved
    case backupCodesMade, backupCodesConfirmed
    case passphraseSet, passphraseChanged, passphraseReset, passphraseRemoved, passphraseChecked
    case installationLinkMade, installationEnrolled, installationAdded, installationRenamed, installationEnded
    case installationLockChanged, installationLinkShownAgain
    case backupCodesRevoked
    case installationPromotionAsked, installationPromotionDropped, installationPromoted
    case signInRestricted, signInRestrictionLifted
    case approvalGiven, approvalRefused, approvalRepudiated, approvalsAllowed, administratorsTold
    case keyAdded, keyRenamed, keyRemoved, keyCopySuspected
    case networkAdded, networkChanged, networkRemoved, networksLimited, networkLimitLifted
    case networkLiftAsked, networkLiftFailed
    case sessionEnded, otherSessionsEnded
    case browserTrusted, browserDistrusted
    case languageChanged
    case authenticatorDisabled
    case setUpLinkMade, backupMade, restored
    case applicationAdded, applicationRemoved, applicationAllowed, applicationSignedIn, applicationTokenReplayed
    case applicationDeviceAllowed, applicationDisconnected, applicationLogoutUntold
    case signingKeysRotated
}

extension AuditEntry {
    /// An entry about something that came in by a browser.
    init(
        _ event: AuditEvent, _ result: Result, of account: AccountID?, by client: Client, at now: Moment,
        subject: String? = nil, method: Method? = nil, reason: String? = nil, detail: String? = nil
    ) {
        self.init(
            at: now, event: event.rawValue, result: result, account: account, actor: account?.rawValue ?? "stranger",
            subject: subject, source: client.source, method: method?.rawValue, reason: reason, detail: detail)
    }
}

extension BrowserDescription {
    /// `Firefox · Linux`, or an empty text when nothing was recognised.
    package var summary: String { [name, platform].compactMap(\.self).joined(separator: " · ") }
}
