import Identity
import Pages
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import Testing
import Web

@Suite struct `The step-up page` {
    @Test func `SESS-02: right proof changes the session's secret and leads back`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let before = try #require(await browser.sessionToken)
            let thief = await browser.copy()
            world.nextCode()
            try await browser.open(.stepUp, query: "returnTo=/account/sessions")
            let answer = try await browser.stepUp(ada, at: world.time.now())
            #expect(answer.path.hasPrefix("/account/sessions"))
            let after = try #require(await browser.sessionToken)
            #expect(before != after)  // not compared as secrets: two texts of a test
            #expect(try await thief.open(.signOut).place == Destination.signIn.path)
        }
    }

    @Test func `with a second factor the password is not enough`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let before = try #require(await browser.sessionToken)
            try await browser.open(.stepUp, query: "way=password")
            let answer = try await browser.submit([.password: ada.password, .way: "password"], to: .stepUp)
            #expect(answer.place == Destination.stepUp.path)
            #expect(await browser.sessionToken == before)  // not a secret of anybody
        }
    }

    @Test(arguments: [
        "https://evil.test/", "//evil.test", "/\\evil.test", "\\evil.test", "javascript:alert(1)", "/%0d%0aX: y",
        "/nowhere", "/account/sessions/../../x", "@evil.test", "/step-up",
    ])
    func `HTTP-02: leads to no place but a page of ours`(target: String) async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            world.nextCode()
            try await browser.open(.stepUp)
            let page = await browser.page
            let form = try #require(page.forms.first { $0.action == Destination.stepUp.path })
            var fields = form.hidden
            fields["returnTo"] = target
            fields["code"] = ada.code(at: world.time.now())
            let answer = try await browser.post(fields, to: Destination.stepUp.path)
            #expect(answer.status == 303)
            #expect(answer.location == Destination.overview.path)
        }
    }
}
