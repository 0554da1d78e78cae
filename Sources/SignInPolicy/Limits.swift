/// Every number of the product, each with the bound that it respects. Nothing else in the project holds one.
package enum Limits {}

// MARK: Passwords

extension Limits {
    /// Code points of a password that is used with a second step. NIST SP 800-63B-4 §3.1.1.2: at least 8.
    package static let passwordLengthWithSecondStep = 8
    /// Code points of a password that signs in alone. NIST SP 800-63B-4 §3.1.1.2: at least 15.
    package static let passwordLengthAlone = 15
    /// Bytes of a password in NFC. NIST SP 800-63B-4 §3.1.1.2: at least 64 characters; nothing is truncated, so there
    /// is an end that keeps hashing cheap to refuse.
    package static let passwordBytes = 1_024

    /// Argon2id memory in KiB. OWASP Password Storage: 19 MiB with two passes.
    package static let argon2Memory: UInt32 = 19 * 1_024
    /// Argon2id passes. OWASP Password Storage.
    package static let argon2Passes: UInt32 = 2
    /// Argon2id lanes. OWASP Password Storage.
    package static let argon2Lanes: UInt32 = 1
    /// Bytes of salt. RFC 9106 §3.1: 16 recommended. NIST SP 800-63B-4 §3.1.1.2: at least 4.
    package static let argon2Salt = 16
    /// Bytes of the hash. RFC 9106 §4: 32.
    package static let argon2Hash = 32
}

// MARK: One-time codes

extension Limits {
    /// Digits of a code sent by SMS. NIST SP 800-63B-4 §3.1.3.2: at least 6.
    package static let smsCodeDigits = 6
    /// How long a code sent by SMS is good. NIST SP 800-63B-4 §3.1.3.2: at most 10 minutes.
    package static let smsCodeLife = Duration.seconds(5 * 60)
    /// Digits of a code sent by e-mail.
    package static let mailCodeDigits = 8
    /// How long a code sent by e-mail is good. NIST SP 800-63B-4 §4.2.1.2: at most 24 hours.
    package static let mailCodeLife = Duration.seconds(10 * 60)
    /// Wrong entries after which a sent code is dead. NIST SP 800-63B-4 §3.1.3.2: throttled.
    package static let codeTries = 5
    /// Codes sent for one account and purpose within ``codeSendWindow``; ours (REC-19).
    package static let codeSends = 5
    /// The window that ``codeSends`` counts in; ours.
    package static let codeSendWindow = Duration.seconds(60 * 60)
    /// The pause before another code is sent; ours.
    package static let codeSendPause = Duration.seconds(30)
    /// Mails that people who are not signed in may ask for from one network within ``mailRequestWindow``, unless the
    /// administrator says otherwise: enough for a class that registers together; ours.
    package static let mailRequestsOfNetwork = 60
    /// The same for all networks together; ours.
    package static let mailRequestsOfAll = 1_000
    /// The window of both; ours.
    package static let mailRequestWindow = Duration.seconds(60 * 60)
}

extension Limits {
    /// Text messages to one number within ``textWindow``; ours: a bad day's worth of codes.
    package static let textsOfNumber = 10
    /// The same for one account, whatever numbers it has; ours.
    package static let textsOfAccount = 15
    /// The same for all numbers that differ in their last four digits only; ours: whoever earns by messages to numbers
    /// of their own has them in a row.
    package static let textsOfPrefix = 60
    /// How many last digits numbers of one prefix may differ in; ours.
    package static let digitsOfOnePrefix = 4
    /// The same for the whole server, unless the administrator says otherwise; ours.
    package static let textsOfAll = 1_000
    /// The window of all four; ours.
    package static let textWindow = Duration.seconds(24 * 60 * 60)
}

// MARK: TOTP

extension Limits {
    /// Seconds of a step. RFC 6238 §5.2: 30 recommended.
    package static let totpPeriod = 30
    /// Digits of a code. RFC 4226 §5.3: at least 6.
    package static let totpDigits = 6
    /// Bytes of a secret. RFC 4226 §4, R6: 20 recommended.
    package static let totpSecretBytes = 20
    /// How long into a new step the code of the step before still counts. RFC 6238 §5.2 allows one whole step.
    package static let totpGrace = Duration.seconds(10)
    /// Apps of an account; ours.
    package static let codeApps = 10
    /// How far a device's clock may be off for the clock help to recognise its code; ours (product.md §4.8).
    package static let totpClockHelp = Duration.seconds(10 * 60)
}

// MARK: Backup codes

extension Limits {
    /// Codes of a set; ours.
    package static let backupCodes = 10
    /// Digits of a code: 66 bit. NIST SP 800-63B-4 §4.2.1.1: at least 64 bit.
    package static let backupCodeDigits = 20
    /// Digits of a printed group; ours.
    package static let backupCodeGroup = 5
    /// Codes left at which the person is warned; ours.
    package static let backupCodesLow = 3
}

