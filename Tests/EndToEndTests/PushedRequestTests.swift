import HTTPTypes
import Identity
import OpenIDConnect
import Pages
import ServiceFixtures
import SignInService
import StrictJSON
import TestSupport
import Testing
import Web

@Suite struct `A request that is handed in` {
    private func withParty(
        _ kind: TestDatabase.Kind = .sqlite, terms: ApplicationTerms = ApplicationTerms(), isTrusted: Bool = true,
        _ test: @escaping @Sendable (RelyingParty, Browser, Person) async throws -> Void
    ) async throws {
        let world = try await World(kind)
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let party = try await RelyingParty(on: site, isTrusted: isTrusted, terms: terms)
            try await test(party, site.browser(), ada)
        }
    }

    private static func uri(_ answer: Answer) throws -> String {
        #expect(answer.status == 201)
        return try #require(answer.json["request_uri"]?.string)
    }

    @Test(arguments: World.kinds)
    func `ONCE-11: its name may be brought again until it is answered, and never after`(
        kind: TestDatabase.Kind
    ) async throws {
        try await withParty(kind) { party, browser, ada in
            let uri = try Self.uri(try await party.push())
            #expect(uri.hasPrefix("urn:ietf:params:oauth:request_uri:"))
            let early = party.site.browser()
            for _ in 0..<2 {
                let page = try await early.open(party.request(named: uri))
                #expect(page.place == Destination.signIn.path)
            }
            try await browser.signIn(ada, at: party.site.world.time.now())
            let answer = try party.answer(try await browser.send(.get, party.request(named: uri)))
            let tokens = try await party.exchange(code: try #require(answer["code"]))
            #expect(tokens.status == 200)
            let again = try await browser.send(.get, party.request(named: uri))
            #expect(again.status == 410 && again.location == nil)
            let silent = try Self.uri(try await party.push(["prompt": "none"]))
            let first = try await browser.send(.get, party.request(named: silent))
            #expect(try party.answer(first)["code"] != nil)
            #expect(try await browser.send(.get, party.request(named: silent)).status == 410)
        }
    }

    @Test func `ONCE-11: two pages that wait for one name get one answer`() async throws {
        try await withParty(isTrusted: false) { party, browser, ada in
            try await browser.signIn(ada, at: party.site.world.time.now())
            let uri = try Self.uri(try await party.push())
            let other = await browser.copy()
            try await browser.open(party.request(named: uri))
            try await other.open(party.request(named: uri))
            let page = try await browser.submit([.decision: "allow"], to: .authorization)
            #expect(try party.answer(page)["code"] != nil)
            let late = try await other.submit([.decision: "allow"], to: .authorization)
            #expect(late.status == 410)
        }
    }

    @Test func `OP-25: nobody else's, none too late, and nothing beside it that says otherwise`() async throws {
        try await withParty { party, browser, ada in
            try await browser.signIn(ada, at: party.site.world.time.now())
            let other = try await RelyingParty(on: party.site, named: "Other")
            let uri = try Self.uri(try await party.push())
            #expect(try await browser.send(.get, other.request(named: uri)).status == 410)
            for (name, value) in [
                ("scope", "openid phone"), ("redirect_uri", "https://evil.test/"), ("prompt", "none"),
            ] {
                let page = try await browser.send(.get, party.request(named: uri, [(name, value)]))
                #expect(page.status == 410 && page.location == nil && !page.text.contains("evil.test"))
            }
            let same = try await browser.send(.get, party.request(named: uri, [("response_type", "code")]))
            #expect(try party.answer(same)["code"] != nil)
            let late = try Self.uri(try await party.push())
            party.site.world.time.advance(by: TokenLimits.pushedRequestLife)
            #expect(try await browser.send(.get, party.request(named: late)).status == 410)
            #expect(try await browser.send(.get, party.request(named: uri + "x")).status == 410)
        }
    }

    @Test func `OP-25: is read when it is handed in, from whoever shows who they are`() async throws {
        try await withParty { party, browser, _ in
            let stranger = try await party.ask(
                "/par", party.parameters(["client_id": nil]), authorization: "Basic eDp5")
            #expect(stranger.status == 401)
            #expect(try await party.push(["code_challenge_method": "plain"]).error == "invalid_request")
            #expect(try await party.push(["redirect_uri": "https://evil.test/"]).error == "invalid_request")
            #expect(try await party.push(["scope": "email"]).error == "invalid_scope")
            #expect(try await party.push(["request_uri": "urn:x"]).error == "invalid_request")
            #expect(try await party.push(["client_id": "other"]).error == "invalid_request")
            #expect(try await browser.send(.get, "/par").status == 405)
        }
    }

    @Test func `OP-45: an application of which it is demanded gets nothing without it`() async throws {
        try await withParty(terms: ApplicationTerms(pushesRequests: true)) { party, browser, ada in
            try await browser.signIn(ada, at: party.site.world.time.now())
            let plain = try party.answer(try await browser.send(.get, party.request()))
            #expect(plain["error"] == "invalid_request" && plain["code"] == nil)
            let uri = try Self.uri(try await party.push())
            #expect(try party.answer(try await browser.send(.get, party.request(named: uri)))["code"] != nil)
        }
    }

    @Test func `login_hint fills in the field, ui_locales chooses the language, and what a person chose counts more`()
        async throws
    {
        try await withParty { party, browser, ada in
            let hint: [String: String?] = ["login_hint": "ada+\"<x>@example.org", "ui_locales": "fr ja-JP en"]
            let page = try await browser.open(party.request(hint))
            #expect(page.place == Destination.signIn.path)
            #expect(page.says("value=\"ada+\"<x>@example.org\"") && !page.text.contains("<x>"))
            #expect(page.text.contains("<html lang=\"ja\">"))
            let other = party.site.browser()
            try await other.open(.signIn)
            try await other.submit([.language: "en"], to: .language)
            let kept = try await other.open(party.request(hint))
            #expect(kept.text.contains("<html lang=\"en\">"))
            _ = ada
        }
    }

    @Test func `a change of language on the page that asks leaves the request where it was`() async throws {
        try await withParty(isTrusted: false) { party, browser, ada in
            try await browser.signIn(ada, at: party.site.world.time.now())
            try await browser.open(party.request())
            let page = try await browser.submit([.language: "ja"], to: .language)
            #expect(page.place == Destination.authorization.path && page.text.contains("<html lang=\"ja\">"))
            let answer = try await browser.submit([.decision: "allow"], to: .authorization)
            #expect(try party.answer(answer)["code"] != nil)
        }
    }
}
