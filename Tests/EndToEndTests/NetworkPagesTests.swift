import HummingbirdTesting
import Identity
import Pages
import ServiceFixtures
import SignInPolicy
import SignInService
import TestSupport
import Testing
import Web

/// The pages of the networks that a person allows, and the way back from outside of them (product.md S-3).
@Suite struct `The pages of allowed networks` {
    private let home = "192.0.2.7"
    private let cafe = "198.51.100.9"

    private func serve(_ world: World, _ test: @Sendable (Site) async throws -> Void) async throws {
        let proxy = try #require(NetworkBlock("127.0.0.0/8"))
        let proxy6 = try #require(NetworkBlock("::1"))
        try await Site.serve(world, behind: [proxy, proxy6], over: .live, test)
    }

    /// A browser at home whose person has limited sign-in to that network.
    private func limited(_ ada: Person, on site: Site, in world: World) async throws -> Browser {
        let browser = site.browser(address: home)
        try await browser.signIn(ada, at: world.time.now())
        try await browser.open(.networkAdd)
        try await browser.submit([.name: "Home", .addresses: "192.0.2.0/28"], to: .networkAdd)
        let switched = try await browser.submit(to: .networksLimit)
        #expect(switched.place == Destination.networks.path)
        world.nextCode()
        return browser
    }

    @Test(arguments: World.kinds)
    func `S-3: outside the page says what to do, and the way there ends with a sign-in`(kind: TestDatabase.Kind)
        async throws
    {
        let world = try await World(kind)
        let ada = try await world.person()
        try await serve(world) { site in
            let atHome = try await limited(ada, on: site, in: world)
            let away = site.browser(address: cafe)
            let refused = try await away.signIn(ada, at: world.time.now())
            #expect(refused.status == 403)
            #expect(refused.text.contains(Destination.networkLift.path))
            #expect(try await !away.isSignedIn())

            // A session that is carried out of the house is nobody's there, and is back with it.
            await atHome.move(to: cafe)
            #expect(try await !atHome.isSignedIn())
            await atHome.move(to: home)
            #expect(try await atHome.isSignedIn())

            world.nextCode()
            try await away.open(.networkLift)
            let asked = try await away.submit([.identifier: ada.address], to: .networkLift)
            #expect(asked.place == Destination.passwordResetCode.path)
            #expect(asked.text.contains(Destination.networkLift.path))
            let code = try #require(try await world.mailedCode(to: ada.address))
            let second = try await away.submit([.code: code], to: .passwordResetCode)
            #expect(second.place == Destination.passwordResetSecondStep.path)
            let ways = try await away.open(.passwordResetOtherWays)
            #expect(ways.text.contains("href=\"\(Destination.networkLift.path)\""))
            try await away.open(.passwordResetSecondStep)
            let last = try await away.submit([.code: ada.code(at: world.time.now())], to: .passwordResetSecondStep)
            #expect(last.place == Destination.networkLiftConfirm.path)
            let done = try await away.submit(to: .networkLiftConfirm)
            #expect(done.status == 200)
            #expect(try await !away.isSignedIn())
            world.nextCode()
            try await away.signIn(ada, at: world.time.now())
            #expect(try await away.isSignedIn())
        }
    }

    @Test func `S-3: a change that would lock the person out is refused on its page, with everything typed`()
        async throws
    {
        let world = try await World()
        let ada = try await world.person()
        try await serve(world) { site in
            let browser = try await limited(ada, on: site, in: world)
            try await browser.open(.networks)
            let removed = try await browser.submit(to: .networkRemove)
            #expect(removed.status == 422 && removed.says(home))
            try await browser.open(.networkAdd)
            let wrong = try await browser.submit([.name: "Café", .addresses: "198.51.100.0/33"], to: .networkAdd)
            #expect(wrong.status == 422 && wrong.says("Café") && wrong.says("198.51.100.0/33"))
            let right = try await browser.submit([.name: "Café", .addresses: "198.51.100.0/24"], to: .networkAdd)
            #expect(right.status == 200 && right.says("198.51.100.0/24"))
            let off = try await browser.submit(to: .networksUnlimit)
            #expect(off.status == 200)
            world.nextCode()
            let away = site.browser(address: "203.0.113.5")
            try await away.signIn(ada, at: world.time.now())
            #expect(try await away.isSignedIn())
        }
    }

    @Test func `RATE-11, FLOW-20: no header that a client sends moves it inside`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await serve(world) { site in
            _ = try await limited(ada, on: site, in: world)
            for spoofed in ["192.0.2.7, \(cafe)", "a, ::::, \(cafe)", "192.0.2.7, nonsense", "::::"] {
                world.nextCode()
                let browser = site.browser(address: spoofed)
                try await browser.signIn(ada, at: world.time.now())
                #expect(try await !browser.isSignedIn(), "\(spoofed)")
            }
        }
    }

    @Test func `REC-23: the page of the code is the same for an address that nobody has`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await serve(world) { site in
            var pages: Set<String> = []
            for address in [ada.address, "nobody@example.org"] {
                let browser = site.browser(address: cafe)
                try await browser.open(.networkLift)
                let token = try #require(await browser.page.forms.first?.hidden["formToken"])
                let asked = try await browser.submit([.identifier: address], to: .networkLift)
                let same = asked.text.replacing(token, with: "token").replacing(address, with: "address")
                pages.insert("\(asked.status) \(asked.place) \(same)")
            }
            #expect(pages.count == 1)
        }
    }
}
