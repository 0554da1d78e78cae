import AuthenticatorCore
import Foundation
import Synchronization
import Testing

@Suite struct `The worked example` {
    @Test func `stands in docs/app.md as it is compiled here`() throws {
        let here = URL(filePath: #filePath).deletingLastPathComponent()
        let code = try String(contentsOf: here.appending(path: "WorkedExample.swift"), encoding: .utf8)
        let example = try #require(
            code.components(separatedBy: "// begin\n").last?.components(separatedBy: "// end").first)
        let page = try String(contentsOf: here.appending(path: "../../docs/app.md"), encoding: .utf8)
        #expect(page.contains("```swift\n\(example)```"))
    }

    @Test func `adds a phone, approves, makes codes and ends, in this order of calls`() async throws {
        let stage = Stage()
        let phone = try await Phone(link: Stage.link, name: "Phone", pin: "481902", around: stage)
        #expect(stage.asked == ["/installations", "/requests/t1/receipts", "/requests/t1/answer"])
        #expect(stage.kept.count == 1)

        stage.next("/requests/r1/answer", 422, #""code":"wrongNumber","triesLeft":2"#)
        #expect(try await phone.answer("r1") == .approved)
        #expect(
            stage.asked.dropFirst(3) == [
                "/requests/r1/receipts", "/requests/r1", "/requests/r1/receipts", "/installation/unlock",
                "/requests/r1/answer", "/installation/unlock", "/requests/r1/answer",
            ])
        // RFC 6238 appendix B: 94287082 at 59 seconds, of which the last six digits.
        #expect(try await phone.code() == "287082")
    }

    @Test func `DEV-09, DEV-17: a clock that is off is corrected once, and an end is kept with the codes`() async throws
    {
        let stage = Stage()
        let phone = try await Phone(link: Stage.link, name: "Phone", pin: "481902", around: stage)
        stage.next("/installation/heartbeat", 401, #""code":"clockOff","serverTime":86459000"#)
        try await phone.beat()
        #expect(stage.shown == ["This phone's clock is -86400 seconds fast. Set it to automatic."])
        #expect(await phone.saved.clock.offset == 86_400_000)
        stage.next("/installation/heartbeat", 401, #""code":"gone","reason":"copied""#)
        await #expect(throws: ServerRefusal.gone(.copied)) { try await phone.beat() }
        #expect(stage.kept.last?.ending == .copied)
        #expect(try await phone.code() != nil)
        await #expect(throws: SavedInstallation.CannotOpen.self) { try await phone.beat() }
    }
}

/// Surroundings that answer what the library waits for, at 59 seconds past 1970.
private final class Stage: Surroundings {
    static let bytes = String(repeating: "A", count: 43)
    static let link = "https://id.example.org/app#enrol=\(bytes)"

    private struct Record {
        var asked: [String] = []
        var kept: [SavedInstallation] = []
        var shown: [String] = []
        var refusals: [String: (status: Int, members: String)] = [:]
    }

    private let record = Mutex(Record())

    var asked: [String] { record.withLock(\.asked) }
    var kept: [SavedInstallation] { record.withLock(\.kept) }
    var shown: [String] { record.withLock(\.shown) }

    func next(_ path: String, _ status: Int, _ members: String) {
        record.withLock { $0.refusals[path] = (status, members) }
    }

    func send(_ request: AuthenticatorCore.HTTPRequest) async throws -> HTTPAnswer {
        let path = request.url.replacing("https://id.example.org/api/v1", with: "")
        let refusal = record.withLock { record in
            record.asked.append(path)
            return record.refusals.removeValue(forKey: path)
        }
        if let refusal {
            let problem = #"{"type":"about:blank","title":"t","status":401,"detail":"d",\#(refusal.members)}"#
            return HTTPAnswer(
                status: refusal.status, contentType: "application/problem+json", body: Array(problem.utf8))
        }
        return HTTPAnswer(status: 200, contentType: "application/json", body: Array(Self.body(of: path).utf8))
    }

    func keep(_ saved: SavedInstallation) throws { record.withLock { $0.kept.append(saved) } }
    func now() -> Int64 { 59_000 }
    func shows(_ warning: String) async { record.withLock { $0.shown.append(warning) } }
    func asksForPIN() async -> String { "481902" }
    func asks(_ question: Question) async -> Decision { .approve(number: "481902") }

    private static func body(of path: String) -> String {
        switch path {
        case "/installations":
            """
            {"installation":"i1","account":"a1","accountName":"Ada","identifier":"ada@example.org","share":"\(bytes)",
            "origin":"https://id.example.org","chain":"\(bytes)","test":\(summary("t1", "test")),
            "codes":{"secret":"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ","algorithm":"SHA1","digits":6,"period":30}}
            """
        case "/requests/r1": summary("r1", "signIn")
        case "/installation/unlock": #"{"share":"\#(bytes)"}"#
        case "/installation/heartbeat": #"{"chain":"\#(bytes)"}"#
        default: #"{"outcome":"approved"}"#
        }
    }

    private static func summary(_ id: String, _ purpose: String) -> String {
        """
        {"id":"\(id)","purpose":"\(purpose)","nonce":"\(bytes)","digits":6,"expires":179000,"accountName":"Ada",
        "context":{"application":"Aikagi","place":"","address":"192.0.2.7","browser":"Firefox","at":59000}}
        """
    }
}
