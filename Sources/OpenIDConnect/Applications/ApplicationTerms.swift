internal import Bytes
internal import StrictJSON

/// What an application may do beyond signing people in by their browser, and what is demanded of it. Nothing of it goes
/// without saying: a registration that doesn't name it doesn't have it.
package struct ApplicationTerms: Sendable, Hashable, Codable {
    /// Its public keys as a JWK set, where it proves itself by signing (`private_key_jwt`).
    package var keySet: String?
    /// Whether it must hand its requests in by itself (RFC 9126).
    package var pushesRequests = false
    /// Whether a device of it without a keyboard may wait for somebody to let it in (RFC 8628).
    package var signsInDevices = false
    /// What it may ask for in its own name (RFC 6749 §4.4). Empty: nothing.
    package var ownScopes: [String] = []
    /// The application that its own tokens are for, and that may look at them.
    package var ownAudience: String?
    /// Where it is told that a session has ended (OpenID Connect Back-Channel Logout 1.0).
    package var logoutNoticeURI: String?

    package init(
        keySet: String? = nil, pushesRequests: Bool = false, signsInDevices: Bool = false, ownScopes: [String] = [],
        ownAudience: String? = nil, logoutNoticeURI: String? = nil
    ) {
        self.keySet = keySet
        self.pushesRequests = pushesRequests
        self.signsInDevices = signsInDevices
        self.ownScopes = ownScopes
        self.ownAudience = ownAudience
        self.logoutNoticeURI = logoutNoticeURI
    }

    /// Whether it can be of use without a person's browser ever coming back to it.
    var worksAlone: Bool { signsInDevices || !ownScopes.isEmpty }

    /// Why they can't be registered.
    package enum Refusal: Error, Sendable, Hashable {
        /// No JWK set, one with a private or shared key in it, or with none that checks ES256 or RS256.
        case keySet
        /// RFC 6749 §3.3.
        case scope(String)
        /// A name that stands for something of a person here.
        case scopeOfPeople(String)
        case logoutNoticeURI(String, RedirectURI.Refusal)
        /// Not over https or to this machine.
        case logoutNoticeScheme(String)
    }

    func check() throws(Refusal) {
        if let keySet { guard !Self.keys(in: keySet).isEmpty else { throw .keySet } }
        for scope in ownScopes {
            guard !scope.isEmpty, scope.utf8.count <= 100, scope.utf8.allSatisfy(Self.isScopeByte) else {
                throw .scope(scope)
            }
            guard Scope(rawValue: scope) == nil else { throw .scopeOfPeople(scope) }
        }
        guard let text = logoutNoticeURI else { return }
        do throws(RedirectURI.Refusal) { _ = try RedirectURI(registering: text) } catch {
            throw .logoutNoticeURI(text, error)
        }
        guard RedirectURI.origin(of: text) != nil else { throw .logoutNoticeScheme(text) }
    }

    /// The keys that may check what the application signs, by the name that it gives them.
    package func keys(named id: String?) -> [PublicKey] {
        Self.keys(in: keySet ?? "").filter { id == nil || $0.id == nil || $0.id == id }.map(\.key)
    }

    private static let mostKeys = 16

    /// - Returns: nothing if any key of the set is one that must not be shown.
    private static func keys(in text: String) -> [(id: String?, key: PublicKey)] {
        guard let set = try? JSONValue(parsing: Array(text.utf8)), let keys = set["keys"]?.array,
            keys.count <= mostKeys
        else { return [] }
        let isPublic = keys.allSatisfy { key in ["d", "k", "p"].allSatisfy { key[$0] == nil } }
        guard isPublic else { return [] }
        return keys.filter { $0["use"]?.string ?? "sig" == "sig" }.compactMap { jwk in
            PublicKey(jwk: jwk).map { (id: jwk["kid"]?.string, key: $0) }
        }
    }

    private static func isScopeByte(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }
}
