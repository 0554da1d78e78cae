import HTTPTypes
import Identity
import OpenIDConnect
import Pages
import ServiceFixtures
import SignInPolicy
import SignInService
import StrictJSON
import Testing
import Web

@Suite struct `The OpenID provider` {
    @Test func `oidcc-discovery-endpoint-verification: says where everything is, and OP-16: what is not there`()
        async throws
    {
        let world = try await World()
        try await Site.serve(world) { site in
            let browser = site.browser()
            let document = try await browser.send(.get, "/.well-known/openid-configuration")
            #expect(document.setCookies.isEmpty)
            let metadata = document.json
            let issuer = world.services.authorizations.issuer
            #expect(metadata["issuer"]?.string == issuer)
            for (name, path) in [
                ("authorization_endpoint", "/authorize"), ("token_endpoint", "/token"),
                ("userinfo_endpoint", "/userinfo"),
                ("jwks_uri", "/jwks"), ("introspection_endpoint", "/introspect"), ("revocation_endpoint", "/revoke"),
                ("end_session_endpoint", "/end-session"), ("pushed_authorization_request_endpoint", "/par"),
                ("device_authorization_endpoint", "/device_authorization"),
            ] {
                #expect(metadata[name]?.string == issuer + path)
                #expect(site.routes.contains { $0.path == path }, "\(path)")
            }
            #expect(metadata["response_types_supported"]?.array == [.string("code")])
            #expect(
                metadata["grant_types_supported"]?.array?.compactMap(\.string) == [
                    "authorization_code", "refresh_token", "client_credentials", TokenRequest.deviceGrant,
                ])
            #expect(metadata["code_challenge_methods_supported"]?.array == [.string("S256")])
            #expect(metadata["authorization_response_iss_parameter_supported"]?.boolean == true)
            let other = try await browser.send(.get, "/.well-known/oauth-authorization-server")
            #expect(other.json == metadata)
        }
    }

    @Test func `OP-31: new keys are published before they sign, and the old ones for as long as they may be asked for`()
        async throws
    {
        let world = try await World()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let party = try await RelyingParty(on: site)
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            @Sendable func token() async throws -> String {
                let tokens = try await party.exchange(code: try await party.code(from: browser)).json
                return try #require(tokens["id_token"]?.string)
            }
            @Sendable func kid(_ token: String) throws -> String {
                try #require(token.split(separator: ".").first.map(String.init))
            }
            let first = try await token()
            let before = try await browser.send(.get, "/jwks").json["keys"]?.array ?? []
            #expect(Set(before.map { $0["alg"]?.string }) == ["ES256", "RS256"])
            let start = try await world.services.signingKeys.rotate()
            let after = try await browser.send(.get, "/jwks").json["keys"]?.array ?? []
            #expect(after.count == 4 && Set(after.map { $0["kid"]?.string }).count == 4)
            #expect(before.allSatisfy(after.contains))
            #expect(after.allSatisfy { $0["d"] == nil && $0["p"] == nil })
            #expect(try kid(try await token()) == kid(first))
            world.time.set(to: start)
            let second = try await token()
            #expect(try kid(second) != kid(first))
            _ = try await party.claims(of: first)
            _ = try await party.claims(of: second)
            world.time.advance(by: TokenLimits.retiredKeyLife)
            let later = try await browser.send(.get, "/jwks").json["keys"]?.array ?? []
            #expect(later.count == 2 && !later.contains { before.contains($0) })
        }
    }

    @Test func `OP-21: a session of one step proves the other when an application demands it, and it is said so`()
        async throws
    {
        let world = try await World(
            rules: SignInRules(methods: SignInRules.builtMethods, trustedBrowsers: Limits.trustedBrowserLife))
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await browser.open(.browserTrust)
            try await browser.submit(to: .browserTrust)
            try await browser.open(.signOut)
            try await browser.submit(to: .signOut)
            try await browser.open(.signIn)
            try await browser.submit([.identifier: ada.address], to: .signIn)
            try await browser.submit([.password: ada.password], to: .password)
            let lax = try await RelyingParty(on: site)
            let one = try await lax.exchange(code: try await lax.code(from: browser)).json
            let weak = try await lax.claims(of: try #require(one["id_token"]?.string))
            #expect(weak["acr"]?.string == "sfa" && weak["amr"]?.array == [.string("pwd")])
            let strict = try await RelyingParty(on: site, named: "Payroll", least: .multi)
            let silent = try strict.answer(try await browser.send(.get, strict.request(["prompt": "none"])))
            #expect(silent["error"] == "interaction_required")
            world.nextCode()
            #expect(try await browser.open(strict.request()).place == Destination.stepUp.path)
            let page = try await browser.stepUp(ada, at: world.time.now())
            let two = try await strict.exchange(code: try #require(try strict.answer(page)["code"])).json
            let strong = try await strict.claims(of: try #require(two["id_token"]?.string))
            #expect(strong["acr"]?.string == "mfa")
            #expect(strong["amr"]?.array == [.string("pwd"), .string("otp"), .string("mfa")])
        }
    }

    @Test func `OP-23: leads nobody to an address that is not registered, and signs nobody out unasked`() async throws {
        let world = try await World()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let party = try await RelyingParty(on: site)
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let tokens = try await party.exchange(code: try await party.code(from: browser)).json
            let hint = try #require(tokens["id_token"]?.string)
            @Sendable func path(_ parameters: [(String, String)]) -> String {
                "/end-session?" + FormEncoding.query(parameters.map { (name: $0.0, value: $0.1) })
            }
            for wrong in [
                [("id_token_hint", hint), ("post_logout_redirect_uri", "https://evil.test/")],
                [("id_token_hint", hint), ("post_logout_redirect_uri", RelyingParty.signedOut + "?x=1")],
                [("id_token_hint", hint + "x"), ("post_logout_redirect_uri", RelyingParty.signedOut)],
                [("post_logout_redirect_uri", RelyingParty.signedOut)],
                [("id_token_hint", hint), ("client_id", "other")],
            ] {
                let page = try await browser.open(path(wrong))
                #expect(page.status == 400 && !page.text.contains("evil.test"))
            }
            for asking in [[], [("state", "x")], [("id_token_hint", hint)]] {
                #expect(
                    try await browser.open(path(asking)).forms.contains { $0.action == Destination.endSession.path })
            }
            #expect(try await browser.open(.sessions).place == Destination.sessions.path)
            let asked = try await browser.open(
                path([("id_token_hint", hint), ("post_logout_redirect_uri", RelyingParty.signedOut), ("state", "S")]))
            #expect(asked.says("Wiki"))
            let done = try await browser.submit(to: .endSession)
            #expect(done.says("0;url=\(RelyingParty.signedOut)?state=S"))
            #expect(try await browser.open(.sessions).place == Destination.signIn.path)
            #expect(try await party.userinfo(try #require(tokens["access_token"]?.string)).status == 401)
        }
    }

    @Test(arguments: ["/authorize/..;/account", "/Authorize", "/authorize%2f", "/token/x", "/authorize;x"])
    func `OP-39: another spelling of a path is another path`(path: String) async throws {
        let world = try await World()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let party = try await RelyingParty(on: site)
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let request = party.request()
            #expect(try await browser.send(.get, request).status == 303)
            let answer = try await browser.send(.get, path + request.dropFirst("/authorize".count))
            #expect([400, 404].contains(answer.status) && answer.location == nil, "\(path) \(answer.status)")
        }
    }
}
