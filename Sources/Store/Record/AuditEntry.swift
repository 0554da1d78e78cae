import Crypto
package import Identity

/// One thing that happened, for the record: who did what to whom, from where, by which method, with which result.
///
/// It holds no secret. Texts are cut to a bounded length; a reader must still encode them for the place where it shows
/// them, because strangers choose some of them (ADM-10).
package struct AuditEntry: Sendable, Hashable {
    /// How what was tried has ended.
    package enum Result: String, Sendable, Hashable, Codable, CaseIterable, Storable {
        case succeeded
        case refused
        /// Something broke; nothing was decided.
        case failed
    }

    package var at: Moment
    /// What happened, as a past participle: `signedIn`, `passwordChanged`.
    package var event: String
    package var result: Result
    /// The account whose history this is part of.
    package var account: AccountID?
    /// Who did it: an account's ID, or `system`, `console`, `stranger`.
    package var actor: String
    /// What it was done to, when that is something else than the account: an authenticator, a session, an address.
    package var subject: String?
    /// Where the request came from; `nil` for what happened on the server itself.
    package var source: ClientSource?
    /// By which method: `password`, `totp`, `backupCode`.
    package var method: String?
    package var reason: String?
    package var detail: String?

    package init(
        at: Moment, event: String, result: Result, account: AccountID?, actor: String, subject: String? = nil,
        source: ClientSource? = nil, method: String? = nil, reason: String? = nil,
        detail: String? = nil
    ) {
        self.at = at
        self.event = event
        self.result = result
        self.account = account
        self.actor = actor
        self.subject = subject
        self.source = source
        self.method = method
        self.reason = reason
        self.detail = detail
    }

    init(_ row: Row) throws {
        at = try row["at"]
        event = try row["event"]
        result = try row["result"]
        account = try row["account"]
        actor = try row["actor"]
        subject = try row["subject"]
        let address: String? = try row["address"]
        let browser = BrowserDescription(name: try row["browser_name"], platform: try row["browser_platform"])
        source = address.map { ClientSource(address: $0, browser: browser) }
        method = try row["method"]
        reason = try row["reason"]
        detail = try row["detail"]
    }

    /// The entry as it is stored: every text short and without U+0000.
    var bounded: AuditEntry {
        AuditEntry(
            at: at, event: event.recorded(64), result: result, account: account, actor: actor.recorded(128),
            subject: subject?.recorded(320), source: source?.recorded, method: method?.recorded(64),
            reason: reason?.recorded(256), detail: detail?.recorded(1_024))
    }

    /// SHA-256 over the row and the hash of the row before it, which ties each row to all earlier ones.
    func chainHash(sequence: Int64, previous: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: Array("aikagi/audit/1".utf8))
        hash.update(data: previous)
        let fields: [any Storable] = [
            sequence, at, event, result, account, actor, subject, source?.address, source?.browser.name,
            source?.browser.platform, method, reason, detail,
        ]
        for field in fields { hash.update(data: field.stored.framed) }
        return Array(hash.finalize())
    }
}

extension ClientSource {
    fileprivate var recorded: ClientSource {
        ClientSource(
            address: address.recorded(64),
            browser: BrowserDescription(
                name: browser.name?.recorded(64), platform: browser.platform?.recorded(64)))
    }
}

extension String {
    fileprivate func recorded(_ limit: Int) -> String {
        // Through the stored form, so that what is hashed is what a reader gets back.
        String(stored: bounded(to: limit).stored) ?? ""
    }
}
