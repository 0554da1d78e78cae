internal import Hummingbird
internal import Identity
internal import Pages
internal import SignInService
internal import Store

/// What happened with the account, page by page.
struct ActivityRoutes: Sendable {
    let record: OwnRecord
    let renderer: PageRenderer

    func add(to signedIn: RouterGroup<SignedInContext>) {
        signedIn.get(Destination.activity.route, use: page)
    }

    /// `GET /account/activity?before=…`
    @Sendable private func page(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let before = request.uri.queryParameters[Self.before[...]].flatMap { Int64($0) }
        let activity = try await record.activity(of: context.session.account, before: before)
        let path = Destination.activity.path
        let page = ActivityPage(
            entries: activity.rows.compactMap { ActivityPage.Entry($0.entry) },
            newer: before == nil ? nil : path, older: activity.older.map { "\(path)?\(Self.before)=\($0)" })
        return renderer.form(page, at: .activity, for: context)
    }

    private static let before = "before"
}

extension ActivityPage.Entry {
    /// `nil` for what is no event of the person's own.
    fileprivate init?(_ entry: AuditEntry) {
        guard let event = AuditEvent(rawValue: entry.event), let what = Happening(event, entry) else { return nil }
        let whence = entry.source.map { source in
            [source.address, source.browser.summary].filter { !$0.isEmpty }.joined(separator: " · ")
        }
        self.init(what, at: entry.at, from: whence ?? "")
    }
}

extension Happening {
    fileprivate init?(_ event: AuditEvent, _ entry: AuditEntry) {
        switch event {
        case .accountCreated, .accountInvited: self = .accountCreated
        case .accountDisabled, .accountEnabled, .backupCodesRevoked: self = .changedByAdministrator
        case .signedIn: self = Happening(signIn: entry)
        case .signInFailed: self = entry.wasHeld ? .signInBlocked : .signInFailed
        case .signInRefused, .passwordResetFailed, .networkLiftFailed: self = .signInRefused
        case .signedOut: self = .signedOut
        case .stepUpPassed: self = entry.usedBackupCode ? .backupCodeUsed : .provedAgain
        case .stepUpFailed: self = entry.wasHeld ? .signInBlocked : .proofFailed
        case .passwordChanged: self = .passwordChanged
        case .passwordKept: self = .passwordKept
        case .passwordReset: self = .passwordReset
        case .passwordResetAsked: self = .passwordResetRequested
        case .identifierAdded:
            guard entry.result == .succeeded else { return nil }
            self = .identifierAdded
        case .identifierRemoved: self = .identifierRemoved
        case .noticeIdentifierChosen: self = .identifierForNoticesChosen
        case .authenticatorAppAdded: self = .authenticatorAppAdded
        case .authenticatorAppRenamed: self = .authenticatorAppRenamed
        case .authenticatorAppRemoved: self = .authenticatorAppRemoved
        case .keyAdded: self = .keyAdded
        case .keyRenamed: self = .keyRenamed
        case .keyRemoved: self = .keyRemoved
        case .keyCopySuspected: self = .keyCopySuspected
        case .installationAdded: self = .deviceAdded
        case .installationRenamed: self = .deviceRenamed
        case .installationEnded: self = .deviceRemoved
        case .installationLockChanged: self = .deviceLockChanged
        case .installationLinkShownAgain: self = .deviceLinkShownAgain
        case .installationPromotionAsked, .installationPromoted: self = .devicePromoted
        case .approvalRefused: self = .approvalRefused
        case .approvalRepudiated: self = .approvalRepudiated
        case .signInRestricted: self = .signInRestricted
        case .signInRestrictionLifted: self = .signInRestrictionLifted
        case .backupCodesMade, .backupCodesConfirmed: self = .backupCodesMade
        case .passphraseSet: self = .passphraseSet
        case .passphraseChanged: self = .passphraseChanged
        case .passphraseReset: self = .passphraseReset
        case .passphraseRemoved: self = .passphraseRemoved
        case .passphraseChecked: self = entry.result == .succeeded ? .provedAgain : .proofFailed
        case .networkAdded: self = .networkAdded
        case .networkChanged: self = .networkChanged
        case .networkRemoved: self = .networkRemoved
        case .networksLimited: self = .networksLimited
        case .networkLimitLifted: self = .networkLimitLifted
        case .networkLiftAsked: self = .networkLiftAsked
        case .sessionEnded: self = .sessionEnded
        case .otherSessionsEnded: self = .otherSessionsEnded
        case .browserTrusted: self = .browserTrusted
        case .browserDistrusted: self = .browserDistrusted
        case .languageChanged: self = .languageChanged
        case .authenticatorDisabled: self = .signInBlocked
        // What an approval was for has a row of its own.
        case .approvalGiven, .approvalsAllowed, .administratorsTold: return nil
        case .passwordRemoved: self = .passwordRemoved
        case .passwordSet:
            // The first password is a part of making the account, which has a row of its own.
            guard entry.reason != nil else { return nil }
            self = .passwordSet
        case .applicationAllowed: self = .applicationAllowed
        case .applicationSignedIn: self = .applicationSignedIn
        case .applicationDeviceAllowed: self = .applicationDeviceAllowed
        case .applicationDisconnected: self = .applicationDisconnected
        case .applicationAdded, .applicationRemoved, .applicationTokenReplayed, .applicationLogoutUntold,
            .signingKeysRotated:
            return nil
        case .setUpLinkMade, .backupMade, .restored: return nil
        case .signInCodeSent: self = .signInCodeAsked
        // Steps on the way to something that has a row of its own.
        case .installationLinkMade, .installationEnrolled, .installationPromotionDropped: return nil
        }
    }
}

extension Happening {
    /// A sign-in, by what it was done with.
    private init(signIn entry: AuditEntry) {
        if entry.usedBackupCode {
            self = .signedInWithBackupCode
        } else if entry.usedPassphrase {
            self = .signedInWithPassphrase
        } else {
            self = entry.wasSpared ? .signedInTrusted : .signedIn
        }
    }
}

extension AuditEntry {
    fileprivate var usedBackupCode: Bool { method.flatMap(Identity.Method.init) == .backupCode }
    fileprivate var usedPassphrase: Bool { method.flatMap(Identity.Method.init) == .passphrase }
    /// A trusted browser stood for the second step.
    fileprivate var wasSpared: Bool { reason == "trusted browser" }
    /// The throttle let no try through.
    fileprivate var wasHeld: Bool { reason == "held" || reason == "disabled" }
}
