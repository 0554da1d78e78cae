import ApprovalProtocol
import AuthenticatorCore
import Foundation
import HTTPTypes
import HummingbirdTesting
import Identity
import NIOCore
import Pages
import ServiceFixtures
import SignInPolicy
import SignInService
import TestSupport
import Testing
import Web

/// The app's own library against the real router.
@Suite struct `The interface of the app` {
    @Test
    func `D-8: an installation is pending until it has answered its test, and the first one is the primary device`()
        async throws
    {
        let world = try await World.ofApp()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let app = try await TestApp.enrol(ada, site, answeringTest: false)
            let pending = try await app.ask { try $0.overview(at: $1) }
            #expect(pending.life == .pending)
            await #expect(throws: ServerRefusal.notAllowed) {
                try await app.ask { try $0.restrictSignIn(true, at: $1) }
            }

            #expect(try await app.answer(.approve(number: nil), to: app.test) == .approved)
            let live = try await app.ask { try $0.overview(at: $1) }
            #expect(live.life == .live)
            #expect(live.devices.map(\.isPrimary) == [true] && live.devices.map(\.isThis) == [true])
            #expect(live.identifier == ada.address)
        }
    }

    @Test func `PUSH-02, PUSH-08: a sign-in is approved with the number, which the app was never told`() async throws {
        let world = try await World.ofApp()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let app = try await TestApp.enrol(ada, site)
            let (secret, number) = try await app.signInStarts(ada)
            let question = try await app.onlyQuestion()
            #expect(question.digits == 6)
            let fetched = try await app.raw { try $0.question(question.id, at: $1).request }
            #expect(!fetched.text.contains(number))
            try await app.ask { try $0.arrived(question.id, at: $1) }
            await #expect(throws: ServerRefusal.wrongNumber(triesLeft: 2)) {
                try await app.answer(.approve(number: Phone.wrong(number)), to: question)
            }
            #expect(try await app.answer(.approve(number: number), to: question) == .approved)
            #expect(try await app.answer(.approve(number: number), to: question) == .alreadyAnswered)
            let settled = try await world.services.approvals.settle(secret, from: world.client())
            guard case .signedIn = settled.outcome else {
                Issue.record("the browser is not signed in: \(settled.outcome)")
                return
            }
        }
    }

    @Test func `PUSH-05: a refusal needs no PIN and approves nothing`() async throws {
        let world = try await World.ofApp()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let app = try await TestApp.enrol(ada, site)
            _ = try await app.signInStarts(ada)
            let question = try await app.onlyQuestion()
            #expect(try await app.answer(.refuse, to: question) == .refused)
            await #expect(throws: ServerRefusal.notFound) { try await app.onlyQuestion() }
        }
    }

    @Test func `PUSH-15: an app whose answer can't be kept is told of the fault, and the sign-in waits on`()
        async throws
    {
        let world = try await World.ofApp()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let app = try await TestApp.enrol(ada, site)
            let (secret, number) = try await app.signInStarts(ada)
            let question = try await app.onlyQuestion()
            try world.database.tell("ALTER TABLE audit RENAME TO audit_gone")
            await #expect(throws: (any Error).self) { try await app.answer(.approve(number: number), to: question) }
            try world.database.tell("ALTER TABLE audit_gone RENAME TO audit")
            let settled = try await world.services.approvals.settle(secret, from: world.client())
            guard case .ask(let prompt) = settled.outcome, prompt.method == .approval else {
                Issue.record("does not wait on: \(settled.outcome)")
                return
            }
            #expect(try await app.answer(.approve(number: number), to: question) == .approved)
        }
    }

    @Test func `DEV-17: a clock that is a day off is told the time, and goes on after that`() async throws {
        let world = try await World.ofApp()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let app = try await TestApp.enrol(ada, site)
            let tomorrow = app.now + 86_400_000
            await #expect(throws: ServerRefusal.clockOff(serverTime: app.now)) {
                try await app.ask(at: tomorrow) { try $0.overview(at: $1) }
            }
            var corrected = app
            #expect(corrected.installation.clock.correct(serverTime: app.now, now: tomorrow) == 86_400)
            #expect(try await corrected.ask(at: tomorrow) { try $0.overview(at: $1) }.life == .live)
        }
    }

    @Test func `a request counts once, whoever sends it again`() async throws {
        let world = try await World.ofApp()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let app = try await TestApp.enrol(ada, site)
            let request = try app.installation.overview(at: app.now).request
            #expect(try await app.send(request).status == 200)
            let again = try await app.send(request)
            #expect(again.status == 401 && again.text.contains("\"replayed\""))
        }
    }

    @Test func `PUSH-20: what does not exist, is another's or is over is refused in the same words`() async throws {
        let world = try await World.ofApp()
        let (ada, eve) = (try await world.person("ada"), try await world.person("eve"))
        try await Site.serve(world) { site in
            let (app, other) = (try await TestApp.enrol(ada, site), try await TestApp.enrol(eve, site))
            _ = try await app.signInStarts(ada)
            let question = try await app.onlyQuestion()
            var answers: Set<String> = []
            for id in [question.id, "nothing", "../server", app.test.id] {
                answers.insert(try await other.raw { try $0.question(id, at: $1).request }.text)
                answers.insert(try await other.raw { try $0.arrived(id, at: $1).request }.text)
            }
            #expect(answers.count == 1)
            #expect(answers.first?.contains("\"notFound\"") == true)
        }
    }

    @Test func `DEV-09: of two copies of an installation the second heartbeat ends it`() async throws {
        let world = try await World.ofApp()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let app = try await TestApp.enrol(ada, site)
            let first = app.saved.chainLink
            _ = try await app.ask { try $0.heartbeat(first, at: $1) }
            // The answer was lost: the same link again is the same copy, and brings another next one.
            let second = try await app.ask { try $0.heartbeat(first, at: $1) }
            let third = try await app.ask { try $0.heartbeat(second, at: $1) }
            #expect(Set([first, second, third]).count == 3)
            await #expect(throws: ServerRefusal.gone(.copied)) { try await app.ask { try $0.heartbeat(first, at: $1) } }
            await #expect(throws: ServerRefusal.gone(.copied)) { try await app.ask { try $0.overview(at: $1) } }
        }
    }

    @Test func `PUSH-23: ten wrong PINs destroy the key, and the right one is asked for the share`() async throws {
        let world = try await World.ofApp()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let app = try await TestApp.enrol(ada, site, pin: "481902")
            let right = try app.saved.pin(typed: "481902")
            let share = try await app.ask { try $0.unlock(right, at: $1) }
            #expect(try app.saved.approvalKey(pin: right, share: share).publicKey == app.approvalKey.publicKey)
            let wrong = try app.saved.pin(typed: "481903")
            for left in (1...9).reversed() {
                await #expect(throws: ServerRefusal.pinWrong(triesLeft: left)) {
                    try await app.ask { try $0.unlock(wrong, at: $1) }
                }
            }
            await #expect(throws: ServerRefusal.pinDestroyed) { try await app.ask { try $0.unlock(wrong, at: $1) } }
            await #expect(throws: ServerRefusal.gone(.revoked)) { try await app.ask { try $0.unlock(right, at: $1) } }
        }
    }

    @Test func `DEV-10: another lock needs the old PIN and the old key, and brings a new key`() async throws {
        let world = try await World.ofApp()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let app = try await TestApp.enrol(ada, site, pin: "481902")
            var saved = app.saved
            let (old, wrong) = (try saved.pin(typed: "481902"), try saved.pin(typed: "481903"))
            let change = LockChange(to: try UnlockedPIN(chosen: "730164"))
            await #expect(throws: ServerRefusal.pinWrong(triesLeft: 9)) {
                try await app.ask {
                    try $0.changeLock(to: change, from: wrong, approvalKey: app.approvalKey, at: $1)
                }
            }
            await #expect(throws: ServerRefusal.self) {
                try await app.ask { try $0.changeLock(to: change, from: old, approvalKey: SoftwareKey(), at: $1) }
            }
            let changed = try await app.ask {
                try $0.changeLock(to: change, from: old, approvalKey: app.approvalKey, at: $1)
            }
            try saved.keep(changed, codes: try saved.codes(pin: old))

            await #expect(throws: ServerRefusal.pinWrong(triesLeft: 9)) {
                try await app.ask { try $0.unlock(old, at: $1) }
            }
            let pin = try saved.pin(typed: "730164")
            let share = try await app.ask { try $0.unlock(pin, at: $1) }
            let key = try saved.approvalKey(pin: pin, share: share)
            let (_, number) = try await app.signInStarts(ada)
            let question = try await app.onlyQuestion()
            let decision = Decision.approve(number: number)
            await #expect(throws: ServerRefusal.self) { try await app.answer(decision, to: question) }
            let result = try await app.ask { try $0.answer(decision, to: question, approvalKey: key, at: $1) }
            #expect(result == .approved)
        }
    }

    @Test func `the page that a link is had from is the one that apps name`() throws {
        let origin = try #require(ServerOrigin(Site.origin))
        #expect(origin.pageForAdding == Site.origin + Destination.deviceAdd.path)
    }

    @Test func `DEV-07: the primary device hands its part on at once, by its approval key alone`() async throws {
        let world = try await World.ofApp()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let app = try await TestApp.enrol(ada, site)
            let tablet = try await world.phone(of: ada.account, named: "Tablet").id.rawValue
            await #expect(throws: ServerRefusal.self) {
                _ = try await app.ask { try $0.makePrimary(device: tablet, approvalKey: SoftwareKey(), at: $1) }
            }
            #expect(try await app.ask { try $0.overview(at: $1) }.devices.allSatisfy { $0.isPrimary == $0.isThis })
            let until = try await app.ask {
                try $0.makePrimary(device: tablet, approvalKey: app.approvalKey, at: $1)
            }
            #expect(until == nil, "who would object has asked for it")
            let after = try await app.ask { try $0.overview(at: $1) }.devices
            #expect(after.allSatisfy { $0.isPrimary == ($0.id == tablet) && $0.promotionDue == nil })
            await #expect(throws: ServerRefusal.notFound) { try await app.ask { try $0.objectToPromotion(at: $1) } }
        }
    }

    @Test func `D-9: a name is changed, and sign-ins are blocked and possible again`() async throws {
        let world = try await World.ofApp()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let app = try await TestApp.enrol(ada, site)
            try await app.ask { try $0.rename(to: "仕事用", at: $1) }
            for isOn in [true, false] {
                try await app.ask { try $0.restrictSignIn(isOn, at: $1) }
                let overview = try await app.ask { try $0.overview(at: $1) }
                #expect(overview.isRestricted == isOn && overview.name == "仕事用")
            }
        }
    }

    @Test func `D-6: signing out says what it costs first, and ends the installation then`() async throws {
        let world = try await World.ofApp()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let app = try await TestApp.enrol(ada, site)
            let before = try await app.ask { try $0.signOut(confirmed: false, at: $1) }
            #expect(!before.isDone && before.costs.contains(.primaryDevice))
            #expect(try await app.ask { try $0.overview(at: $1) }.life == .live)
            #expect(try await app.ask { try $0.signOut(confirmed: true, at: $1) }.isDone)
            await #expect(throws: ServerRefusal.gone(.signedOut)) { try await app.ask { try $0.overview(at: $1) } }
        }
    }

    @Test func `QR-08, DEV-03: a link enrols one installation, and none after ten minutes`() async throws {
        let world = try await World.ofApp()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let link = try await TestApp.link(for: ada, site)
            _ = try await TestApp.enrol(by: link, site)
            await #expect(throws: ServerRefusal.linkGone) { try await TestApp.enrol(by: link, site) }
            let late = try await TestApp.link(for: ada, site)
            world.time.advance(by: .seconds(601))
            await #expect(throws: ServerRefusal.linkGone) { try await TestApp.enrol(by: late, site) }
        }
    }

    @Test func `QR-12: whoever brings codes or links that lead nowhere is told to slow down, and until when`()
        async throws
    {
        let world = try await World.ofApp()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let app = try await TestApp.enrol(ada, site)
            let guess = "k9X0o2mF1b8TtVY3JcQe6hLzRn7uSgWd5iPaMxB4vEA"
            let scan = try AppLink(parsing: "\(Site.origin)/app#scan=\(guess)")
            for _ in 0..<Limits.wrongCodesOfInstallation {
                let answer = try await app.raw { try $0.takeOn(scan, at: $1).request }
                #expect(answer.status == 404)
            }
            let held = try await app.raw { try $0.takeOn(scan, at: $1).request }
            #expect(held.status == 429 && held.text.contains("\"slowDown\""))
            #expect(held.headers[.retryAfter] == "60" && held.text.contains("\"retryAfter\":60"))
            // Other requests of the app go on.
            #expect(try await app.ask { try $0.overview(at: $1) }.life == .live)

            let link = try AppLink(parsing: "\(Site.origin)/app#enrol=\(guess)")
            for _ in Limits.wrongCodesOfInstallation..<Limits.wrongCodesOfNetwork {
                await #expect(throws: ServerRefusal.linkGone) { try await TestApp.enrol(by: link, site) }
            }
            await #expect(throws: ServerRefusal.slowDown(seconds: 10)) { try await TestApp.enrol(by: link, site) }
        }
    }

    @Test func `DEV-18: another version than the signed one is refused, and a version can't be left out`() async throws
    {
        let world = try await World.ofApp()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let app = try await TestApp.enrol(ada, site)
            for (version, status, code) in [
                ("2", 426, "versionUnsupported"), ("0", 426, "versionUnsupported"), ("", 426, "versionUnsupported"),
            ] {
                let answer = try await app.send(try app.installation.overview(at: app.now).request, version: version)
                #expect(answer.status == status && answer.text.contains("\"\(code)\""), "\(version)")
            }
            let without = try await app.send(try app.installation.overview(at: app.now).request, version: nil)
            #expect(without.status == 426 || without.status == 401)
            #expect(try await app.ask { try $0.overview(at: $1) }.life == .live)
        }
    }

    @Test func `DEV-02, DEV-15: the other device is told of a new one, and where that was`() async throws {
        let world = try await World.ofApp()
        let ada = try await world.person("ada")
        try await Site.serve(world) { site in
            let client = world.client()
            let opened = try #require(try await world.signIn(ada, from: client))
            let session = try #require(try await world.services.sessions.live(opened.token, from: client))
            var apps: [TestApp] = []
            for _ in 0..<2 {
                guard
                    case .link(let token, _) = try await world.services.installations.invite(by: session, from: client)
                else {
                    Issue.record("no link")
                    return
                }
                let link = try AppLink(parsing: "\(Site.origin)/app#enrol=\(token.reveal())")
                let app = try await TestApp.enrol(by: link, site)
                _ = try await app.answer(.approve(number: nil), to: app.test)
                apps.append(app)
                world.time.advance(by: .seconds(1))
            }
            let (first, second) = (apps[0], apps[1])
            let overview = try await first.ask { try $0.overview(at: $1) }
            let news = try #require(overview.news.first)
            #expect(overview.news.count == 1 && news.kind == .added && news.name == "Pixel 8")
            let other = try second.saved.installation().id
            #expect(news.device == other)
            #expect(overview.devices.allSatisfy { $0.platform == "Android" && $0.lastAddress != nil })
            #expect(try await second.ask { try $0.overview(at: $1) }.news.isEmpty)
        }
    }

    @Test func `says who it is to anybody, and sets no cookie for anybody`() async throws {
        let world = try await World.ofApp()
        try await Site.serve(world) { site in
            let answer = try await site.browser().send(.get, "/api/v1/server")
            let server = try JSONDecoder().decode(ServerDescription.self, from: Data(answer.text.utf8))
            #expect(server.origin == Site.origin && server.protocol == [1])
            #expect(server.vapidKey?.bytes.count == 65)
            #expect(answer.setCookies.isEmpty)
        }
    }

    @Test func `DEV-18: without a signature every route refuses, in the language that is asked for`() async throws {
        let world = try await World.ofApp()
        try await Site.serve(world) { site in
            let open = ["/api/v1/server", "/api/v1/openapi.json"]
            let routes = site.routes.filter { $0.path.hasPrefix("/api/v1/") && !open.contains($0.path) }
            #expect(routes.count >= 17)
            for route in routes {
                let method = try #require(HTTPRequest.Method(route.method))
                let path = route.path.replacing("{id}", with: "abc")
                for (language, word) in [("en", "Update the app"), ("ja", "アプリを更新")] {
                    let answer = try await site.browser(language: language).send(
                        method, path, body: method == .get || method == .head ? nil : "{}",
                        headers: [(.contentType, "application/json")])
                    #expect(answer.status == 426, "\(route)")
                    guard method != .head else { continue }
                    #expect(answer.headers[.contentType] == "application/problem+json", "\(route)")
                    #expect(answer.text.contains(word) && answer.text.contains("\"supported\":[1]"), "\(route)")
                    #expect(answer.setCookies.isEmpty)
                }
            }
        }
    }

    @Test func `SESS-12: refuses what a page of another site sends, and whatever else is no route`() async throws {
        let world = try await World.ofApp()
        try await Site.serve(world) { site in
            let fetchSite = try #require(HTTPField.Name("Sec-Fetch-Site"))
            for headers in [[(fetchSite, "cross-site")], [(HTTPField.Name.origin, "https://evil.test")]] {
                let answer = try await site.browser().send(.get, "/api/v1/server", headers: headers)
                #expect(answer.status == 403 && answer.text.contains("\"notAllowed\""))
            }
            for (method, path) in [
                (HTTPRequest.Method.get, "/api/v1/nothing"), (.post, "/api/v2/installations"),
            ] {
                let answer = try await site.browser().send(method, path)
                #expect(answer.status == 404 && answer.text.contains("\"notFound\""), "\(method) \(path)")
            }
        }
    }

    @Test func `a body over 64 KiB is refused before it is looked at`() async throws {
        let world = try await World.ofApp()
        try await Site.serve(world) { site in
            let answer = try await site.browser().send(
                .post, "/api/v1/installations", body: String(repeating: "x", count: 65_537),
                headers: [(.contentType, "application/json")])
            #expect(answer.status == 422 && answer.text.contains("\"badInput\""))
        }
    }
}
