/// Every place a page can lead to. Web says which path each one has; templates and models know only these names.
package enum Destination: String, Sendable, CaseIterable {
    // Signing in
    case signIn, password, mailCode, textCode, code, appCode, backupCode, passphrase, otherWays, secondStep, signOut
    // Signing in with a passkey and nothing typed, the question for it, and the step that asks for a key
    case passkey, passkeyQuestion, keyStep
    // Waiting for an approval, and the QR code that asks for one
    case approval, approvalAgain, approvalEvents, scan, scanEvents
    // Joining
    case setUp, invitation, register, registerVerify
    case joiningCodes, joiningCodesConfirm, joiningCodesDownload
    // Password reset. The other ways are those of the second step of a reset.
    case passwordReset, passwordResetCode, passwordResetSecondStep, passwordResetBackupCode, passwordResetOtherWays
    case passwordResetTextCode
    case passwordResetKey, passwordResetPassphrase
    case newPassword
    // Lifting the limit to networks: where it begins and where it ends. In between are the pages of a password reset.
    case networkLift, networkLiftConfirm
    // The person's own pages
    case overview
    case identifiers, identifierAdd, identifierVerify, identifierRemove, identifierForNotices
    case passwordChange, passwordKeep, passwordRemove
    case authenticatorApps, authenticatorAppAdd, authenticatorAppRename, authenticatorAppRemove
    case keys, keyAdd, keyRename, keyRemove
    case devices, deviceAdd, deviceEvents, deviceRename, deviceTest, devicePromote, deviceKeepPrimary
    case deviceLost, deviceRemove, deviceReplace, deviceKeepOthers
    case restrict, restrictionLift
    case backupCodes, backupCodesNew, backupCodesConfirm, backupCodesDownload
    case passphraseStanding, passphraseNew, passphraseChange, passphraseCheck, passphraseRemove
    case sessions, sessionEnd, sessionsEndOthers
    case browserTrust, browserDistrust, browsersDistrustAll
    case networks, networkAdd, networkEdit, networkRemove, networksLimit, networksUnlimit
    case connections, connectionEnd
    case activity, accountLanguage
    case stepUp, stepUpApproval, stepUpApprovalAgain, stepUpApprovalEvents
    // Signing in to an application, and out at its wish
    case authorization, endSession
    // Letting in a device that has no keyboard
    case deviceEntry, deviceDecide
    // Everywhere
    case language, devOutbox
}
