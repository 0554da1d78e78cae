import PasswordHashing

/// A stored text that is read is written as the same text.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPasswordHash(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = fuzzText(start, count)
    guard let hash = try? PasswordHash(text) else { return 0 }
    hold(Array(hash.text.utf8) == Array(text.utf8), "a hash has one text")
    return 0
}
