import Delivery
import HTTPTypes
import Identity
import Pages
import ServiceFixtures
import SignInPolicy
import Store
import TestSupport
import Testing
import Web

@Suite struct `Signing in again` {
    @Test func `SESS-03: as somebody else, nothing of the first person's session is inherited`() async throws {
        let world = try await World()
        let (ada, eve) = (try await world.person(), try await world.person("eve"))
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let first = await browser.sessionToken
            try await browser.submit(to: .signOut)
            try await browser.open(.signIn)
            try await browser.submit([.identifier: ada.address], to: .signIn)
            // Ada's sign-in is given up half-way; Eve sits down at the same browser.
            try await browser.signIn(eve, at: world.time.now())
            #expect(await browser.sessionToken != first)  // two texts of a test
            let page = try await browser.open(.identifiers)
            #expect(page.says(eve.address) && !page.says(ada.address))
        }
    }

    @Test func `SESS-09: a browser that is known still has to sign in, with both steps`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await browser.submit(to: .signOut)
            #expect(await browser.cookies["__Host-aikagi-browser"] != nil)
            #expect(try await browser.open(.overview).place == Destination.signIn.path)
            try await browser.submit([.identifier: ada.address], to: .signIn)
            #expect(try await browser.submit([.password: ada.password], to: .password).place == Destination.code.path)
        }
    }

    @Test func `TOTP-17: the time that a form brings along is not looked at`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let old = ada.code(at: world.time.now() - .seconds(300))
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.signIn)
            try await browser.submit([.identifier: ada.address], to: .signIn)
            try await browser.submit([.password: ada.password], to: .password)
            let form = try #require(await browser.page.forms.first { $0.action == Destination.code.path })
            let then = (world.time.now() - .seconds(300)).secondsSinceEpoch
            let fields = form.hidden.merging([
                "code": old, "time": "\(then)", "timestamp": "\(then)", "step": "\(then / 30)", "now": "\(then)",
            ]) { $1 }
            #expect(try await browser.post(fields, to: Destination.code.path).status == 422)
        }
    }

    @Test func `PWD-17: a long name does not push the password out of what is checked`() async throws {
        let world = try await World()
        let name = String(repeating: "a-very-long-name", count: 4).prefix(60)
        let person = try await world.person(String(name))
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(person, at: world.time.now())
            let next = site.browser()
            try await next.open(.signIn)
            try await next.submit([.identifier: person.address], to: .signIn)
            #expect(try await next.submit([.password: person.password + "x"], to: .password).status == 422)
        }
    }
}

@Suite struct `Somebody in the middle of one road` {
    private static let pagesOfTheReset: [Destination] = [
        .passwordResetCode, .passwordResetSecondStep, .passwordResetBackupCode, .passwordResetOtherWays, .newPassword,
    ]

    @Test(arguments: pagesOfTheReset)
    func `keeps their sign-in when they open a page of the password reset`(page: Destination) async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.signIn)
            try await browser.submit([.identifier: ada.address], to: .signIn)
            #expect(try await browser.open(page).place == Destination.password.path)
            try await browser.submit([.password: ada.password], to: .password)
            #expect(try await browser.open(page).place == Destination.code.path)
            let end = try await browser.submit([.code: ada.code(at: world.time.now())], to: .code)
            #expect(end.place == Destination.overview.path)
        }
    }

    @Test(arguments: [Destination.password, .code, .backupCode, .otherWays, .secondStep, .joiningCodes])
    func `keeps their password reset when they open a page of the sign-in`(page: Destination) async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.passwordReset)
            try await browser.submit([.identifier: ada.address], to: .passwordReset)
            #expect(try await browser.open(page).place == Destination.passwordResetCode.path)
            let code = try #require(try await world.mailedCode(to: ada.address))
            let next = try await browser.submit([.code: code], to: .passwordResetCode)
            #expect(next.place == Destination.passwordResetSecondStep.path)
        }
    }

    @Test func `is sent to the start with a secret that opens nothing any more`() async throws {
        let world = try await World()
        try await Site.serve(world) { site in
            let browser = site.browser()
            await browser.plant("__Host-aikagi-attempt", String(repeating: "x", count: 43))
            let answer = try await browser.open(.passwordResetCode)
            #expect(answer.place == Destination.passwordReset.path)
            #expect(await browser.cookies["__Host-aikagi-attempt"] == nil)
        }
    }
}

@Suite struct `A page that was wanted before the sign-in` {
    @Test func `is where the sign-in leads, once`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            #expect(try await browser.open(.deviceAdd).place == Destination.signIn.path)
            #expect(try await browser.signIn(ada, at: world.time.now()).place == Destination.deviceAdd.path)
            try await browser.open(.overview)
            try await browser.submit(to: .signOut)
            world.nextCode()
            #expect(try await browser.signIn(ada, at: world.time.now()).place == Destination.overview.path)
        }
    }

    @Test(
        arguments: ["https://evil.test", "//evil.test", "language", "signOut-x", "deviceAdd-../../evil", "stepUp", ""])
    func `HTTP-02: is a page of ours, whatever the cookie says`(value: String) async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.signIn)
            await browser.plant("__Host-aikagi-wanted", value)
            let landed = try await browser.signIn(ada, at: world.time.now()).place
            let pages = Destination.allCases.map(\.path)
            #expect(pages.contains(landed))
        }
    }
}
