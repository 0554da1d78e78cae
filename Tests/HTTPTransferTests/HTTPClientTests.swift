import Foundation
import HTTPTransfer
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `An HTTP client` {
    private let client: HTTPClient

    init() throws {
        client = try HTTPClient(HTTPClientSettings(allowsPlainText: true, bodyLimit: 1_000))
    }

    @Test func `sends method, path, fields and body as they are`() async throws {
        let server = try LoopbackWebServer { _, caller in
            caller.answer(201, ["Location": "/x", "X-Empty": ""], "made")
            return true
        }
        let target = "/a/../b/./c%2F?q=1&q=%20"
        let response = try await client.send(
            HTTPRequest(
                .post, server.origin + target, fields: [("TTL", "60"), ("Empty", "")], body: [0, 255, 13, 10]))
        #expect(response.status == 201)
        #expect(response.head["location"] == "/x")
        #expect(response.head["x-empty"] == "")
        #expect(response.body == Array("made".utf8))
        let request = try #require(server.requests.first)
        #expect(request.method == "POST")
        #expect(request.target == target)
        #expect(request.fields["ttl"] == "60")
        #expect(request.fields["empty"] == "")
        #expect(request.fields["content-type"] == nil)
        #expect(request.fields["expect"] == nil)
        #expect(request.fields["accept-encoding"] == nil)
        #expect(request.body == [0, 255, 13, 10])
    }

    @Test(arguments: [HTTPRequest.Method.get, .post, .put, .patch, .delete])
    func `speaks every method, with an empty body too`(method: HTTPRequest.Method) async throws {
        let server = try LoopbackWebServer { _, caller in
            caller.answer(204)
            return true
        }
        #expect(try await client.send(HTTPRequest(method, server.origin)).status == 204)
        #expect(server.requests.map(\.method) == [method.rawValue])
    }

    @Test func `uses a connection again`() async throws {
        let server = try LoopbackWebServer { _, caller in
            caller.answer(200)
            return true
        }
        for _ in 0..<5 { _ = try await client.send(HTTPRequest(.get, server.origin)) }
        #expect(server.requests.count == 5)
        #expect(server.connections == 1)
    }

    @Test func `does not follow a redirect`() async throws {
        let server = try LoopbackWebServer { _, caller in
            caller.answer(307, ["Location": "/elsewhere"])
            return true
        }
        let response = try await client.send(HTTPRequest(.get, server.origin))
        #expect(response.status == 307)
        #expect(server.requests.count == 1)
    }

    @Test func `reads past interim responses`() async throws {
        let server = try LoopbackWebServer { _, caller in
            caller.write("HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n")
            caller.answer(200, [:], "x")
            return true
        }
        let response = try await client.send(HTTPRequest(.get, server.origin))
        #expect(response.status == 200)
        #expect(response.head["link"] == nil)
    }

    @Test func `refuses a body beyond the limit, announced or not`() async throws {
        let server = try LoopbackWebServer { request, caller in
            let body = String(repeating: "x", count: 1_001)
            if request.target == "/announced" {
                caller.answer(200, [:], body)
            } else {
                caller.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n\(body)")
            }
            return false
        }
        for path in ["/announced", "/silent"] {
            await #expect(throws: TransferFault.tooLarge) {
                _ = try await client.send(HTTPRequest(.get, server.origin + path))
            }
        }
    }

    @Test func `refuses headers without end`() async throws {
        let server = try LoopbackWebServer { _, caller in
            caller.write("HTTP/1.1 200 OK\r\n")
            while caller.write("X-More: \(String(repeating: "x", count: 1_000))\r\n") {}
            return false
        }
        await #expect(throws: TransferFault.tooLarge) { _ = try await client.send(HTTPRequest(.get, server.origin)) }
    }

    @Test func `gives up on a server that does not answer in time`() async throws {
        let server = try LoopbackWebServer { _, caller in
            caller.waitUntilGone()
            return false
        }
        let hasty = try HTTPClient(HTTPClientSettings(allowsPlainText: true, totalTimeout: .milliseconds(50)))
        await #expect(throws: TransferFault.timedOut) { _ = try await hasty.send(HTTPRequest(.get, server.origin)) }
    }

    @Test func `names what is wrong with the other side`() async throws {
        let server = try LoopbackWebServer { request, caller in
            if request.target == "/none" { return false }
            caller.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            return false
        }
        for path in ["/none", "/half"] {
            let fault = await fault(of: HTTPRequest(.get, server.origin + path))
            guard case .broken = fault else {
                Issue.record("\(path): \(String(describing: fault))")
                continue
            }
        }
        guard case .unreachable = await fault(of: HTTPRequest(.get, "http://127.0.0.1:1/")) else {
            Issue.record("nobody listens on port 1")
            return
        }
    }

    @Test(arguments: [
        HTTPRequest(.get, "http://127.0.0.1/\r\nX: y"), HTTPRequest(.get, "http://127.0.0.1/ x"),
        HTTPRequest(.get, "http://127.0.0.1/", fields: [("X", "a\r\nY: b")]),
        HTTPRequest(.get, "http://127.0.0.1/", fields: [("X: a\r\nY", "b")]),
        HTTPRequest(.get, "http://127.0.0.1/", fields: [("", "b")]),
        HTTPRequest(.get, "file:///etc/passwd"), HTTPRequest(.get, "gopher://127.0.0.1/"), HTTPRequest(.get, "//"),
    ])
    func `sends nothing that could be two requests, and nothing but HTTP`(request: HTTPRequest) async {
        guard case .unusable = await fault(of: request) else {
            Issue.record("\(request) was tried")
            return
        }
    }

    @Test func `speaks plain HTTP only where it was told to`() async throws {
        let server = try LoopbackWebServer { _, caller in
            caller.answer(200)
            return true
        }
        let strict = try HTTPClient()
        await #expect(throws: TransferFault.self) { _ = try await strict.send(HTTPRequest(.get, server.origin)) }
        #expect(server.connections == 0)
    }

    @Test(arguments: ["127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "[::ffff:127.0.0.1]"])
    func `CRY-05: judges the address it would connect to, whatever its name`(host: String) async throws {
        let server = try LoopbackWebServer { _, caller in
            caller.answer(200)
            return true
        }
        let careful = try HTTPClient(HTTPClientSettings(addresses: .publicAddresses(), allowsPlainText: true))
        do {
            _ = try await careful.send(HTTPRequest(.get, "http://\(host):\(server.port)/"))
            Issue.record("a loopback address was reached")
        } catch {
            guard case .addressRefused = error else {
                Issue.record("\(error)")
                return
            }
        }
        #expect(server.connections == 0)
    }

    @Test func `HTTP-13: accepts a certificate only from whom it trusts, and only for its host`() async throws {
        let server = try TLSWebServer(certificateFor: "localhost")
        let (url, trusted) = ("https://localhost:\(server.port)/", server.certificate)
        let wrongName = "https://127.0.0.1:\(server.port)/"
        let trusting = try HTTPClient(HTTPClientSettings(authorities: trusted))
        #expect(try await trusting.send(HTTPRequest(.get, url)).status == 200)
        for (client, url) in [(try HTTPClient(), url), (trusting, wrongName)] {
            do {
                _ = try await client.send(HTTPRequest(.get, url))
                Issue.record("an unproven server was believed at \(url)")
            } catch {
                guard case .untrusted = error else {
                    Issue.record("\(error)")
                    continue
                }
            }
        }
    }

    @Test func `turns away what is more than it may do at once`() async throws {
        let server = try LoopbackWebServer { _, caller in
            caller.write("HTTP/1.1 200 OK\r\n\r\n")
            caller.waitUntilGone()
            return false
        }
        let small = try HTTPClient(HTTPClientSettings(allowsPlainText: true, transfersAtOnce: 2))
        let streams = [
            try await small.stream(HTTPRequest(.get, server.origin)),
            try await small.stream(HTTPRequest(.get, server.origin)),
        ]
        await #expect(throws: TransferFault.busy) { _ = try await small.send(HTTPRequest(.get, server.origin)) }
        #expect(streams.count == 2)
    }

    private func fault(of request: HTTPRequest) async -> TransferFault? {
        do {
            _ = try await client.send(request)
            return nil
        } catch {
            return error
        }
    }
}
