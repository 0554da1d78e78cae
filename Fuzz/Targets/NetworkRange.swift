import Identity

/// An accepted range holds both of its ends, and its text reads as the same range.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzNetworkRange(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard let range = try? NetworkRange(fuzzText(start, count)) else { return 0 }
    hold(range.first <= range.last, "it goes forward")
    hold(range.first.isIPv4 == range.last.isIPv4, "its ends are of one version")
    hold(range.contains(range.first) && range.contains(range.last), "it holds its ends")
    guard let again = try? NetworkRange(range.text) else { preconditionFailure("its text is accepted") }
    hold(again == range, "its text reads as itself")
    for end in [range.first, range.last] {
        hold(InternetAddress(end.description) == end, "an address reads as itself")
    }
    return 0
}
