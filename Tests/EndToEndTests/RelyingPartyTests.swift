import HTTPTypes
import Identity
import OpenIDConnect
import Pages
import ServiceFixtures
import SignInPolicy
import SignInService
import StrictJSON
import Testing
import Web

@Suite struct `A sign-in to an application` {
    private func withParty(
        _ authentication: ApplicationMetadata.Authentication = .secretInHeader,
        algorithm: SigningAlgorithm = .es256, isTrusted: Bool = true, least: AuthenticationContext = .single,
        isStrong: Bool = true,
        _ test: @escaping @Sendable (RelyingParty, Browser, Person) async throws -> Void
    ) async throws {
        let world = try await World()
        let ada = try await world.person("ada", holding: isStrong ? [.app, .backupCodes] : [])
        try await Site.serve(world) { site in
            let party = try await RelyingParty(
                on: site, authentication: authentication, algorithm: algorithm, isTrusted: isTrusted, least: least)
            try await test(party, site.browser(), ada)
        }
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func `OP-01, OP-33, OP-34: goes from the application through both steps and back with who it is`(
        algorithm: SigningAlgorithm
    ) async throws {
        try await withParty(algorithm: algorithm) { party, browser, ada in
            let world = party.site.world
            let asked = try await browser.open(party.request())
            #expect(asked.place == Destination.signIn.path)
            try await browser.submit([.identifier: ada.address], to: .signIn)
            try await browser.submit([.password: ada.password], to: .password)
            let page = try await browser.submit([.code: ada.code(at: world.time.now())], to: .code)
            let answer = try party.answer(page)
            #expect(answer["state"] == "the state" && answer["iss"] == party.site.world.services.authorizations.issuer)
            let tokens = try await party.exchange(code: try #require(answer["code"]))
            #expect(tokens.status == 200)
            #expect(tokens.headers[.cacheControl] == "no-store")
            #expect(tokens.json["token_type"]?.string == "Bearer" && tokens.json["refresh_token"] == nil)
            let claims = try await party.claims(of: try #require(tokens.json["id_token"]?.string))
            #expect(claims["aud"]?.string == party.id && claims["nonce"]?.string == "the nonce")
            #expect(claims["sub"]?.string == ada.account.rawValue && claims["email"] == nil)
            #expect(claims["acr"]?.string == "mfa")
            #expect(claims["amr"]?.array == [.string("pwd"), .string("otp"), .string("mfa")])
            #expect(claims["auth_time"]?.integer == world.time.now().secondsSinceEpoch)
            let person = try await party.userinfo(try #require(tokens.json["access_token"]?.string)).json
            #expect(person["sub"] == claims["sub"] && person["email"]?.string == ada.address)
            #expect(person["email_verified"]?.boolean == true && person["phone_number"] == nil)
        }
    }

    @Test func `OP-34: claims come for granted scopes only, and in the ID token when they are asked for there`()
        async throws
    {
        try await withParty { party, browser, ada in
            try await browser.signIn(ada, at: party.site.world.time.now())
            let code = try await party.code(
                from: browser, ["scope": "openid email", "claims": #"{"id_token":{"email":null,"name":null}}"#])
            let tokens = try await party.exchange(code: code).json
            let claims = try await party.claims(of: try #require(tokens["id_token"]?.string))
            #expect(claims["email"]?.string == ada.address && claims["name"] == nil)
            let person = try await party.userinfo(try #require(tokens["access_token"]?.string)).json
            #expect(person["email"]?.string == ada.address && person["name"] == nil)
        }
    }

    @Test func `OP-02: without a page there is an answer for each thing that is missing, and never a page`()
        async throws
    {
        try await withParty(isTrusted: false) { party, browser, ada in
            let world = party.site.world
            let silent = party.request(["prompt": "none"])
            let nobody = try party.answer(try await browser.send(.get, silent))
            #expect(nobody["error"] == "login_required" && nobody["iss"] != nil && nobody["state"] == "the state")
            try await browser.signIn(ada, at: world.time.now())
            let unasked = try party.answer(try await browser.send(.get, silent))
            #expect(unasked["error"] == "consent_required")
            try await browser.open(party.request())
            try await browser.submit([.decision: "allow"], to: .authorization)
            let known = try party.answer(try await browser.send(.get, silent))
            #expect(known["code"] != nil && known["error"] == nil)
            world.time.advance(by: .seconds(20))
            let old = try party.answer(
                try await browser.send(.get, party.request(["prompt": "none", "max_age": "10"])))
            #expect(old["error"] == "interaction_required")
        }
    }

    @Test(arguments: [["prompt": "login"], ["max_age": "1"], ["max_age": "0"]])
    func `OP-03, OP-04: fresh proof is asked for with the second step, and auth_time is newer`(
        wish: [String: String]
    ) async throws {
        try await withParty { party, browser, ada in
            let world = party.site.world
            try await browser.signIn(ada, at: world.time.now())
            world.nextCode()
            let asked = try await browser.open(party.request(wish.mapValues { $0 }))
            #expect(asked.place == Destination.stepUp.path)
            let refused = try await browser.submit([.password: ada.password, .way: "password"], to: .stepUp)
            #expect(refused.place == Destination.stepUp.path)
            let page = try await browser.stepUp(ada, at: world.time.now())
            let code = try #require(try party.answer(page)["code"])
            let tokens = try await party.exchange(code: code).json
            let claims = try await party.claims(of: try #require(tokens["id_token"]?.string))
            #expect(claims["auth_time"]?.integer == world.time.now().secondsSinceEpoch)
        }
    }

    @Test func `OP-05: a hint for somebody else gives an error, and never the other one's code`() async throws {
        try await withParty { party, browser, ada in
            let world = party.site.world
            let eve = try await world.person("eve")
            try await browser.signIn(ada, at: world.time.now())
            let tokens = try await party.exchange(code: try await party.code(from: browser)).json
            let hint = try #require(tokens["id_token"]?.string)
            let own = try await browser.send(.get, party.request(["id_token_hint": hint]))
            #expect(try party.answer(own)["code"] != nil)
            let other = party.site.browser()
            try await other.signIn(eve, at: world.time.now())
            for text in [hint, hint + "x", "x"] {
                let answer = try party.answer(try await other.send(.get, party.request(["id_token_hint": text])))
                #expect(answer["error"] == "login_required" && answer["code"] == nil)
            }
        }
    }

    @Test func `OP-06, OP-35: what comes with a foreign address ends on a page here that repeats nothing of it`()
        async throws
    {
        try await withParty { party, browser, _ in
            for change in [["redirect_uri": "https://evil.test/<x>"], ["client_id": "<nobody>"], ["redirect_uri": nil]]
            {
                let page = try await browser.send(.get, party.request(change))
                #expect(page.status == 400 && page.location == nil)
                #expect(!page.text.contains("evil.test") && !page.text.contains("nobody"))
                #expect(!page.text.contains("http-equiv=\"refresh\""))
            }
            let twice = try await browser.send(.get, party.request() + "&scope=openid")
            #expect(twice.status == 400 && twice.location == nil)
        }
    }

    @Test func `OP-35, OP-36: the way back from a form is a page of ours, and none of them can be framed`() async throws
    {
        try await withParty(isTrusted: false) { party, browser, ada in
            try await browser.signIn(ada, at: party.site.world.time.now())
            let question = try await browser.open(party.request())
            #expect(question.says("Wiki") && question.says("https://app.example.com"))
            let page = try await browser.submit([.decision: "allow"], to: .authorization)
            #expect(page.status == 200 && page.location == nil)
            for answer in [question, page] {
                let policy = try #require(answer.headers[.contentSecurityPolicy])
                #expect(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self';"))
            }
        }
    }

    @Test func `OP-22: asks the first time, for more, and when it is told to; and remembers`() async throws {
        try await withParty(isTrusted: false) { party, browser, ada in
            try await browser.signIn(ada, at: party.site.world.time.now())
            let narrow: [String: String?] = ["scope": "openid"]
            #expect(try await browser.open(party.request(narrow)).place == Destination.authorization.path)
            let declined = try await browser.submit([.decision: "decline"], to: .authorization)
            #expect(try party.answer(declined)["error"] == "access_denied")
            try await browser.open(party.request(narrow))
            try await browser.submit([.decision: "allow"], to: .authorization)
            _ = try await party.code(from: browser, narrow)
            #expect(try await browser.open(party.request()).place == Destination.authorization.path)
            let again = try await browser.open(party.request(["scope": "openid", "prompt": "consent"]))
            #expect(again.place == Destination.authorization.path)
            let page = try await browser.submit([.decision: "allow"], to: .authorization)
            #expect(try party.answer(page)["code"] != nil)
            _ = try await party.code(from: browser, narrow)
        }
    }

    @Test func `a request is answered once, and the page that waited for it says so`() async throws {
        try await withParty(isTrusted: false) { party, browser, ada in
            try await browser.signIn(ada, at: party.site.world.time.now())
            let question = try await browser.open(party.request())
            try await browser.submit([.decision: "allow"], to: .authorization)
            let again = try await browser.open(question.path)
            #expect(again.status == 410 && again.location == nil)
        }
    }

    @Test func `OP-08: a request by a form of the application goes on without the cookies it did not bring`()
        async throws
    {
        try await withParty { party, browser, ada in
            try await browser.signIn(ada, at: party.site.world.time.now())
            let posted = try await party.site.browser().post(party.parameters(), to: "/authorize")
            #expect(posted.status == 303 && posted.setCookies.isEmpty)
            let page = try await browser.open(try #require(posted.location))
            #expect(try party.answer(page)["code"] != nil)
            let wrong = try await party.site.browser().post(
                party.parameters(["response_type": "token"]), to: "/authorize")
            let led = try await browser.send(.get, try #require(wrong.location))
            #expect(try party.answer(led)["error"] == "unsupported_response_type")
        }
    }

    @Test func `form_post carries the answer by a form that may go to the application and nowhere else`() async throws {
        try await withParty { party, browser, ada in
            try await browser.signIn(ada, at: party.site.world.time.now())
            let page = try await browser.send(.get, party.request(["response_mode": "form_post"]))
            let form = try #require(page.forms.first { $0.action == RelyingParty.callback })
            #expect(form.hidden["code"]?.count == 43 && form.hidden["state"] == "the state")
            #expect(form.hidden["iss"] == party.site.world.services.authorizations.issuer)
            #expect(
                page.headers[.contentSecurityPolicy]?.contains("form-action 'self' https://app.example.com;") == true)
        }
    }

    @Test func `OP-21: what is missing is asked for, and what can't be reached is said or refused`() async throws {
        try await withParty { party, browser, ada in
            let world = party.site.world
            try await browser.signIn(ada, at: world.time.now())
            let wish = try await party.exchange(code: try await party.code(from: browser, ["acr_values": "phr gold"]))
                .json
            let claims = try await party.claims(of: try #require(wish["id_token"]?.string))
            #expect(claims["acr"]?.string == "mfa")
            for value in ["phr", "gold"] {
                let essential = #"{"id_token":{"acr":{"essential":true,"values":["\#(value)"]}}}"#
                let answer = try party.answer(try await browser.send(.get, party.request(["claims": essential])))
                #expect(answer["error"] == "unmet_authentication_requirements" && answer["code"] == nil)
            }
        }
    }
}
