import HTTPTypes
import Identity
import Pages
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import Testing
import Web

/// Drives every route of the real router, whatever routes there are, with everything short of a complete way in.
@Suite struct `Every route` {
    /// What somebody has who has not got in.
    enum Standing: String, CaseIterable, Sendable {
        case nothing, identifierOnly, passwordOnly, secondFactorOnly, expired, ofSomebodyElse, disabled
    }

    private static let sessionCookie = "__Host-aikagi-session"

    @Test(arguments: Standing.allCases)
    func `FLOW-01, FLOW-03: gives no session for less than a complete way in`(standing: Standing) async throws {
        let world = try await World()
        let ada = try await world.person("ada")
        let eve = try await world.person("eve", password: "another long passphrase")
        try await Site.serve(world) { site in
            #expect(site.routes.count > 40)
            for route in site.routes {
                let browser = site.browser()
                try await self.bring(browser, to: standing, ada, eve, in: world)
                let typed = self.everything(ada, standing, in: world)
                let answer = try await self.drive(route, with: browser, typed)
                let session = answer.setCookies.first { $0.name == Self.sessionCookie && !$0.isForgotten }
                #expect(session == nil, "\(route.method) \(route.path) for \(standing)")
                #expect(answer.status < 500, "\(route.method) \(route.path) for \(standing)")
                if standing == .disabled { try await self.enable(ada, in: world) }
            }
        }
        #expect(try await world.store.read { try $0.sessions(of: ada.account, at: world.time.now()) }.isEmpty)
    }

