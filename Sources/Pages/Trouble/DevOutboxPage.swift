package import Identity

/// The mails that would have been sent, for trying the server out before a mail server is configured.
package struct DevOutboxPage: Page {
    package static let template = "dev-outbox"

    /// One message as it would have left.
    package struct Mail: Sendable {
        package let to: String
        package let subject: String
        package let body: String
        package let queued: Moment
        /// Such as `kept` or `expired`, in the operator's words.
        package let state: String

        package init(to: String, subject: String, body: String, queued: Moment, state: String) {
            self.to = to
            self.subject = subject
            self.body = body
            self.queued = queued
            self.state = state
        }
    }

    package let mails: [Mail]

    package init(mails: [Mail]) {
        self.mails = mails
    }

    package func fields(in wording: Wording) -> Fields {
        [
            "mails": mails.map { mail -> Fields in
                [
                    "to": mail.to, "subject": mail.subject, "body": mail.body, "queued": wording.ago(mail.queued),
                    "at": wording.machineReadable(mail.queued), "state": mail.state,
                ]
            },
            "isEmpty": mails.isEmpty,
        ]
    }
}
