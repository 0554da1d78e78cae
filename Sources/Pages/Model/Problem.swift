/// What is wrong with a submission, in a form the page can say beside the field and in its summary.
///
/// It never tells whether an account exists: an unknown identifier, a wrong password and a locked account are all
/// ``wrongPassword``.
package enum Problem: Sendable, Hashable {
    // Identifiers
    case identifierMissing
    case identifierUnreadable
    case numberUnreadable
    case numberTaken
    /// No text message reaches it.
    case numberNotMobile
    /// SMS is restricted: something better has to be there first.
    case numberNeedsBetterFactor
    /// The address belongs to an account already (ID-3). Only said to somebody who proved it is theirs, or signed in.
    case identifierTaken
    /// The address is read by several people (ID-5).
    case groupAddress
    case tooManyIdentifiers
    /// The last verified identifier stays (ID-4).
    case lastIdentifier

    // Passwords
    case passwordMissing
    case wrongPassword
    /// The password a signed-in person typed to prove it is them.
    case wrongCurrentPassword
    case newPasswordTooShort(minimum: Int)
    case newPasswordTooLong
    case newPasswordCommon
    /// It holds the name or the address of the account.
    case newPasswordGuessable
    case newPasswordUnchanged

    // Codes
    case codeMissing
    case wrongCode
    /// A code right in itself and used before.
    case codeUsed
    case codeExpired
    /// The code would be right at another time: minutes that the device is behind, negative when it is ahead.
    case clockWrong(minutesSlow: Int)
    case wrongBackupCode
    /// The third group that was asked for is not the one of the sheet.
    case wrongBackupCodeGroup
    /// Too many tries with this one code: a new one has to be sent.
    case codeSpent
    /// No device waits under it.
    case deviceCodeUnknown

    // Passphrases
    case wrongPassphrase
    /// Somebody, or another device, has set another one meanwhile.
    case passphraseChangedElsewhere

    // Names
    case nameMissing
    case nameTooLong(maximum: Int)

    // Networks
    case addressesMissing, addressesUnreadable, addressesMixed, addressesBackwards, addressesTooLong
    case tooManyNetworks
    /// The person would be outside of their own networks with it.
    case outsideNetworks(address: String)

    // Passkeys and security keys
    /// It is nobody's, or somebody else's, or its answer was not right.
    case keyNotRecognised
    case keyNotVerified
    case keyNotTouched
    /// It was asked by another page than ours.
    case keyWrongPage
    case keyOverdue
    /// There may be two of it.
    case keyCopied
    /// The browser's answer to the question for a new one made no sense.
    case keyNotUnderstood
    case keyKnown
    /// The administrator wants the maker to vouch for it.
    case keyNotVouchedFor
    case keyModelNotAllowed
    /// The administrator wants keys that stay on one device.
    case keySynced
    case tooManyKeys

    // Own pages
    case tooManyAuthenticatorApps
    /// Removing it would leave no way in, or no second step where one is required.
    case wouldLockOut
    /// The form was open too long, or sent from another page than ours.
    case tooManyDevices
    /// The session was opened with less than the account has by now.
    case signInAgainFirst
    /// Nothing would lift a block of new sign-ins if the device were lost (D-9).
    case restrictionNeedsRecovery
    case formExpired

    /// The field it is about; `nil` when it is about the whole form.
    package var field: FormField? {
        switch self {
        case .identifierMissing, .identifierUnreadable, .identifierTaken, .groupAddress, .numberUnreadable,
            .numberTaken, .numberNotMobile, .numberNeedsBetterFactor:
            .identifier
        case .passwordMissing, .wrongPassword, .wrongCurrentPassword: .password
        case .newPasswordTooShort, .newPasswordTooLong, .newPasswordCommon, .newPasswordGuessable,
            .newPasswordUnchanged:
            .newPassword
        case .codeMissing, .wrongCode, .codeUsed, .codeExpired, .clockWrong, .wrongBackupCode, .wrongBackupCodeGroup,
            .codeSpent, .deviceCodeUnknown:
            .code
        case .wrongPassphrase: .passphrase
        case .nameMissing, .nameTooLong: .name
        case .addressesMissing, .addressesUnreadable, .addressesMixed, .addressesBackwards, .addressesTooLong:
            .addresses
        case .tooManyNetworks, .outsideNetworks: nil
        case .keyNotRecognised, .keyNotVerified, .keyNotTouched, .keyWrongPage, .keyOverdue, .keyCopied,
            .keyNotUnderstood, .keyKnown, .keyNotVouchedFor, .keyModelNotAllowed, .keySynced, .tooManyKeys:
            nil
        case .tooManyIdentifiers, .lastIdentifier, .tooManyAuthenticatorApps, .wouldLockOut, .tooManyDevices,
            .signInAgainFirst, .restrictionNeedsRecovery, .formExpired,
            .passphraseChangedElsewhere:
            nil
        }
    }

    /// The words for it.
    func text(in wording: Wording) -> String {
        switch self {
        case .newPasswordTooShort(let minimum): wording.text(key, ["minimum": wording.number(minimum)])
        case .nameTooLong(let maximum): wording.text(key, ["maximum": wording.number(maximum)])
        case .outsideNetworks(let address): wording.text(key, ["address": address])
        case .clockWrong(let minutes): wording.counted(key, Int(clamping: minutes.magnitude))
        default: wording.text(key)
        }
    }

    private var key: String {
        switch self {
        case .identifierMissing: "problem.identifier-missing"
        case .identifierUnreadable: "problem.identifier-unreadable"
        case .numberTaken: "problem.number-taken"
        case .numberUnreadable: "problem.number-unreadable"
        case .numberNotMobile: "problem.number-not-mobile"
        case .numberNeedsBetterFactor: "problem.number-needs-better"
        case .identifierTaken: "problem.identifier-taken"
        case .groupAddress: "problem.group-address"
        case .tooManyIdentifiers: "problem.too-many-identifiers"
        case .lastIdentifier: "problem.last-identifier"
        case .passwordMissing: "problem.password-missing"
        case .wrongPassword: "problem.wrong-password"
        case .wrongCurrentPassword: "problem.wrong-current-password"
        case .newPasswordTooShort: "problem.new-password-too-short"
        case .newPasswordTooLong: "problem.new-password-too-long"
        case .newPasswordCommon: "problem.new-password-common"
        case .newPasswordGuessable: "problem.new-password-guessable"
        case .newPasswordUnchanged: "problem.new-password-unchanged"
        case .codeMissing: "problem.code-missing"
        case .wrongCode: "problem.wrong-code"
        case .codeUsed: "problem.code-used"
        case .codeExpired: "problem.code-expired"
        case .clockWrong(let minutes): minutes < 0 ? "problem.clock-fast" : "problem.clock-slow"
        case .wrongBackupCode: "problem.wrong-backup-code"
        case .wrongBackupCodeGroup: "problem.wrong-backup-code-group"
        case .codeSpent: "problem.code-spent"
        case .deviceCodeUnknown: "problem.device-code-unknown"
        case .wrongPassphrase: "problem.wrong-passphrase"
        case .passphraseChangedElsewhere: "problem.passphrase-changed-elsewhere"
        case .nameMissing: "problem.name-missing"
        case .nameTooLong: "problem.name-too-long"
        case .addressesMissing: "problem.addresses-missing"
        case .addressesUnreadable: "problem.addresses-unreadable"
        case .addressesMixed: "problem.addresses-mixed"
        case .addressesBackwards: "problem.addresses-backwards"
        case .addressesTooLong: "problem.addresses-too-long"
        case .tooManyNetworks: "problem.too-many-networks"
        case .outsideNetworks: "problem.outside-networks"
        case .keyNotRecognised: "problem.key-not-recognised"
        case .keyNotVerified: "problem.key-not-verified"
        case .keyNotTouched: "problem.key-not-touched"
        case .keyWrongPage: "problem.key-wrong-page"
        case .keyOverdue: "problem.key-overdue"
        case .keyCopied: "problem.key-copied"
        case .keyNotUnderstood: "problem.key-not-understood"
        case .keyKnown: "problem.key-known"
        case .keyNotVouchedFor: "problem.key-not-vouched-for"
        case .keyModelNotAllowed: "problem.key-model-not-allowed"
        case .keySynced: "problem.key-synced"
        case .tooManyKeys: "problem.too-many-keys"
        case .tooManyAuthenticatorApps: "problem.too-many-authenticator-apps"
        case .wouldLockOut: "problem.would-lock-out"
        case .tooManyDevices: "problem.too-many-devices"
        case .signInAgainFirst: "problem.sign-in-again-first"
        case .restrictionNeedsRecovery: "problem.restriction-needs-recovery"
        case .formExpired: "problem.form-expired"
        }
    }
}
