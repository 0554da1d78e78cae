internal import Crypto
internal import Delivery
internal import Foundation
internal import HTTPTransfer
internal import Identity
internal import TestSupport
internal import Testing

@Suite struct `Text messages by a gateway` {
    private static let key = "whsec_" + Data((0..<32).map { UInt8($0) }).base64EncodedString()
    private let noon = Moment(secondsSinceEpoch: 1_795_348_800)

    @Test(arguments: TextCode.Use.allCases)
    func `OTP-19: say what for and whose, never to be shared, and end with the line that binds the code to the origin`(
        use: TextCode.Use
    ) {
        for (language, warning) in [(Language.english, "Never share it"), (.japanese, "誰にも教えないでください")] {
            let text = letter(for: use, in: language).text
            #expect(text.hasSuffix("\n\n@id.example.org #012345"), "\(text)")
            #expect(text.contains("合鍵") && text.contains(warning))
            #expect(!text.contains("http") && !text.contains("//") && !text.contains(".org/"))
        }
        let words = Set(TextCode.Use.allCases.map { letter(for: $0, in: .english).text })
        #expect(words.count == TextCode.Use.allCases.count)
    }

    @Test func `OTP-19: the bound line has the host without its port`() {
        let letter = letter(for: .signIn, in: .english, at: "http://localhost:8080")
        #expect(letter.text.hasSuffix("\n@localhost #012345"))
    }

