package import Identity
internal import StrictJSON

/// What an application has signed to show who it is (`private_key_jwt`: RFC 7523, OpenID Connect Core §9).
package struct ClientAssertion: Sendable, Hashable {
    /// Its `jti`: good once.
    package let name: String
    /// From when on its time is over here, too.
    package let endsAt: Moment

    /// The value of `client_assertion_type`.
    package static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    /// Why it shows nothing.
    package enum Refusal: Error, Sendable, Hashable {
        case token(SignedToken.Refusal)
        /// Not by the application about itself.
        case otherApplication
        /// For another server, or for several.
        case otherAudience
        /// Over, not begun yet, without an end, or good for too long.
        case time
        case nameless
    }

    /// Checks an assertion.
    ///
    /// - Parameters:
    ///   - audiences: the names of this server that it may be made out to. It names one, as one text: with a list, an
    ///     assertion for one server could be used at the other (RFC 9700 §4.10).
    package init(
        verifying text: String, of application: String, by terms: ApplicationTerms, audiences: Set<String>,
        at now: Moment
    ) throws(Refusal) {
        let claims: JSONValue
        do throws(SignedToken.Refusal) {
            claims = try SignedToken(
                verifying: text, as: ["jwt", "", "client-authentication+jwt"], by: { terms.keys(named: $0) }
            ).claims
        } catch {
            throw .token(error)
        }
        guard claims["iss"]?.string == application, claims["sub"]?.string == application else {
            throw .otherApplication
        }
        guard let audience = claims["aud"]?.string, audiences.contains(audience) else { throw .otherAudience }
        let tolerance = TokenLimits.clockTolerance
        guard let seconds = claims["exp"]?.integer, Self.isReadable(seconds) else { throw .time }
        let end = Moment(secondsSinceEpoch: seconds)
        guard end + tolerance > now, end <= now + TokenLimits.assertionLife + tolerance else { throw .time }
        for name in ["nbf", "iat"] {
            guard let claim = claims[name] else { continue }
            guard let start = claim.integer, Self.isReadable(start),
                Moment(secondsSinceEpoch: start) <= now + tolerance
            else { throw .time }
        }
        guard let name = claims["jti"]?.string, (1...256).contains(name.utf8.count) else { throw .nameless }
        self.name = name
        endsAt = end + tolerance
    }

    /// Who an assertion says it is of, before anything of it is believed.
    static func claimedApplication(in text: String) -> String? {
        SignedToken.unchecked(text)?["sub"]?.string
    }

    /// Whether a number can be a time: until the year 9999.
    private static func isReadable(_ seconds: Int64) -> Bool { (0...253_402_300_799).contains(seconds) }
}
