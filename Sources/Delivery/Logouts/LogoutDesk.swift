package import Store

/// What an application is told, ready to be sent.
package struct LogoutLetter: Sendable {
    package let notice: LogoutNoticeRecord
    package let address: String
    /// The signed logout token.
    package let token: String

    package init(notice: LogoutNoticeRecord, address: String, token: String) {
        self.notice = notice
        self.address = address
        self.token = token
    }
}

/// Where the worker gets what is due, and says what became of it: the use cases, which know applications and keys.
package protocol LogoutDesk: Sendable {
    /// Takes what is due; nobody else gets it before the lease is over.
    func claim(atMost limit: Int, for lease: Duration) async throws -> [LogoutLetter]
    /// The application has heard of it.
    func close(_ notice: LogoutNoticeRecord) async throws
    /// It is tried again.
    func postpone(_ notice: LogoutNoticeRecord, by pause: Duration) async throws
    /// The application can't be reached: that stays in the audit log.
    func giveUp(_ notice: LogoutNoticeRecord, because reason: String) async throws
}
