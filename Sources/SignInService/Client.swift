package import Identity

/// The browser that a request came from, as far as the edge could tell.
package struct Client: Sendable {
    /// Network address and the browser's own description, for people to read.
    package let source: ClientSource
    /// Whom the network knows the browser by, for limits: its address, or what all addresses of its network share.
    package let network: String
    /// The browser's own mark: a 256-bit secret in a cookie that outlives sessions. It proves nothing by itself; an
    /// account remembers the marks of browsers that somebody has signed in from.
    package let mark: Secret<String>?
    /// The secret of a browser that some account trusts, in a cookie of its own: worth a second step, and nothing else.
    package let trust: Secret<String>?
    /// The language that the browser asks for, used until an account says otherwise.
    package let language: Language

    /// - Parameter network: without one it is the address itself.
    package init(
        source: ClientSource, network: String? = nil, mark: Secret<String>?, trust: Secret<String>? = nil,
        language: Language
    ) {
        self.source = source
        self.network = network ?? source.address
        self.mark = mark
        self.trust = trust
        self.language = language
    }
}
