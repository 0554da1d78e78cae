import Foundation
import HTTPTransfer
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A streamed response` {
    private let client: HTTPClient

    init() throws {
        client = try HTTPClient(HTTPClientSettings(allowsPlainText: true, totalTimeout: .milliseconds(1), bodyLimit: 1))
    }

    /// A server that begins a stream, says what the test hands over, and tells when the reader has gone.
    private final class Station: Sendable {
        let speaking = DispatchSemaphore(value: 0)
        let gone = AsyncStream<Void>.makeStream()
        let words = Mutex<[String]>([])

        func say(_ word: String) {
            words.withLock { $0.append(word) }
            speaking.signal()
        }

        func serve(_ caller: LoopbackWebServer.Caller) {
            caller.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
            speaking.wait()
            for word in words.withLock({ $0 }) { caller.write(word) }
            caller.waitUntilGone()
            gone.continuation.yield()
        }

        func waitUntilReaderIsGone() async {
            for await _ in gone.stream { return }
        }
    }

    private func server(_ station: Station) throws -> LoopbackWebServer {
        try LoopbackWebServer { _, caller in
            station.serve(caller)
            return false
        }
    }

    @Test func `has its head before its body, and lasts as long as it likes`() async throws {
        let station = Station()
        let server = try server(station)
        let stream = try await client.stream(HTTPRequest(.get, server.origin))
        #expect(stream.status == 200)
        #expect(stream.head["content-type"] == "text/event-stream")
        station.say("data: one\n\n")
        var reader = ServerSentEventReader()
        var events: [ServerSentEvent] = []
        for try await piece in stream.body {
            events += try reader.read(piece)
            if !events.isEmpty { break }
        }
        #expect(events.map(\.text) == ["one"])
    }

    @Test func `ends when its reader is cancelled`() async throws {
        let station = Station()
        let server = try server(station)
        let stream = try await client.stream(HTTPRequest(.get, server.origin))
        let reading = Task { for try await _ in stream.body {} }
        station.say("data: x\n\n")
        reading.cancel()
        await station.waitUntilReaderIsGone()
    }

    @Test func `ends when nobody holds it any more`() async throws {
        let station = Station()
        let server = try server(station)
        _ = try await client.stream(HTTPRequest(.get, server.origin))
        station.say("data: x\n\n")
        await station.waitUntilReaderIsGone()
    }

    @Test func `ends when its client goes`() async throws {
        let station = Station()
        let server = try server(station)
        var short: HTTPClient? = try HTTPClient(HTTPClientSettings(allowsPlainText: true))
        let stream = try #require(try await short?.stream(HTTPRequest(.get, server.origin)))
        short = nil
        await #expect(throws: TransferFault.stopped) { for try await _ in stream.body {} }
    }

    @Test func `breaks off with a reason`() async throws {
        let server = try LoopbackWebServer { _, caller in
            caller.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
            return false
        }
        let stream = try await client.stream(HTTPRequest(.get, server.origin))
        var bytes: [UInt8] = []
        do {
            for try await piece in stream.body { bytes += piece }
            Issue.record("a body without an end was taken for whole")
        } catch {
            guard case .broken = error as? TransferFault else {
                Issue.record("\(error)")
                return
            }
        }
        #expect(bytes == Array("abc".utf8))
    }

    @Test func `is given up when it is silent for too long`() async throws {
        let station = Station()
        let server = try server(station)
        let strict = try HTTPClient(HTTPClientSettings(allowsPlainText: true, silenceTimeout: .milliseconds(20)))
        let stream = try await strict.stream(HTTPRequest(.get, server.origin))
        await #expect(throws: TransferFault.timedOut) { for try await _ in stream.body {} }
        station.say("too late")
    }

    @Test func `is not waited for when the task is cancelled before its head`() async throws {
        let server = try LoopbackWebServer { _, caller in
            caller.waitUntilGone()
            return false
        }
        let waiting = Task { [client] in try await client.stream(HTTPRequest(.get, server.origin)) }
        waiting.cancel()
        await #expect(throws: TransferFault.cancelled) { _ = try await waiting.value }
    }
}