// MARK: Approval requests and QR

extension Limits {
    /// How long an approval request waits. NIST SP 800-63B-4 §3.1.3.2: at most 10 minutes.
    package static let approvalLife = Duration.seconds(120)
    /// Approval requests without success in ``approvalBurst``; ours, against push fatigue.
    package static let approvalsPerBurst = 3
    /// The window of ``approvalsPerBurst``; ours.
    package static let approvalBurst = Duration.seconds(10 * 60)
    /// Approval requests without success in a day; ours, against push fatigue.
    package static let approvalsPerDay = 10
    /// The window of ``approvalsPerDay``.
    package static let approvalDay = Duration.seconds(24 * 60 * 60)
    /// How long an approval waits for the browser that asked. With ``approvalLife`` below the 10 minutes of NIST SP
    /// 800-63B-4 §3.1.3.2.
    package static let approvalKept = Duration.seconds(120)
    /// Digits to transfer. NIST SP 800-63B-4 §3.1.3: at least 6 for AAL2.
    package static let approvalDigits = 6
    /// Wrong numbers after which a request is refused; ours.
    package static let approvalTries = 3
    /// How long "arrived" may take before the other ways open; ours.
    package static let receiptTimeout = Duration.seconds(6)
    /// How often a page that waits may be loaded, with its stream, within ``lookWindow``: four tabs without scripts that
    /// load it every ``lookPause``; ours (PUSH-22).
    package static let looksOfPage = 20
    /// The window of ``looksOfPage``; ours.
    package static let lookWindow = Duration.seconds(30)
    /// How long a page without scripts waits before it is loaded again, and the least that one that asks too often is
    /// told to wait; ours, the same as ``receiptTimeout`` so that the other ways open no later.
    package static let lookPause = Duration.seconds(6)
    /// Codes of a QR, and links to add the app by, that lead nowhere: from one installation within
    /// ``wrongCodeWindow``; ours (QR-12).
    package static let wrongCodesOfInstallation = 10
    /// The same from one network: enough for a class that adds the app together and mistypes; ours.
    package static let wrongCodesOfNetwork = 60
    /// The window of both; ours.
    package static let wrongCodeWindow = Duration.seconds(10 * 60)
    /// How long a QR to sign in is good. NIST SP 800-63B-4 §3.1.3.2: at most 10 minutes.
    package static let scanLife = Duration.seconds(90)
}

// MARK: Installations

extension Limits {
    /// Without contact for this long an installation is quiet; ours.
    package static let quietAfter = Duration.seconds(7 * 86_400)
    /// Without contact for this long an installation is doubtful; ours.
    package static let doubtfulAfter = Duration.seconds(30 * 86_400)
    /// How long an app is shown what has happened to the account's devices; ours.
    package static let deviceNewsLife = Duration.seconds(7 * 86_400)
    /// How many of those it is shown; ours.
    package static let deviceNews = 5
    /// Secondary devices of an account; ours.
    package static let secondaryDevices = 10
    /// How long the link to add the app by is good. NIST SP 800-63B-4 §4.1.2.2: at most 10 minutes.
    package static let installationLinkLife = Duration.seconds(10 * 60)
    /// How long the primary device may object to another taking its place; ours (product.md D-4).
    package static let promotionWait = Duration.seconds(24 * 60 * 60)
    /// Digits of an app lock's PIN. NIST SP 800-63B-4 §3.2.10: at least 4.
    package static let appLockDigits = 6
    /// Wrong PINs after which the key is destroyed. NIST SP 800-63B-4 §3.2.10: at most 10.
    package static let appLockTries = 10
}

// MARK: Failures

extension Limits {
    /// Consecutive failures from which there is a delay; ours.
    package static let failuresBeforeDelay = 5
    /// The first delay. It doubles with each failure; ours.
    package static let firstDelay = Duration.seconds(30)
    /// The longest delay; ours.
    package static let longestDelay = Duration.seconds(60 * 60)
    /// Consecutive failures at which an authenticator is disabled. NIST SP 800-63B-4 §3.2.2: at most 100.
    package static let failuresBeforeDisabling = 50
    /// A stranger's form is answered no sooner than this after it came in, so that what the server had to read and
    /// write for it does not show (RATE-15); ours: several times what that takes, and too short to notice.
    package static let answerFloor = Duration.milliseconds(30)
    /// Wrong proofs of one step of one attempt after which the attempt ends; ours.
    package static let triesPerStep = 5
    /// Requests a minute of one installation of the app. An approval takes five; ours.
    package static let appRequestsOfInstallation = 120
    /// Requests a minute of all apps in one network, such as an office behind one address; ours.
    package static let appRequestsOfNetwork = 1_200
    /// Requests with a wrong signature, from one network in ``appFailureWindow``; ours. Nobody guesses a signature:
    /// this is against the work of checking them.
    package static let appFailuresOfNetwork = 100
    /// The window of ``appFailuresOfNetwork``.
    package static let appFailureWindow = Duration.seconds(10 * 60)
    /// The person is told of suspicious failures at most once in this time (RATE-22); ours.
    package static let suspicionWindow = Duration.seconds(24 * 60 * 60)
}

