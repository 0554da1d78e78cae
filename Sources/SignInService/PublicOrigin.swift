/// The one origin under which people reach this server. Every absolute URL is built from it, never from a request:
/// what a request says about the host is the sender's word (REC-06).
package struct PublicOrigin: Sendable, Hashable, CustomStringConvertible {
    /// As in an `Origin` field: `https://id.example.org`, no slash at the end, no default port.
    package let text: String
    /// Host and port, as in a `Host` field.
    package let authority: String
    package let isSecure: Bool
    /// The host without its port.
    package let host: String

    /// - Returns: `nil` unless `text` is `http` or `https`, a host and perhaps a port; plain http is for loopback names
    ///   only, where browsers treat it as secure.
    package init?(_ text: String) {
        let text = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return nil }
        var authority = text.dropFirst(scheme.count)
        if authority.last == "/" { authority.removeLast() }
        let secure = scheme == "https://"
        let defaultPort = secure ? ":443" : ":80"
        if authority.hasSuffix(defaultPort) { authority.removeLast(defaultPort.count) }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let name = parts.first, !name.isEmpty,
            name.utf8.allSatisfy(Self.isHostByte),
            parts.count == 1 || UInt16(parts[1]).map({ $0 > 0 }) == true
        else { return nil }
        guard secure || name == "localhost" || name.hasSuffix(".localhost") || name.hasPrefix("127.") else {
            return nil
        }
        self.text = scheme + authority
        self.authority = String(authority)
        isSecure = secure
        host = String(name)
    }

    package var description: String { text }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }
}
