internal import Bytes
internal import Crypto

/// Makes and checks the token that every form carries, so that another site can't submit one in the person's name.
///
/// The token is an HMAC over the session's secret, or over the browser's mark while nobody is signed in. It needs no
/// storage, changes with every change of session (SESS-02), and one person's token is worth nothing to another.
package struct FormTokens: Sendable {
    private let key: SymmetricKey

    /// - Parameter key: 32 bytes that all nodes share, derived from the master key.
    package init(key: [UInt8]) {
        self.key = SymmetricKey(data: key)
    }

    func token(for jar: CookieJar) -> String? {
        seed(jar).map { Base64.url.encode(Array(code(over: $0))) }
    }

    /// - Returns: `false` too where there is neither session nor mark: such a form can't have come from a page of ours.
    func isValid(_ token: String, for jar: CookieJar) -> Bool {
        guard let seed = seed(jar), let bytes = try? Base64.url.decode(token) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(bytes, authenticating: Array(seed.utf8), using: key)
    }

    private func seed(_ jar: CookieJar) -> String? {
        jar[.session].map { "session \($0)" } ?? jar[.browser].map { "browser \($0)" }
    }

    private func code(over seed: String) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array(seed.utf8), using: key)
    }
}
