internal import ApprovalProtocol

/// Where a server is: scheme, host and port, in the one form that browsers write.
public struct ServerOrigin: Sendable, Hashable, CustomStringConvertible {
    /// `https://id.example.org`.
    public let text: String
    /// Host, and the port if it is not the usual one.
    let authority: String

    /// Reads an origin: `https`, or `http` for this very machine; a lower-case ASCII host, perhaps a port, nothing else.
    ///
    /// - Returns: nil for anything else, such as a name before an `@`, a path, a dot behind the host, a port that is
    ///   the usual one (QR-03).
    public init?(_ text: String) {
        let secure = "https://"
        let plain = "http://"
        let isSecure = text.hasPrefix(secure)
        guard isSecure || text.hasPrefix(plain) else { return nil }
        let authority = text.dropFirst(isSecure ? secure.count : plain.count)
        guard authority.utf8.count <= 253 + 6 else { return nil }
        let parts = Self.parts(of: authority)
        guard let host = parts?.host, Self.isHost(host) else { return nil }
        guard isSecure || Self.isThisMachine(host) else { return nil }
        if let port = parts?.port {
            guard let number = UInt16(port), number > 0, String(number) == port, number != (isSecure ? 443 : 80) else {
                return nil
            }
        }
        self.text = text
        self.authority = String(authority)
    }

    public var description: String { text }

    /// The page for somebody who has no link yet: it asks them to sign in, and then shows one. It is for a browser; an
    /// app asks for no password.
    public var pageForAdding: String { text + ProtocolPaths.addDevice }

    private static func parts(of authority: Substring) -> (host: Substring, port: Substring?)? {
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            let rest = authority[authority.index(after: end)...]
            if rest.isEmpty { return (authority, nil) }
            return rest.first == ":" ? (authority[...end], rest.dropFirst()) : nil
        }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        switch parts.count {
        case 1: return (parts[0], nil)
        case 2: return (parts[0], parts[1])
        default: return nil
        }
    }

    private static func isHost(_ host: Substring) -> Bool {
        if host.first == "[" {
            return host.utf8.dropFirst().dropLast().allSatisfy {
                (0x30...0x39).contains($0) || (0x61...0x66).contains($0) || $0 == UInt8(ascii: ":")
            }
        }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        return labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy {
                    (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
                }
        }
    }

    private static func isThisMachine(_ host: Substring) -> Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "127.0.0.1" || host == "[::1]"
    }
}
