import Delivery
import HTTPTypes
import Identity
import OpenIDConnect
import Pages
import ServiceFixtures
import SignInService
import Store
import StrictJSON
import TestSupport
import Testing
import Web

@Suite struct `An application that is told of sign-outs` {
    private func withParty(
        _ kind: TestDatabase.Kind = .sqlite,
        _ test: @escaping @Sendable (RelyingParty, Browser, Person) async throws -> Void
    ) async throws {
        let world = try await World(kind)
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let party = try await RelyingParty(
                on: site, terms: ApplicationTerms(logoutNoticeURI: "https://app.example.com/logged-out"))
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await test(party, browser, ada)
        }
    }

    private static func due(_ party: RelyingParty) async throws -> [LogoutLetter] {
        try await party.site.world.services.logoutNotices.claim(atMost: 8, for: .seconds(30))
    }

    /// As a strict library reads it.
    private static func claims(_ letter: LogoutLetter, _ party: RelyingParty) async throws -> JSONValue {
        let keys = try await party.site.browser().send(.get, "/jwks").json["keys"]?.array ?? []
        return try SignedToken(verifying: letter.token, as: ["logout+jwt"]) { id in
            keys.filter { $0["kid"]?.string == id }.compactMap(PublicKey.init(jwk:))
        }.claims
    }

    @Test(arguments: World.kinds)
    func `OP-24: a session that ends is told once to whoever had something of it, in a token for that alone`(
        kind: TestDatabase.Kind
    ) async throws {
        try await withParty(kind) { party, browser, ada in
            let tokens = try await party.exchange(code: try await party.code(from: browser)).json
            let identity = try await party.claims(of: try #require(tokens["id_token"]?.string))
            #expect(try await Self.due(party).isEmpty)
            try await browser.open(.signOut)
            try await browser.submit(to: .signOut)
            let letters = try await Self.due(party)
            let letter = try #require(letters.first)
            #expect(letters.count == 1 && letter.address == "https://app.example.com/logged-out")
            let claims = try await Self.claims(letter, party)
            #expect(claims["sub"]?.string == ada.account.rawValue && claims["sid"] == identity["sid"])
            #expect(claims["aud"]?.string == party.id && claims["iss"] == identity["iss"])
            #expect(claims["nonce"] == nil && claims["jti"]?.string?.isEmpty == false)
            #expect(claims["events"]?["http://schemas.openid.net/event/backchannel-logout"] == .object([:]))
            let issued = try #require(claims["iat"]?.integer)
            #expect(try #require(claims["exp"]?.integer) - issued <= 120)
            #expect(try await Self.due(party).isEmpty)
            try await party.site.world.services.logoutNotices.close(letter.notice)
            party.site.world.time.advance(by: .seconds(60))
            #expect(try await Self.due(party).isEmpty)
        }
    }

    @Test func `OP-24: what was not taken is told again, and nobody waits for it`() async throws {
        try await withParty { party, browser, _ in
            _ = try await party.code(from: browser)
            try await browser.open(.signOut)
            #expect(try await browser.submit(to: .signOut).status == 200)
            let world = party.site.world
            let first = try #require(try await Self.due(party).first)
            try await world.services.logoutNotices.postpone(first.notice, by: .seconds(5))
            #expect(try await Self.due(party).isEmpty)
            world.time.advance(by: .seconds(5))
            let second = try #require(try await Self.due(party).first)
            #expect(second.notice.tries == 1 && second.token != first.token)
            try await world.services.logoutNotices.giveUp(second.notice, because: "test")
            world.time.advance(by: .seconds(600))
            #expect(try await Self.due(party).isEmpty)
        }
    }

    @Test func `OP-24: a session that ends by itself, or with its account, is told as well`() async throws {
        try await withParty { party, browser, ada in
            _ = try await party.code(from: browser)
            let world = party.site.world
            world.time.advance(by: .seconds(400 * 86_400))
            #expect(try await Self.due(party).count == 1)
            let other = party.site.browser()
            let eve = try await world.person("eve")
            try await other.signIn(eve, at: world.time.now())
            _ = try await party.code(from: other)
            let account = eve.account
            _ = try await world.store.write { try $0.endAllSessions(of: account) }
            #expect(try await Self.due(party).count == 1)
            _ = ada
        }
    }
}
