import Bytes

/// What is decoded encodes to a text that decodes to the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzBase32(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard let bytes = try? Base32.decode(fuzzText(start, count)) else { return 0 }
    hold((try? Base32.decode(Base32.encode(bytes))) == bytes, "base 32 makes the round trip")
    return 0
}
