internal import Delivery
internal import Identity
internal import Testing

@Suite struct `Mail by SMTP` {
    let letter = Letter(subject: "Code to reset your password", text: "1234 5678\n.\nend", html: "<p>1234 5678</p>")
    let noon = Moment(secondsSinceEpoch: 1_795_348_800)

    @Test func `arrives with one recipient, both bodies and the headers that mail needs`() async throws {
        let server = try LoopbackMailServer()
        #expect(await send(over: try transport(to: server)) == .sent)
        let mail = try #require(server.log.mails.first)
        #expect(server.log.mails.count == 1)
        #expect(mail.clientName == "id.example.org")
        #expect(mail.sender.hasPrefix("MAIL FROM:<no-reply@id.example.org>"))
        #expect(mail.recipients == ["RCPT TO:<hana@example.org>"])
        #expect(
            mail.headers == [
                "Date: Sun, 22 Nov 2026 12:00:00 +0000",
                "Message-ID: <mail1@id.example.org>",
                "From: =?UTF-8?B?5ZCI6Y21?= <no-reply@id.example.org>",
                "To: <hana@example.org>",
                "Subject: Code to reset your password",
                "Auto-Submitted: auto-generated",
                "MIME-Version: 1.0",
                "Content-Type: multipart/alternative; boundary=\"=_mail1\"",
            ])
        #expect(mail.bodies == ["1234 5678\r\n.\r\nend", "<p>1234 5678</p>"])
    }

    @Test(
        arguments: [
            "a@x.test,b@y.test", "a@x.test;b@y.test", "a@x.test b@y.test", "a@x.test\r\nBcc: b@y.test",
            "a@x.test%0d%0aBcc:b@y.test@", "a@x.test>\r\nRCPT TO:<b@y.test", "<a@x.test>", "a@b@c.test", "@a.test",
            "a@", "", "a..b@x.test", ".a@x.test", "a@x..test", "a@x.test\u{0}", "\u{1F600}@x.test", "a@ｘ.test",
        ])
    func `OTP-09: goes nowhere if the stored recipient is anything but one address`(recipient: String) async throws {
        let server = try LoopbackMailServer()
        let outcome = await send(over: try transport(to: server), recipient: recipient)
        #expect(outcome == .undeliverable(reason: "the stored address can't be used in SMTP"))
        #expect(server.log.mails.isEmpty)
    }

    @Test(
        arguments: [
            #""e@attacker.test"@victim.test"#, "a(comment)@victim.test", "=?utf-8?q?a=40b.test?=@victim.test>",
            "@relay.test:a@victim.test", "a@[127.0.0.1]", "a%b.test@victim.test, c@victim.test",
        ])
    func `OTP-12: knows no quoted local parts, comments or source routes`(recipient: String) async throws {
        let server = try LoopbackMailServer()
        let outcome = await send(over: try transport(to: server), recipient: recipient)
        #expect(outcome == .undeliverable(reason: "the stored address can't be used in SMTP"))
        #expect(server.log.mails.isEmpty)
    }

    @Test func `OTP-12: takes what looks like an encoded word as the characters it is made of`() async throws {
        let server = try LoopbackMailServer()
        let recipient = "=?utf-8?q?a=40b.test?=@victim.test"
        #expect(await send(over: try transport(to: server), recipient: recipient) == .sent)
        #expect(server.log.mails.first?.recipients == ["RCPT TO:<\(recipient)>"])
    }

    @Test(arguments: ["451 4.3.0 Try later", "452 4.2.2 Full"])
    func `OTP-23: tries again after a 4xx to the recipient or the message`(reply: String) async throws {
        for behaviour in [
            MailConversation.Behaviour(recipientReply: reply), MailConversation.Behaviour(messageReply: reply),
        ] {
            let server = try LoopbackMailServer(behaviour)
            let outcome = await send(over: try transport(to: server))
            #expect(outcome.isTryAgain && outcome.reason.contains(reply), "\(outcome)")
        }
    }

    @Test func `OTP-23: gives up after a 5xx to the recipient or the message`() async throws {
        for behaviour in [
            MailConversation.Behaviour(recipientReply: "550 5.1.1 No such mailbox"),
            MailConversation.Behaviour(messageReply: "550 5.7.1 Not wanted"),
        ] {
            let server = try LoopbackMailServer(behaviour)
            let outcome = await send(over: try transport(to: server))
            #expect(!outcome.isTryAgain && outcome.reason.contains("550 5."), "\(outcome)")
        }
    }

    @Test func `OTP-23: tries again when the server refuses the connection or the login, even by a 5xx`() async throws {
        let closed = try LoopbackMailServer(.init(greeting: "554 5.3.2 No service here"))
        let strict = try LoopbackMailServer(.init(extensions: ["AUTH PLAIN"], loginReply: "535 5.7.8 Refused"))
        for (server, login) in [
            (closed, nil), (strict, SMTPServer.Login(user: "aikagi", password: Secret("s3cret"))),
        ] {
            let outcome = await send(over: try transport(to: server, login: login))
            #expect(outcome.isTryAgain, "\(outcome)")
            #expect(!outcome.reason.contains("s3cret") && !outcome.reason.contains("1234"))
        }
    }

    @Test func `OTP-23: doesn't wait for a server that says nothing, or for one that isn't there`() async throws {
        let silent = try LoopbackMailServer(.init(isSilent: true))
        #expect(await send(over: try transport(to: silent, timeout: .milliseconds(200))).isTryAgain)
        let port = try LoopbackMailServer().port
        #expect(await send(over: try transport(port: port)).isTryAgain)
    }

    @Test func `logs in where a user is configured`() async throws {
        let server = try LoopbackMailServer(.init(extensions: ["AUTH PLAIN"]))
        let login = SMTPServer.Login(user: "aikagi", password: Secret("s3cret"))
        #expect(await send(over: try transport(to: server, login: login)) == .sent)
        // NUL aikagi NUL s3cret (RFC 4616)
        #expect(server.log.mails.first?.logins == ["AUTH PLAIN AGFpa2FnaQBzM2NyZXQ="])
    }

    @Test func `HTTP-13: sends nothing in plain text to a server that offers no STARTTLS`() async throws {
        let server = try LoopbackMailServer()
        #expect(await send(over: try transport(to: server, protection: .startTLS)).isTryAgain)
        #expect(server.log.mails.isEmpty)
    }

    @Test func `HTTP-13: refuses a certificate that nobody vouches for, or for another host`() async throws {
        for (name, trusts) in [("localhost", false), ("other.test", true)] {
            let server = try TLSMailServer(certificateFor: name)
            let authorities = trusts ? server.certificate : nil
            let outcome = await send(
                over: try transport(host: "localhost", port: server.port, protection: .tls, authorities: authorities))
            #expect(outcome.isTryAgain && outcome.reason.contains("SSL"), "\(outcome)")
            #expect(server.log.mails.isEmpty)
        }
    }

    @Test func `goes through TLS from the first byte to a server with a trusted certificate`() async throws {
        let server = try TLSMailServer(certificateFor: "localhost")
        let road = try transport(
            host: "localhost", port: server.port, protection: .tls, authorities: server.certificate)
        #expect(await send(over: road) == .sent)
        #expect(server.log.mails.first?.recipients == ["RCPT TO:<hana@example.org>"])
    }

    private func send(over transport: SMTPTransport, recipient: String = "hana@example.org") async -> SendOutcome {
        await transport.send(letter, named: "mail1", to: recipient, at: noon)
    }

    private func transport(
        to server: LoopbackMailServer, protection: SMTPServer.Protection = .none, login: SMTPServer.Login? = nil,
        timeout: Duration = .seconds(20)
    ) throws -> SMTPTransport {
        try transport(port: server.port, protection: protection, login: login, timeout: timeout)
    }

    private func transport(
        host: String = "127.0.0.1", port: Int, protection: SMTPServer.Protection = .none,
        login: SMTPServer.Login? = nil, authorities: String? = nil, timeout: Duration = .seconds(20)
    ) throws -> SMTPTransport {
        let server = SMTPServer(
            host: host, port: port, protection: protection, login: login, authorities: authorities,
            connectTimeout: timeout, totalTimeout: timeout)
        let address = try #require(MailAddress("no-reply@id.example.org"))
        return SMTPTransport(server: server, sender: .init(name: "合鍵", address: address))
    }
}

extension SendOutcome {
    fileprivate var isTryAgain: Bool {
        guard case .tryAgain = self else { return false }
        return true
    }

    fileprivate var reason: String {
        switch self {
        case .sent, .kept: ""
        case .tryAgain(let reason), .undeliverable(let reason): reason
        }
    }
}
