import Delivery
import HTTPTypes
import Identity
import Pages
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import Testing
import Web

@Suite struct `The pages of a password reset` {
    /// A browser whose reset of `person` waits for the code from the mailbox.
    private func begun(_ person: Person, on site: Site) async throws -> Browser {
        let browser = site.browser()
        try await browser.open(.passwordReset)
        try await browser.submit([.identifier: person.address], to: .passwordReset)
        return browser
    }

    @Test func `FLOW-19, REC-03: lead through both steps to a new password, and not into the account`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let other = site.browser()
            try await other.signIn(ada, at: world.time.now())
            world.nextCode()
            let browser = try await begun(ada, on: site)
            let code = try #require(try await world.mailedCode(to: ada.address))
            let second = try await browser.submit([.code: code], to: .passwordResetCode)
            #expect(second.place == Destination.passwordResetSecondStep.path)
            let third = try await browser.submit(
                [.code: ada.code(at: world.time.now())], to: .passwordResetSecondStep)
            #expect(third.place == Destination.newPassword.path)
            #expect(try await browser.submit([.newPassword: "short"], to: .newPassword).status == 422)
            let done = try await browser.submit([.newPassword: Browser.goodPassword], to: .newPassword)
            #expect(done.status == 200)
            #expect(await browser.sessionToken == nil)
            #expect(try await !browser.isSignedIn())
            #expect(try await !other.isSignedIn())
        }
    }

    @Test func `OTP-05: no answer holds the code`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = try await begun(ada, on: site)
            let code = try #require(try await world.mailedCode(to: ada.address))
            let again = try await browser.submit([.code: "00000000"], to: .passwordResetCode)
            for answer in [try await browser.open(.passwordResetCode), again] {
                let headers = answer.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
                #expect(!answer.text.filter(\.isNumber).contains(code))
                #expect(!headers.contains(code))
            }
        }
    }

    @Test func `RATE-15, RATE-20, REC-23: the page is the same, byte for byte, for whoever is asked about`()
        async throws
    {
        let world = try await World()
        let ada = try await world.person("ada")
        _ = try await world.person("off", state: .disabled)
        try await Site.serve(world) { site in
            var pages: Set<String> = []
            for address in [ada.address, "off@example.org", "nobody@example.org"] {
                let browser = site.browser()
                try await browser.open(.passwordReset)
                let token = try #require(await browser.page.forms.first?.hidden["formToken"])
                let asked = try await browser.submit([.identifier: address], to: .passwordReset)
                let wrong = try await browser.submit([.code: "00000000"], to: .passwordResetCode)
                for answer in [asked, wrong] {
                    let same = answer.text.replacing(token, with: "token").replacing(address, with: "address")
                    pages.insert("\(answer.status) \(answer.place) \(same)")
                }
            }
            #expect(pages.count == 2)
        }
    }

    @Test(arguments: [
        ("X-Forwarded-Host", "evil.test"), ("Forwarded", "host=evil.test"), ("X-Original-Host", "evil.test"),
    ])
    func `REC-06: the mail's links have the configured origin, whatever a request says`(name: String, value: String)
        async throws
    {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.passwordReset)
            let token = try #require(await browser.page.forms.first?.hidden["formToken"])
            let field = try #require(HTTPField.Name(name))
            let answer = try await browser.post(
                ["formToken": token, "identifier": ada.address], to: Destination.passwordReset.path,
                headers: [(field, value)])
            #expect(answer.location == Destination.passwordResetCode.path)
        }
        let (_, letter) = try #require(try await world.letters(to: ada.address).first)
        #expect(!letter.text.contains("evil"))
        #expect(!letter.html.contains("evil"))
        let links = letter.html.components(between: "href=\"", and: "\"")
        #expect(!links.isEmpty)
        for link in links { #expect(link.hasPrefix(World.origin)) }
    }

    @Test func `FLOW-09, REC-05: a name or a number in a later step changes nobody else's password`() async throws {
        let world = try await World()
        let ada = try await world.person("ada")
        let eve = try await world.person("eve")
        try await Site.serve(world) { site in
            let browser = try await begun(eve, on: site)
            let code = try #require(try await world.mailedCode(to: eve.address))
            try await browser.submit(
                [.code: code, .identifier: ada.address, .id: ada.account.rawValue], to: .passwordResetCode)
            try await browser.submit(
                [.code: eve.code(at: world.time.now()), .identifier: ada.address], to: .passwordResetSecondStep)
            try await browser.submit(
                [.newPassword: Browser.goodPassword, .identifier: ada.address, .id: ada.account.rawValue],
                to: .newPassword)
            world.nextCode()
            let adas = site.browser()
            try await adas.signIn(ada, at: world.time.now())
            #expect(try await adas.isSignedIn())
        }
    }

    @Test func `FLOW-06, OTP-06: no other method, empty form or kind of content passes a step`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let steps: [Destination] = [
            .passwordResetCode, .passwordResetSecondStep, .passwordResetBackupCode, .newPassword, .secondStep,
            .joiningCodesConfirm, .password, .code, .backupCode,
        ]
        try await Site.serve(world) { site in
            let browser = try await begun(ada, on: site)
            let token = try #require(await browser.page.forms.first?.hidden["formToken"])
            for step in steps {
                for method in [HTTPRequest.Method.head, .options, .put, .delete, .patch] {
                    _ = try await browser.copy().send(method, step.path)
                }
                for (type, body) in [
                    ("application/x-www-form-urlencoded", ""),
                    ("application/x-www-form-urlencoded", "formToken=\(token)"),
                    ("application/json", "{}"), ("application/json", "{\"verified\":true}"),
                    ("text/plain", "formToken=\(token)&code=1"), ("multipart/form-data; boundary=x", "--x--"),
                ] {
                    let copy = await browser.copy()
                    _ = try await copy.send(.post, step.path, body: body, headers: [(.contentType, type)])
                    #expect(await copy.sessionToken == nil)
                }
                #expect(
                    try await browser.open(.newPassword).place == Destination.passwordResetCode.path, "\(step)")
            }
        }
    }

    @Test func `ONCE-13: the secret of a reset is no sign-in, and the reverse`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let reset = try await begun(ada, on: site)
            for page in [Destination.password, .code, .backupCode, .secondStep, .joiningCodes] {
                #expect(try await reset.copy().open(page).place == Destination.passwordResetCode.path, "\(page)")
            }
            let attempt = site.browser()
            try await attempt.open(.signIn)
            try await attempt.submit([.identifier: ada.address], to: .signIn)
            try await attempt.submit([.password: ada.password], to: .password)
            for page in [Destination.passwordResetCode, .passwordResetSecondStep, .newPassword] {
                #expect(try await attempt.copy().open(page).place == Destination.code.path, "\(page)")
            }
        }
    }
}
