internal import Bytes
internal import Crypto
package import Identity
package import StrictJSON

/// What an ID token says (OpenID Connect Core §2).
package struct IdentityToken: Sendable {
    package let issuer: String
    package let subject: String
    package let audience: String
    package let authenticatedAt: Moment
    package let context: AuthenticationContext
    package let methods: [String]
    package let nonce: String?
    /// The session that it came from, for signing out.
    package let session: String?
    /// The access token that it is given with.
    package let accessToken: Secret<String>
    /// Claims about the person that were asked for by name.
    package let personal: [String: JSONValue]

    package init(
        issuer: String, subject: String, audience: String, authenticatedAt: Moment, context: AuthenticationContext,
        methods: [String], nonce: String?, session: String?, accessToken: Secret<String>,
        personal: [String: JSONValue] = [:]
    ) {
        self.issuer = issuer
        self.subject = subject
        self.audience = audience
        self.authenticatedAt = authenticatedAt
        self.context = context
        self.methods = methods
        self.nonce = nonce
        self.session = session
        self.accessToken = accessToken
        self.personal = personal
    }

    /// The `typ` of its header.
    package static let type = "JWT"

    /// The token as text.
    package func signed(with key: SigningKey, at now: Moment) throws -> String {
        var claims = personal
        claims["iss"] = .string(issuer)
        claims["sub"] = .string(subject)
        claims["aud"] = .string(audience)
        claims["iat"] = .integer(now.secondsSinceEpoch)
        claims["exp"] = .integer((now + TokenLimits.identityTokenLife).secondsSinceEpoch)
        claims["auth_time"] = .integer(authenticatedAt.secondsSinceEpoch)
        claims["acr"] = .string(context.rawValue)
        claims["amr"] = .strings(methods)
        claims["at_hash"] = .string(Self.half(ofHashOf: accessToken))
        claims["nonce"] = nonce.map { .string($0) }
        claims["sid"] = session.map { .string($0) }
        return try SignedToken.sign(.object(claims), as: Self.type, with: key)
    }

    /// OpenID Connect Core §3.1.3.6: the left half of the token's SHA-256.
    private static func half(ofHashOf token: Secret<String>) -> String {
        Base64.url.encode(Array(SHA256.hash(data: Array(token.reveal().utf8))).prefix(16))
    }
}

/// An ID token that an application gave back to say whom it means (OpenID Connect Core §3.1.2.1). Its time may be over;
/// its signature may not be wrong.
package struct IdentityHint: Sendable, Hashable {
    package let subject: String
    package let audience: String
    package let session: String?

    /// - Returns: `nil` for anything but an ID token of this server.
    package init?(_ text: String, issuer: String, by keys: (String?) -> [PublicKey]) {
        guard let token = try? SignedToken(verifying: text, as: ["jwt"], by: keys),
            token.claims["iss"]?.string == issuer, let subject = token.claims["sub"]?.string,
            let audience = token.claims["aud"]?.string
        else { return nil }
        self.subject = subject
        self.audience = audience
        session = token.claims["sid"]?.string
    }
}
