/// What a request asks, as far as its signature covers it.
package struct RequestContent: Sendable, Hashable {
    /// Upper case, as HTTP has it.
    package let method: String
    /// Host, and the port if it is not the usual one, in lower case (RFC 9421 §2.2.3). A server passes the one of its
    /// configured origin, never what the request says: a signature meant for another server then fails.
    package let authority: String
    /// The path as it was sent, percent-escapes and all; `/` for an empty one (RFC 9421 §2.2.6).
    package let path: String
    /// What stands behind the question mark, without it; empty if there is nothing.
    package let query: String
    /// Only where there is a body.
    package let contentType: String?
    package let body: [UInt8]

    package init(
        method: String, authority: String, path: String, query: String = "", contentType: String? = nil,
        body: [UInt8] = []
    ) {
        self.method = method
        self.authority = authority
        self.path = path
        self.query = query
        self.contentType = body.isEmpty ? nil : contentType
        self.body = body
    }

    /// The most bytes that a body of this protocol has: 64 KiB, and 1 MiB where it is a vault.
    package static let longestBody = 65_536
    private static let longestVault = 1_048_576

    /// The most bytes that the body of a request with this method and path has.
    package static func longestBody(of method: String, to path: String) -> Int {
        method == ProtocolPaths.saveVault.method && path == ProtocolPaths.saveVault.pattern ? longestVault : longestBody
    }

    /// What is covered, in the one order that is accepted; a body adds its type and its digest.
    func components(version: String, contentDigest: String?) -> [SignatureBase.Component] {
        var components = [
            SignatureBase.Component("@method", method),
            SignatureBase.Component("@authority", authority),
            SignatureBase.Component("@path", path),
            SignatureBase.Component("@query", "?" + query),
            SignatureBase.Component(ProtocolVersion.fieldName, version),
        ]
        if let contentDigest {
            components.append(SignatureBase.Component("content-type", contentType ?? ""))
            components.append(SignatureBase.Component("content-digest", contentDigest))
        }
        return components
    }
}
