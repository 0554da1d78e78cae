import HTTPTransfer

/// Events are the same wherever the stream is cut, and never longer than what came.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzServerSentEvents(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    var whole = ServerSentEventReader(limit: 256)
    var pieces = ServerSentEventReader(limit: 256)
    let events = try? whole.read(bytes)
    var others: [ServerSentEvent]? = []
    for byte in bytes {
        guard let more = try? pieces.read([byte]) else {
            others = nil
            break
        }
        others? += more
    }
    hold(events == others, "a stream reads the same in pieces")
    hold((events ?? []).reduce(0) { $0 + $1.text.unicodeScalars.count } <= bytes.count, "events hold what came")
    return 0
}
