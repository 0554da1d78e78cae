import HTTPTransfer
import Testing

@Suite struct `Server-sent events` {
    /// The examples of WHATWG HTML §9.2.6 and the rules around them, as one stream.
    private static let stream = """
        \u{FEFF}: a comment first

        data: YHOO
        data: +2
        data: 10

        data: first event
        id: 1

        data:second event
        id

        data:  third event

        event: request\r\ndata: {"id":"a"}\r\n\r\nevent: nothing to say

        data

        data
        data

        retry: 10
        unknown: field
        data:unfinished
        """

    private static let events = [
        ServerSentEvent(name: "message", text: "YHOO\n+2\n10"),
        ServerSentEvent(name: "message", text: "first event", id: "1"),
        ServerSentEvent(name: "message", text: "second event"),
        ServerSentEvent(name: "message", text: " third event"),
        ServerSentEvent(name: "request", text: #"{"id":"a"}"#),
        ServerSentEvent(name: "message", text: ""),
        ServerSentEvent(name: "message", text: "\n"),
    ]

    @Test func `are read as the standard reads them`() throws {
        var reader = ServerSentEventReader()
        #expect(try reader.read(Self.stream.utf8) == Self.events)
    }

    @Test func `are the same wherever the pieces are cut`() throws {
        let bytes = Array(Self.stream.utf8)
        for size in 1...7 {
            var reader = ServerSentEventReader()
            var events: [ServerSentEvent] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                events += try reader.read(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(events == Self.events, "pieces of \(size)")
        }
    }

    @Test func `end a line at a single carriage return`() throws {
        var reader = ServerSentEventReader()
        #expect(try reader.read("data: a\rdata: b\r\r".utf8) == [ServerSentEvent(name: "message", text: "a\nb")])
    }

    @Test(arguments: ["data: ", "data: x\n", ":"])
    func `do not fill the memory with one that never ends`(text: String) {
        var reader = ServerSentEventReader(limit: 1_000)
        #expect(throws: TransferFault.tooLarge) {
            for _ in 0..<2_000 { _ = try reader.read(text.utf8) }
        }
    }
}
