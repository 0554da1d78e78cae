import HTTPTypes
import Identity
import Pages
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import Testing
import Web

@Suite struct `The pages that people join by` {
    @Test func `lead from the set-up link to the first administrator's own pages`() async throws {
        let world = try await World()
        let link = try await world.setUpPath()
        try await Site.serve(world) { site in
            let browser = site.browser()
            #expect(try await browser.open(link).place == Destination.setUp.path)
            let wrong = try await browser.submit([.name: "", .identifier: "x", .newPassword: "short"], to: .setUp)
            #expect(wrong.status == 422)
            #expect(wrong.fieldErrors.count == 3)
            let next = try await browser.submit(
                [.name: "Root", .identifier: "root@example.org", .newPassword: Browser.goodPassword], to: .setUp)
            #expect(next.place == Destination.secondStep.path)
            let first = try await browser.enrolSecondStep(at: world.time.now())
            #expect(first.place == Destination.overview.path)
            #expect(first.says("Welcome. Your account is ready."))
            #expect(try await browser.isSignedIn())
        }
        let root = try #require(try await world.store.read { try $0.account(withIdentifier: "root@example.org") })
        #expect(root.role == .administrator)
    }

    @Test func `OTP-21, OTP-22: opening a link spends nothing, and its token leaves the address at once`() async throws
    {
        let world = try await World()
        let link = try await world.invitationPath()
        let token = String(link.split(separator: "/").last ?? "")
        try await Site.serve(world) { site in
            let scanner = site.browser()
            for method in [HTTPRequest.Method.get, .head, .get] {
                let answer = try await scanner.send(method, link)
                #expect(answer.status == 303)
                #expect(answer.location == Destination.invitation.path)
                #expect(answer.headers.contains { "\($0.name)" == "Referrer-Policy" && $0.value == "no-referrer" })
            }
            let browser = site.browser()
            let page = try await browser.open(link)
            #expect(page.place == Destination.invitation.path)
            #expect(!page.text.contains(token))
            #expect(page.text.components(between: "src=\"", and: "\"").allSatisfy { $0.hasPrefix("/static/") })
            let joined = try await browser.submit(
                [.name: "Grace", .newPassword: Browser.goodPassword], to: .invitation)
            #expect(joined.place == Destination.secondStep.path)
            #expect(try await site.browser().open(link).status == 410)
        }
    }

    @Test func `FLOW-16, REC-25: a link is good for one of two browsers, and never again`() async throws {
        let world = try await World()
        let link = try await world.setUpPath()
        try await Site.serve(world) { site in
            let first = site.browser()
            let second = site.browser()
            try await first.open(link)
            try await second.open(link)
            let fields: [FormField: String] = [
                .name: "Root", .identifier: "root@example.org", .newPassword: Browser.goodPassword,
            ]
            #expect(try await first.submit(fields, to: .setUp).place == Destination.secondStep.path)
            #expect(try await second.submit(fields, to: .setUp).status == 410)
            #expect(try await second.open(.setUp).status == 410)
            #expect(try await second.open(link).status == 410)
        }
        #expect(try await world.store.read { try $0.countAccounts() } == 1)
    }

    @Test(arguments: [("en", "My phone"), ("ja", "スマートフォン")])
    func `call an app that got no name what the page had suggested`(language: String, suggested: String) async throws {
        let world = try await World()
        let link = try await world.invitationPath("grace@example.org")
        try await Site.serve(world) { site in
            let browser = site.browser(language: language)
            try await browser.open(link)
            try await browser.submit([.name: "Grace", .newPassword: Browser.goodPassword], to: .invitation)
            #expect(await browser.page.text.contains("placeholder=\"\(suggested)\""))
            try await browser.enrolSecondStep(named: " ", at: world.time.now())
        }
        let apps = try await world.store.read { transaction in
            try transaction.account(withIdentifier: "grace@example.org").map { try transaction.codeApps(of: $0.id) }
        }
        #expect(apps?.map(\.name) == [suggested])
    }

