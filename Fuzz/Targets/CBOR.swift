import CBOR

/// What is read is written as the same bytes: no value has two encodings.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCBOR(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let value = try? CBORValue(decoding: bytes) else { return 0 }
    hold(value.encoded == bytes, "a value has one encoding")
    return 0
}
