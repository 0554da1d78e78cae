import Bytes
import Identity
import OpenIDConnect
import StrictJSON
import Testing

@Suite struct SignedTokenTests {
    private static let claims = JSONValue.object(["sub": .string("a\"<é\u{1}"), "n": .integer(-7)])

    @Test(arguments: SigningAlgorithm.allCases)
    func `a token is read back by the key that signed it, and by no other`(_ algorithm: SigningAlgorithm) throws {
        let key = try SigningKey(makingFor: algorithm)
        let kept = try SigningKey(algorithm, privateBytes: key.privateBytes)
        #expect(kept.id == key.id)
        let text = try SignedToken.sign(Self.claims, as: "JWT", with: kept)
        let jwk = key.publicKey.jwk(named: key.id)
        let published = try #require(PublicKey(jwk: jwk))
        #expect(jwk["kid"]?.string == key.id && jwk["alg"]?.string == algorithm.rawValue)
        let token = try SignedToken(verifying: text, as: ["jwt"]) { $0 == key.id ? [published] : [] }
        #expect(token.claims == Self.claims)
        let other = try SigningKey(makingFor: algorithm)
        #expect(throws: SignedToken.Refusal.badSignature) {
            try SignedToken(verifying: text, as: ["jwt"]) { _ in [other.publicKey] }
        }
    }

    @Test func `OP-31: what is published has no private part`() throws {
        for algorithm in SigningAlgorithm.allCases {
            let jwk = try SigningKey(makingFor: algorithm).publicKey.jwk(named: "k")
            for name in ["d", "p", "q", "dp", "dq", "qi", "k"] { #expect(jwk[name] == nil) }
        }
    }

    @Test func `the thumbprint is that of RFC 7638`() throws {
        let modulus =
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
        let key = try #require(
            PublicKey(jwk: .object(["kty": .string("RSA"), "n": .string(modulus), "e": .string("AQAB")])))
        #expect(key.thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
    }

    @Test func `another algorithm, another type, a critical extension and every changed byte are refused`() throws {
        let key = try SigningKey(makingFor: .es256)
        let text = try SignedToken.sign(Self.claims, as: "JWT", with: key)
        let parts = text.split(separator: ".").map(String.init)
        func refusal(_ text: String, types: Set<String> = ["jwt"]) -> SignedToken.Refusal? {
            do throws(SignedToken.Refusal) {
                _ = try SignedToken(verifying: text, as: types) { _ in [key.publicKey] }
                return nil
            } catch { return error }
        }
        func with(header: String) -> String { "\(Base64.url.encode(header.utf8)).\(parts[1]).\(parts[2])" }
        #expect(refusal(with(header: #"{"alg":"none","typ":"JWT"}"#)) == .otherAlgorithm)
        #expect(refusal(with(header: #"{"alg":"HS256","typ":"JWT"}"#)) == .otherAlgorithm)
        #expect(refusal(with(header: #"{"alg":"RS256","typ":"JWT"}"#)) == .otherAlgorithm)
        #expect(refusal(with(header: #"{"alg":"ES256","typ":"JWT","crit":["b64"]}"#)) == .criticalExtension)
        #expect(refusal(with(header: #"{"alg":"ES256","alg":"none","typ":"JWT"}"#)) == .malformed)
        #expect(refusal(text, types: ["logout+jwt"]) == .otherType)
        #expect(refusal("\(parts[0]).\(parts[1]).") == .badSignature)
        #expect(refusal("\(parts[0]).\(parts[1])") == .malformed)
        #expect(refusal(text) == nil)
        var signed = try Base64.url.decode(parts[1])
        for index in signed.indices {
            signed[index] ^= 1
            #expect(refusal("\(parts[0]).\(Base64.url.encode(signed)).\(parts[2])") != nil)
            signed[index] ^= 1
        }
        for count in 0..<text.utf8.count { #expect(refusal(String(text.prefix(count))) != nil) }
    }

    @Test func `OP-33: an ID token names its one audience, echoes the nonce, binds the access token and ends soon`()
        throws
    {
        let key = try SigningKey(makingFor: .es256)
        let now = Moment(secondsSinceEpoch: 1_800_000_000)
        let token = IdentityToken(
            issuer: "https://id.example.org", subject: "person", audience: "app", authenticatedAt: now - .seconds(5),
            context: .multi, methods: ["pwd", "otp", "mfa"], nonce: "N", session: "s",
            accessToken: Secret("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"))
        let claims = try SignedToken(verifying: token.signed(with: key, at: now), as: ["jwt"]) { _ in
            [key.publicKey]
        }.claims
        #expect(claims["aud"] == .string("app") && claims["nonce"] == .string("N"))
        // The published example of OpenID Connect Core appendix A.3.
        #expect(claims["at_hash"] == .string("77QmUPtjPfzWtF2AnpK9RQ"))
        let life = try #require(claims["exp"]?.integer) - 1_800_000_000
        #expect(life > 0 && life <= 600)
        #expect(claims["auth_time"]?.integer == 1_799_999_995)
        let text = try token.signed(with: key, at: now)
        let hint = IdentityHint(text, issuer: "https://id.example.org") { _ in [key.publicKey] }
        #expect(hint?.subject == "person" && hint?.audience == "app" && hint?.session == "s")
        #expect(IdentityHint(text, issuer: "https://other.example.org") { _ in [key.publicKey] } == nil)
    }
}
