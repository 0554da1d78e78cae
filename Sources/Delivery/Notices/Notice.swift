package import Identity

/// What a person is told by mail, with everything the text needs.
///
/// Codes and links answer a request; every other notice reports a change that the account's owner may not have made, so
/// it carries an ``Occasion`` and its text says what to do if it wasn't them.
package enum Notice: Sendable {
    /// Proves that whoever asked reads this mailbox.
    case addressCode(Secret<String>, life: Duration)
    /// In place of the password; the second step is still asked for.
    case signInCode(Secret<String>, life: Duration, Occasion)
    /// The first step of a password reset; the second step is still asked for.
    case passwordResetCode(Secret<String>, life: Duration, Occasion)
    /// The first step of lifting the limit to networks; the second step is still asked for.
    case networkLiftCode(Secret<String>, life: Duration, Occasion)
    /// An account waits for its owner. The letterhead makes the link of the token, so that it can't lead elsewhere.
    case invitation(token: Secret<String>, from: String?, life: Duration)
    /// Somebody wanted a new account for an address that has one. Only the address's owner is told so.
    case addressInUse(Occasion)

    case newBrowser(Occasion)
    /// Without the password: a code that was sent, and a second step.
    case signedInByRecovery(Occasion)
    /// From then on a password is enough there for a while.
    case browserTrusted(Occasion)
    case passwordChanged(Occasion)
    case passwordReset(Occasion)
    /// The account had none: the app signed in to it alone.
    case passwordSet(Occasion)
    case passwordRemoved(Occasion)
    case authenticatorAppAdded(name: String, Occasion)
    case authenticatorAppRemoved(name: String, Occasion)
    case keyAdded(name: String, Occasion)
    case keyRemoved(name: String, Occasion)
    /// A passkey or security key has counted backwards: there may be two of it.
    case keyCopied(name: String, Occasion)
    case backupCodesMade(Occasion)
    case backupCodeUsed(left: Int, Occasion)
    case passphrase(PassphraseChange, Occasion)
    case networks(NetworkChange, Occasion)
    case installationAdded(name: String, Occasion)
    case installationEnded(name: String, DeviceEnding, Occasion)
    /// A device is asked first from then on; at once if `from` is `nil`.
    case installationPromoted(name: String, from: Moment?, Occasion)
    case installationLockChanged(name: String, Occasion)
    /// Something that calls itself so came with a link that has added a device before.
    case installationLinkShownAgain(name: String, Occasion)
    case signInRestricted(Occasion)
    case signInRestrictionLifted(Occasion)
    case identifierAdded(shown: String, Occasion)
    case identifierRemoved(shown: String, Occasion)
    /// Goes to the former address too.
    case noticeAddressChanged(shown: String, Occasion)
    /// Many wrong tries, or a right first step again and again without the second one.
    case suspiciousTries(Suspicion, Occasion)
    /// The person's own answer "it wasn't me", with what it has led to (PUSH-06). `passwordIsKnown`: whoever asked had
    /// typed the password.
    case approvalRepudiated(device: String, passwordIsKnown: Bool, Occasion)
    /// The same, for an administrator. `isLastForNow`: so many have come that the next ones are not told by mail.
    case memberRepudiated(name: String, identifier: String, isLastForNow: Bool, Occasion)
    /// One authenticator was switched off after too many wrong tries, and must be set up anew.
    case authenticatorBlocked(Suspect, Occasion)
    case accountDisabled(at: Moment)
    case accountEnabled(at: Moment)

    /// Sent by the administrator to see whether mail arrives.
    case trial(at: Moment)
}

extension Notice {
    /// When something was done, and from where.
    package struct Occasion: Sendable, Hashable {
        package let at: Moment
        /// `nil` for what was done on the server's own machine.
        package let source: ClientSource?

        package init(at: Moment, source: ClientSource?) {
            self.at = at
            self.source = source
        }
    }

    /// Why tries look like somebody else's.
    package enum Suspicion: Sendable, Hashable {
        case manyFailures
        /// Whoever tries knows the password.
        case firstStepRightSecondWrong
    }

