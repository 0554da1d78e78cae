/// One event of a `text/event-stream` (WHATWG HTML §9.2).
package struct ServerSentEvent: Sendable, Hashable {
    /// The `event` field; `message` where there is none.
    package let name: String
    package let text: String
    /// The last `id` that the stream has named, for `Last-Event-ID`.
    package let id: String

    package init(name: String, text: String, id: String = "") {
        self.name = name
        self.text = text
        self.id = id
    }
}

/// Reads a stream of events from pieces that are cut anywhere.
///
/// It keeps what it has not understood yet, up to a limit: a line or an event without end is a fault, not a memory
/// leak.
package struct ServerSentEventReader: Sendable {
    private var line: [UInt8] = []
    private var name = ""
    private var text: [UInt8] = []
    private var hasText = false
    private var id = ""
    private var endsWithReturn = false
    private var isAtStart = true
    private let limit: Int

    /// - Parameter limit: How many bytes one event may have.
    package init(limit: Int = 64 * 1_024) {
        self.limit = limit
    }

    /// Takes a piece and gives the events that it completes.
    ///
    /// Throws ``TransferFault/tooLarge`` for an event beyond the limit.
    package mutating func read(_ piece: some Sequence<UInt8>) throws(TransferFault) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in piece {
            let followsReturn = endsWithReturn
            endsWithReturn = byte == 0x0D
            switch byte {
            case 0x0A where followsReturn: break
            case 0x0A, 0x0D: if let event = endLine() { events.append(event) }
            default: line.append(byte)
            }
            guard line.count + text.count <= limit else { throw .tooLarge }
        }
        return events
    }

    private mutating func endLine() -> ServerSentEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        if isAtStart, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        isAtStart = false
        guard !line.isEmpty else { return endEvent() }
        // A colon at the beginning makes a comment: the server's ping.
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        let field = String(decoding: line[..<colon], as: UTF8.self)
        var value = line[colon...].dropFirst()
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        switch field {
        case "event": name = String(decoding: value, as: UTF8.self)
        case "data":
            if hasText { text.append(0x0A) }
            text += value
            hasText = true
        case "id" where !value.contains(0): id = String(decoding: value, as: UTF8.self)
        default: break
        }
        return nil
    }

    private mutating func endEvent() -> ServerSentEvent? {
        defer { (name, text, hasText) = ("", [], false) }
        guard hasText else { return nil }
        return ServerSentEvent(
            name: name.isEmpty ? "message" : name, text: String(decoding: text, as: UTF8.self), id: id)
    }
}
