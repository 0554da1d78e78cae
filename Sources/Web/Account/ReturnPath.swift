internal import Pages

/// A page of ours that somebody is led back to after a step-up or a change of language.
///
/// It is built from the list of our own pages, never from the text that a request carried: another host, a
/// protocol-relative path, a backslash or a line break can't come out of it (HTTP-02).
struct ReturnPath: Sendable, Hashable {
    let destination: Destination
    /// The record that the page is about. Letters and digits only.
    let record: String?

    /// - Parameter target: path and query. Anything in the query but the record's name is dropped.
    /// - Returns: `nil` if no page of ours has that path.
    init?(_ target: String) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = parts.first,
            let destination = Destination.allCases.first(where: { $0.path == path })?.pageOfForm
        else { return nil }
        self.destination = destination
        record = parts.count == 2 ? Self.record(in: parts[1]) : nil
    }

    /// The path to go to.
    var path: String {
        record.map { "\(destination.path)?\(FormField.id.rawValue)=\($0)" } ?? destination.path
    }

    /// The same as a value inside another query.
    var inQuery: String? {
        path.isEmpty ? nil : path.map { $0 == "?" ? "%3F" : $0 == "=" ? "%3D" : String($0) }.joined()
    }

    /// The same as a cookie holds it: the page's name, and behind a hyphen the record's.
    var inCookie: String { record.map { "\(destination.rawValue)-\($0)" } ?? destination.rawValue }

    /// - Returns: `nil` if the cookie names no page that a sign-in leads to.
    init?(inCookie value: String) {
        let parts = value.split(separator: "-", maxSplits: 1)
        guard let page = parts.first.flatMap({ Destination(rawValue: String($0)) }), page.pageOfForm == page else {
            return nil
        }
        destination = page
        record = parts.count == 2 ? Self.record(in: "\(FormField.id.rawValue)=\(parts[1])") : nil
    }

    private static func record(in query: Substring) -> String? {
        let prefix = "\(FormField.id.rawValue)="
        guard let pair = query.split(separator: "&").first(where: { $0.hasPrefix(prefix) }) else { return nil }
        let value = pair.dropFirst(prefix.count)
        guard (1...64).contains(value.utf8.count), value.utf8.allSatisfy(\.isASCIILetterOrDigit) else { return nil }
        return String(value)
    }
}

extension Destination {
    /// The page itself, or the one that its form stands on; `nil` for what is no page to come back to.
    var pageOfForm: Destination? {
        switch self {
        case .identifierForNotices: .identifiers
        case .sessionEnd, .sessionsEndOthers, .browserDistrust, .browsersDistrustAll: .sessions
        case .connectionEnd: .connections
        case .deviceDecide: .deviceEntry
        case .networkRemove, .networksLimit, .networksUnlimit: .networks
        case .backupCodesNew, .backupCodesDownload: .backupCodes
        case .passwordKeep: .overview
        case .approvalAgain, .approvalEvents: .approval
        case .scanEvents: .scan
        case .endSession: .signOut
        case .passkey, .passkeyQuestion: .signIn
        case .deviceEvents, .deviceKeepPrimary, .restrict: .devices
        case .deviceKeepOthers: .deviceReplace
        case .stepUp, .stepUpApproval, .stepUpApprovalAgain, .stepUpApprovalEvents, .language: nil
        case .authorization, .deviceEntry, .connections, .keyStep, .passwordResetKey, .keys, .keyAdd, .keyRename,
            .keyRemove,
            .signIn, .password, .mailCode, .textCode, .passwordResetTextCode, .code, .appCode, .approval, .scan,
            .backupCode, .otherWays, .secondStep,
            .signOut,
            .setUp, .invitation, .register,
            .registerVerify, .joiningCodes, .joiningCodesConfirm, .joiningCodesDownload, .passwordReset,
            .passwordResetCode, .passwordResetSecondStep, .passwordResetBackupCode,
            .passwordResetOtherWays, .newPassword, .devices, .deviceAdd, .deviceRename,
            .deviceTest, .devicePromote, .deviceLost, .deviceRemove, .deviceReplace, .restrictionLift, .overview,
            .identifiers,
            .identifierAdd,
            .identifierVerify,
            .identifierRemove, .passwordChange, .passwordRemove, .authenticatorApps, .authenticatorAppAdd,
            .authenticatorAppRename,
            .authenticatorAppRemove, .backupCodes, .backupCodesConfirm, .passphraseStanding, .passphraseNew,
            .passphraseChange,
            .passphraseCheck, .passphraseRemove, .passphrase, .passwordResetPassphrase, .sessions, .browserTrust,
            .networks, .networkAdd, .networkEdit, .networkLift, .networkLiftConfirm, .activity,
            .accountLanguage,
            .devOutbox:
            self
        }
    }
}

extension UInt8 {
    fileprivate var isASCIILetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
