import ApprovalProtocol

/// A message that is read is written as the same bytes, so that what was signed is what is acted on.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzApprovalMessage(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let message = try? ApprovalMessage(decoding: bytes) else { return 0 }
    hold(message.encoded == bytes, "a message has one encoding")
    hold(bytes.count <= ApprovalMessage.longest, "a message is bounded")
    return 0
}
