import StrictJSON

/// What is taken is taken with spaces around it and inside of an array, and never together with something else.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzStrictJSON(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard isTaken(bytes) else { return 0 }
    hold(isTaken(Array(" \n".utf8) + bytes + Array("\t\r".utf8)), "spaces around a text mean nothing")
    hold(!isTaken(bytes + Array(" 1".utf8)), "nothing stands behind a value")
    hold(!isTaken(bytes + Array(",".utf8)), "nor a comma")
    let member = Array("\"a\":".utf8) + bytes
    hold(!isTaken(Array("{".utf8) + member + Array(",".utf8) + member + Array("}".utf8)), "a name stands there once")
    return 0
}

private func isTaken(_ bytes: [UInt8]) -> Bool {
    (try? JSONValue(parsing: bytes)) != nil
}
