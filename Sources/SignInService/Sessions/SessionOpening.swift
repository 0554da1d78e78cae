internal import Delivery
internal import Foundation
package import Identity
internal import SignInPolicy
internal import Store

/// A session that has just been opened: what the browser must be given, once.
package struct OpenedSession: Sendable {
    package let token: Secret<String>
    /// A mark that the browser has to take on instead of the one it came with; `nil` if it keeps its own.
    package let newMark: Secret<String>?
    /// Whether the last backup code has gone with this sign-in (BKUP-09).
    package let usedLastBackupCode: Bool
    /// Whether the person is now to be asked if this browser shall be trusted (product.md M-10).
    package let offersTrust: Bool
}

/// How the person of a session signed in. Set by completed ceremonies only (SESS-21).
package struct Authentication: Sendable, Hashable, Codable {
    package let assurance: Assurance
    /// In the order in which they were used.
    package let methods: [Identity.Method]
    package let at: Moment
    /// The trusted browser that spared the second step; `nil` where none was spared.
    package let trustedBrowser: TrustedBrowserID?
}

/// Turns a grant of the machine into a session, with all that belongs to it: cookie, known browser, notices, record.
struct SessionOpening: Sendable {
    let environment: Environment

    /// - Parameter grant: what the machine gave; every road to a session ends here, and there is no other call of
    ///   `open` (decision 3).
    func open(
        _ grant: SignInAttempt.Grant, for account: AccountRecord, from client: Client,
        in transaction: any WriteTransaction
    ) throws -> OpenedSession {
        let now = grant.at
        let token = environment.tokens.token()
        let authentication = Authentication(
            assurance: grant.assurance, methods: grant.methods, at: now, trustedBrowser: grant.trustedBrowser)
        let life = SessionLife(level: grant.assurance.level, start: now, lastUse: now)
        let session = SessionRecord(
            id: environment.tokens.id(), account: account.id, tokenHash: TokenHash(token).bytes,
            authentication: Array(try JSONEncoder().encode(authentication)), createdAt: now,
            // A password in a trusted browser is no fresh proof: the first sensitive change asks for one.
            provenAt: grant.trustedBrowser == nil ? now : Moment(millisecondsSinceEpoch: 0), lastUsedAt: now,
            idleEndsAt: life.idleEnd, endsAt: life.overallEnd,
            source: client.source)
        try noticeTrust(grant, in: transaction)
        try makeRoom(for: session, from: client, in: transaction)
        try allowApprovals(grant, account, client, in: transaction)
        let newMark = try remember(client, for: account, in: transaction, at: now)
        if grant.methods.contains(.passphrase) {
            try environment.tell(account, .passphrase(.used, client.occasion(at: now)), in: transaction, at: now)
        } else if grant.assurance.recovery {
            try environment.tell(
                account, .signedInByRecovery(client.occasion(at: now)), in: transaction, at: now)
        }
        let codesLeft = try noticeBackupCode(grant, account, client, in: transaction)
        try transaction.record(
            AuditEntry(
                .signedIn, .succeeded, of: account.id, by: client, at: now, subject: session.id.rawValue,
                method: grant.methods.last, reason: grant.remark,
                detail: grant.methods.map(\.rawValue).joined(separator: " ")))
        return OpenedSession(
            token: token, newMark: newMark, usedLastBackupCode: codesLeft == 0,
            offersTrust: try offersTrust(grant, account, mark: newMark ?? client.mark, in: transaction))
    }

    private func makeRoom(
        for session: SessionRecord, from client: Client, in transaction: any WriteTransaction
    ) throws {
        for ended in try transaction.open(session, limit: Limits.sessions) {
            try transaction.record(
                AuditEntry(
                    .sessionEnded, .succeeded, of: session.account, by: client, at: session.createdAt,
                    subject: ended.id.rawValue, reason: "too many sessions"))
        }
    }

    /// A step that was spared is noted with the browser; a recovery ends the trust in all of them (REC-07).
    private func noticeTrust(_ grant: SignInAttempt.Grant, in transaction: any WriteTransaction) throws {
        if let browser = grant.trustedBrowser { try transaction.used(trustedBrowser: browser, at: grant.at) }
        if grant.assurance.recovery { try transaction.distrustAllBrowsers(of: grant.account) }
    }

    /// Asked once in each browser of an account, after a second step. Later it is on the person's own pages.
    private func offersTrust(
        _ grant: SignInAttempt.Grant, _ account: AccountRecord, mark: Secret<String>?,
        in transaction: any WriteTransaction
    ) throws -> Bool {
        let settings = environment.settings
        guard settings.rules.trustedBrowsers != nil, grant.proofs.count > 1, let mark else { return false }
        let shape = try transaction.shape(of: account, settings: settings, at: grant.at)
        guard WaysIn(of: shape, under: settings.rules).mayTrustBrowser(after: grant.assurance) else { return false }
        return try transaction.offerTrust(browser: TokenHash(mark).bytes, of: account.id, at: grant.at)
    }

    /// "It wasn't me" stopped approval requests: two steps without one allow them again (product.md §4.3). So does a QR
    /// that is enough alone: the person has read it, and nobody else can send one.
    private func allowApprovals(
        _ grant: SignInAttempt.Grant, _ account: AccountRecord, _ client: Client, in transaction: any WriteTransaction
    ) throws {
        guard account.approvalsStoppedAt != nil, grant.assurance.level >= .two,
            grant.methods == [.appScan] || grant.methods.allSatisfy({ $0 != .approval && $0 != .appScan }),
            try transaction.setApprovalsStopped(at: nil, of: account.id)
        else { return }
        try transaction.record(
            AuditEntry(.approvalsAllowed, .succeeded, of: account.id, by: client, at: grant.at))
    }

    /// Remembers the browser, and tells the person of one that is new.
    ///
    /// A mark that the account does not know yet is replaced: whoever planted it has a mark that stays unknown.
    private func remember(
        _ client: Client, for account: AccountRecord, in transaction: any WriteTransaction, at now: Moment
    ) throws -> Secret<String>? {
        if let mark = client.mark.map(TokenHash.init), try transaction.isKnown(browser: mark.bytes, of: account.id) {
            _ = try transaction.remember(
                browser: mark.bytes, describedAs: client.source.browser, of: account.id, at: now)
            return nil
        }
        let isFirst = try transaction.knownBrowsers(of: account.id).isEmpty
        let mark = environment.tokens.token()
        _ = try transaction.remember(
            browser: TokenHash(mark).bytes, describedAs: client.source.browser, of: account.id, at: now)
        if !isFirst {
            try environment.tell(account, .newBrowser(client.occasion(at: now)), in: transaction, at: now)
        }
        return mark
    }

    /// - Returns: how many codes are left, if this sign-in has used one.
    private func noticeBackupCode(
        _ grant: SignInAttempt.Grant, _ account: AccountRecord, _ client: Client, in transaction: any WriteTransaction
    ) throws -> Int? {
        guard grant.methods.contains(.backupCode) else { return nil }
        let left = try transaction.countUnspentBackupCodes(of: account.id)
        try environment.tell(
            account, .backupCodeUsed(left: left, client.occasion(at: grant.at)), in: transaction, at: grant.at)
        return left
    }
}

extension SignInAttempt.Grant {
    /// What is unusual about it, for the record.
    fileprivate var remark: String? {
        if assurance.recovery { return "recovery" }
        return trustedBrowser == nil ? nil : "trusted browser"
    }
}
