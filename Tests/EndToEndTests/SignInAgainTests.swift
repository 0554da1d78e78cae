import Delivery
import HTTPTypes
import Identity
import Pages
import ServiceFixtures
import SignInPolicy
import Store
import TestSupport
import Testing
import Web

@Suite struct `Signing in again` {
    @Test func `SESS-03: as somebody else, nothing of the first person's session is inherited`() async throws {
        let world = try await World()
        let (ada, eve) = (try await world.person(), try await world.person("eve"))
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let first = await browser.sessionToken
            try await browser.submit(to: .signOut)
            try await browser.open(.signIn)
            try await browser.submit([.identifier: ada.address], to: .signIn)
            // Ada's sign-in is given up half-way; Eve sits down at the same browser.
            try await browser.signIn(eve, at: world.time.now())
            #expect(await browser.sessionToken != first)  // two texts of a test
            let page = try await browser.open(.identifiers)
            #expect(page.says(eve.address) && !page.says(ada.address))
        }
    }

    @Test func `SESS-09: a browser that is known still has to sign in, with both steps`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await browser.submit(to: .signOut)
            #expect(await browser.cookies["__Host-aikagi-browser"] != nil)
            #expect(try await browser.open(.overview).place == Destination.signIn.path)
            try await browser.submit([.identifier: ada.address], to: .signIn)
            #expect(try await browser.submit([.password: ada.password], to: .password).place == Destination.code.path)
        }
    }

    @Test func `TOTP-17: the time that a form brings along is not looked at`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let old = ada.code(at: world.time.now() - .seconds(300))
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.signIn)
            try await browser.submit([.identifier: ada.address], to: .signIn)
            try await browser.submit([.password: ada.password], to: .password)
            let form = try #require(await browser.page.forms.first { $0.action == Destination.code.path })
            let then = (world.time.now() - .seconds(300)).secondsSinceEpoch
            let fields = form.hidden.merging([
                "code": old, "time": "\(then)", "timestamp": "\(then)", "step": "\(then / 30)", "now": "\(then)",
            ]) { $1 }
            #expect(try await browser.post(fields, to: Destination.code.path).status == 422)
        }
    }

    @Test func `PWD-17: a long name does not push the password out of what is checked`() async throws {
        let world = try await World()
        let name = String(repeating: "a-very-long-name", count: 4).prefix(60)
        let person = try await world.person(String(name))
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(person, at: world.time.now())
            let next = site.browser()
            try await next.open(.signIn)
            try await next.submit([.identifier: person.address], to: .signIn)
            #expect(try await next.submit([.password: person.password + "x"], to: .password).status == 422)
        }
    }
}
