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

@Suite struct `Authenticator apps` {
    private static let alone = "a password that may stand alone"

    @Test func `TOTP-13: the first one counts only with confirmed backup codes, both at once`() async throws {
        let world = try await World()
        let ada = try await world.person(password: Self.alone, holding: [])
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let app = try ForeignApp(reading: try await browser.open(.authenticatorAppAdd))
            try await browser.submit(
                [.name: "Pixel 8", .code: app.code(at: world.time.now())], to: .authenticatorAppAdd)
            #expect(await browser.page.place == Destination.backupCodesNew.path)
            #expect(try await world.apps(of: ada).isEmpty)

            let codes = await browser.page.shownCodes
            #expect(codes.count == 10)
            #expect(try await world.unspentCodes(of: ada) == 0)
            try await browser.open(.backupCodesConfirm)
            let generation = try await world.store.read { try $0.account(ada.account)?.factorGeneration ?? 0 }
            try await browser.confirm(codes)
            #expect(await browser.page.place == Destination.authenticatorApps.path)
            #expect(try await world.apps(of: ada).map(\.name) == ["Pixel 8"])
            #expect(try await world.unspentCodes(of: ada) == 10)
            #expect(
                try await world.store.read { try $0.account(ada.account)?.factorGeneration } == generation + 1)
            let subjects = try await world.letters(to: ada.address).map(\.letter.subject)
            #expect(subjects.contains("An authenticator app was added"))
            #expect(subjects.contains("New backup codes were made"))