    @Test func `speak Twilio's interface: one recipient, a login, and one key for all tries of one message`()
        async throws
    {
        let server = try answering(201)
        let transport = try transport(.twilio(account(at: server)))
        for _ in 0..<2 { #expect(await send(over: transport) == .sent) }
        let request = try #require(server.requests.first)
        #expect(request.line == "POST /2010-04-01/Accounts/AC01%2F23/Messages.json HTTP/1.1")
        #expect(request.fields["authorization"] == "Basic " + Data("SK9:a:b".utf8).base64EncodedString())
        #expect(request.fields["content-type"] == "application/x-www-form-urlencoded")
        let body = String(decoding: request.body, as: UTF8.self)
        #expect(body.hasPrefix("To=%2B819012345678&From=%2B815000000000&Body=012345%20is%20your"))
        #expect(server.requests.map { $0.fields["idempotency-key"] } == ["\"text1\"", "\"text1\""])
    }

    @Test func `go out by a messaging service where its SID is the sender`() async throws {
        let server = try answering(201)
        let account = TwilioAccount(
            origin: server.origin, account: "AC1", user: nil, secret: Secret("t"), sender: "MG77")
        #expect(await send(over: try transport(.twilio(account))) == .sent)
        let body = String(decoding: try #require(server.requests.first).body, as: UTF8.self)
        #expect(body.contains("&MessagingServiceSid=MG77&"))
    }

    @Test func `are signed for a webhook as docs/formats/sms-webhook.md says`() async throws {
        let server = try answering(204)
        let key = try #require(TextGateway.SigningKey(Self.key))
        let transport = try transport(.webhook(url: server.origin + "/texts?from=aikagi", key: key))
        #expect(await send(over: transport) == .sent)
        let request = try #require(server.requests.first)
        #expect(request.line == "POST /texts?from=aikagi HTTP/1.1")
        #expect(request.fields["webhook-id"] == "text1")
        #expect(request.fields["webhook-timestamp"] == "1795348800")
        let signed = Array("text1.1795348800.".utf8) + request.body
        let secret = SymmetricKey(data: (0..<32).map { UInt8($0) })
        let signature = Data(HMAC<SHA256>.authenticationCode(for: signed, using: secret)).base64EncodedString()
        #expect(request.fields["webhook-signature"] == "v1," + signature)
        let body = try JSONDecoder().decode([String: String].self, from: Data(request.body))
        #expect(Set(body.keys) == ["id", "to", "text"])
        #expect(body["to"] == "+819012345678" && body["id"] == "text1")
    }

    @Test func `are signed as in the example of docs/formats/sms-webhook.md`() async throws {
        let document = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/formats/sms-webhook.md")
        let text = try String(contentsOf: document, encoding: .utf8)
        let server = try answering(200)
        let key = try #require(TextGateway.SigningKey(Self.key))
        let transport = try transport(.webhook(url: server.origin + "/texts", key: key))
        let letter = letter(for: .signIn, in: .english, of: "Aikagi")
        let outcome = await transport.send(
            letter, named: "4ncx7rqz3d5jw2m6k7h4t5s3ua", to: "+819012345678", at: noon)
        #expect(outcome == .sent)
        let request = try #require(server.requests.first)
        #expect(text.contains(Self.key))
        #expect(text.contains(String(decoding: request.body, as: UTF8.self)))
        #expect(text.contains("webhook-signature: \(request.fields["webhook-signature"] ?? "missing")"))
    }

    @Test(arguments: [
        (200, SendOutcome.sent), (202, .sent),
        (400, .undeliverable(reason: "the gateway refused the message with status 400")),
        (422, .undeliverable(reason: "the gateway refused the message with status 422")),
        (301, .tryAgain(reason: "the gateway answered with status 301")),
        (401, .tryAgain(reason: "the gateway answered with status 401")),
        (429, .tryAgain(reason: "the gateway answered with status 429")),
        (500, .tryAgain(reason: "the gateway answered with status 500")),
    ])
    func `OTP-23: end with a refusal of the message, and wait for everything else`(
        status: Int, outcome: SendOutcome
    ) async throws {
        let server = try answering(status)
        #expect(await send(over: try transport(.twilio(account(at: server)))) == outcome)
        #expect(server.requests.count == 1)
    }

    @Test func `OTP-23: wait for a gateway that is not there, or does not answer in time`() async throws {
        let deaf = try LoopbackWebServer { _, caller in
            caller.waitUntilGone()
            return false
        }
        let slow = try transport(.twilio(account(at: deaf)), timeout: .milliseconds(200))
        for transport in [slow, try transport(.twilio(account(origin: "http://127.0.0.1:1")))] {
            guard case .tryAgain = await send(over: transport) else {
                Issue.record("not to be tried again")
                continue
            }
        }
    }

    @Test(arguments: [
        "", "+", "819012345678", "+81901234567a", "+8190,+8191", "+8190\r\nTo: x", "+819012345678;ext=1", "+１２",
        "hana@example.org",
    ])
    func `OTP-09: go nowhere if what is stored is anything but one number`(recipient: String) async throws {
        let server = try answering(201)
        let outcome = await send(over: try transport(.twilio(account(at: server))), to: recipient)
        #expect(outcome == .undeliverable(reason: "the stored number can't be sent to"))
        #expect(server.requests.isEmpty)
    }

    @Test(arguments: ["", "whsec_", "whsec_c2hvcnQ=", "c2VjcmV0", "whsec_!!!!"])
    func `take no key that is too short or not as it is written`(text: String) {
        #expect(TextGateway.SigningKey(text) == nil)
    }

    // MARK: What they are made of

    private func letter(
        for use: TextCode.Use, in language: Language, of service: String = "合鍵",
        at origin: String = "https://id.example.org"
    ) -> Letter {
        let letterhead = Letterhead(
            serviceName: service, origin: origin,
            paths: .init(
                signIn: "/a", passwordReset: "/b", passwordChange: "/e", sessions: "/c", backupCodes: "/d",
                link: "/link/"))
        return Letter(
            TextCode(Secret("012345"), for: use, life: .seconds(300)), in: language, on: letterhead)
    }

    private func answering(_ status: Int) throws -> LoopbackWebServer {
        try LoopbackWebServer { _, caller in
            caller.answer(status, status == 301 ? ["Location": "/elsewhere"] : [:])
            return true
        }
    }

    private func account(at server: LoopbackWebServer) -> TwilioAccount { account(origin: server.origin) }

    private func account(origin: String) -> TwilioAccount {
        TwilioAccount(
            origin: origin, account: "AC01/23", user: "SK9", secret: Secret("a:b"), sender: "+815000000000")
    }

    private func transport(_ gateway: TextGateway, timeout: Duration = .seconds(10)) throws -> TextTransport {
        let client = try HTTPClient(HTTPClientSettings(allowsPlainText: true, totalTimeout: timeout))
        return TextTransport(gateway: gateway, client: client, time: Noon(moment: noon))
    }

    private func send(over transport: TextTransport, to recipient: String = "+819012345678") async -> SendOutcome {
        await transport.send(letter(for: .signIn, in: .english), named: "text1", to: recipient, at: noon)
    }

    private struct Noon: TimeSource {
        let moment: Moment
        func now() -> Moment { moment }
    }
}
