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

@Suite struct `The person's own pages` {
    @Test func `the overview warns of what would lock the person out, from what the account has`() async throws {
        let world = try await World()
        let safe = try await world.person()
        let alone = try await world.person("eve", password: "a password that may stand alone", holding: [])
        try await Site.serve(world) { site in
            let browser = site.browser()
            #expect(try await !browser.signIn(safe, at: world.time.now()).text.contains("is-warning"))
            let warned = try await site.browser().signIn(alone, at: world.time.now())
            #expect(warned.text.contains("is-warning"))
            #expect(warned.text.contains("href=\"\(Destination.authenticatorAppAdd.path)\""))
        }
    }

    @Test func `the activity tells what happened in plain words, page by page`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            for _ in 0..<20 {
                try await browser.open(.accountLanguage)
                try await browser.submit([.language: "en"], to: .accountLanguage)
                try await browser.open(.stepUp)
                try await browser.submit([.code: ada.wrongCode(at: world.time.now())], to: .stepUp)
                world.time.advance(by: Limits.longestDelay / 100)
            }
            let newest = try await browser.open(.activity)
            #expect(newest.says("192.0.2") || newest.says("Firefox"))
            #expect(newest.text.components(between: "<li", and: "</li>").count >= 30)
            let older = try #require(newest.between("rel=\"next\"", ">") == nil ? nil : newest.olderLink)
            let last = try await browser.open(older)
            #expect(last.says("You signed in"))
            #expect(last.olderLink == nil)
        }
    }

    @Test func `the language is the account's, on its pages and in its mails, and the browser's afterwards`()
        async throws
    {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await browser.open(.accountLanguage)
            let page = try await browser.submit([.language: "ja"], to: .accountLanguage)
            #expect(page.text.contains("<html lang=\"ja\">"))
            #expect(try await world.store.read { try $0.account(ada.account)?.language } == .japanese)
            try await browser.submit(to: .signOut)
            #expect(try await browser.open(.signIn).text.contains("<html lang=\"ja\">"))
        }
    }

    @Test(arguments: [
        ("/sign-in", "/sign-in"), ("https://evil.test/", "/"), ("//evil.test", "/"),
        ("/account/sessions/end", "/account/sessions"),
    ])
    func `HTTP-02: a visitor changes the language and comes back to a page of ours`(from: String, to: String)
        async throws
    {
        let world = try await World()
        try await Site.serve(world) { site in
            let browser = site.browser()
            let form = try #require(
                try await browser.open(.signIn).forms.first { $0.action == Destination.language.path })
            let fields = form.hidden.merging(["language": "ja", "returnTo": from]) { $1 }
            let answer = try await browser.post(fields, to: Destination.language.path)
            #expect(answer.location == to)
            #expect(await browser.cookies["__Host-aikagi-language"] == "ja")
        }
    }

    @Test func `the outbox can be read only where the operator has no mail server and wants it`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let answer = try await site.browser().open(.devOutbox)
            #expect(answer.status == 404)
        }
        try await Site.serve(world, showsOutbox: true) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await browser.add("ada.second@example.org")
            let code = try #require(try await world.mailedCode(to: "ada.second@example.org"))
            let page = try await browser.open(.devOutbox)
            #expect(page.says("ada.second@example.org"))
            #expect(page.text.filter(\.isNumber).contains(code))
        }
    }
}

extension Answer {
    /// Where the page's link to older entries leads.
    fileprivate var olderLink: String? {
        text.components(between: "<a href=\"", and: ">").first { $0.hasSuffix("rel=\"next\"") }
            .flatMap { $0.split(separator: "\"").first.map(String.init) }?.unescaped
    }
}
