internal import Glibc
internal import NIOCore

/// An IPv4 or IPv6 address, without a port. An IPv4 address mapped into IPv6 is the IPv4 address.
struct NetworkAddress: Sendable, Hashable, CustomStringConvertible {
    /// 4 or 16 bytes, most significant first.
    let bytes: [UInt8]

    /// Reads the text form of RFC 4291 §2.2 or dotted decimal; anything else, a zone or a port included, is refused.
    init?(_ text: some StringProtocol) {
        let text = String(text)
        guard text.utf8.count <= 45 else { return nil }
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            bytes = Self.unmapped(withUnsafeBytes(of: six) { Array($0) })
        } else {
            return nil
        }
    }

    init?(_ address: SocketAddress) {
        guard let text = address.ipAddress else { return nil }
        self.init(text.prefix(while: { $0 != "%" }))
    }

    var description: String {
        var text = [CChar](repeating: 0, count: 46)
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "?" }
        return String(decoding: text.prefix(while: { $0 != 0 }).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Whether only this machine can be at this address.
    var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
    }

    /// What stands for the network it belongs to: an IPv4 address as a whole; the first 64 bits of an IPv6 address,
    /// because one machine has all that begin alike (RFC 6177).
    var network: String {
        guard bytes.count == 16, let base = NetworkAddress(bytes: bytes.prefix(8) + Array(repeating: 0, count: 8))
        else { return description }
        return "\(base)/64"
    }

    private init?(bytes: [UInt8]) {
        guard [4, 16].contains(bytes.count) else { return nil }
        self.bytes = bytes
    }

    private static func unmapped(_ bytes: [UInt8]) -> [UInt8] {
        let prefix = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
        return bytes.starts(with: prefix) ? Array(bytes.dropFirst(12)) : bytes
    }
}

/// A block of addresses in CIDR notation, or one address.
package struct NetworkBlock: Sendable, Hashable {
    private let base: NetworkAddress
    private let prefixLength: Int

    /// - Returns: `nil` unless `text` is an address, or an address, a slash and a length that fits it.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let base = NetworkAddress(parts[0]) else { return nil }
        let width = base.bytes.count * 8
        guard parts.count == 1 || Int(parts[1]).map({ (0...width).contains($0) }) == true else { return nil }
        self.base = base
        prefixLength = parts.count == 1 ? width : Int(parts[1]) ?? width
    }

    func contains(_ address: NetworkAddress) -> Bool {
        guard address.bytes.count == base.bytes.count else { return false }
        var bitsLeft = prefixLength
        for (left, right) in zip(address.bytes, base.bytes) where bitsLeft > 0 {
            let mask: UInt8 = bitsLeft >= 8 ? 0xFF : ~(0xFF >> UInt8(bitsLeft))
            guard left & mask == right & mask else { return false }
            bitsLeft -= 8
        }
        return true
    }
}
