import StrictJSON

/// What is read is read again from its plainest text, and no number is longer than any of ours.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzStrictJSON(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let value = try? JSONValue(parsing: bytes) else { return 0 }
    hold((try? JSONValue(parsing: Array(plain(value).utf8))) == value, "a value survives being written")
    return 0
}

/// The value with every character escaped that may be.
private func plain(_ value: JSONValue) -> String {
    switch value {
    case .null: return "null"
    case .boolean(let boolean): return boolean ? "true" : "false"
    case .number(let digits):
        hold(digits.utf8.count <= JSONValue.longestNumber, "a number is bounded")
        return digits
    case .string(let text): return quoted(text)
    case .array(let items): return "[" + items.map(plain).joined(separator: ",") + "]"
    case .object(let members):
        return "{" + members.map { quoted($0.key) + ":" + plain($0.value) }.joined(separator: ",") + "}"
    }
}

private func quoted(_ text: String) -> String {
    let units = text.utf16.map { unit in
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
    return "\"" + units.joined() + "\""
}
