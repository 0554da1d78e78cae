import Identity
import Pages
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import Testing
import Web

@Suite struct `The pages of an account without a password` {
    private func ada(in world: World, lock: Installation.AppLock = .pin) async throws -> (person: Person, phone: Phone)
    {
        let person = try await world.person("ada", holding: [.backupCodes])
        return (person, try await world.phone(of: person.account, lock: lock))
    }

    @Test func `P-4: lead from the password to none, and to a sign-in by the app alone`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, with: phone, in: world)
            #expect(try await browser.open(.passwordChange).text.contains(Destination.passwordRemove.path))
            let ask = try await browser.open(.passwordRemove)
            #expect(ask.says("you type your address and approve on Pixel 8"))
            let before = await browser.sessionToken
            let answer = try await browser.submit(to: .passwordRemove)
            #expect(answer.place == Destination.overview.path)
            #expect(answer.says("Your password is gone") && answer.says("none: the app signs you in"))
            #expect(await browser.sessionToken != before)  // SESS-02; two texts of a test
            #expect(try await browser.open(.activity).says("The password was removed"))
            #expect(try await browser.open(.passwordRemove).says("Set a password"))

            try await browser.submit(to: .signOut)
            try await browser.open(.signIn)
            let waiting = try await browser.submit([.identifier: ada.address], to: .signIn)
            #expect(waiting.place == Destination.approval.path)
            #expect(waiting.text.contains("href=\"\(Destination.passwordReset.path)\""))
            #expect(try await world.approve(on: phone, number: waiting.shownNumber) == .approved)
            #expect(try await browser.submit(to: .approval).place == Destination.overview.path)
            #expect(try await browser.isSignedIn())
        }
    }

    @Test func `P-4: say what is missing, with a link to it`() async throws {
        let world = try await World()
        let (open, openPhone) = try await ada(in: world, lock: .none)
        let bob = try await world.person("bob", holding: [.app])
        _ = try await world.phone(of: bob.account, lock: .pin)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(open, with: openPhone, in: world)
            let page = try await browser.open(.passwordRemove)
            #expect(page.says("First you need the app with an app lock"))
            #expect(page.text.contains("href=\"\(Destination.devices.path)\""))
            #expect(!page.forms.contains { $0.action == Destination.passwordRemove.path })
            let token = try #require(page.forms.first?.hidden["formToken"])
            let forced = try await browser.post(["formToken": token], to: Destination.passwordRemove.path)
            #expect(forced.status == 422)

            let other = site.browser()
            try await other.passFirstStep(as: bob)
            try await other.open(.code)
            try await other.submit([.code: bob.code(at: world.time.now())], to: .code)
            let codes = try await other.open(.passwordRemove)
            #expect(codes.says("Save backup codes first"))
            #expect(codes.text.contains("href=\"\(Destination.backupCodes.path)\""))
        }
        #expect(try await world.store.read { try $0.password(of: open.account) } != nil)
    }

    @Test func `RATE-15: show a stranger the page of any other account, with the way by phone on it`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        _ = try await world.store.write { try $0.removePassword(of: ada.account) }
        _ = try await world.person("bob")
        try await Site.serve(world) { site in
            var pages: [String] = []
            for address in [ada.address, "bob@example.org", "nobody@example.org"] {
                let browser = site.browser()
                try await browser.open(.signIn)
                let page = try await browser.submit([.identifier: address], to: .signIn)
                #expect(page.place == Destination.password.path)
                #expect(page.forms.contains { $0.action == Destination.scan.path })
                let wrong = try await browser.submit([.password: "not the right one"], to: .password)
                let token = wrong.forms.first?.hidden["formToken"] ?? "-"
                pages.append(
                    wrong.text.replacing(address, with: "ADDRESS").replacing(token, with: "TOKEN"))
            }
            #expect(Set(pages).count == 1)
        }
        #expect(try await world.request(for: phone) == nil)
    }

    @Test func `P-5: the first page begins a sign-in by QR, and the password follows where there is one`() async throws
    {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.signIn)
            let shown = try await browser.submit(to: .scan)
            #expect(shown.place == Destination.scan.path)
            let code = try #require(shown.between("/app#scan=", "\""))
            let claim = try await world.services.scans.claim(Secret(code), by: phone.id, from: world.client())
            guard case .asked = claim else {
                Issue.record("the code on the page is none")
                return
            }
            let number = try #require(try await browser.open(.scan).shownNumber)
            #expect(try await world.approve(on: phone, number: number) == .approved)
            try await browser.open(.scan)
            let next = try await browser.submit(to: .approval)
            #expect(next.place == Destination.password.path)
            #expect(next.says("Your phone has confirmed this sign-in.") && next.says(ada.address))
            #expect(try await !browser.isSignedIn())
            try await browser.open(.password)
            #expect(
                try await browser.submit([.password: ada.password], to: .password).place == Destination.overview.path)
        }
    }

    @Test func `set a password again, and change it from then on with the current one`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, with: phone, in: world)
            try await browser.open(.passwordRemove)
            try await browser.submit(to: .passwordRemove)
            #expect(try await browser.open(.passwordChange).says("You sign in with the app, without a password."))
            #expect(try await browser.submit([.newPassword: "short"], to: .passwordChange).status == 422)
            let answer = try await browser.submit([.newPassword: "a quite different one"], to: .passwordChange)
            #expect(answer.says("Your password is set"))
            #expect(try await browser.open(.activity).says("A password was set"))
            try await browser.open(.passwordChange)
            #expect(try await browser.submit([.newPassword: "yet another new one"], to: .passwordChange).status == 422)
        }
    }
}
