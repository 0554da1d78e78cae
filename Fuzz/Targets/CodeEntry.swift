import OneTimeCodes

/// A code that is read has its length in ASCII digits, and reads as itself.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCodeEntry(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = fuzzText(start, count)
    if let code = try? OneTimeCode(entry: text, length: 6) {
        hold(isDigits(code.text, 6), "six ASCII digits")
        hold((try? OneTimeCode(entry: code.text, length: 6))?.matches(code) == true, "a code reads as itself")
    }
    if let code = try? BackupCode(entry: text) {
        hold(isDigits(code.text, 20), "twenty ASCII digits")
        hold((try? BackupCode(entry: code.grouped))?.text == code.text, "a code reads as it is shown")
    }
    return 0
}

private func isDigits(_ text: String, _ count: Int) -> Bool {
    text.utf8.count == count && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
}
