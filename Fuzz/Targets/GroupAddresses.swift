import Addresses
import Identity

/// Any two lines are a pattern and an address: matching neither traps nor forgets an exact entry.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzGroupAddresses(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let lines = fuzzText(start, count).split(separator: "\n", maxSplits: 1).map(String.init)
    guard lines.count == 2, let entry = try? EmailEntry(lines[1]) else { return 0 }
    if let groups = try? GroupAddresses([lines[0]]) { _ = groups.contains(entry.address) }
    if let groups = try? GroupAddresses([entry.address.canonical]), !lines[1].contains("*") {
        hold(groups.contains(entry.address), "an address is in its own list")
    }
    return 0
}
