import Bytes

/// A text that is accepted is the only one for its bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzBase64(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = fuzzText(start, count)
    for encoding in [Base64.url, .standard] {
        guard let bytes = try? encoding.decode(text) else { continue }
        hold(Array(encoding.encode(bytes).utf8) == Array(text.utf8), "a token has one text")
    }
    return 0
}
