import Addresses
import Identity

/// An accepted number is in E.164, reads as itself in every country, and what is shown of it reads as the same number.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPhoneEntry(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let typed = fuzzText(start, count)
    for region in [nil, PhoneRegion("JP"), PhoneRegion("US")] {
        guard let entry = try? PhoneEntry(typed, in: region) else { continue }
        let number = entry.number.canonical
        hold(number.first == "+" && (8...16).contains(number.utf8.count), "it has a length of E.164")
        hold(number.dropFirst().allSatisfy { $0.isASCII && $0.isNumber }, "it is digits")
        for other in [nil, PhoneRegion("DE")] {
            hold((try? PhoneEntry(number, in: other))?.number.canonical == number, "its canonical form reads as itself")
            let shown = try? PhoneEntry(entry.number.shown, in: other)
            hold(shown?.number.canonical == number, "what is shown reads as the same number")
        }
    }
    return 0
}
