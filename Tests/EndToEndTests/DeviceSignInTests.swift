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

@Suite struct `A device without a keyboard` {
    private func withParty(
        _ kind: TestDatabase.Kind = .sqlite, least: AuthenticationContext = .single,
        _ test: @escaping @Sendable (RelyingParty, Browser, Person) async throws -> Void
    ) async throws {
        let world = try await World(kind)
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let party = try await RelyingParty(
                on: site, named: "Television", authentication: .none, least: least,
                terms: ApplicationTerms(signsInDevices: true), redirects: [])
            try await test(party, site.browser(), ada)
        }
    }

    private static func begin(_ party: RelyingParty, _ scope: String = "openid email") async throws -> JSONValue {
        try await party.ask("/device_authorization", ["scope": scope]).json
    }

    private static func poll(_ party: RelyingParty, _ begun: JSONValue) async throws -> Answer {
        let code = try #require(begun["device_code"]?.string)
        return try await party.ask("/token", ["grant_type": TokenRequest.deviceGrant, "device_code": code])
    }

    @Test(arguments: World.kinds)
    func `OP-12: shows a code, waits at its pace, and is let in by whoever types it and agrees`(
        kind: TestDatabase.Kind
    ) async throws {
        try await withParty(kind) { party, browser, ada in
            let world = party.site.world
            let begun = try await Self.begin(party)
            #expect(begun["interval"]?.integer == 5 && begun["expires_in"]?.integer == 600)
            let shown = try #require(begun["user_code"]?.string)
            #expect(try await Self.poll(party, begun).error == "authorization_pending")
            #expect(try await Self.poll(party, begun).error == "slow_down")
            world.time.advance(by: .seconds(7))
            #expect(try await Self.poll(party, begun).error == "slow_down")
            try await browser.signIn(ada, at: world.time.now())
            try await browser.open(.deviceEntry)
            let question = try await browser.submit([.code: " \(shown.lowercased()) "], to: .deviceEntry)
            #expect(question.says("Television") && question.says(shown))
            #expect(question.says("Only go on if the device is in front of you."))
            let done = try await browser.submit([.decision: "allow"], to: .deviceDecide)
            #expect(done.status == 200 && done.says("Your device is being signed in"))
            world.time.advance(by: .seconds(20))
            let tokens = try await Self.poll(party, begun)
            #expect(tokens.status == 200)
            let claims = try await party.claims(of: try #require(tokens.json["id_token"]?.string))
            #expect(claims["sub"]?.string == ada.account.rawValue && claims["acr"]?.string == "mfa")
            let person = try await party.userinfo(try #require(tokens.json["access_token"]?.string)).json
            #expect(person["email"]?.string == ada.address)
            #expect(try await Self.poll(party, begun).error == "invalid_grant")
        }
    }

    @Test func `OP-12: an address with the code in it asks all the same, and a person may say no`() async throws {
        try await withParty { party, browser, ada in
            let begun = try await Self.begin(party)
            let origin = party.site.world.services.authorizations.issuer
            let address = try #require(begun["verification_uri_complete"]?.string)
            let path = String(address.dropFirst(origin.count))
            #expect(try await browser.open(path).place == Destination.signIn.path)
            try await browser.signIn(ada, at: party.site.world.time.now())
            #expect(try await browser.open(path).place == Destination.deviceEntry.path)
            #expect(try await Self.poll(party, begun).error == "authorization_pending")
            let inJapanese = try await browser.submit([.language: "ja"], to: .language)
            #expect(inJapanese.says("機器が目の前にあるときだけ"))
            let done = try await browser.submit([.decision: "deny"], to: .deviceDecide)
            #expect(done.status == 200)
            party.site.world.time.advance(by: .seconds(10))
            #expect(try await Self.poll(party, begun).error == "access_denied")
            #expect(try await browser.open(path).status == 422)
        }
    }

    @Test func `OP-12: codes that are tried come to an end, and one that is too old is worth nothing`() async throws {
        try await withParty { party, browser, ada in
            let world = party.site.world
            let begun = try await Self.begin(party)
            let right = try #require(begun["user_code"]?.string)
            try await browser.signIn(ada, at: world.time.now())
            try await browser.open(.deviceEntry)
            for _ in 0..<10 {
                let page = try await browser.submit([.code: "BCDF-GHJK"], to: .deviceEntry)
                #expect(page.status == 422 && page.says("value=\"BCDF-GHJK\""))
            }
            let held = try await browser.submit([.code: right], to: .deviceEntry)
            #expect(held.status == 429)
            world.time.advance(by: TokenLimits.deviceRequestLife)
            #expect(try await Self.poll(party, begun).error == "expired_token")
            try await browser.open(.deviceEntry)
            #expect(try await browser.submit([.code: right], to: .deviceEntry).status == 422)
        }
    }

    @Test func `OP-42: only where it is registered, and only with what says who it is`() async throws {
        try await withParty { party, _, _ in
            let other = try await RelyingParty(on: party.site, named: "Other", authentication: .none)
            #expect(try await Self.begin(other)["error"]?.string == "unauthorized_client")
            #expect(try await Self.begin(party, "email")["error"]?.string == "invalid_scope")
            let begun = try await Self.begin(party)
            #expect(try await Self.poll(other, begun).error == "invalid_grant")
        }
    }

    @Test func `OP-41: a person sees what applications have of them, and ends it at once`() async throws {
        try await withParty { device, browser, ada in
            let party = try await RelyingParty(on: device.site, named: "Wiki <&>", isTrusted: false)
            try await browser.signIn(ada, at: device.site.world.time.now())
            #expect(try await browser.open(.connections).says("You haven’t signed in to any application"))
            let asked: [String: String?] = ["scope": "openid email offline_access"]
            try await browser.open(party.request(asked))
            let back = try await browser.submit([.decision: "allow"], to: .authorization)
            let tokens = try await party.exchange(code: try #require(try party.answer(back)["code"])).json
            let access = try #require(tokens["access_token"]?.string)
            #expect(try await party.userinfo(access).status == 200)
            let list = try await browser.open(.connections)
            #expect(list.says("Wiki <&>") && list.says("e-mail address"))
            let after = try await browser.submit(to: .connectionEnd)
            #expect(after.place == Destination.connections.path && !after.says("Wiki"))
            #expect(try await party.userinfo(access).status == 401)
            #expect(
                try await party.refresh(try #require(tokens["refresh_token"]?.string)).error == "invalid_grant")
            #expect(try await browser.open(party.request(asked)).place == Destination.authorization.path)
        }
    }
}
