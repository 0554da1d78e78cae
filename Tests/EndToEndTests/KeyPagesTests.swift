import Foundation
import HTTPTypes
import Identity
import Pages
import PublicKeyCredentials
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing
import Web

/// Pages of passkeys and security keys, with the part of their scripts played by the test.
@Suite struct `Pages of passkeys and security keys` {
    @Test func `a key is added by its page, and signs in by the first one`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            var key = SoftKey()
            let added = try await browser.add(&key, named: "Blue <key>")
            #expect(added.place == Destination.keys.path)
            #expect(added.text.contains("Blue &lt;key&gt;"))
            #expect(added.text.contains("id=\"key-signals\""))

            let other = site.browser()
            try await other.open(.signIn)
            let answer = try await other.signIn(with: &key)
            #expect(answer.place == Destination.overview.path)
            #expect(answer.text.contains("Blue &lt;key&gt;"))
        }
    }

    @Test func `WAR-25: a session that is not fresh adds and removes no key`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            var key = SoftKey()
            try await browser.open(.keyAdd)
            let form = try await browser.answered(&key, as: "passkey")
            world.letFreshnessPass()
            // The question is over by then too: what counts here is where the answer leads.
            let late = try await browser.post(form, to: Destination.keyAdd.path)
            #expect(late.location?.hasPrefix(Destination.stepUp.path) == true)
            for destination in [Destination.keyAdd, .keyRemove] {
                let answer = try await browser.open(destination)
                #expect(answer.place == Destination.stepUp.path)
            }
            #expect(try await world.services.own.keys.keys(of: ada.account).isEmpty)
            // Half-way in, before the second step, there is no such page at all.
            let half = site.browser()
            try await half.open(.signIn)
            try await half.submit([.identifier: ada.address], to: .signIn)
            try await half.submit([.password: ada.password], to: .password)
            #expect(try await half.open(.keyAdd).place == Destination.signIn.path)
        }
    }

    @Test func `WAR-26: what a browser says of itself reaches no log, and no page as it is`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.signIn)
            let token = try #require(await browser.page.forms.first?.hidden["formToken"])
            let hostile = "\r\n\u{1B}[31mADMIN\u{1B}[0m<script>alert(1)</script>"
            let answer = try await browser.post(
                ["formToken": token, "id": hostile, "credential": hostile], to: Destination.passkey.path)
            #expect(answer.status == 422)
            #expect(!answer.text.contains("alert(1)") && !answer.text.contains("\u{1B}"))
            let recorded = try await world.auditLog().filter { $0.event == "signInFailed" }
            #expect(recorded.map(\.reason) == ["overdue"])
            #expect(recorded.allSatisfy { $0.detail == nil && $0.subject == nil })
            _ = ada
        }
    }

    @Test func `WAA-18: the question of the first page is the same for everybody, and is no page's without a token`()
        async throws
    {
        let world = try await World()
        _ = try await world.person()
        try await Site.serve(world) { site in
            var questions: Set<String> = []
            for _ in 0..<2 {
                let browser = site.browser()
                try await browser.open(.signIn)
                let forged = try await browser.post([:], to: Destination.passkeyQuestion.path)
                #expect(forged.status == 403)
                let answer = try await browser.question()
                #expect(answer.headers[.contentType] == "application/json")
                let options = answer.text.replacing(#/"(challenge|ceremony)":"[^"]*"/#, with: "")
                #expect(options.contains("\"allowCredentials\":[]"))
                questions.insert(options)
            }
            #expect(questions.count == 1)
        }
    }

    @Test func `a key after the identifier, and problems in plain words that lose nothing`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            var key = SoftKey()
            key.flags = SoftKey.userPresent
            try await browser.open(.keyAdd)
            let form = try await browser.answered(&key, as: "passkey").merging(["name": "Mine"]) { $1 }
            let refused = try await browser.post(form, to: Destination.keyAdd.path)
            #expect(refused.status == 422)
            #expect(refused.says("hasn’t checked that it is you"))
            #expect(refused.text.contains("value=\"Mine\""))
            key.flags = SoftKey.userPresent | SoftKey.userVerified
            try await browser.add(&key, named: "Mine")

            let other = site.browser()
            try await other.open(.signIn)
            try await other.submit([.identifier: ada.address], to: .signIn)
            #expect(try await other.open(.otherWays).text.contains("href=\"\(Destination.keyStep.path)\""))
            try await other.open(.keyStep)
            var stranger = SoftKey()
            stranger.userHandle = [1]
            let wrong = try await other.answer(&stranger, to: .keyStep)
            #expect(wrong.status == 422)
            #expect(wrong.says("isn’t one that opens this account"))
            #expect(try await other.answer(&key, to: .keyStep).place == Destination.overview.path)
        }
    }

    @Test func `WAA-19: the list of related origins holds those of the configuration`() async throws {
        let world = try await World { origin, rules in
            ServiceSettings(
                origin: origin, rules: rules,
                keys: KeySettings(
                    party: .init(
                        id: "localhost", name: "Aikagi", origins: [World.origin, "https://id.example.com"])))
        }
        try await Site.serve(world) { site in
            let answer = try await site.browser().send(
                .get, "/.well-known/webauthn",
                headers: [(.origin, "https://evil.example"), (.userAgent, "https://evil.example")])
            #expect(answer.text == #"{"origins":["http://localhost:8080","https://id.example.com"]}"#)
            let endpoints = try await site.browser().send(.get, "/.well-known/passkey-endpoints")
            #expect(endpoints.text.contains("/account/keys/add\"") && !endpoints.text.contains("evil"))
        }
    }
}

extension Browser {
    /// What the script of the page of new keys sends.
    func answered(_ key: inout SoftKey, as way: String) throws -> [String: String] {
        let form = try #require(page.forms.first { $0.action == Destination.keyAdd.path })
        let mark = way == "passkey" ? "data-passkey=\"" : "data-security-key=\""
        let options = try #require(page.between(mark, "\"")).unescaped
        return form.hidden.merging(["way": way, "credential": try key.create(options)]) { $1 }
    }

    @discardableResult
    func add(_ key: inout SoftKey, as way: String = "passkey", named name: String) async throws -> Answer {
        try await open(.keyAdd)
        let fields = try answered(&key, as: way)
        let credential = try #require(fields["credential"])
        return try await submit([.name: name, .way: way, .credential: credential], to: .keyAdd)
    }

    /// The question of the first page, as its script fetches it.
    func question() async throws -> Answer {
        let form = try #require(page.forms.first { $0.action == Destination.passkey.path })
        return try await post(
            ["formToken": form.hidden["formToken"] ?? ""], to: Destination.passkeyQuestion.path)
    }

    /// Signs in by the button of the first page.
    func signIn(with key: inout SoftKey) async throws -> Answer {
        let text = try await question().text
        let read = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let options = try JSONSerialization.data(withJSONObject: try #require(read["options"]))
        let credential = try key.sign(String(decoding: options, as: UTF8.self))
        return try await submit(
            [.id: try #require(read["ceremony"] as? String), .credential: credential], to: .passkey)
    }

    /// Answers the question that stands on the page.
    func answer(_ key: inout SoftKey, to destination: Destination) async throws -> Answer {
        let options = try #require(page.between("data-options=\"", "\"")).unescaped
        return try await submit([.credential: try key.sign(options)], to: destination)
    }
}
