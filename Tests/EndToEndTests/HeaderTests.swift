import HTTPTypes
import Identity
import Pages
import ServiceFixtures
import SignInService
import Store
import Testing
import Web

@Suite struct `Every answer` {
    @Test func `SESS-15: carries the headers that browsers protect people by`() async throws {
        let world = try await World()
        try await Site.serve(world) { site in
            for path in [Destination.signIn.path, "/nowhere", Destination.overview.path, "/livez"] {
                let answer = try await site.browser().send(.get, path)
                let policy = try #require(answer.headers[.contentSecurityPolicy])
                #expect(!policy.contains("unsafe"))
                for directive in ["frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"] {
                    #expect(policy.contains(directive), "\(path)")
                }
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
                #expect(answer.headers[.cacheControl] == "no-store", "\(path)")
                // Nothing leaves this origin. `no-referrer` would make browsers say `Origin: null` with our own forms.
                #expect(answer.header("Referrer-Policy") == "same-origin")
                #expect(answer.header("Cross-Origin-Opener-Policy") == "same-origin")
                #expect(answer.headers[.strictTransportSecurity]?.contains("includeSubDomains") == true)
                #expect(answer.headers[.server] == nil)
            }
        }
    }

    @Test(arguments: ["https://evil.test", "null", Site.origin])
    func `SESS-16: lets no other origin read it`(origin: String) async throws {
        let world = try await World()
        try await Site.serve(world) { site in
            let answer = try await site.browser().send(.get, Destination.signIn.path, headers: [(.origin, origin)])
            #expect(answer.header("Access-Control-Allow-Origin") == nil)
            #expect(answer.header("Access-Control-Allow-Credentials") == nil)
        }
    }

    @Test func `SESS-01: session cookies are for this host, over TLS, and not for scripts`() async throws {
        let world = try await World()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.signIn)
            try await browser.submit([.identifier: ada.address], to: .signIn)
            try await browser.submit([.password: ada.password], to: .password)
            let token = await browser.page.forms.first?.hidden["formToken"] ?? ""
            let answer = try await browser.post(
                ["formToken": token, "code": ada.code(at: world.time.now())], to: Destination.code.path)
            let cookie = try #require(answer.setCookies.first { $0.name == "__Host-aikagi-session" })
            #expect(cookie.value.count == 43)
            #expect(cookie.attributes.isSuperset(of: ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"]))
            #expect(!cookie.attributes.contains { $0.hasPrefix("Domain") })
            #expect(!answer.text.contains(cookie.value))
            #expect(answer.location?.contains(cookie.value) == false)
            #expect(try await browser.open(.overview).text.contains(cookie.value) == false)
        }
    }

    @Test(arguments: ["x", "", String(repeating: "A", count: 8_192), "a b", "\u{7F}", "../../x"])
    func `SESS-17: a cookie that is not ours counts as none`(value: String) async throws {
        let world = try await World()
        try await Site.serve(world) { site in
            let browser = site.browser()
            await browser.plant("__Host-aikagi-session", value)
            await browser.plant("__Host-aikagi-attempt", value)
            let overview = try await browser.open(.overview)
            #expect(overview.place == Destination.signIn.path)
            let code = try await browser.send(.get, Destination.code.path)
            #expect(code.status == 303)
        }
    }

    @Test func `SESS-17: a session cookie that is there twice counts as none`() async throws {
        let world = try await World()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let token = try #require(await browser.sessionToken)
            let twice = "__Host-aikagi-session=\(token); __Host-aikagi-session=\(String(repeating: "B", count: 43))"
            let answer = try await site.browser().send(.get, Destination.overview.path, headers: [(.cookie, twice)])
            #expect(answer.location == Destination.signIn.path)
        }
    }

    @Test func `SESS-07, SESS-14: signing out is a form, ends the session for good and leaves nothing behind`()
        async throws
    {
        let world = try await World()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let thief = await browser.copy()
            _ = try await browser.send(.get, Destination.signOut.path)
            #expect(try await browser.open(.overview).place == Destination.overview.path)
            try await browser.open(.signOut)
            let answer = try await browser.submit(to: .signOut)
            #expect(answer.header("Clear-Site-Data") != nil)
            #expect(await browser.sessionToken == nil)
            #expect(try await thief.open(.overview).place == Destination.signIn.path)
        }
    }

    @Test func `SESS-05: a session ends by itself, whatever the cookie says`() async throws {
        let world = try await World()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            world.time.advance(by: .seconds(59 * 60))
            #expect(try await browser.open(.overview).place == Destination.overview.path)
            world.time.advance(by: .seconds(60 * 60))
            #expect(try await browser.open(.overview).place == Destination.signIn.path)

            world.nextCode()
            try await browser.signIn(ada, at: world.time.now())
            for _ in 0..<26 {
                world.time.advance(by: .seconds(55 * 60))
                try await browser.open(.overview)
            }
            #expect(await browser.page.place == Destination.overview.path)
            world.time.advance(by: .seconds(15 * 60))
            #expect(try await browser.open(.overview).place == Destination.signIn.path)
        }
    }

    @Test func `SESS-08: a disabled account's sessions die with the next click`() async throws {
        let world = try await World()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            _ = try await world.store.write { try $0.changeState(of: ada.account, from: .active, to: .disabled) }
            #expect(try await browser.open(.overview).place == Destination.signIn.path)
        }
    }

    @Test func `HTTP-11: a wrong method is told from a wrong path, and neither says too much`() async throws {
        let world = try await World()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.signIn)
            let wrongMethod = try await browser.send(.get, Destination.identifierForNotices.path)
            #expect(wrongMethod.status == 405)
            #expect(wrongMethod.headers[.allow]?.contains("POST") == true)
            let wrongPath = try await browser.send(.get, "/nowhere")
            #expect(wrongPath.status == 404)
            for answer in [wrongMethod, wrongPath] {
                #expect(!answer.text.contains("Hummingbird") && !answer.text.contains(".swift"))
            }
        }
    }
}

extension Answer {
    func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
}