// MARK: Reports

extension Limits {
    /// Reports of "it wasn't me" that administrators are mailed within ``reportWindow``, from all accounts together, so
    /// that nobody can fill their mailboxes (PUSH-06); ours. Of one account it is one within ``suspicionWindow``.
    package static let mailedReports = 10
    /// The window of ``mailedReports``; ours.
    package static let reportWindow = Duration.seconds(60 * 60)
}

// MARK: Lives

extension Limits {
    /// How long a sign-in, a password reset or a step-up may take; ours.
    package static let attemptLife = Duration.seconds(15 * 60)
    /// How long an enrolment waits for its proof; ours.
    package static let enrolmentLife = Duration.seconds(30 * 60)
    /// Wrong proofs after which an enrolment ends; ours. Its secret is on the person's own screen, so this only
    /// keeps a broken client from trying for ever.
    package static let enrolmentTries = 10
    /// How long a set-up link is good; ours. Printing it again renews it.
    package static let setUpLinkLife = Duration.seconds(24 * 60 * 60)
    /// How long an invitation is good; ours.
    package static let invitationLife = Duration.seconds(7 * 86_400)

    /// From sign-in to the end of a session at AAL1 and AAL2. NIST SP 800-63B-4 §2.2.3: 24 hours.
    package static let sessionLife = Duration.seconds(24 * 60 * 60)
    /// From last use to the end of a session at AAL1 and AAL2. NIST SP 800-63B-4 §2.2.3: 1 hour.
    package static let sessionIdle = Duration.seconds(60 * 60)
    /// From sign-in to the end of a session at AAL3. NIST SP 800-63B-4 §2.3.3: 12 hours.
    package static let highSessionLife = Duration.seconds(12 * 60 * 60)
    /// From last use to the end of a session at AAL3. NIST SP 800-63B-4 §2.3.3: 15 minutes.
    package static let highSessionIdle = Duration.seconds(15 * 60)
    /// How old a session's noted last use may be before it is written again; ours, to spare the disk.
    package static let sessionTouch = Duration.seconds(60)
    /// Networks on the list of one account; ours.
    package static let networks = 32
    /// Sessions of one account; ours (SESS-18).
    package static let sessions = 48
    /// How fresh a proof must be for a sensitive action; ours.
    package static let stepUpLife = Duration.seconds(10 * 60)
    /// How long a trusted browser skips the second step unless policy says otherwise; ours.
    package static let trustedBrowserLife = Duration.seconds(30 * 86_400)
    /// The longest that policy may say; ours (product.md M-10).
    package static let longestTrustedBrowserLife = Duration.seconds(180 * 86_400)
    /// Browsers that one account trusts; ours. The one that was trusted first makes room.
    package static let trustedBrowsers = 20
    /// How long a browser is remembered as known for notices and throttling; ours.
    package static let knownBrowserLife = Duration.seconds(180 * 86_400)
    /// How far a clock may be found behind what it has already shown before things end instead of living longer;
    /// ours: it covers two nodes that disagree a little (REL-20).
    package static let clockTolerance = Duration.seconds(60)
}

// MARK: Records

extension Limits {
    /// How long a help code can be explained; ours.
    package static let helpCodeLife = Duration.seconds(30 * 86_400)
    /// For this long after a change of the notice address the former one is told too (REC-10); ours.
    package static let formerNoticeAddressLife = Duration.seconds(30 * 86_400)
    /// Identifiers of an account; ours.
    package static let identifiers = 10
    /// Characters of a name that a person gives to something; ours.
    package static let nameLength = 64
    /// WebAuthn challenge: bytes. W3C WebAuthn L3 §13.4.3: at least 16.
    package static let challengeBytes = 32
    /// WebAuthn challenge: how long it waits. W3C WebAuthn L3 §15.1: 300 s recommended with verification.
    package static let challengeLife = Duration.seconds(300)
    /// Passkeys and security keys of an account; ours.
    package static let keys = 20
    /// Bytes of what authenticators know an account by. W3C WebAuthn L3 §5.4.3 and §14.6.1: at most 64, random.
    package static let keyHandleBytes = 64
    /// Questions to keys that live at once for one session, sign-in or browser: as many as it has tabs; ours.
    package static let keyCeremonies = 8
    /// Authorization code. RFC 6749 §4.1.2: at most 10 minutes.
    package static let authorizationCodeLife = Duration.seconds(60)
}
