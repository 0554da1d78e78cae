/// What an application may ask for. What is not in the list is not given, and not an error (OpenID Connect Core §3.1.2.1).
package enum Scope: String, Sendable, Hashable, Codable, CaseIterable {
    /// Who it is: the ID token.
    case openid
    /// What the person is called, and their language.
    case profile
    case email
    case phone
    /// To go on when the person is not there: a refresh token.
    case offlineAccess = "offline_access"

    /// The known ones of a list with spaces between, in our order.
    package static func list(in text: String) -> [Scope] {
        let names = Set(text.split(separator: " ").map(String.init))
        return allCases.filter { names.contains($0.rawValue) }
    }

    /// The claims that it opens (OpenID Connect Core §5.4).
    package var claims: [String] {
        switch self {
        case .openid, .offlineAccess: []
        case .profile: ["name", "preferred_username", "locale", "updated_at"]
        case .email: ["email", "email_verified"]
        case .phone: ["phone_number", "phone_number_verified"]
        }
    }
}

extension Sequence<Scope> {
    /// As in a request or an answer.
    package var text: String { map(\.rawValue).joined(separator: " ") }
}
