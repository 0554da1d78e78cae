/// Addresses that follow each other, of one version: one alone, from one to another, or a block in CIDR notation
/// (RFC 4632 §3.1, RFC 4291 §2.3).
package struct NetworkRange: Sendable, Hashable {
    package let first: InternetAddress
    package let last: InternetAddress

    /// Why a text is no range of addresses.
    package enum Fault: Error, Hashable, CaseIterable {
        case missing
        /// An end of it is no address, or the length no number.
        case unreadable
        /// One end is IPv4, the other IPv6.
        case mixed
        /// It ends before it begins.
        case backwards
        /// The length is more than the address has bits.
        case tooLong
    }

    /// Reads `192.0.2.7`, `192.0.2.7-192.0.2.20`, `192.0.2.0/24` and the same of IPv6. Of a block the bits behind the
    /// length don't count: people copy the address of one machine.
    ///
    /// White space is dropped, and what Japanese keyboards type in full width is read as what was meant.
    package init(_ typed: some StringProtocol) throws(Fault) {
        guard typed.utf8.count <= Self.mostTypedBytes else { throw .unreadable }
        let text = Self.plain(typed)
        guard !text.isEmpty else { throw .missing }
        if text.contains("/") {
            (first, last) = try Self.ends(ofBlock: text)
        } else {
            let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { InternetAddress($0) }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else {
                throw .unreadable
            }
            guard first.isIPv4 == last.isIPv4 else { throw .mixed }
            guard first <= last else { throw .backwards }
            (self.first, self.last) = (first, last)
        }
    }

    /// Whether an address is one of them. One of the other version never is.
    package func contains(_ address: InternetAddress) -> Bool {
        address.isIPv4 == first.isIPv4 && first <= address && address <= last
    }

    /// The shortest text that reads as this range: an address, a block, or two ends.
    package var text: String {
        if first == last { return first.description }
        return prefixLength.map { "\(first)/\($0)" } ?? "\(first)-\(last)"
    }

    // MARK: Blocks

    private static func ends(ofBlock text: String) throws(Fault) -> (InternetAddress, InternetAddress) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...3).contains(parts[1].utf8.count),
            parts[1].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let length = Int(parts[1]), let raw = InternetAddress.raw(parts[0])
        else { throw .unreadable }
        guard length <= raw.count * 8 else { throw .tooLong }
        // Shorter than the mapping, it would be IPv6 addresses that no machine has.
        guard !InternetAddress.isMapped(raw) || length >= 96 else { throw .unreadable }
        let first = InternetAddress(raw: filled(raw, behind: length, with: 0x00))
        let last = InternetAddress(raw: filled(raw, behind: length, with: 0xFF))
        // `::/80` begins in IPv6 and ends with the last address of the mapping.
        guard first.isIPv4 == last.isIPv4 else { throw .unreadable }
        return (first, last)
    }

    private static func filled(_ bytes: [UInt8], behind length: Int, with filling: UInt8) -> [UInt8] {
        bytes.enumerated().map { index, byte in
            let kept = min(max(length - index * 8, 0), 8)
            let mask: UInt8 = kept == 8 ? 0xFF : ~(0xFF >> UInt8(kept))
            return byte & mask | filling & ~mask
        }
    }

    private var prefixLength: Int? {
        (0...first.bytes.count * 8).first { length in
            Self.filled(first.bytes, behind: length, with: 0x00) == first.bytes
                && Self.filled(first.bytes, behind: length, with: 0xFF) == last.bytes
        }
    }

    // MARK: What people type

    /// No range is longer, however it is spaced out.
    private static let mostTypedBytes = 400

    private static func plain(_ typed: some StringProtocol) -> String {
        var plain = String.UnicodeScalarView()
        for scalar in typed.unicodeScalars where !scalar.properties.isWhitespace {
            switch scalar.value {
            // Dashes, and the wave dash of Japanese keyboards in both of its encodings.
            case 0x2010...0x2015, 0x2212, 0x301C, 0xFF5E, 0x7E, 0x30FC: plain.append("-")
            case 0xFF01...0xFF5D: plain.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
            case 0x3002: plain.append(".")
            default: plain.append(scalar)
            }
        }
        return String(plain)
    }
}
