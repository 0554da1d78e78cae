import Bytes
import Identity
import OpenIDConnect
import Testing

@Suite struct ClientCredentialsTests {
    /// As every library but ours writes it, with padding.
    private func basic(_ text: String) -> String {
        let encoded = Base64.standard.encode(text.utf8)
        return "Basic " + encoded + String(repeating: "=", count: (4 - encoded.utf8.count % 4) % 4)
    }

    @Test func `a header is read with and without padding, and with no other`() throws {
        for field in ["Basic YTpi", "Basic YTpiYg==", "Basic YTpiYmI=", "basic YTpiYg"] {
            #expect(try ClientCredentials(authorization: field, RequestParameters([:])).application == "a")
        }
        for field in ["Basic YTpiYg=", "Basic YTpiYmI==", "Basic YTpi====", "Basic YTpi="] {
            #expect(throws: ClientCredentials.Refusal.malformed, "\(field)") {
                try ClientCredentials(authorization: field, RequestParameters([:]))
            }
        }
    }

    @Test func `a secret comes in the header, in the form, or not at all`() throws {
        let header = try ClientCredentials(authorization: basic("app:a%2Bb%3A"), RequestParameters([:]))
        #expect(header.application == "app" && header.secret?.reveal() == "a+b:" && header.method == .secretInHeader)
        let form = try ClientCredentials(
            authorization: nil, RequestParameters(["client_id": "app", "client_secret": "s"]))
        #expect(form.secret?.reveal() == "s" && form.method == .secretInForm)
        let none = try ClientCredentials(authorization: nil, RequestParameters(["client_id": "app"]))
        #expect(none.secret == nil && none.method == .none)
    }

    @Test func `OP-14: two ways at once, or none, are refused`() {
        #expect(throws: ClientCredentials.Refusal.several) {
            try ClientCredentials(authorization: basic("app:s"), RequestParameters(["client_secret": "s"]))
        }
        #expect(throws: ClientCredentials.Refusal.several) {
            try ClientCredentials(authorization: basic("app:s"), RequestParameters(["client_id": "other"]))
        }
        #expect(throws: ClientCredentials.Refusal.missing) {
            try ClientCredentials(authorization: nil, RequestParameters([:]))
        }
        for field in ["Bearer x", "Basic", "Basic !", basic("app"), basic("%zz:s")] {
            #expect(throws: ClientCredentials.Refusal.malformed, "\(field)") {
                try ClientCredentials(authorization: field, RequestParameters([:]))
            }
        }
    }
}