    /// Why a device no longer counts.
    package enum DeviceEnding: Sendable, Hashable, CaseIterable {
        case signedOut, reportedLost, replaced, removed, notAnswering, copied
    }

    /// What happened to the passphrase.
    package enum PassphraseChange: String, Sendable, Hashable, CaseIterable {
        case set, changed, removed
        /// Without the old one: the vault begins anew.
        case reset
        /// Somebody has signed in with it.
        case used
    }

    /// What happened to the limit of sign-in to networks.
    package enum NetworkChange: String, Sendable, Hashable, CaseIterable {
        case limited, changed, lifted
    }

    /// The kind of authenticator that was switched off.
    package enum Suspect: Sendable, Hashable {
        case password
        case authenticatorApp(name: String)
        case backupCodes
    }

    /// A word for lists, metrics and the audit log. Says nothing about the content.
    package var kind: String {
        switch self {
        case .addressCode: "address-code"
        case .signInCode: "sign-in-code"
        case .passwordResetCode: "password-reset-code"
        case .networkLiftCode: "network-lift-code"
        case .invitation: "invitation"
        case .addressInUse: "address-in-use"
        case .newBrowser: "new-browser"
        case .signedInByRecovery: "signed-in-by-recovery"
        case .browserTrusted: "browser-trusted"
        case .passwordChanged: "password-changed"
        case .passwordReset: "password-reset"
        case .passwordSet: "password-set"
        case .passwordRemoved: "password-removed"
        case .authenticatorAppAdded: "authenticator-app-added"
        case .authenticatorAppRemoved: "authenticator-app-removed"
        case .keyAdded: "key-added"
        case .keyRemoved: "key-removed"
        case .keyCopied: "key-copied"
        case .backupCodesMade: "backup-codes-made"
        case .backupCodeUsed: "backup-code-used"
        case .passphrase(let change, _): "passphrase-\(change.rawValue)"
        case .networks(let change, _): "networks-\(change.rawValue)"
        case .installationAdded: "installation-added"
        case .installationEnded: "installation-ended"
        case .installationPromoted: "installation-promoted"
        case .installationLockChanged: "installation-lock-changed"
        case .installationLinkShownAgain: "installation-link-shown-again"
        case .signInRestricted: "sign-in-restricted"
        case .signInRestrictionLifted: "sign-in-restriction-lifted"
        case .identifierAdded: "identifier-added"
        case .identifierRemoved: "identifier-removed"
        case .noticeAddressChanged: "notice-address-changed"
        case .suspiciousTries: "suspicious-tries"
        case .approvalRepudiated: "approval-repudiated"
        case .memberRepudiated: "member-repudiated"
        case .authenticatorBlocked: "authenticator-blocked"
        case .accountDisabled: "account-disabled"
        case .accountEnabled: "account-enabled"
        case .trial: "trial"
        }
    }

    /// How long the mail is worth sending: a code that no longer works only confuses. `nil` is always.
    package var life: Duration? {
        switch self {
        case .addressCode(_, let life), .signInCode(_, let life, _), .passwordResetCode(_, let life, _),
            .networkLiftCode(_, let life, _),
            .invitation(_, _, let life):
            life
        case .addressInUse, .newBrowser, .signedInByRecovery, .browserTrusted, .passwordChanged, .passwordReset,
            .passwordSet,
            .passwordRemoved,
            .authenticatorAppAdded,
            .authenticatorAppRemoved, .keyAdded, .keyRemoved, .keyCopied, .installationAdded, .installationEnded,
            .installationPromoted,
            .installationLockChanged, .installationLinkShownAgain, .signInRestricted, .signInRestrictionLifted,
            .backupCodesMade, .backupCodeUsed, .passphrase, .networks,
            .identifierAdded, .identifierRemoved,
            .noticeAddressChanged, .suspiciousTries, .approvalRepudiated, .memberRepudiated, .authenticatorBlocked,
            .accountDisabled, .accountEnabled, .trial:
            nil
        }
    }
}
