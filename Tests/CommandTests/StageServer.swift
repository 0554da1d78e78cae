import Foundation
import Synchronization
import TestSupport

/// A server that the app for a terminal believes: it answers as docs/formats/app-api.md says, checks nothing, and
/// remembers what it was asked.
final class StageServer: Sendable {
    /// What is answered in place of the usual, by method and path below `/api/v1`; the first of several once each.
    private let changed: Play
    private let web: LoopbackWebServer

    private final class Play: Sendable {
        let answers = Mutex<[String: [(status: Int, body: String)]]>([:])

        func next(_ line: String) -> (status: Int, body: String)? {
            answers.withLock { answers in
                guard var left = answers[line], !left.isEmpty else { return nil }
                let answer = left.removeFirst()
                answers[line] = left
                return answer
            }
        }
    }

    init(identifier: String = "ada@example.org") throws {
        let play = Play()
        changed = play
        web = try LoopbackWebServer { request, caller in
            let line = "\(request.method) \(request.target.replacing("/api/v1", with: "", maxReplacements: 1))"
            let (status, body) =
                play.next(line)
                ?? Self.usual(line, request, origin: "http://\(request.fields["host"] ?? "")", identifier)
            caller.answer(
                status, ["Content-Type": status < 300 ? "application/json" : "application/problem+json"], body)
            return true
        }
    }

    var origin: String { web.origin }
    /// The link for adding a device.
    var link: String { "\(origin)/app#enrol=\(Self.bytes)" }
    /// What the sign-in page shows as a QR code.
    var scanLink: String { "\(origin)/app#scan=\(Self.bytes)" }
    /// Method and path of everything that was asked so far.
    var asked: [String] {
        web.requests.map { "\($0.method) \($0.target.replacing("/api/v1", with: "", maxReplacements: 1))" }
    }
    /// The body of the last request that was `line`.
    func body(of line: String) -> String? {
        Array(zip(asked, web.requests)).last { $0.0 == line }.map { String(decoding: $0.1.body, as: UTF8.self) }
    }

    /// What the last approval message says, as text: decision and number stand in it as they are.
    var lastMessage: String {
        let body = body(of: "POST /requests/r1/answer").flatMap {
            try? JSONSerialization.jsonObject(with: Foundation.Data($0.utf8)) as? [String: String]
        }
        let text = body?["message"]?.replacing("-", with: "+").replacing("_", with: "/") ?? ""
        let padded = text + String(repeating: "=", count: (4 - text.count % 4) % 4)
        return String(decoding: Foundation.Data(base64Encoded: padded) ?? .init(), as: Unicode.ASCII.self)
    }

    /// Answers the next `line` like this instead.
    func once(_ line: String, _ status: Int, _ body: String) {
        changed.answers.withLock { $0[line, default: []].append((status, body)) }
    }

    /// Gives the next installation another id.
    func enrolsNext(as id: String) {
        let body = Self.enrolled(origin: origin, "ada@example.org", hasPIN: true)
        once("POST /installations", 201, body.replacing(#""i1""#, with: "\"\(id)\""))
    }

    /// A problem document.
    static func problem(_ code: String, _ members: String = "") -> String {
        #"{"type":"about:blank","title":"t","status":401,"detail":"d","code":"\#(code)"\#(members)}"#
    }

    static let bytes = String(repeating: "A", count: 43)
    static let share = "4kblFFuuj8fKrkI2x5RZB4LPisMOu8Uh41rWp_qnST4"

    private static func usual(
        _ line: String, _ request: LoopbackWebServer.Received, origin: String, _ identifier: String
    ) -> (Int, String) {
        switch line {
        case "POST /installations":
            let hasPIN = String(decoding: request.body, as: UTF8.self).contains(#""lock":"pin""#)
            return (201, enrolled(origin: origin, identifier, hasPIN: hasPIN))
        case "GET /installation": return (200, overview)
        case "GET /requests/r1", "POST /scans": return (200, summary("r1", "signIn", #","digits":6"#))
        case "POST /requests/r1/answer", "POST /requests/t1/answer": return (200, #"{"outcome":"approved"}"#)
        case "POST /installation/unlock", "PUT /installation/lock": return (200, #"{"share":"\#(share)"}"#)
        case "POST /installation/heartbeat": return (200, #"{"chain":"\#(bytes)"}"#)
        case "POST /installation/sign-out": return (200, #"{"cost":["lastDevice"],"signedOut":true}"#)
        case "POST /devices/d2/primary": return (200, #"{"waitsUntil":1790086400000}"#)
        default: return (204, "")
        }
    }

    private static func enrolled(origin: String, _ identifier: String, hasPIN: Bool) -> String {
        """
        {"installation":"i1","account":"a1","accountName":"Ada","identifier":"\(identifier)","origin":"\(origin)",
        \(hasPIN ? #""share":"\#(share)","# : "")
        "codes":{"secret":"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ","algorithm":"SHA1","digits":6,"period":30},
        "test":\(summary("t1", "test", "")),"chain":"\(bytes)"}
        """
    }

    private static func summary(_ id: String, _ purpose: String, _ digits: String) -> String {
        """
        {"id":"\(id)","purpose":"\(purpose)","nonce":"\(bytes)"\(digits),"expires":1790000120000,"accountName":"Ada",
        "context":{"application":"Aikagi","place":"","address":"192.0.2.7","browser":"Firefox on Windows","at":1790000000000}}
        """
    }

    static let overview = """
        {"installation":"i1","account":"a1","accountName":"Ada","identifier":"ada@example.org","name":"Laptop",
        "role":"primary","life":"live","restricted":false,"irreplaceable":false,"requests":["r1"],"devices":[
        {"id":"i1","name":"Laptop","platform":"Terminal","role":"primary","life":"live","added":1,"isThis":true},
        {"id":"d2","name":"Phone","platform":"Android","role":"secondary","life":"quiet","added":1,"isThis":false},
        {"id":"d3","name":"Tablet","platform":"Web","role":"secondary","life":"live","added":1,"isThis":false},
        {"id":"d4","name":"Tablet","platform":"Web","role":"secondary","life":"live","added":1,"isThis":false}]}
        """
}
