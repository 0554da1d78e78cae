import HTTPTypes
import Identity
import Pages
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import Testing
import Web

@Suite struct `Pages about mobile numbers` {
    private static let number = "+819012345678"

    @Test func `OTP-18: the page that adds one says what it is worth, and offers what is better`() async throws {
        let world = try await World.texting()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let page = try await browser.open(.identifierAdd)
            #expect(page.says("About codes by SMS"))
            #expect(page.text.contains("href=\"\(Destination.authenticatorAppAdd.path)\""))
        }
    }

    @Test func `OTP-18: nothing else to prove with, and the page names what to set up first`() async throws {
        let world = try await World.texting()
        let ada = try await world.person(password: "a password that may stand alone", holding: [])
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await browser.open(.identifierAdd)
            let page = try await browser.submit([.identifier: Self.number], to: .identifierAdd)
            #expect(page.status == 422)
            #expect(page.fieldErrors.first?.contains("Set up an authenticator app") == true)
            #expect(page.text.contains("value=\"\(Self.number)\""))
        }
    }

    @Test func `a number is added, signs in as second step, and is removed`() async throws {
        let world = try await World.texting()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await browser.open(.identifierAdd)
            try await browser.submit([.identifier: "+81 90-1234-5678"], to: .identifierAdd)
            #expect(await browser.page.place == Destination.identifierVerify.path)
            #expect(await browser.page.says("+81 90-1234-5678"))
            let code = try #require(try await world.textedCode())
            #expect(await !browser.page.text.contains(code))
            let added = try await browser.submit([.code: code], to: .identifierVerify)
            #expect(added.says("The number was added"))
            #expect(added.says("+81 90-1234-5678"))

            world.time.advance(by: Limits.codeSendPause)
            let next = site.browser()
            try await next.open(.signIn)
            try await next.submit([.identifier: Self.number], to: .signIn)
            try await next.submit([.password: ada.password], to: .password)
            let ways = try await next.open(.otherWays)
            #expect(ways.says("To +8•••••78"))
            let key = try #require(ways.forms.first { $0.hidden["way"]?.hasPrefix("smsCode") == true }?.hidden["way"])
            let token = try #require(ways.forms.first?.hidden["formToken"])
            #expect(
                try await next.post(["formToken": token, "way": key], to: Destination.otherWays.path).location
                    == Destination.textCode.path)
            let page = try await next.open(.textCode)
            // A second step never shows the whole number.
            #expect(page.says("+8•••••78") && !page.says("1234"))
            let second = try #require(try await world.textedCode())
            #expect(try await next.submit([.code: second], to: .textCode).place != Destination.textCode.path)
            #expect(await next.sessionToken != nil)

            world.nextCode()
            try await browser.open(.identifierRemove, query: "id=\(try await world.numberID(of: ada))")
            #expect(await browser.page.says("Remove this number?"))
            #expect(try await browser.submit(to: .identifierRemove).says("The number was removed"))
        }
    }

    @Test func `what is no number says so, in words for numbers, and keeps what was typed`() async throws {
        let world = try await World.texting()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.signIn)
            #expect(await browser.page.says("E-mail address or mobile number"))
            let answer = try await browser.submit([.identifier: "090-1234-5678"], to: .signIn)
            #expect(answer.status == 422)
            #expect(answer.fieldErrors.first?.contains("with its country") == true)
            #expect(answer.text.contains("value=\"090-1234-5678\""))
        }
    }

    @Test func `OTP-05: no page, header or address has the code in it`() async throws {
        let world = try await World.texting()
        let ada = try await world.person(holding: [.backupCodes])
        try await world.give(ada)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.signIn)
            try await browser.submit([.identifier: Self.number], to: .signIn)
            let page = try await browser.submit([.password: ada.password], to: .password)
            #expect(page.place == Destination.textCode.path)
            let code = try #require(try await world.textedCode())
            #expect(!page.text.contains(code) && !page.path.contains(code) && !"\(page.headers)".contains(code))
        }
    }

    @Test func `where no messages are sent, the pages speak of addresses alone`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.signIn)
            #expect(await !browser.page.says("mobile number"))
            try await browser.signIn(ada, at: world.time.now())
            #expect(try await !browser.open(.identifierAdd).says("SMS"))
        }
    }

    @Test func `a fresh proof by a code is sent when it is asked for, and not before`() async throws {
        let world = try await World.texting()
        let ada = try await world.person()
        try await world.give(ada)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            world.letFreshnessPass()
            let query = "way=smsCode&returnTo=\(Destination.identifierAdd.path)"
            let page = try await browser.open(.stepUp, query: query)
            #expect(page.says("We send a code to +8•••••78"))
            #expect(try await world.letters(to: Self.number).isEmpty)
            var fields = try #require(page.forms.first { $0.action == Destination.stepUp.path }).hidden
            fields["again"] = "1"
            let sent = try await browser.post(fields, to: Destination.stepUp.path)
            #expect(sent.status == 200)
            fields["again"] = nil
            let code = try #require(try await world.textedCode())
            fields["code"] = code
            let proven = try await browser.post(fields, to: Destination.stepUp.path)
            #expect(proven.location == Destination.identifierAdd.path)
        }
    }
}

extension World {
    fileprivate func numberID(of person: Person) async throws -> IdentifierID {
        let own = try await store.read { try $0.identifiers(of: person.account) }
        return try #require(own.first { if case .phone = $0.identifier { true } else { false } }).id
    }
}
