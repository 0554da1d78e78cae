import Addresses
import Identity

/// The canonical form reads as itself, has one at sign, and holds nothing that could end a header.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEmailEntry(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard let entry = try? EmailEntry(fuzzText(start, count)) else { return 0 }
    let (canonical, shown) = (entry.address.canonical, entry.address.shown)
    for form in [canonical, shown] {
        hold(form.unicodeScalars.count { $0 == "@" } == 1, "one at sign")
        hold(form.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }, "no control and no space")
        hold(!form.unicodeScalars.contains { "\"(),:;<>[]\\%".unicodeScalars.contains($0) }, "no syntax of a header")
        guard let again = try? EmailEntry(form) else { preconditionFailure("an accepted form is accepted again") }
        hold(again.address.canonical == canonical, "the identity is stable")
    }
    hold(canonical.utf8.count <= 254, "an address that a server must take")
    return 0
}
