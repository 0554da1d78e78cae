import HTTPTypes
import Identity
import OpenIDConnect
import Pages
import ServiceFixtures
import SignInService
import StrictJSON
import Testing
import Web

@Suite struct `An application that proves who it is` {
    private func withParty(
        _ authentication: ApplicationMetadata.Authentication, terms: ApplicationTerms = ApplicationTerms(),
        redirects: [String] = [RelyingParty.callback],
        _ test: @escaping @Sendable (RelyingParty, Browser) async throws -> Void
    ) async throws {
        let world = try await World()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let party = try await RelyingParty(
                on: site, authentication: authentication, terms: terms, redirects: redirects)
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await test(party, browser)
        }
    }

    @Test func `private_key_jwt: a signature in the place of a secret gets tokens, to the issuer or the endpoint`()
        async throws
    {
        try await withParty(.privateKey) { party, browser in
            #expect(party.secret == nil)
            #expect(try await party.exchange(code: try await party.code(from: browser)).status == 200)
            let endpoint = party.site.world.services.authorizations.issuer + "/token"
            let assertion = try party.assertion(["aud": .string(endpoint)])
            let code = try await party.code(from: browser)
            #expect(try await party.exchange(code: code, ["client_assertion": assertion]).status == 200)
        }
    }

    @Test func `OP-14, ONCE-08: an assertion that is not right in every part shows nothing, and none shows it twice`()
        async throws
    {
        try await withParty(.privateKey) { party, browser in
            let other = try await RelyingParty(on: party.site, named: "Other", authentication: .privateKey)
            let now = party.site.world.time.now().secondsSinceEpoch
            let issuer = party.site.world.services.authorizations.issuer
            @Sendable func status(_ assertion: String) async throws -> Int {
                // Nothing of the request but who it is from is looked at before that is shown.
                try await party.ask("/token", ["grant_type": "none", "client_assertion": assertion]).status
            }
            let changes: [[String: JSONValue?]] = [
                ["aud": .string("https://other.example.com")], ["aud": .strings([issuer])], ["aud": nil],
                ["iss": .string(other.id)], ["sub": nil], ["jti": nil], ["exp": nil], ["exp": .integer(now - 300)],
                ["exp": .integer(now + 2 * 3_600)], ["nbf": .integer(now + 70)], ["iat": .integer(now + 70)],
                ["exp": .string("soon")],
            ]
            for change in changes {
                let answer = try await status(try party.assertion(change))
                #expect([400, 401].contains(answer), "\(change)")
            }
            #expect(try await status(try other.assertion(["iss": .string(party.id), "sub": .string(party.id)])) == 401)
            #expect(try await status(try party.assertion(type: "logout+jwt")) == 401)
            let right = try party.assertion(["nbf": .integer(now + 8)])
            let first = try await party.ask("/token", ["grant_type": "none", "client_assertion": right])
            #expect(first.error == "unsupported_grant_type")
            #expect(try await status(right) == 401)
        }
    }

    @Test func `OP-14: another way than the registered one, and two at once, are refused`() async throws {
        try await withParty(.privateKey) { party, _ in
            let fields = ["grant_type": "none", "client_id": party.id]
            let browser = party.site.browser()
            #expect(try await browser.post(fields, to: "/token").error == "invalid_client")
            #expect(
                try await browser.post(fields.merging(["client_secret": "x"]) { $1 }, to: "/token").error
                    == "invalid_client")
            let both = fields.merging([
                "client_secret": "x", "client_assertion_type": ClientAssertion.type,
                "client_assertion": try party.assertion(),
            ]) { $1 }
            #expect(try await browser.post(both, to: "/token").error == "invalid_request")
            var other = both
            other["client_secret"] = nil
            other["client_assertion_type"] = "urn:other"
            #expect(try await browser.post(other, to: "/token").error == "invalid_request")
            let secretive = try await RelyingParty(on: party.site, named: "Secretive")
            let asked = try await browser.post(
                fields, to: "/token?client_id=\(secretive.id)&client_secret=\(secretive.secret ?? "")")
            #expect(asked.error == "invalid_client")
        }
    }

    @Test func `client credentials: what is registered for it alone, for whom it is, and nothing of any person`()
        async throws
    {
        let world = try await World()
        try await Site.serve(world) { site in
            let interface = try await RelyingParty(on: site, named: "Interface")
            let job = try await RelyingParty(
                on: site, named: "Nightly job",
                terms: ApplicationTerms(ownScopes: ["reports:read", "reports:write"], ownAudience: interface.id),
                redirects: [])
            let grant = ["grant_type": "client_credentials", "scope": "reports:read"]
            let tokens = try await job.ask("/token", grant).json
            #expect(tokens["scope"]?.string == "reports:read")
            #expect(tokens["id_token"] == nil && tokens["refresh_token"] == nil)
            let token = try #require(tokens["access_token"]?.string)
            #expect(try await job.userinfo(token).status == 401)
            for viewer in [job, interface] {
                let seen = try await viewer.ask("/introspect", ["token": token]).json
                #expect(seen["active"]?.boolean == true && seen["aud"]?.string == interface.id)
                #expect(seen["sub"]?.string == job.id && seen["scope"]?.string == "reports:read")
            }
            let stranger = try await RelyingParty(on: site, named: "Stranger")
            let unseen = try await stranger.ask("/introspect", ["token": token]).json
            #expect(unseen == .object(["active": .boolean(false)]))
            for scope in ["openid", "reports:read more", "offline_access"] {
                let answer = try await job.ask("/token", ["grant_type": "client_credentials", "scope": scope])
                #expect(answer.error == "invalid_scope")
            }
            #expect(try await stranger.ask("/token", grant).error == "unauthorized_client")
            #expect(try await stranger.ask("/revoke", ["token": token]).status == 200)
            #expect(try await job.ask("/introspect", ["token": token]).json["active"]?.boolean == true)
            #expect(try await job.ask("/revoke", ["token": token]).status == 200)
            #expect(try await job.ask("/introspect", ["token": token]).json["active"]?.boolean == false)
        }
    }

    @Test func `OP-15: an application that is gone gets nothing more in its own name`() async throws {
        let world = try await World()
        try await Site.serve(world) { site in
            let interface = try await RelyingParty(on: site, named: "Interface")
            let job = try await RelyingParty(
                on: site, named: "Job", terms: ApplicationTerms(ownScopes: ["a"], ownAudience: interface.id),
                redirects: [])
            let tokens = try await job.ask("/token", ["grant_type": "client_credentials"]).json
            let token = try #require(tokens["access_token"]?.string)
            #expect(try await world.services.applications.remove(job.application.id))
            #expect(try await job.ask("/token", ["grant_type": "client_credentials"]).error == "invalid_client")
            #expect(try await interface.ask("/introspect", ["token": token]).json["active"]?.boolean == false)
        }
    }

    @Test func `OP-42: nothing in its own name for whom anybody can imitate, and no keys that must not be shown`()
        throws
    {
        func refusal(
            _ authentication: ApplicationMetadata.Authentication, _ terms: ApplicationTerms
        ) -> ApplicationMetadata.Refusal? {
            do throws(ApplicationMetadata.Refusal) {
                _ = try ApplicationMetadata(redirectURIs: [], authentication: authentication, terms: terms)
                return nil
            } catch { return error }
        }
        #expect(refusal(.none, ApplicationTerms(ownScopes: ["a"])) == .ownScopesOfPublic)
        #expect(refusal(.secretInHeader, ApplicationTerms()) == .noRedirectURI)
        #expect(refusal(.secretInHeader, ApplicationTerms(ownScopes: ["email"])) == .terms(.scopeOfPeople("email")))
        #expect(refusal(.secretInHeader, ApplicationTerms(ownScopes: ["a b"])) == .terms(.scope("a b")))
        #expect(refusal(.privateKey, ApplicationTerms(ownScopes: ["a"])) == .keysAndMethodDiffer)
        for set in ["{}", #"{"keys":[]}"#, #"{"keys":[{"kty":"oct","k":"AAAA"}]}"#, "not JSON"] {
            #expect(refusal(.privateKey, ApplicationTerms(keySet: set, ownScopes: ["a"])) == .terms(.keySet))
        }
    }

    @Test func `a page in a browser may read the answers to its own application, and to no other`() async throws {
        try await withParty(.none) { party, browser in
            let own: [(HTTPField.Name, String)] = [(.origin, "https://app.example.com")]
            let foreign: [(HTTPField.Name, String)] = [(.origin, "https://evil.test")]
            let fields = [
                "grant_type": "authorization_code", "redirect_uri": RelyingParty.callback, "client_id": party.id,
                "code_verifier": RelyingParty.verifier, "code": try await party.code(from: browser),
            ]
            let answer = try await party.site.browser().post(fields, to: "/token", headers: own)
            #expect(answer.headers[.accessControlAllowOrigin] == "https://app.example.com")
            #expect(answer.headers[.vary] == "Origin")
            let again = try await party.site.browser().post(fields, to: "/token", headers: own)
            #expect(again.error == "invalid_grant" && again.headers[.accessControlAllowOrigin] != nil)
            let other = try await party.site.browser().post(fields, to: "/token", headers: foreign)
            #expect(other.headers[.accessControlAllowOrigin] == nil)
            let fresh = try await party.exchange(code: try await party.code(from: browser)).json
            let bearer = (HTTPField.Name.authorization, "Bearer \(try #require(fresh["access_token"]?.string))")
            let person = try await party.site.browser().send(.get, "/userinfo", headers: own + [bearer])
            #expect(person.status == 200 && person.headers[.accessControlAllowOrigin] == "https://app.example.com")
            let hidden = try await party.site.browser().send(.get, "/userinfo", headers: foreign + [bearer])
            #expect(hidden.headers[.accessControlAllowOrigin] == nil)
            let asked = try await party.site.browser().send(.options, "/token", headers: own)
            #expect(asked.status == 204 && asked.headers[.accessControlAllowOrigin] == "*")
            #expect(asked.headers[.accessControlAllowCredentials] == nil && asked.setCookies.isEmpty)
            let confidential = try await RelyingParty(on: party.site, named: "Server side")
            let kept = try await party.site.browser().post(
                ["grant_type": "x", "client_id": confidential.id], to: "/token", headers: own)
            #expect(kept.headers[.accessControlAllowOrigin] == nil)
        }
    }
}
