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

@Suite struct `Changing the password` {
    private static let wanted = "a quite different one"

    @Test func `PWD-10: ends other sessions, kills the old password and tells every address`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await world.give(ada, another: "ada.second@example.org")
        try await Site.serve(world) { site in
            let (browser, other) = (site.browser(), site.browser())
            try await other.signIn(ada, at: world.time.now())
            world.nextCode()
            try await browser.signIn(ada, at: world.time.now())
            let before = await browser.sessionToken

            try await browser.open(.passwordChange)
            let answer = try await browser.submit(
                [.password: ada.password, .newPassword: Self.wanted], to: .passwordChange)
            #expect(answer.place == Destination.overview.path)
            #expect(answer.says("Your password was changed"))
            #expect(await browser.sessionToken != before)  // SESS-02; two texts of a test
            #expect(try await other.open(.sessions).place == Destination.signIn.path)

            for address in [ada.address, "ada.second@example.org"] {
                let subjects = try await world.letters(to: address).map(\.letter.subject)
                #expect(subjects.contains("Your password was changed"), "\(address)")
            }
            try await other.open(.signIn)
            try await other.submit([.identifier: ada.address], to: .signIn)
            #expect(try await other.submit([.password: ada.password], to: .password).status == 422)
            #expect(try await other.submit([.password: Self.wanted], to: .password).place == Destination.code.path)
        }
    }

    @Test(arguments: ["", "not the password I have"])
    func `PWD-09: is refused without the current one`(current: String) async throws {
        let world = try await World()
        let ada = try await world.person()
        let hash = try await world.store.read { try $0.password(of: ada.account)?.hash }
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await browser.open(.passwordChange)
            let answer = try await browser.submit(
                [.password: current, .newPassword: Self.wanted], to: .passwordChange)
            #expect(answer.status == 422)
            #expect(answer.fieldErrors.count == 1)
        }
        #expect(try await world.store.read { try $0.password(of: ada.account)?.hash } == hash)
    }

    @Test func `PWD-09, SESS-20: asks for a fresh proof in a session that is older than ten minutes`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await browser.open(.passwordChange)
            world.time.advance(by: Limits.stepUpLife - .seconds(1))
            #expect(try await browser.open(.passwordChange).place == Destination.passwordChange.path)
            world.time.advance(by: .seconds(2))
            let answer = try await browser.submit(
                [.password: ada.password, .newPassword: Self.wanted], to: .passwordChange)
            #expect(answer.place == Destination.stepUp.path)
            #expect(try await browser.stepUp(ada, at: world.time.now()).place == Destination.passwordChange.path)
            let changed = try await browser.submit(
                [.password: ada.password, .newPassword: Self.wanted], to: .passwordChange)
            #expect(changed.place == Destination.overview.path)
        }
    }

    struct Choice: Sendable, CustomTestStringConvertible {
        let password: String
        let reason: String?
        var testDescription: String { "\(password.prefix(20)) (\(password.count))" }

        init(_ password: String, _ reason: String? = nil) {
            self.password = password
            self.reason = reason
        }
    }

    @Test(arguments: [
        Choice("7 chars", "at least 8"), Choice("8 cha rs"), Choice("abcdefzz"), Choice("58203957"),
        Choice("password", "lists that attackers try"), Choice("PASSWORD", "lists that attackers try"),
        Choice("password and more of it"), Choice("ada@example.org", "your name or address"),
        Choice(String(repeating: "x", count: 1_025), "too long"), Choice("correct horse battery", "you have now"),
        Choice(String(repeating: "long ", count: 200)),
    ])
    func `PWD-02, PWD-03, PWD-07, PWD-08: length and lists decide, with the reason, and nothing else does`(
        choice: Choice
    ) async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await browser.open(.passwordChange)
            let answer = try await browser.submit(
                [.password: ada.password, .newPassword: choice.password], to: .passwordChange)
            #expect(answer.status == (choice.reason == nil ? 200 : 422))
            if let reason = choice.reason { #expect(answer.fieldErrors.contains { $0.contains(reason) }) }
        }
    }

    @Test(arguments: [("fourteen chars", false), ("fifteen letters", true)])
    func `PWD-01: alone it has to be fifteen characters`(password: String, isAccepted: Bool) async throws {
        let world = try await World()
        let ada = try await world.person(password: "a password that may stand alone", holding: [])
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await browser.open(.passwordChange)
            let answer = try await browser.submit(
                [.password: ada.password, .newPassword: password], to: .passwordChange)
            #expect((answer.place == Destination.overview.path) == isAccepted)
        }
    }

    @Test func `RATE-05: wrong current passwords count with those of the sign-in page`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await browser.open(.passwordChange)
            for _ in 0..<Limits.failuresBeforeDelay {
                try await browser.submit([.password: "wrong", .newPassword: Self.wanted], to: .passwordChange)
            }
            let held = try await browser.submit(
                [.password: ada.password, .newPassword: Self.wanted], to: .passwordChange)
            #expect(held.status == 429)
            #expect(held.headers[.retryAfter] == "30")
        }
    }

    @Test func `PWD-16: a password in the address is not read and is written nowhere`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let page = try await browser.open(
                .passwordChange, query: "password=correct&newPassword=a-secret-of-fifteen-and-more")
            #expect(!page.text.contains("a-secret-of-fifteen-and-more"))
            try await browser.submit([.password: ada.password, .newPassword: Self.wanted], to: .passwordChange)
        }
        let log = String(describing: try await world.auditLog())
        #expect(!log.contains(Self.wanted) && !log.contains(ada.password) && !log.contains("a-secret-of-fifteen"))
    }

    @Test func `PWD-14: no form asks for a hint or a question, and no password grows old`() async throws {
        let world = try await World()
        let ada = try await world.person()
        #expect(FormField.allCases.allSatisfy { !["hint", "question", "answer"].contains($0.rawValue) })
        try await Site.serve(world) { site in
            world.time.advance(by: .seconds(3 * 365 * 86_400))
            let page = try await site.browser().signIn(ada, at: world.time.now())
            #expect(page.place == Destination.overview.path)
        }
    }
}