            // The code that proved it is spent with that.
            let next = site.browser()
            try await next.open(.signIn)
            try await next.submit([.identifier: ada.address], to: .signIn)
            try await next.submit([.password: ada.password], to: .password)
            #expect(try await next.submit([.code: app.code(at: world.time.now())], to: .code).status == 422)
            world.nextCode()
            let answer = try await next.submit([.code: app.code(at: world.time.now())], to: .code)
            #expect(answer.place == Destination.overview.path)
        }
    }

    @Test func `TOTP-13: who leaves in between has changed nothing`() async throws {
        let world = try await World()
        let ada = try await world.person(password: Self.alone, holding: [])
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let app = try ForeignApp(reading: try await browser.open(.authenticatorAppAdd))
            let wrong = try await browser.submit([.code: "000000"], to: .authenticatorAppAdd)
            #expect(wrong.status == 422)
            try await browser.submit([.code: app.code(at: world.time.now())], to: .authenticatorAppAdd)
            #expect(await browser.page.place == Destination.backupCodesNew.path)
            #expect(try await site.browser().signIn(ada, at: world.time.now()).place == Destination.overview.path)
        }
        #expect(try await world.apps(of: ada).isEmpty)
        #expect(try await world.store.read { try $0.backupCodes(of: ada.account) } == nil)
    }

    @Test func `TOTP-10, TOTP-11: the secret is long, the picture says the same, and neither is shown again`()
        async throws
    {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let page = try await browser.open(.authenticatorAppAdd)
            let app = try ForeignApp(reading: page)
            #expect(app.secretBytes >= 20)
            #expect(app.link.contains("Aikagi:ada%40example.org") && app.link.contains("issuer=Aikagi"))
            #expect(!app.link.contains("%3D") && !app.secret.contains("="))
            #expect(page.headers[.cacheControl] == "no-store")
            try await browser.submit([.code: app.code(at: world.time.now())], to: .authenticatorAppAdd)
            #expect(await browser.page.place == Destination.authenticatorApps.path)
            for destination in [Destination.authenticatorApps, .overview, .activity, .authenticatorAppAdd] {
                let text = try await browser.open(destination).text.filter { $0 != " " }
                #expect(!text.contains(app.secret), "\(destination)")
            }
        }
        #expect(!String(describing: try await world.auditLog()).contains("otpauth"))
    }

    @Test func `TOTP-14: somebody half-way through a sign-in reaches no page of it`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.signIn)
            try await browser.submit([.identifier: ada.address], to: .signIn)
            try await browser.submit([.password: ada.password], to: .password)
            for destination in [Destination.authenticatorAppAdd, .backupCodesNew, .authenticatorAppRemove] {
                #expect(try await browser.open(destination).place == Destination.signIn.path)
            }
            let token = try #require(await browser.page.forms.first?.hidden["formToken"])
            for destination in [Destination.authenticatorAppAdd, .backupCodesNew, .backupCodesConfirm] {
                let answer = try await browser.post(["formToken": token, "code": "000000"], to: destination.path)
                #expect(answer.status == 303 && answer.location == Destination.signIn.path, "\(destination)")
            }
        }
        #expect(try await world.apps(of: ada).count == 1)
        #expect(try await world.store.read { try $0.pendingBackupCodes(of: ada.account) } == nil)
    }

    @Test(arguments: [
        Destination.authenticatorAppAdd, .authenticatorAppRemove, .backupCodesNew, .backupCodesConfirm,
        .backupCodesDownload, .identifierAdd, .identifierRemove, .passwordChange,
    ])
    func `TOTP-15, BKUP-03: a stolen session that is old gets nowhere without a proof`(destination: Destination)
        async throws
    {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            world.letFreshnessPass()
            #expect(try await browser.open(destination).place == Destination.stepUp.path)
            let token = try #require(await browser.page.forms.first?.hidden["formToken"])
            guard destination != .backupCodesDownload else { return }
            let answer = try await browser.post(["formToken": token, "code": "000000"], to: destination.path)
            #expect(answer.location?.hasPrefix(Destination.stepUp.path) == true)
        }
    }

    @Test func `TOTP-09: a code that is there twice, or in brackets, is no form`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            world.nextCode()
            let page = try await browser.open(.stepUp)
            let token = try #require(page.forms.first { $0.action == Destination.stepUp.path }?.hidden["formToken"])
            let code = ada.code(at: world.time.now())
            for body in ["code=000000&code=\(code)", "code[]=\(code)", "code=\(code)&code[]=1"] {
                let answer = try await browser.send(
                    .post, Destination.stepUp.path, body: "formToken=\(token)&way=totp&\(body)",
                    headers: [(.contentType, "application/x-www-form-urlencoded")])
                #expect(answer.status == 400, "\(body)")
            }
            // TOTP-08: JSON of any type is no form either.
            for value in ["\"\(code)\"", code, "[\"\(code)\"]", "true"] {
                let answer = try await browser.send(
                    .post, Destination.stepUp.path, body: "{\"code\":\(value)}",
                    headers: [(.contentType, "application/json")])
                #expect(answer.status == 400, "\(value)")
            }
        }
    }

    @Test func `TOTP-16: two apps sign in by turns, and each is removed by itself`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let app = try ForeignApp(reading: try await browser.open(.authenticatorAppAdd))
            try await browser.submit(
                [.name: "Tablet", .code: app.code(at: world.time.now())], to: .authenticatorAppAdd)
            let apps = try await world.apps(of: ada)
            #expect(apps.map(\.name).sorted() == ["Phone", "Tablet"])
            let tablet = try #require(apps.first { $0.name == "Tablet" })

            try await browser.open(.authenticatorAppRename, query: "id=\(tablet.id)")
            try await browser.submit([.name: "  Old   tablet "], to: .authenticatorAppRename)
            #expect(try await world.apps(of: ada).contains { $0.name == "Old tablet" })

            let page = try await browser.open(.authenticatorAppRemove, query: "id=\(tablet.id)")
            #expect(!page.says("password alone"))
            try await browser.submit(to: .authenticatorAppRemove)
            #expect(try await world.apps(of: ada).map(\.name) == ["Phone"])
            #expect(
                try await world.letters(to: ada.address).contains {
                    $0.letter.subject == "An authenticator app was removed"
                })
        }
    }

    @Test(arguments: [(Self.alone, true), ("too short", false)])
    func `the last one goes with the second step, unless the password is too short to stand alone`(
        password: String, isRemoved: Bool
    ) async throws {
        let world = try await World()
        let ada = try await world.person(password: password)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let app = try #require(ada.app)
            try await browser.open(.authenticatorAppRemove, query: "id=\(app)")
            let answer = try await browser.submit(to: .authenticatorAppRemove)
            #expect(answer.status == (isRemoved ? 200 : 422))
            #expect(try await world.apps(of: ada).isEmpty == isRemoved)
            #expect(try await world.unspentCodes(of: ada) == (isRemoved ? 0 : 10))
            let next = site.browser()
            try await next.open(.signIn)
            try await next.submit([.identifier: ada.address], to: .signIn)
            let place = try await next.submit([.password: ada.password], to: .password).place
            #expect(place == (isRemoved ? Destination.overview : .code).path)
        }
    }

    @Test func `somebody else's app can't be renamed or removed`() async throws {
        let world = try await World()
        let (ada, eve) = (try await world.person(), try await world.person("eve"))
        let app = try #require(ada.app)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(eve, at: world.time.now())
            let token = try #require(await browser.page.forms.first?.hidden["formToken"])
            for destination in [Destination.authenticatorAppRemove, .authenticatorAppRename] {
                let fields = ["formToken": token, "id": app.rawValue, "name": "Mine"]
                #expect(try await browser.post(fields, to: destination.path).status == 303)
            }
        }
        #expect(try await world.apps(of: ada).map(\.name) == ["Phone"])
    }
}

extension Browser {
    /// Types the third group of the code that the open page asks for.
    @discardableResult
    func confirm(_ codes: [String]) async throws -> Answer {
        let number = page.askedCode ?? 1
        return try await submit([.code: Answer.thirdGroup(of: codes[number - 1])], to: .backupCodesConfirm)
    }
}

extension Answer {
    /// The number of the code that the page asks about.
    var askedCode: Int? {
        between("<label for=\"code\">", "</label>").flatMap { Int($0.filter(\.isNumber)) }
    }
}
