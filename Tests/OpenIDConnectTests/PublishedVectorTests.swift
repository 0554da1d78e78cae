import OpenIDConnect
import StrictJSON
import Testing

@Suite struct `The example of RFC 7515` {
    /// Appendix A.3: signed with ES256 by the key below, with no `typ`.
    private static let token =
        "eyJhbGciOiJFUzI1NiJ9"
        + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"

    private static let key: JSONValue = .object([
        "kty": .string("EC"), "crv": .string("P-256"), "x": .string("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
        "y": .string("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
    ])

    @Test func `RFC 7515 A.3: a token that others have signed is read`() throws {
        let key = try #require(PublicKey(jwk: Self.key))
        let token = try SignedToken(verifying: Self.token, as: [""]) { _ in [key] }
        #expect(token.claims["iss"]?.string == "joe" && token.claims["exp"]?.integer == 1_300_819_380)
        #expect(token.claims["http://example.com/is_root"]?.boolean == true)
    }

    @Test func `RFC 7515 A.3: with one character of it changed it is not`() throws {
        let key = try #require(PublicKey(jwk: Self.key))
        for place in [25, 60, 130, 150] {
            var text = Array(Self.token)
            text[place] = text[place] == "A" ? "B" : "A"
            #expect(throws: SignedToken.Refusal.self, "\(place)") {
                try SignedToken(verifying: String(text), as: [""]) { _ in [key] }
            }
        }
    }

    @Test func `RFC 7515 A.5: a token without a signature is none`() throws {
        let key = try #require(PublicKey(jwk: Self.key))
        let bare =
            "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
        #expect(throws: SignedToken.Refusal.otherAlgorithm) {
            try SignedToken(verifying: bare, as: [""]) { _ in [key] }
        }
    }
}
