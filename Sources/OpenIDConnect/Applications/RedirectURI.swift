/// An address of an application to which answers are sent.
///
/// It is compared as text (RFC 9700 §2.1): no pattern, no prefix, no normalisation, so that nothing can be read in two
/// ways. The one exception is the port of a loopback address, which a program on the person's machine can't know before
/// (RFC 8252 §7.3).
package struct RedirectURI: Sendable, Hashable, Codable {
    package let text: String

    /// Why a text can't be registered.
    package enum Refusal: Error, Sendable, Hashable {
        case malformed
        /// Neither https, nor http to this machine, nor an application's own scheme with a dot in it (RFC 8252 §7.1).
        case scheme
        case fragment
        /// A name and password before the host.
        case userInformation
        case tooLong
    }

    private static let longest = 2_000

    /// Reads an address to be registered.
    package init(registering text: String) throws(Refusal) {
        guard text.utf8.count <= Self.longest else { throw .tooLong }
        guard text.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "*") })
        else {
            throw .malformed
        }
        guard !text.contains("#") else { throw .fragment }
        guard let colon = text.firstIndex(of: ":") else { throw .malformed }
        let scheme = text[..<colon]
        let rest = text[text.index(after: colon)...]
        if scheme == "https" || scheme == "http" {
            guard rest.hasPrefix("//") else { throw .malformed }
            let authority = rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" }
            guard !authority.contains("@") else { throw .userInformation }
            guard let host = Self.host(of: authority) else { throw .malformed }
            guard scheme == "https" || Self.isThisMachine(host) else { throw .scheme }
        } else {
            guard scheme.contains("."), scheme.utf8.allSatisfy(Self.isSchemeByte), !rest.isEmpty else { throw .scheme }
        }
        self.text = text
    }

    /// Whether an answer may go to `asked`, the text of a request.
    package func matches(_ asked: String) -> Bool {
        if asked == text { return true }
        guard let own = Self.loopback(text), let other = Self.loopback(asked) else { return false }
        return own == other
    }

    /// Scheme, host and port, as a browser's policy names them; `nil` for an application's own scheme.
    package static func origin(of text: String) -> String? {
        guard let range = text.firstRange(of: "://"), ["http", "https"].contains(text[..<range.lowerBound]) else {
            return nil
        }
        return String(text[..<range.upperBound] + text[range.upperBound...].prefix { $0 != "/" && $0 != "?" })
    }

    /// Host and what comes behind the port, for an address whose port may be any.
    private static func loopback(_ text: String) -> [Substring]? {
        for host in ["http://127.0.0.1", "http://[::1]"] where text.hasPrefix(host) {
            var rest = text.dropFirst(host.count)
            if rest.first == ":" {
                let port = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
                guard UInt16(port).map({ $0 > 0 }) == true else { return nil }
                rest = rest.dropFirst(1 + port.count)
            }
            guard rest.isEmpty || rest.first == "/" || rest.first == "?" else { return nil }
            return [Substring(host), rest]
        }
        return nil
    }

    private static func host(of authority: Substring) -> Substring? {
        let name = authority.first == "[" ? authority.prefix { $0 != "]" } : authority.prefix { $0 != ":" }
        let port = authority.dropFirst(name.count).drop { $0 == "]" }
        let hostBytes = name.utf8.allSatisfy {
            isSchemeByte($0) || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "_")
        }
        guard !name.isEmpty, hostBytes,
            port.isEmpty || (port.first == ":" && UInt16(port.dropFirst()).map({ $0 > 0 }) == true)
        else { return nil }
        return authority.first == "[" ? name + "]" : name
    }

    private static func isThisMachine(_ host: Substring) -> Bool {
        ["127.0.0.1", "[::1]", "localhost"].contains(host) || host.hasSuffix(".localhost")
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
            UInt8(ascii: "-"), UInt8(ascii: "+"):
            true
        default: false
        }
    }
}
