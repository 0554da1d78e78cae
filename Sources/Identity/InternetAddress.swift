/// An IPv4 or IPv6 address, without a port or zone. An IPv4 address mapped into IPv6 is the IPv4 address, so that it is
/// the same whichever way a system hands it on.
package struct InternetAddress: Sendable, Hashable, CustomStringConvertible {
    /// 4 or 16 bytes, most significant first.
    package let bytes: [UInt8]

    /// Reads dotted decimal, four parts without leading zeros, or the text form of RFC 4291 §2.2; nothing else.
    package init?(_ text: some StringProtocol) {
        guard let raw = Self.raw(text) else { return nil }
        self.init(raw: raw)
    }

    /// - Parameter raw: 4 or 16 bytes; a mapped address becomes the one that it stands for.
    init(raw: [UInt8]) {
        bytes = Self.isMapped(raw) ? Array(raw.dropFirst(12)) : raw
    }

    package var isIPv4: Bool { bytes.count == 4 }

    /// As RFC 5952 §4 writes it: lower case, no leading zeros, the longest run of zeros left out.
    package var description: String {
        guard !isIPv4 else { return bytes.map(String.init).joined(separator: ".") }
        let words = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        let hex = words.map { String($0, radix: 16) }
        guard let gap = Self.longestZeros(in: words) else { return hex.joined(separator: ":") }
        return hex[..<gap.lowerBound].joined(separator: ":") + "::" + hex[gap.upperBound...].joined(separator: ":")
    }

    // MARK: Reading

    /// The bytes as they were written, a mapped address in 16.
    static func raw(_ text: some StringProtocol) -> [UInt8]? {
        guard text.utf8.count <= 45 else { return nil }
        return text.contains(":") ? six(text) : four(text)
    }

    static func isMapped(_ raw: [UInt8]) -> Bool {
        raw.count == 16 && raw[..<10].allSatisfy { $0 == 0 } && raw[10] == 0xFF && raw[11] == 0xFF
    }

    private static func four(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let bytes = parts.compactMap { part -> UInt8? in
            // A leading zero means octal to some systems: 010 is 8 there and 10 here.
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy(\.isDigit),
                part.utf8.count == 1 || part.utf8.first != UInt8(ascii: "0")
            else { return nil }
            return UInt8(part)
        }
        return bytes.count == 4 ? bytes : nil
    }

    private static func six(_ text: some StringProtocol) -> [UInt8]? {
        let text = String(text)
        guard let gap = text.firstRange(of: "::") else {
            return words(text[...]).flatMap { $0.count == 16 ? $0 : nil }
        }
        guard let head = words(text[..<gap.lowerBound]), let tail = words(text[gap.upperBound...]),
            // An IPv4 address ends the text, so it is never before the gap.
            !text[..<gap.lowerBound].contains("."), head.count + tail.count <= 14
        else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    /// Words in hexadecimal with colons between, the last two perhaps as an IPv4 address. Nothing is no words.
    private static func words(_ text: Substring) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var bytes: [UInt8] = []
        for (index, part) in parts.enumerated() {
            if part.contains(".") {
                guard index == parts.count - 1, let last = four(part) else { return nil }
                bytes += last
            } else {
                guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy(\.isHexadecimal),
                    let word = UInt16(part, radix: 16)
                else { return nil }
                bytes += [UInt8(word >> 8), UInt8(word & 0xFF)]
            }
        }
        return bytes.count <= 16 ? bytes : nil
    }

    private static func longestZeros(in words: [UInt16]) -> Range<Int>? {
        var best: Range<Int>?
        var start = 0
        while start < words.count {
            var end = start
            while end < words.count, words[end] == 0 { end += 1 }
            if end - start > max(1, best?.count ?? 1) { best = start..<end }
            start = max(end, start + 1)
        }
        return best
    }
}

extension InternetAddress: Comparable {
    /// Every IPv4 address comes before every IPv6 address.
    package static func < (left: InternetAddress, right: InternetAddress) -> Bool {
        left.bytes.count == right.bytes.count
            ? left.bytes.lexicographicallyPrecedes(right.bytes) : left.bytes.count < right.bytes.count
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    fileprivate var isHexadecimal: Bool {
        isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
            || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(self)
    }
}
