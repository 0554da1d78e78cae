import HTTPTypes
import Identity
import Pages
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import Testing
import Web

@Suite struct `The page with the QR` {
    @Test func `QR-10: is kept by no cache and no search engine, and shown to no other session`() async throws {
        let world = try await World()
        let ada = try await world.person("ada", holding: [.backupCodes])
        let phone = try await world.phone(of: ada.account)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.passFirstStep(as: ada)
            let page = try await browser.open(.scan)
            let code = try #require(page.between("/app#scan=", "\""))
            #expect(code.count == 43 && page.text.contains("<svg"))
            #expect(page.headers[.cacheControl] == "no-store")
            #expect(page.text.contains("<meta name=\"robots\" content=\"noindex\">"))
            // The picture has no address of its own: nothing that could be fetched stands in the page but its parts.
            let sources = page.text.components(between: "src=\"", and: "\"")
            #expect(sources.allSatisfy { $0.hasPrefix(Paths.staticFiles) })
            #expect(
                site.routes.filter { $0.path.hasPrefix(Destination.scan.path) }.map(\.path).sorted().last
                    == Destination.scanEvents.path)

            // Another browser, and one that is signed in, are shown nothing of it.
            let stranger = site.browser()
            let led = try await stranger.open(.scan)
            #expect(led.place == Destination.signIn.path && !led.text.contains(code))
            let events = try await stranger.send(.get, Destination.scanEvents.path)
            #expect(events.status != 200 && !events.text.contains(code))
            let second = site.browser()
            try await second.passFirstStep(as: ada)
            let other = try #require(try await second.open(.scan).between("/app#scan=", "\""))
            #expect(other != code)
            // In the picture's own browser it stays the same until it is read, and is gone then.
            #expect(try await browser.open(.scan).between("/app#scan=", "\"") == code)
            guard
                case .asked = try await world.services.scans.claim(
                    Secret(code), by: phone.id, from: world.client())
            else {
                Issue.record("the code on the page is none")
                return
            }
            #expect(try await !browser.open(.scan).text.contains(code))
        }
    }
}
