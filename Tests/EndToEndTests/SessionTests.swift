import Delivery
import HTTPTypes
import Identity
import OneTimeCodes
import Pages
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing
import Web

@Suite struct `Sessions in the browser` {
    @Test func `SESS-01: the cookie is for this host alone, out of reach of scripts, and stands nowhere else`()
        async throws
    {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.signIn)
            try await browser.submit([.identifier: ada.address], to: .signIn)
            try await browser.submit([.password: ada.password], to: .password)
            let form = try #require(await browser.page.forms.first { $0.action == Destination.code.path })
            let fields = form.hidden.merging(["code": ada.code(at: world.time.now())]) { $1 }
            let answer = try await browser.post(fields, to: Destination.code.path)
            let cookie = try #require(answer.setCookies.first { $0.name == "__Host-aikagi-session" })
            #expect(cookie.attributes == ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"])
            #expect(cookie.value.utf8.count == 43)
            #expect(!answer.text.contains(cookie.value) && answer.location?.contains(cookie.value) == false)
            for destination in Destination.ownPages {
                #expect(try await !browser.open(destination).text.contains(cookie.value), "\(destination)")
            }
            #expect(!String(describing: try await world.auditLog()).contains(cookie.value))
            let dump = try world.database.tell("SELECT * FROM session")
            #expect(!dump.isEmpty && !dump.contains(cookie.value))
        }
    }

    @Test func `SESS-04: the first step alone reaches nothing of the account`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.signIn)
            try await browser.submit([.identifier: ada.address], to: .signIn)
            try await browser.submit([.password: ada.password], to: .password)
            for destination in Destination.ownPages {
                let answer = try await browser.send(.get, destination.path)
                #expect(answer.status == 303 && answer.location == Destination.signIn.path, "\(destination)")
            }
        }
    }

    @Test func `SESS-05: after an hour without use the whole sign-in is asked for`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            world.time.advance(by: Limits.sessionIdle)
            #expect(try await browser.open(.sessions).place == Destination.signIn.path)
            try await browser.submit([.identifier: ada.address], to: .signIn)
            #expect(try await browser.submit([.password: ada.password], to: .password).place == Destination.code.path)
        }
    }

    @Test func `SESS-07, SESS-14: signing out is a form, ends the session here, and empties caches`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let kept = await browser.copy()
            #expect(try await browser.open(.overview).headers[.cacheControl] == "no-store")
            #expect(try await browser.open(.signOut).status == 200)
            #expect(try await browser.open(.overview).place == Destination.overview.path)
            let answer = try await browser.submit(to: .signOut)
            #expect(answer.status == 200)
            #expect(answer.headers[try #require(HTTPField.Name("Clear-Site-Data"))] == "\"cache\"")
            #expect(try await kept.open(.overview).place == Destination.signIn.path)
        }
    }

    @Test func `SESS-08: a disabled account is out with the next click`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            _ = try await world.store.write {
                try $0.changeState(of: ada.account, from: .active, to: .disabled)
            }
            #expect(try await browser.open(.sessions).place == Destination.signIn.path)
        }
    }

    @Test func `SESS-10: the person sees where they are signed in, and ends one or all others`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let (browser, phone, tablet) = (site.browser(), site.browser(), site.browser())
            for each in [phone, tablet, browser] {
                try await each.signIn(ada, at: world.time.now())
                world.nextCode()
            }
            let page = try await browser.open(.sessions)
            #expect(page.text.components(between: "<b>Firefox", and: "</b>").count == 3)
            #expect(page.forms.count { $0.action == Destination.sessionEnd.path } == 2)
            try await browser.submit(to: .sessionEnd)
            let left = try await [phone, tablet].asyncMap { try await $0.open(.sessions).place }
            #expect(left.sorted() == [Destination.sessions.path, Destination.signIn.path].sorted())
            try await browser.open(.sessions)
            try await browser.submit(to: .sessionsEndOthers)
            for each in [phone, tablet] { #expect(try await each.open(.sessions).place == Destination.signIn.path) }
            #expect(try await browser.open(.sessions).place == Destination.sessions.path)
        }
    }

    @Test func `SESS-11: nobody ends a session of somebody else by its name`() async throws {
        let world = try await World()
        let (ada, eve) = (try await world.person(), try await world.person("eve"))
        try await Site.serve(world) { site in
            let (adas, eves) = (site.browser(), site.browser())
            try await adas.signIn(ada, at: world.time.now())
            try await eves.signIn(eve, at: world.time.now())
            let session = try #require(
                try await world.store.read { try $0.sessions(of: ada.account, at: world.time.now()).first })
            let token = try #require(await eves.page.forms.first?.hidden["formToken"])
            _ = try await eves.post(["formToken": token, "id": session.id.rawValue], to: Destination.sessionEnd.path)
            #expect(try await adas.open(.sessions).place == Destination.sessions.path)
        }
    }

    @Test func `SESS-13: a stranger's credentials can't be posted from another site`() async throws {
        let world = try await World()
        let eve = try await world.person("eve")
        try await Site.serve(world) { site in
            let (victim, evil) = (site.browser(), site.browser())
            let token = try #require(try await evil.open(.signIn).forms.first?.hidden["formToken"])
            try await victim.open(.signIn)
            for fields in [["identifier": eve.address], ["identifier": eve.address, "formToken": token]] {
                #expect(try await victim.post(fields, to: Destination.signIn.path).status == 403)
            }
            let own = try #require(await victim.page.forms.first?.hidden["formToken"])
            let crossSite = try await victim.post(
                ["identifier": eve.address, "formToken": own], to: Destination.signIn.path,
                headers: [(.origin, "https://evil.test")])
            #expect(crossSite.status == 403)
        }
    }

    @Test func `SESS-12: no own page changes anything without the token of its form`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let token = try #require(await browser.page.forms.first?.hidden["formToken"])
            let fetchSite = try #require(HTTPField.Name("Sec-Fetch-Site"))
            for destination in Destination.ownForms {
                let path = destination.path
                #expect(try await browser.post([:], to: path).status == 403)
                #expect(try await browser.post(["formToken": String(token.reversed())], to: path).status == 403)
                for header in [(HTTPField.Name.origin, "null"), (fetchSite, "cross-site")] {
                    let answer = try await browser.post(["formToken": token], to: path, headers: [header])
                    #expect(answer.status == 403, "\(path) \(header)")
                }
            }
            #expect(try await browser.open(.overview).place == Destination.overview.path)
        }
    }

    @Test func `SESS-16: no other origin is let in by CORS`() async throws {
        let world = try await World()
        try await Site.serve(world) { site in
            for origin in ["https://evil.test", "null"] {
                let answer = try await site.browser().send(
                    .get, Destination.signIn.path, headers: [(.origin, origin)])
                #expect(answer.headers[.accessControlAllowOrigin] == nil)
                #expect(answer.headers[.accessControlAllowCredentials] == nil)
            }
        }
    }

    @Test(arguments: [
        "__Host-aikagi-session=a; __Host-aikagi-session=b",
        "__Host-aikagi-session=\(String(repeating: "x", count: 8_192))",
        "__Host-aikagi-session=\"quoted\"", ";;;=", "__Host-aikagi-session=%00", "__Host-aikagi-attempt==;;",
    ])
    func `SESS-17: odd cookies are as good as none`(cookies: String) async throws {
        let world = try await World()
        try await Site.serve(world) { site in
            let answer = try await site.browser().send(.get, Destination.overview.path, headers: [(.cookie, cookies)])
            #expect(answer.status == 303 && answer.location == Destination.signIn.path)
        }
    }

    @Test func `SESS-18: the forty-ninth session ends the oldest, and the person can read of it`() async throws {
        let world = try await World()
        let ada = try await world.person(password: "a password that may stand alone", holding: [])
        try await Site.serve(world) { site in
            let first = site.browser()
            try await first.signIn(ada, at: world.time.now())
            for _ in 0..<Limits.sessions {
                world.time.advance(by: .seconds(1))
                try await site.browser().signIn(ada, at: world.time.now())
            }
            #expect(try await first.open(.sessions).place == Destination.signIn.path)
            let sessions = try await world.store.read { try $0.sessions(of: ada.account, at: world.time.now()) }
            #expect(sessions.count == Limits.sessions)
            let last = site.browser()
            try await last.signIn(ada, at: world.time.now())
            #expect(try await last.open(.activity).says("signed out"))
        }
    }

    @Test func `SESS-24: what people name things by is text and nothing else`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let probe = "\"><script>alert(1)</script>"
        try await Site.serve(world) { site in
            let browser = site.browser(userAgent: probe)
            try await browser.signIn(ada, at: world.time.now())
            let app = try #require(ada.app)
            try await browser.open(.authenticatorAppRename, query: "id=\(app)")
            try await browser.submit([.name: probe], to: .authenticatorAppRename)
            for destination in Destination.ownPages {
                #expect(try await !browser.open(destination).text.contains("<script>alert"), "\(destination)")
            }
            let query = "id=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&notice=%3Cscript%3Ealert(1)&before=%3Cscript%3E"
            for destination in [Destination.authenticatorAppRemove, .activity, .stepUp, .overview] {
                #expect(try await !browser.open(destination, query: query).text.contains("<script>alert"))
            }
        }
    }

    @Test func `SESS-25, SESS-15: every own page has a way out, and the headers that protect it`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            for destination in Destination.ownPages {
                let page = try await browser.open(destination)
                #expect(page.status == 200, "\(destination)")
                #expect(page.forms.contains { $0.action == Destination.signOut.path }, "\(destination)")
                let policy = page.headers[.contentSecurityPolicy] ?? ""
                #expect(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe-inline"))
                #expect(page.headers[.strictTransportSecurity]?.hasPrefix("max-age=63072000") == true)
            }
            #expect(try await browser.submit(to: .signOut).status == 200)
            #expect(await browser.sessionToken == nil)
        }
    }

    @Test func `SESS-26: scripts hold no secret, and nothing answers with JSON or a callback`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let token = try #require(await browser.sessionToken)
            for destination in Destination.ownPages {
                let page = try await browser.open(destination, query: "callback=alert")
                #expect(page.headers[.contentType] == "text/html; charset=utf-8")
                #expect(page.headers[.xContentTypeOptions] == "nosniff")
                let scripts = page.text.components(between: "src=\"", and: "\"").filter { $0.hasSuffix(".js") }
                #expect(!scripts.isEmpty)
                for script in scripts {
                    let text = try await browser.send(.get, script).text
                    #expect(!text.contains("postMessage") && !text.contains(token))
                }
            }
        }
    }
}

extension Destination {
    /// The own pages that anybody signed in a moment ago can open by their plain address.
    static let ownPages: [Destination] = [
        .overview, .identifiers, .identifierAdd, .passwordChange, .authenticatorApps, .authenticatorAppAdd,
        .backupCodes, .sessions, .activity, .accountLanguage,
    ]

    /// Every own form.
    static let ownForms: [Destination] = [
        .identifierAdd, .identifierVerify, .identifierRemove, .identifierForNotices, .passwordChange,
        .authenticatorAppAdd, .authenticatorAppRename, .authenticatorAppRemove, .backupCodesNew, .backupCodesConfirm,
        .sessionEnd, .sessionsEndOthers, .accountLanguage, .stepUp, .language, .signOut,
    ]
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
