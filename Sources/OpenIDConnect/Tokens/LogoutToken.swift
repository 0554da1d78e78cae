package import Identity
internal import StrictJSON

/// What an application is told when a session has ended (OpenID Connect Back-Channel Logout 1.0 §2.4).
package struct LogoutToken: Sendable, Hashable {
    package let issuer: String
    package let audience: String
    package let subject: String
    package let session: String
    /// Its own name, by which an application tells one that comes twice.
    package let name: String

    package init(issuer: String, audience: String, subject: String, session: String, name: String) {
        self.issuer = issuer
        self.audience = audience
        self.subject = subject
        self.session = session
        self.name = name
    }

    /// The `typ` of its header.
    package static let type = "logout+jwt"

    private static let event = "http://schemas.openid.net/event/backchannel-logout"

    /// The token as text.
    package func signed(with key: SigningKey, at now: Moment) throws -> String {
        try SignedToken.sign(
            .object([
                "iss": .string(issuer), "sub": .string(subject), "aud": .string(audience), "sid": .string(session),
                "iat": .integer(now.secondsSinceEpoch),
                "exp": .integer((now + TokenLimits.logoutTokenLife).secondsSinceEpoch), "jti": .string(name),
                "events": .object([Self.event: .object([:])]),
            ]), as: Self.type, with: key)
    }
}
