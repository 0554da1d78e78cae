/// The address of a subscription at its push service: a capability, since whoever knows it may push to it.
///
/// It comes from outside. What is read here is only that it is an address of the web with nothing hidden in it; where
/// its host leads is judged when a connection is made.
package struct PushEndpoint: Sendable, Hashable, CustomStringConvertible {
    /// The address as it was given.
    package let text: String
    /// `https://push.example.org` or with a port that isn't 443, in lower case: who a VAPID token is for (RFC 8292 §2).
    package let origin: String
    /// The name or number of the host, in lower case; an address of IPv6 without its brackets.
    package let host: String
    /// Whether it is `https:`. Anything else is only read on this machine itself.
    package let isEncrypted: Bool

    /// Why a text is not an endpoint.
    package enum Refusal: Error, Hashable {
        /// More than 2,048 bytes.
        case tooLong
        /// Characters that no address has: control, space, beyond ASCII, a backslash.
        case forbiddenCharacter
        /// Not `https:`, and not `http:` to a loopback address.
        case notSecure
        /// A user name or password.
        case hasCredentials
        case hasFragment
        /// No host, or one that is not written as a name or number is.
        case badHost
        /// No number, or that of another protocol: below 1024 there is only the standard port of the web.
        case badPort
    }

    /// Reads an absolute address.
    package init(_ text: String) throws(Refusal) {
        guard text.utf8.count <= 2_048 else { throw .tooLong }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }) else {
            throw .forbiddenCharacter
        }
        guard !text.contains("#") else { throw .hasFragment }
        guard let scheme = ["https://", "http://"].first(where: { text.lowercased().hasPrefix($0) }) else {
            throw .notSecure
        }
        let authority = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" }.lowercased()
        guard !authority.contains("@") else { throw .hasCredentials }
        let (written, port) = try Self.parts(of: authority)
        host = written.hasPrefix("[") ? String(written.dropFirst().dropLast()) : written
        isEncrypted = scheme == "https://"
        guard isEncrypted || Self.loopbackHosts.contains(host) else { throw .notSecure }
        let standardPort = isEncrypted ? 443 : 80
        guard port == nil || port == standardPort || (port ?? 0) >= Self.firstFreePort else { throw .badPort }
        origin = scheme + written + (port.map { $0 == standardPort ? "" : ":\($0)" } ?? "")
        self.text = text
    }

    /// An endpoint is a secret of the app's; logs need to know the service.
    package var description: String { origin }

    /// Below it are the well-known ports (RFC 6335 §6): of mail, name and file servers, which need not be made to talk.
    private static let firstFreePort = 1_024

    /// Names of this machine that browsers count as safe without TLS (W3C Secure Contexts §3.1). The sender's rule
    /// still has to allow them.
    private static let loopbackHosts: Set<String> = ["127.0.0.1", "::1", "localhost"]

    /// The host as it is written, in brackets for IPv6, and the port if there is one.
    private static func parts(of authority: String) throws(Refusal) -> (host: String, port: Int?) {
        let hostEnd: String.Index
        if authority.hasPrefix("[") {
            guard let bracket = authority.firstIndex(of: "]") else { throw .badHost }
            hostEnd = authority.index(after: bracket)
            let number = authority[..<hostEnd].dropFirst().dropLast().utf8
            guard !number.isEmpty, number.allSatisfy({ isHexadecimal($0) || $0 == UInt8(ascii: ":") || $0 == 0x2E })
            else { throw .badHost }
        } else {
            hostEnd = authority.firstIndex(of: ":") ?? authority.endIndex
            let name = authority[..<hostEnd].utf8
            guard !name.isEmpty, name.count <= 253, name.allSatisfy(isOfName), name.first != UInt8(ascii: ".") else {
                throw .badHost
            }
        }
        let host = String(authority[..<hostEnd])
        let rest = authority[hostEnd...]
        guard !rest.isEmpty else { return (host, nil) }
        let digits = rest.dropFirst()
        guard rest.first == ":", (1...5).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits), (1...65_535).contains(port)
        else { throw .badPort }
        return (host, port)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }

    /// Letters, digits, dots and hyphens; the underscore that some names have all the same.
    private static func isOfName(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || [0x2D, 0x2E, 0x5F].contains(byte)
    }
}
