import AuthenticatorCore
import Foundation
import Testing

@Suite struct `What the server answers` {
    private let installation: Installation
    private let now: Int64 = 1_790_000_000_000

    init() throws {
        installation = Installation(
            origin: try #require(ServerOrigin("https://id.example.org")), id: "i1", account: "a1",
            contactKey: SoftwareKey())
    }

    @Test(arguments: [
        (#""code":"clockOff","serverTime":5"#, ServerRefusal.clockOff(serverTime: 5)),
        (#""code":"gone","reason":"reportedLost""#, .gone(.reportedLost)), (#""code":"gone""#, .gone(.unknown)),
        (#""code":"unknownInstallation""#, .unknownInstallation),
        (#""code":"wrongNumber","triesLeft":2"#, .wrongNumber(triesLeft: 2)),
        (#""code":"pinWrong","triesLeft":9"#, .pinWrong(triesLeft: 9)), (#""code":"pinDestroyed""#, .pinDestroyed),
        (#""code":"versionUnsupported","supported":[2,3]"#, .versionUnsupported(supported: [2, 3])),
        (#""code":"slowDown","retryAfter":30"#, .slowDown(seconds: 30)),
        (#""code":"badInput""#, .badRequest(detail: "d")),
    ])
    func `a refusal is read by its code`(members: String, refusal: ServerRefusal) throws {
        let call = try installation.overview(at: now)
        let answer = HTTPAnswer(
            status: 401, contentType: "application/problem+json",
            body: Array(#"{"type":"about:blank","title":"t","status":401,"detail":"d",\#(members)}"#.utf8))
        #expect(throws: refusal) { try call.answer(to: answer) }
    }

    @Test(arguments: [(502, "<html>"), (404, ""), (200, "{}"), (200, "<html>"), (500, "{}"), (302, "")])
    func `PUSH-11: whatever else answers in the server's place is not believed`(status: Int, body: String) throws {
        let call = try installation.overview(at: now)
        #expect(throws: UnreadableAnswer.self) {
            try call.answer(to: HTTPAnswer(status: status, contentType: nil, body: Array(body.utf8)))
        }
    }

    @Test func `the question of another request is no answer to this one`() throws {
        let call = try installation.question("r1", at: now)
        #expect(throws: UnreadableAnswer.self) { try call.answer(to: question(id: "r2")) }
        #expect(try call.answer(to: question(id: "r1")).id == "r1")
    }

    @Test func `PUSH-13: texts of a question can't move the cursor, turn round or go on for ever`() throws {
        let nasty = "Fire\u{1B}[2Jfox\u{202E}\n\u{2066}evil\u{0}" + String(repeating: "x", count: 5_000)
        let shown = try installation.question("r1", at: now).answer(to: question(id: "r1", browser: nasty))
        #expect(shown.browser.hasPrefix("Fire[2Jfoxevil"))
        #expect(shown.browser.unicodeScalars.count == 200)
        #expect(shown.accountName == "山田 花子")
    }

    @Test func `PUSH-05: nothing is approved while the app is locked, and everything can be refused`() throws {
        let question = try installation.question("r1", at: now).answer(to: question(id: "r1"))
        #expect(throws: Installation.Locked.self) {
            try installation.answer(.approve(number: "481902"), to: question, approvalKey: nil, at: now)
        }
        for decision in [Decision.refuse, .notMe] {
            #expect(try installation.answer(decision, to: question, approvalKey: nil, at: now).request.method == "POST")
        }
    }

    @Test func `DEV-17: a clock that is a day off is corrected by what the server says`() {
        var clock = ServerClock()
        #expect(clock.correct(serverTime: now, now: now + 86_400_000) == 86_400)
        #expect(clock.offset == -86_400_000)
        #expect(clock.correct(serverTime: .max, now: .min) == 0)
        #expect(clock.offset == 0)
    }

    @Test func `events of the stream are read, and unknown ones passed over`() {
        #expect(StreamMessage(event: "request", data: #"{"id":"r1"}"#) == .question(id: "r1"))
        #expect(StreamMessage(event: "withdrawn", data: #"{"id":"r1","reason":"over"}"#) == .withdrawn(id: "r1"))
        #expect(StreamMessage(event: "changed", data: "{}") == .changed)
        #expect(StreamMessage(event: "gone", data: #"{"reason":"copied"}"#) == .gone(.copied))
        for (name, data) in [
            ("request", "{}"), ("request", "x"), ("gone", #"{"reason":"bored"}"#), ("message", "{}"), ("", ""),
        ] {
            #expect(StreamMessage(event: name, data: data) == nil)
        }
    }

    private func question(id: String, browser: String = "Firefox") throws -> HTTPAnswer {
        let body: [String: Any] = [
            "id": id, "purpose": "signIn", "nonce": String(repeating: "A", count: 43), "digits": 6,
            "expires": now + 120_000,
            "accountName": "山田 花子",
            "context": ["application": "Aikagi", "place": "", "address": "192.0.2.7", "browser": browser, "at": now],
        ]
        return HTTPAnswer(
            status: 200, contentType: "application/json", body: Array(try JSONSerialization.data(withJSONObject: body)))
    }
}