    @Test func `FLOW-01: the same drive with a complete way in does give a session`() async throws {
        let world = try await World()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.signIn)
            try await browser.submit([.identifier: ada.address], to: .signIn)
            try await browser.submit([.password: ada.password], to: .password)
            let route = try #require(site.routes.first { $0.method == "POST" && $0.path == Destination.code.path })
            let answer = try await self.drive(
                route, with: browser, ["code": ada.code(at: world.time.now()), "password": ada.password])
            #expect(answer.setCookies.contains { $0.name == Self.sessionCookie && !$0.isForgotten })
        }
    }

    @Test func `SESS-12: changes nothing for a form without a token of this browser`() async throws {
        let world = try await World()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let stranger = site.browser()
            try await stranger.open(.signIn)
            let foreign = await stranger.page.forms.first?.hidden["formToken"] ?? ""
            // What is below /api takes no form, from anybody (AppInterfaceTests); what applications ask by themselves
            // reads no cookie (RelyingPartyTests).
            let forApplications = [
                "/token", "/introspect", "/revoke", "/userinfo", "/authorize", "/end-session", "/par",
                "/device_authorization",
            ]
            for route in site.routes
            where route.method == "POST" && !route.path.hasPrefix("/api/") && !forApplications.contains(route.path) {
                for token in [nil, "", foreign, "x"] {
                    var fields = self.everything(ada, .nothing, in: world)
                    fields["formToken"] = token
                    let answer = try await browser.post(fields, to: Self.concrete(route.path))
                    #expect(answer.status == 403, "POST \(route.path) with token \(token ?? "none")")
                }
            }
            #expect(try await browser.open(.sessions).status == 200)
        }
    }

    @Test(arguments: ["cross-site", "same-site"])
    func `SESS-12, SESS-13: changes nothing for a form from another site`(site other: String) async throws {
        let world = try await World()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.signIn)
            let token = await browser.page.forms.first?.hidden["formToken"] ?? ""
            let fields = ["formToken": token, "identifier": ada.address]
            let fetchSite = try #require(HTTPField.Name("Sec-Fetch-Site"))
            for headers in [
                [(fetchSite, other)], [(HTTPField.Name.origin, "null")], [(HTTPField.Name.origin, "https://evil.test")],
            ] {
                let answer = try await browser.post(fields, to: Destination.signIn.path, headers: headers)
                #expect(answer.status == 403)
                #expect(!answer.setCookies.contains { $0.name == "__Host-aikagi-attempt" })
            }
            let own = try await browser.post(fields, to: Destination.signIn.path, headers: [(fetchSite, "same-origin")])
            #expect(own.status == 303)
        }
    }

    @Test func `SESS-04: the person's own pages are closed to a session that is half-way`() async throws {
        let world = try await World()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await self.bring(browser, to: .passwordOnly, ada, ada, in: world)
            for route in site.routes where route.path.hasPrefix("/account") || route.path == "/" {
                let answer = try await self.drive(route, with: browser, self.everything(ada, .passwordOnly, in: world))
                #expect(answer.status == 303 && answer.location == Destination.signIn.path, "\(route)")
            }
        }
    }

    @Test func `FLOW-06: no step is passed by an empty form, another method or another content type`() async throws {
        let world = try await World()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await self.bring(browser, to: .identifierOnly, ada, ada, in: world)
            let token = await browser.page.forms.first?.hidden["formToken"] ?? ""
            let path = Destination.password.path
            let right = "formToken=\(token)&password=correct+horse+battery"
            for (type, body) in [
                ("application/x-www-form-urlencoded", "formToken=\(token)"),
                ("application/x-www-form-urlencoded", ""),
                ("application/json", "{}"),
                ("application/json", "{\"formToken\":\"\(token)\",\"password\":\"\(ada.password)\"}"),
                ("text/plain", right), ("multipart/form-data; boundary=x", right),
            ] {
                let answer = try await browser.send(.post, path, body: body, headers: [(.contentType, type)])
                #expect((400..<500).contains(answer.status), "\(type): \(body.prefix(12))")
            }
            for method in [HTTPRequest.Method.put, .patch, .delete, .options] {
                let answer = try await browser.send(
                    method, path, body: right, headers: [(.contentType, "application/x-www-form-urlencoded")])
                #expect((400..<500).contains(answer.status), "\(method)")
            }
            _ = try await browser.send(.head, path)
            #expect(try await browser.open(.code).place == path)
        }
    }

    @Test func `TOTP-08, TOTP-09, OTP-09: refuses a field that is there twice or is a list`() async throws {
        let world = try await World()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await self.bring(browser, to: .passwordOnly, ada, ada, in: world)
            let token = await browser.page.forms.first?.hidden["formToken"] ?? ""
            let code = ada.code(at: world.time.now())
            for body in ["code=\(code)&code=\(code)", "code[]=\(code)", "code%5B0%5D=\(code)"] {
                let answer = try await browser.send(
                    .post, Destination.code.path, body: "formToken=\(token)&\(body)",
                    headers: [(.contentType, "application/x-www-form-urlencoded")])
                #expect(answer.status == 400, "\(body)")
            }
            #expect(try await browser.open(.code).place == Destination.code.path)
        }
    }

    // MARK: The drive

    private func bring(
        _ browser: Browser, to standing: Standing, _ ada: Person, _ eve: Person, in world: World
    ) async throws {
        guard standing != .nothing else {
            try await browser.open(.signIn)
            return
        }
        let person = standing == .ofSomebodyElse ? eve : ada
        try await browser.open(.signIn)
        try await browser.submit([.identifier: person.address], to: .signIn)
        switch standing {
        case .nothing, .identifierOnly, .secondFactorOnly: break
        case .passwordOnly, .expired, .ofSomebodyElse, .disabled:
            try await browser.submit([.password: person.password], to: .password)
        }
        if standing == .expired { world.time.advance(by: Limits.attemptLife) }
        if standing == .disabled {
            _ = try await world.store.write { try $0.changeState(of: ada.account, from: .active, to: .disabled) }
        }
    }

    private func enable(_ person: Person, in world: World) async throws {
        _ = try await world.store.write { try $0.changeState(of: person.account, from: .disabled, to: .active) }
    }

    /// Every field that any form has, with the most that somebody of that standing could know.
    private func everything(_ ada: Person, _ standing: Standing, in world: World) -> [String: String] {
        let knowsPassword = standing != .secondFactorOnly && standing != .identifierOnly
        let knowsCode = standing != .passwordOnly && standing != .identifierOnly
        let now = world.time.now()
        return [
            "identifier": ada.address, "password": knowsPassword ? ada.password : "wrong",
            "newPassword": "a new and quite long passphrase",
            "code": knowsCode ? ada.code(at: now) : ada.wrongCode(at: now),
            "name": "Ada", "language": "en", "id": ada.account.rawValue, "returnTo": "/", "again": "1",
        ]
    }

    private func drive(
        _ route: (method: String, path: String), with browser: Browser, _ fields: [String: String]
    ) async throws -> Answer {
        let path = Self.concrete(route.path)
        guard let method = HTTPRequest.Method(rawValue: route.method), method == .post else {
            let method = HTTPRequest.Method(rawValue: route.method) ?? .get
            return try await browser.send(method, path + "?code=\(fields["code"] ?? "")")
        }
        let token = await browser.page.forms.first?.hidden["formToken"] ?? ""
        return try await browser.post(fields.merging(["formToken": token]) { _, own in own }, to: path)
    }

    /// The pattern with something in place of what it captures.
    private static func concrete(_ pattern: String) -> String {
        pattern.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("{") ? "x" : String($0) }.joined(separator: "/")
    }
}
