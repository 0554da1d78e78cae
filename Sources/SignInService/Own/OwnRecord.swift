internal import Delivery
package import Identity
package import Store

/// What happened with an account, and the language it is told in.
package struct OwnRecord: Sendable {
    let environment: Environment

    init(_ environment: Environment) {
        self.environment = environment
    }

    /// A stretch of the record, as long as a page.
    package struct Page: Sendable {
        /// Newest first.
        package let rows: [AuditRecord]
        /// What to ask for to see older ones; `nil` if there are none.
        package let older: Int64?
    }

    /// - Parameter sequence: only what happened before that; `nil` for the newest.
    package func activity(of account: AccountID, before sequence: Int64? = nil) async throws -> Page {
        try await environment.store.read { transaction in
            let rows = try transaction.activity(of: account, before: sequence, limit: Self.pageLength + 1)
            let page = Array(rows.prefix(Self.pageLength))
            return Page(rows: page, older: rows.count > page.count ? page.last?.sequence : nil)
        }
    }

    private static let pageLength = 30

    /// The language of pages and of mails from now on.
    package func setLanguage(_ language: Language, of account: AccountID, from client: Client) async throws {
        let now = environment.time.now()
        try await environment.store.write { transaction in
            try transaction.setLanguage(language, of: account)
            try transaction.record(
                AuditEntry(
                    .languageChanged, .succeeded, of: account, by: client, at: now, detail: language.rawValue))
        }
    }

    /// A mail as somebody would read it.
    package struct Mail: Sendable, Hashable {
        package let recipient: String
        package let subject: String
        package let text: String
        package let queued: Moment
        package let state: OutboxMessage.State
    }

    /// The mails that were kept or wait, newest first; for looking at while no mail server is configured.
    package func outbox() async throws -> [Mail] {
        try await environment.store.read { transaction in
            try transaction.messages(limit: 100).compactMap { message in
                message.letter.map { letter in
                    Mail(
                        recipient: message.recipient, subject: letter.subject, text: letter.text,
                        queued: message.createdAt, state: message.state)
                }
            }
        }
    }
}
