import Identity
import Pages
import ServiceFixtures
import SignInPolicy
import SignInService
import Testing
import Web

/// "Try another way" stands on every page that asks or waits, as soon as there is one (product.md M-9).
@Suite struct `Another way` {
    /// Somebody with a phone, an authenticator app, backup codes, a passphrase and a passkey.
    private func ada(in world: World) async throws -> Person {
        let person = try await world.person()
        let opened = try #require(try await world.signIn(person, from: world.client()))
        let session = try #require(try await world.services.sessions.live(opened.token, from: world.client()))
        let passphrase = NewPassphrase(
            salt: Array(repeating: 1, count: 16), rounds: 600_000,
            authenticationKey: Array(repeating: 1, count: 32), wrappedKey: Array(repeating: 1, count: 61), keyNumber: 1)
        let isSet = try await world.services.passphrases.set(
            try #require(passphrase), by: session, from: world.client())
        #expect(isSet == .saved(keyNumber: 1, version: 0))
        _ = try await world.add(SoftKey(), to: person, by: session)
        world.nextCode()
        _ = try await world.phone(of: person.account)
        return person
    }

    /// Opens every way that the menu leads to and answers the places whose pages lead nowhere else.
    private func deadEnds(
        of menu: Destination, _ browser: Browser, besides alone: Set<Destination> = []
    ) async throws -> (dead: [String], seen: Set<String>) {
        var (dead, seen): ([String], Set<String>) = ([], [])
        let list = try await browser.open(menu)
        let links = list.rows.filter { !$0.isForm }.map(\.link)
        for link in links where link != Destination.passwordReset.path {
            let page = try await browser.open(link)
            seen.insert(page.place)
            if !page.leadsOn(from: menu) { dead.append(page.place) }
        }
        // One that is under way is offered no more: the menu is looked at anew each time.
        var chosen: Set<String> = []
        while true {
            let forms = try await browser.open(menu).forms.filter { $0.action == menu.path }
            let ways = forms.map { $0.hidden.filter { $0.key != "formToken" }.values.sorted().joined(separator: " ") }
            guard let index = ways.firstIndex(where: { chosen.insert($0).inserted }) else { break }
            let page = try await browser.submit(to: menu, at: index)
            seen.insert(page.place)
            if !page.leadsOn(from: menu) { dead.append(page.place) }
        }
        return (dead, seen)
    }

    @Test func `M-9: is on every page of the first step`() async throws {
        let world = try await World(rules: .withKeys)
        let ada = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            let first = try await browser.identify(ada)
            #expect(first.leadsOn(from: .otherWays), "\(first.place)")
            let ways = try await deadEnds(of: .otherWays, browser)
            #expect(ways.dead == [])
            #expect(ways.seen.count >= 3, "\(ways.seen)")
        }
    }

    @Test func `M-9: is on every page of the second step`() async throws {
        let world = try await World(rules: .withKeys)
        let ada = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.identify(ada)
            try await browser.open(.password)
            let second = try await browser.submit([.password: ada.password], to: .password)
            #expect(second.leadsOn(from: .otherWays), "\(second.place)")
            let ways = try await deadEnds(of: .otherWays, browser)
            #expect(ways.dead == [])
            #expect(ways.seen.count >= 4, "\(ways.seen)")
        }
    }

    @Test func `M-9: is on every page that asks for fresh proof`() async throws {
        let world = try await World(rules: .withKeys)
        let ada = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.identify(ada)
            try await browser.open(.password)
            try await browser.submit([.password: ada.password], to: .password)
            try await browser.open(.code)
            world.nextCode()
            try await browser.submit([.code: ada.code(at: world.time.now())], to: .code)
            world.letFreshnessPass()
            var waiting = [Destination.identifierAdd.path]
            var seen: Set<String> = []
            while let next = waiting.popLast() {
                guard seen.insert(next).inserted else { continue }
                let page = try await browser.open(next)
                #expect(page.place == Destination.stepUp.path, "\(next)")
                let others = page.text.components(between: "href=\"", and: "\"").map(\.unescaped)
                    .filter { $0.hasPrefix(Destination.stepUp.path) }
                #expect(!others.isEmpty, "\(next)")
                waiting += others
            }
            #expect(seen.count >= 4, "\(seen)")
        }
    }

    @Test func `M-9: is on every page of the second step of a reset`() async throws {
        let world = try await World(rules: .withKeys)
        let ada = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.passwordReset)
            try await browser.submit([.identifier: ada.address], to: .passwordReset)
            let code = try #require(try await world.mailedCode(to: ada.address))
            let second = try await browser.submit([.code: code], to: .passwordResetCode)
            #expect(second.leadsOn(from: .passwordResetOtherWays), "\(second.place)")
            let ways = try await deadEnds(of: .passwordResetOtherWays, browser)
            #expect(ways.dead == [])
            #expect(ways.seen.count >= 4, "\(ways.seen)")
        }
    }

    @Test func `M-9: is on the page that says to wait`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            var page = Answer.blank
            for _ in 0..<20 where page.status != 429 {
                let browser = site.browser()
                try await browser.identify(ada)
                repeat {
                    page = try await browser.submit([.password: "not the right words"], to: .password)
                } while page.status == 422
            }
            #expect(page.status == 429)
            #expect(page.leadsOn(from: .otherWays))
        }
    }
}

extension Browser {
    /// As far as the page that the server chooses for the first step.
    @discardableResult
    fileprivate func identify(_ person: Person) async throws -> Answer {
        try await open(.signIn)
        return try await submit([.identifier: person.address], to: .signIn)
    }
}

extension Answer {
    fileprivate struct Row {
        let isForm: Bool
        let link: String
    }

    /// The ways of a menu, in their order.
    fileprivate var rows: [Row] {
        let menu = text.components(between: "<ul class=\"rows\">", and: "</ul>").first ?? ""
        return menu.components(between: "<li>", and: "</li>").map { item in
            let isForm = item.contains("<form")
            let link = item.components(between: isForm ? "action=\"" : "href=\"", and: "\"").first ?? ""
            return Row(isForm: isForm, link: link)
        }
    }

    /// Whether the page has the menu, or a link to it.
    fileprivate func leadsOn(from menu: Destination) -> Bool {
        text.contains("href=\"\(menu.path)\"") || text.contains("id=\"ways\"")
    }
}
