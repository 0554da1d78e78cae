import HTTPTypes
import Identity
import OpenIDConnect
import Pages
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import StrictJSON
import TestSupport
import Testing
import Web

@Suite struct `The tokens of an application` {
    /// An application, and a browser in which somebody is signed in.
    private func withParty(
        _ kind: TestDatabase.Kind = .sqlite, _ authentication: ApplicationMetadata.Authentication = .secretInHeader,
        _ test: @escaping @Sendable (RelyingParty, Browser, Person) async throws -> Void
    ) async throws {
        let world = try await World(kind)
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let party = try await RelyingParty(on: site, authentication: authentication)
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await test(party, browser, ada)
        }
    }

    private static let offline: [String: String?] = ["scope": "openid email offline_access"]

    @Test(arguments: World.kinds)
    func `ONCE-04: a code sent fifty times at once is worth one set of tokens, and using it again ends that`(
        kind: TestDatabase.Kind
    ) async throws {
        try await withParty(kind) { party, browser, _ in
            let code = try await party.code(from: browser)
            let answers = try await Self.atOnce { try await party.exchange(code: code) }
            let right = answers.filter { $0.status == 200 }
            #expect(right.count == 1)
            #expect(answers.filter { $0.status != 200 }.allSatisfy { $0.error == "invalid_grant" })
            let token = try #require(right.first?.json["access_token"]?.string)
            #expect(try await party.exchange(code: code).error == "invalid_grant")
            #expect(try await party.userinfo(token).status == 401)
        }
    }

    @Test(arguments: World.kinds)
    func `ONCE-05, ONCE-06: a refresh token works once, and bringing it again ends all that came of it`(
        kind: TestDatabase.Kind
    ) async throws {
        try await withParty(kind) { party, browser, _ in
            let first = try await party.exchange(code: try await party.code(from: browser, Self.offline)).json
            let old = try #require(first["refresh_token"]?.string)
            let answers = try await Self.atOnce { try await party.refresh(old) }
            let right = answers.filter { $0.status == 200 }
            #expect(right.count == 1)
            let new = try #require(right.first?.json["refresh_token"]?.string)
            #expect(new != old)  // two texts of a test
            #expect(try await party.refresh(old).error == "invalid_grant")
            #expect(try await party.refresh(new).error == "invalid_grant")
            #expect(try await party.userinfo(try #require(right.first?.json["access_token"]?.string)).status == 401)
        }
    }

    @Test func `OP-09, OP-10: a code is worth nothing to others, elsewhere, without its verifier, or later`()
        async throws
    {
        try await withParty { party, browser, _ in
            let world = party.site.world
            let other = try await RelyingParty(on: party.site, named: "Other")
            let stolen = try await party.code(from: browser)
            #expect(try await other.exchange(code: stolen).error == "invalid_grant")
            for change in [
                ["redirect_uri": RelyingParty.callback + "/"], ["code_verifier": nil],
                ["code_verifier": RelyingParty.challenge], ["code_verifier": "short"],
            ] {
                let code = try await party.code(from: browser)
                #expect(try await party.exchange(code: code, change).error == "invalid_grant")
                #expect(try await party.exchange(code: code).error == "invalid_grant")
            }
            let plain = try await party.code(
                from: browser, ["code_challenge": nil, "code_challenge_method": nil])
            #expect(try await party.exchange(code: plain).error == "invalid_grant")
            let late = try await party.code(from: browser)
            world.time.advance(by: TokenLimits.codeLife)
            #expect(try await party.exchange(code: late).error == "invalid_grant")
            let orphan = try await party.code(from: browser)
            try await browser.open(.signOut)
            try await browser.submit(to: .signOut)
            #expect(try await party.exchange(code: orphan).error == "invalid_grant")
            #expect(try await party.exchange(code: "nonsense").error == "invalid_grant")
        }
    }

    @Test func `OP-14: an application proves itself by the way that is registered, and by its own secret`() async throws
    {
        try await withParty { party, browser, _ in
            let code = try await party.code(from: browser)
            let fields = [
                "grant_type": "authorization_code", "code": code, "redirect_uri": RelyingParty.callback,
                "code_verifier": RelyingParty.verifier,
            ]
            let secret = try #require(party.secret)
            let stranger = party.site.browser()
            let inForm = fields.merging(["client_id": party.id, "client_secret": secret]) { $1 }
            let alone = fields.merging(["client_id": party.id]) { $1 }
            let nobody = fields.merging(["client_id": "nobody"]) { $1 }
            for wrong in [inForm, alone, nobody, fields] {
                let answer = try await stranger.post(wrong, to: "/token")
                #expect(answer.status == 401 && answer.error == "invalid_client")
                #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Basic") == true)
            }
            let twice = try await party.ask("/token", inForm, authorization: "Basic eDp5")
            #expect(twice.status == 400)
            let inAddress = try await stranger.post(alone, to: "/token?client_secret=\(secret)")
            #expect(inAddress.error == "invalid_client")
            let json = try await stranger.send(
                .post, "/token", body: "{}", headers: [(.contentType, "application/json")])
            #expect(json.status == 400)
            #expect(try await party.exchange(code: code).status == 200)
        }
    }

    @Test func `an application without a secret is known by its challenge alone`() async throws {
        try await withParty(.sqlite, .none) { party, browser, _ in
            let tokens = try await party.exchange(code: try await party.code(from: browser))
            #expect(tokens.status == 200)
            let asked = try await party.ask("/introspect", ["token": "x"])
            #expect(asked.error == "unauthorized_client")
        }
    }

    @Test func `OP-15, OP-09: of an account that is switched off, and of an application that is gone, nothing works`()
        async throws
    {
        try await withParty { party, browser, ada in
            let world = party.site.world
            let tokens = try await party.exchange(code: try await party.code(from: browser, Self.offline)).json
            let code = try await party.code(from: browser, Self.offline)
            _ = try await world.services.administration.disable(ada.account)
            #expect(try await party.exchange(code: code).error == "invalid_grant")
            #expect(try await party.refresh(try #require(tokens["refresh_token"]?.string)).error == "invalid_grant")
            let access = try #require(tokens["access_token"]?.string)
            #expect(try await party.userinfo(access).status == 401)
            _ = try await world.services.administration.enable(ada.account)
            #expect(try await party.userinfo(access).status == 401)
            #expect(try await world.services.applications.remove(party.application.id))
            #expect(try await party.exchange(code: code).error == "invalid_client")
        }
    }

    @Test func `OP-17: refreshing stays with its application, never widens, and has an end`() async throws {
        try await withParty { party, browser, _ in
            let world = party.site.world
            let other = try await RelyingParty(on: party.site, named: "Other")
            let tokens = try await party.exchange(code: try await party.code(from: browser, Self.offline)).json
            let token = try #require(tokens["refresh_token"]?.string)
            #expect(try await other.refresh(token).error == "invalid_grant")
            #expect(try await party.refresh(token, ["scope": "openid phone"]).error == "invalid_scope")
            let narrower = try await party.refresh(token, ["scope": "openid"]).json
            #expect(narrower["scope"]?.string == "openid")
            let person = try await party.userinfo(try #require(narrower["access_token"]?.string)).json
            #expect(person["email"] == nil && person["sub"] != nil)
            let again = try await party.claims(of: try #require(narrower["id_token"]?.string))
            let first = try await party.claims(of: try #require(tokens["id_token"]?.string))
            #expect(again["auth_time"] == first["auth_time"] && again["sub"] == first["sub"] && again["nonce"] == nil)
            var next = try #require(narrower["refresh_token"]?.string)
            let refreshes = Int(TokenLimits.refreshLife.wholeSeconds / (TokenLimits.refreshIdle.wholeSeconds - 1))
            for _ in 0..<refreshes {
                world.time.advance(by: TokenLimits.refreshIdle - .seconds(1))
                next = try #require(try await party.refresh(next).json["refresh_token"]?.string)
            }
            world.time.advance(by: TokenLimits.refreshIdle - .seconds(1))
            #expect(try await party.refresh(next).error == "invalid_grant")
        }
    }

    @Test func `OP-18, OP-19: what a token is worth is told to its own application, while it is worth something`()
        async throws
    {
        try await withParty { party, browser, _ in
            let world = party.site.world
            let other = try await RelyingParty(on: party.site, named: "Other")
            let tokens = try await party.exchange(code: try await party.code(from: browser, Self.offline)).json
            let access = try #require(tokens["access_token"]?.string)
            let refresh = try #require(tokens["refresh_token"]?.string)
            for token in [access, refresh] {
                let own = try await party.ask("/introspect", ["token": token]).json
                #expect(own["active"]?.boolean == true && own["client_id"]?.string == party.id)
                #expect(own["scope"]?.string == "openid email offline_access")
                let foreign = try await other.ask("/introspect", ["token": token])
                #expect(foreign.text == #"{"active":false}"#)
            }
            #expect(try await party.userinfo(refresh).status == 401)
            #expect(try await party.ask("/introspect", ["token": "nonsense"]).text == #"{"active":false}"#)
            world.time.advance(by: TokenLimits.accessTokenLife)
            #expect(try await party.ask("/introspect", ["token": access]).text == #"{"active":false}"#)
            #expect(try await party.userinfo(access).status == 401)
        }
    }

    @Test func `OP-20: an application gives its own tokens back, and others by it are left alone`() async throws {
        try await withParty { party, browser, _ in
            let other = try await RelyingParty(on: party.site, named: "Other")
            let tokens = try await party.exchange(code: try await party.code(from: browser, Self.offline)).json
            let access = try #require(tokens["access_token"]?.string)
            let refresh = try #require(tokens["refresh_token"]?.string)
            for token in [access, refresh, "nonsense"] {
                #expect(try await other.ask("/revoke", ["token": token]).status == 200)
            }
            #expect(try await party.userinfo(access).status == 200)
            #expect(try await party.ask("/revoke", ["token": access]).status == 200)
            #expect(try await party.userinfo(access).status == 401)
            let second = try await party.refresh(refresh).json
            #expect(
                try await party.ask("/revoke", ["token": try #require(second["refresh_token"]?.string)]).status == 200)
            #expect(try await party.userinfo(try #require(second["access_token"]?.string)).status == 401)
        }
    }

    @Test func `SESS-23, FLOW-22: a token opens no page of the person's, and a session no endpoint`() async throws {
        try await withParty { party, browser, _ in
            let code = try await party.code(from: browser, Self.offline)
            let tokens = try await party.exchange(code: code).json
            for name in ["access_token", "refresh_token"] {
                let token = try #require(tokens[name]?.string)
                let thief = party.site.browser()
                await thief.plant("__Host-aikagi-session", token)
                #expect(try await thief.open(.sessions).place == Destination.signIn.path)
                let bearer = try await party.site.browser().send(
                    .get, Destination.sessions.path, headers: [(.authorization, "Bearer \(token)")])
                #expect(bearer.location == Destination.signIn.path)
            }
            let session = try #require(await browser.sessionToken)
            #expect(try await party.userinfo(session).status == 401)
            #expect(try await party.exchange(code: session).error == "invalid_grant")
            #expect(try await party.refresh(session).error == "invalid_grant")
        }
    }

    @Test func `OP-20: a database that is gone is a fault, and not a done deed`() async throws {
        try await withParty { party, _, _ in
            await party.site.world.store.close()
            let answer = try await party.ask("/revoke", ["token": "x"])
            #expect(answer.status == 503)
        }
    }

    @Test func `OP-32: secrets that are tried come to an end, and an application that is right goes on`() async throws {
        try await withParty { party, browser, _ in
            _ = try await party.exchange(code: try await party.code(from: browser))
            var statuses: Set<Int> = []
            for _ in 0...Limits.appFailuresOfNetwork {
                statuses.insert(try await party.ask("/token", ["grant_type": "x"], authorization: "Basic eDp5").status)
            }
            #expect(statuses == [401, 429])
            #expect(try await party.exchange(code: try await party.code(from: browser)).status == 200)
        }
    }

    private static func atOnce(_ send: @escaping @Sendable () async throws -> Answer) async throws -> [Answer] {
        try await withThrowingTaskGroup(of: Answer.self) { tasks in
            for _ in 0..<50 { tasks.addTask { try await send() } }
            return try await tasks.reduce(into: []) { $0.append($1) }
        }
    }
}
