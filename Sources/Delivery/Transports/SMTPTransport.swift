internal import Dispatch
package import Identity

/// Sends letters to a mail server by SMTP, one connection and one recipient a letter.
///
/// libcurl blocks its caller, so the transfers run on dispatch threads of their own, never on the cooperative pool.
package struct SMTPTransport: Transport {
    private let server: SMTPServer
    private let sender: InternetMessage.Sender
    private let threads = DispatchQueue(label: "aikagi.smtp", qos: .utility, attributes: .concurrent)

    package init(server: SMTPServer, sender: InternetMessage.Sender) {
        self.server = server
        self.sender = sender
    }

    package func send(_ letter: Letter, named name: String, to recipient: String, at date: Moment) async -> SendOutcome
    {
        guard let address = MailAddress(recipient) else {
            return .undeliverable(reason: "the stored address can't be used in SMTP")
        }
        let message = InternetMessage(letter, named: name, from: sender, to: address, at: date)
        return await withCheckedContinuation { continuation in
            threads.async {
                let transfer = SMTPTransfer(message.bytes, from: sender.address, to: address, over: server)
                continuation.resume(returning: transfer.run())
            }
        }
    }
}

/// Where the mail server is and how it is spoken to.
package struct SMTPServer: Sendable {
    package let host: String
    package let port: Int
    package let protection: Protection
    package let login: Login?
    /// A file of certificates to trust in place of the system's.
    package let authorities: String?
    /// How long connecting may take, and how long one letter from connecting to the last reply.
    package let connectTimeout: Duration
    package let totalTimeout: Duration

    /// How the connection is encrypted.
    package enum Protection: String, Sendable, CaseIterable {
        /// Begins in plain text and refuses to go on without TLS.
        case startTLS = "starttls"
        /// TLS from the first byte.
        case tls
        /// No encryption. Configuration allows it for a mail server on this machine only.
        case none
    }

    /// What the mail server knows us by.
    package struct Login: Sendable {
        package let user: String
        package let password: Secret<String>

        package init(user: String, password: Secret<String>) {
            self.user = user
            self.password = password
        }
    }

    package init(
        host: String, port: Int, protection: Protection, login: Login? = nil, authorities: String? = nil,
        connectTimeout: Duration = .seconds(10), totalTimeout: Duration = .seconds(25)
    ) {
        self.host = host
        self.port = port
        self.protection = protection
        self.login = login
        self.authorities = authorities
        self.connectTimeout = connectTimeout
        self.totalTimeout = totalTimeout
    }
}