    @Test func `OTP-07: fields that the form does not have change nothing`() async throws {
        let world = try await World()
        let link = try await world.invitationPath("grace@example.org")
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(link)
            let token = try #require(await browser.page.forms.first?.hidden["formToken"])
            let answer = try await browser.post(
                [
                    "formToken": token, "name": "Grace", "newPassword": Browser.goodPassword,
                    "identifier": "boss@example.org", "role": "administrator", "emailVerified": "true",
                ], to: Destination.invitation.path)
            #expect(answer.location == Destination.secondStep.path)
        }
        let grace = try #require(
            try await world.store.read { try $0.account(withIdentifier: "grace@example.org") })
        #expect(grace.role == .person)
        #expect(try await world.store.read { try $0.account(withIdentifier: "boss@example.org") } == nil)
    }

    @Test func `FLOW-04, FLOW-05: until the second step is there every page leads back to it`() async throws {
        let world = try await World()
        let ada = try await world.person(password: "swift otter", holding: [])
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            #expect(await browser.page.place == Destination.secondStep.path)
            let code = try #require(try await world.mailedCode(to: ada.address))
            try await browser.submit([.code: code], to: .secondStep)
            for destination in Destination.allCases {
                let tab = await browser.copy()
                try await tab.open(destination)
                #expect(await tab.sessionToken == nil, "\(destination)")
            }
            let tab = await browser.copy()
            #expect(try await tab.open(.joiningCodes).place == Destination.secondStep.path)
            #expect(try await tab.open(.joiningCodesConfirm).place == Destination.secondStep.path)
            #expect(try await !tab.isSignedIn())
            // Cancelled and begun again: asked again.
            let other = site.browser()
            world.time.advance(by: Limits.codeSendPause)
            try await other.signIn(ada, at: world.time.now())
            #expect(await other.page.place == Destination.secondStep.path)
            try await browser.open(.secondStep)
            #expect(try await browser.enrolSecondStep(at: world.time.now()).place == Destination.overview.path)
        }
    }

    @Test func `FLOW-10: without a database nobody joins and nobody is let in`() async throws {
        let world = try await World()
        let link = try await world.setUpPath()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(link)
            await world.store.close()
            let answer = try await browser.submit(
                [.name: "Root", .identifier: "root@example.org", .newPassword: Browser.goodPassword], to: .setUp)
            #expect(answer.status >= 500)
            #expect(await browser.cookies["__Host-aikagi-attempt"] == nil)
            #expect(await browser.sessionToken == nil)
        }
    }

    @Test func `registration exists only where it is allowed`() async throws {
        let closed = try await World()
        try await Site.serve(closed) { site in
            let answers = [
                try await site.browser().open(.register), try await site.browser().open(.registerVerify),
            ]
            #expect(answers.map(\.status) == [404, 404])
        }
        let open = try await World(
            rules: SignInRules(methods: SignInRules.builtMethods, selfRegistration: true))
        try await Site.serve(open) { site in
            let browser = site.browser()
            try await browser.open(.register)
            try await browser.submit(
                [.name: "Grace", .identifier: "grace@example.org", .newPassword: Browser.goodPassword], to: .register)
            let code = try #require(try await open.mailedCode(to: "grace@example.org"))
            #expect(await !browser.page.text.contains(code))
            #expect(try await browser.submit([.code: "00000000"], to: .registerVerify).status == 422)
            #expect(
                try await browser.submit([.code: code], to: .registerVerify).place == Destination.secondStep.path)
            #expect(try await browser.enrolSecondStep(at: open.time.now()).place == Destination.overview.path)
        }
    }

    @Test(arguments: [
        "identifier=a%40example.org&identifier=b%40example.org", "identifier%5B%5D=a%40example.org",
        "identifier=a%40example.org&email%5B%5D=b%40example.org",
    ])
    func `OTP-09: a repeated or bracketed field is a bad request and sends nothing`(body: String) async throws {
        let world = try await World()
        _ = try await world.person("ada")
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.passwordReset)
            let token = try #require(await browser.page.forms.first?.hidden["formToken"])
            let answer = try await browser.send(
                .post, Destination.passwordReset.path, body: "formToken=\(token)&\(body)",
                headers: [(.contentType, "application/x-www-form-urlencoded")])
            #expect(answer.status == 400)
        }
        #expect(try await world.letters().isEmpty)
    }
}
