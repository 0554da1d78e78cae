import ApprovalProtocol
import HTTPTypes
import Identity
import Pages
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import Testing
import Web

@Suite struct `The page that waits for the app` {
    /// Somebody who approves on a phone, and has a sheet of backup codes.
    private func ada(in world: World) async throws -> (person: Person, phone: Phone) {
        let person = try await world.person("ada", holding: [.backupCodes])
        return (person, try await world.phone(of: person.account))
    }

    @Test func `goes on to the session once its number was typed into the app`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            let page = try await browser.passFirstStep(as: ada)
            #expect(page.place == Destination.approval.path)
            #expect(page.says("We asked your Pixel 8."))
            let number = try #require(page.shownNumber)
            #expect(number.count == Limits.approvalDigits)
            #expect(try await browser.submit(to: .approval).place == Destination.approval.path)
            #expect(try await world.approve(on: phone, number: number) == .approved)
            let approved = try await browser.open(.approval)
            #expect(approved.says("Approved. You can go on.") && approved.shownNumber == nil)
            #expect(try await browser.submit(to: .approval).place == Destination.overview.path)
            #expect(try await browser.isSignedIn())
        }
    }

    @Test func `lights up as the request arrives and is opened`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.passFirstStep(as: ada)
            let request = try #require(try await world.request(for: phone))
            for (progress, step) in [(ApprovalRequest.Progress.arrived, "arrived"), (.shown, "shown")] {
                _ = try await world.services.approvals.receipt(
                    progress, of: ApprovalRequestID(request.id), by: phone.id)
                let page = try await browser.open(.approval)
                #expect(page.text.contains("<li data-step=\"\(step)\" class=\"is-done\" aria-current=\"step\">"))
            }
        }
    }

    @Test func `PUSH-01: three wrong numbers end the sign-in, with a help code`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            let wrong = Phone.wrong(try #require(try await browser.passFirstStep(as: ada).shownNumber))
            for _ in 1...Limits.approvalTries { _ = try await world.approve(on: phone, number: wrong) }
            #expect(try await browser.open(.approval).says("The number wasn’t right"))
            // What a script sends as soon as the stream tells it.
            let token = try #require(await browser.page.forms.first?.hidden["formToken"])
            let end = try await browser.post(["formToken": token], to: Destination.approval.path)
            #expect(end.status == 403 && end.says("Help code"))
            #expect(await browser.cookies["__Host-aikagi-attempt"] == nil)
            #expect(try await !browser.isSignedIn())
        }
    }

    @Test func `PUSH-05: a refusal in the app ends the sign-in, whichever way it would turn to next`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.passFirstStep(as: ada)
            #expect(try await world.decide(.refuse, on: phone) == .refused)
            let page = try await browser.open(.approval)
            #expect(page.says("Someone on your Pixel 8 refused this sign-in."))
            #expect(!page.text.contains(Destination.backupCode.path))
            let token = try #require(page.forms.first?.hidden["formToken"])
            let code = ["formToken": token, "code": ada.backupCodes[0]]
            _ = try await browser.copy().post(code, to: Destination.backupCode.path)
            let settled = try await browser.post(["formToken": token], to: Destination.approval.path)
            #expect(settled.status == 403 || settled.location == Destination.signIn.path)
            #expect(try await !browser.isSignedIn())
        }
        #expect(try await world.store.read { try $0.sessions(of: ada.account, at: world.time.now()) }.isEmpty)
    }

    @Test func `PUSH-06: after it wasnt me nothing is asked until a sign-in by other means`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let attacker = site.browser()
            try await attacker.passFirstStep(as: ada)
            #expect(try await world.decide(.notMe, on: phone) == .refused)
            #expect(try await attacker.open(.approval).says("said “it wasn’t me”, so we stopped this sign-in."))
            let browser = site.browser()
            #expect(try await browser.passFirstStep(as: ada).place == Destination.scan.path)
            #expect(try await world.request(for: phone) == nil)
            try await browser.open(.backupCode)
            try await browser.submit([.code: ada.backupCodes[0]], to: .backupCode)
            #expect(try await browser.isSignedIn())
            #expect(try await site.browser().passFirstStep(as: ada).place == Destination.approval.path)
        }
    }

    @Test func `PUSH-06: the page after the stronger sign-in asks for another password, until that or a no`()
        async throws
    {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            try await site.browser().passFirstStep(as: ada)
            #expect(try await world.decide(.notMe, on: phone) == .refused)
            world.time.advance(by: .seconds(30))
            let words = "Somebody else may know your password."
            let browser = site.browser()
            try await browser.passFirstStep(as: ada)
            try await browser.open(.backupCode)
            let page = try await browser.submit([.code: ada.backupCodes[0]], to: .backupCode)
            #expect(page.place == Destination.overview.path && page.says(words))
            #expect(page.text.contains("href=\"\(Destination.passwordChange.path)\""))
            #expect(try await browser.open(.passwordChange).status == 200)
            #expect(try await browser.open(.overview).says(words))
            let kept = try await browser.submit(to: .passwordKeep)
            #expect(kept.place == Destination.overview.path && !kept.says(words))
            #expect(try await !browser.open(.overview).says(words))
            #expect(try await browser.open(.activity).says("though somebody else may know it"))
        }
    }

    @Test func `PUSH-14: once the push service knows the device no more it offers what is left, and not to ask again`()
        async throws
    {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await world.subscribe(phone)
        world.time.advance(by: .seconds(60))
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.passFirstStep(as: ada)
            try await world.services.installations.pushGone(
                phone.id, subscription: "subscription", sentAt: world.time.now())
            let page = try await browser.open(.approval)
            #expect(page.status == 200 && !page.says("Ask your Pixel 8 again"))
            #expect(!page.forms.contains { $0.action == Destination.approvalAgain.path })
            #expect(page.text.contains(Destination.backupCode.path))
            try await browser.open(.backupCode)
            let end = try await browser.submit([.code: ada.backupCodes[0]], to: .backupCode)
            #expect(end.place == Destination.overview.path)
        }
    }

    @Test func `PUSH-07: says when the request has run out, and asks again with another number`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            let first = try #require(try await browser.passFirstStep(as: ada).shownNumber)
            world.time.advance(by: Limits.approvalLife)
            let over = try await browser.open(.approval)
            #expect(over.says("Your Pixel 8 didn’t answer within two minutes."))
            #expect(over.text.contains(Destination.backupCode.path))
            #expect(try await world.approve(on: phone, number: first) == nil)
            let again = try await browser.submit(to: .approvalAgain)
            #expect(again.place == Destination.approval.path)
            #expect(try await world.approve(on: phone, number: again.shownNumber) == .approved)
            #expect(try await browser.submit(to: .approval).place == Destination.overview.path)
        }
    }

    @Test func `PUSH-04: a newer request takes the place of the one that this page waits for`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let (first, second) = (site.browser(), site.browser())
            let number = try #require(try await first.passFirstStep(as: ada).shownNumber)
            try await second.passFirstStep(as: ada)
            #expect(try await first.open(.approval).says("There is a newer request"))
            let secondNumber = await second.page.shownNumber
            #expect(try await world.approve(on: phone, number: secondNumber) == .approved)
            #expect(try await first.open(.approval).shownNumber == nil)
            #expect(number != secondNumber)
            #expect(try await !first.isSignedIn())
            #expect(try await second.submit(to: .approval).place == Destination.overview.path)
        }
    }

    @Test func `PUSH-21: belongs to the browser that has asked, and to nobody who knows less or more`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            let number = try await browser.passFirstStep(as: ada).shownNumber
            let request = try #require(try await world.request(for: phone))
            _ = try await world.approve(on: phone, number: number)
            let stranger = site.browser()
            for path in [Destination.approval.path, Destination.approvalEvents.path] {
                for query in ["", "?id=\(request.id)"] {
                    let answer = try await stranger.send(.get, path + query)
                    #expect(answer.status == 303 && answer.location == Destination.signIn.path)
                }
            }
            // Somebody in the middle of a sign-in of their own sees their own page only.
            try await stranger.open(.signIn)
            try await stranger.submit([.identifier: ada.address], to: .signIn)
            #expect(
                try await stranger.open("\(Destination.approval.path)?id=\(request.id)").place
                    == Destination.password.path)
            #expect(try await stranger.send(.get, Destination.approvalEvents.path).status == 204)
            #expect(try await browser.submit(to: .approval).place == Destination.overview.path)
        }
    }

    @Test func `tells the page by itself, and ends when there is nothing more to tell`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            let number = try await browser.passFirstStep(as: ada).shownNumber
            let listener = await browser.copy()
            async let stream = listener.send(.get, Destination.approvalEvents.path)
            while world.store.signals.count == 0, !Task.isCancelled { await Task.yield() }
            _ = try await world.approve(on: phone, number: number)
            let told = try await stream
            #expect(told.headers[.contentType] == "text/event-stream")
            #expect(told.headers[.cacheControl] == "no-store")
            #expect(told.text.hasPrefix("event: state\ndata: {\"phase\":\"sent\",\"overdue\":false}\n\n"))
            #expect(told.text.hasSuffix("event: state\ndata: {\"phase\":\"approved\",\"overdue\":false}\n\n"))
            #expect(!told.text.contains(number ?? "-"))
        }
        #expect(world.store.signals.count == 0)
    }

    @Test func `M-2: a code of the app does as well, also without a network`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            let page = try await browser.passFirstStep(as: ada)
            #expect(page.text.contains(Destination.appCode.path))
            let code = try await browser.open(.appCode)
            #expect(code.says("Code from the Aikagi app"))
            let wrong = try await browser.submit([.code: Phone.wrong(phone.code(at: world.time.now()))], to: .appCode)
            #expect(wrong.status == 422 && wrong.fieldErrors.count == 1)
            let end = try await browser.submit([.code: phone.code(at: world.time.now())], to: .appCode)
            #expect(end.place == Destination.overview.path)
        }
    }

    @Test func `R-7: a password reset asks nobody on a device`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.open(.passwordReset)
            try await browser.submit([.identifier: ada.address], to: .passwordReset)
            let code = try #require(try await world.mailedCode(to: ada.address))
            let second = try await browser.submit([.code: code], to: .passwordResetCode)
            #expect(second.place == Destination.passwordResetBackupCode.path)
            #expect(try await !browser.open(.passwordResetOtherWays).says("Pixel 8"))
            #expect(try await world.request(for: phone) == nil)
        }
    }

    @Test func `asks another device from the menu`() async throws {
        let world = try await World()
        let (ada, _) = try await ada(in: world)
        let tablet = try await world.phone(of: ada.account, named: "Tablet")
        try await Site.serve(world) { site in
            let browser = site.browser()
            let page = try await browser.passFirstStep(as: ada)
            #expect(page.says("We asked your Pixel 8.") && page.says("Ask Tablet") && !page.says("Ask Pixel 8"))
            let other = try await browser.submit(to: .approvalAgain)
            #expect(other.says("We asked your Tablet."))
            #expect(try await world.approve(on: tablet, number: other.shownNumber) == .approved)
            #expect(try await browser.submit(to: .approval).place == Destination.overview.path)
        }
    }
}

@Suite struct `A phone that is dead` {
    @Test func `R-1: opens the other ways within six seconds, says when it was seen, and is never waited for again`()
        async throws
    {
        let world = try await World()
        let ada = try await world.person("ada", holding: [.backupCodes])
        let phone = try await world.phone(of: ada.account)
        world.time.advance(by: .seconds(3 * 86_400))
        try await Site.serve(world) { site in
            // The app's data was cleared: nobody signed out, and nothing answers any more.
            let browser = site.browser()
            #expect(try await !browser.passFirstStep(as: ada).showsOtherWays)
            world.time.advance(by: Limits.receiptTimeout)
            let page = try await browser.open(.approval)
            #expect(page.showsOtherWays)
            #expect(page.says("Your Pixel 8 isn’t answering. It was last seen 3 days ago."))
            try await browser.open(.backupCode)
            let end = try await browser.submit([.code: ada.backupCodes[0]], to: .backupCode)
            #expect(end.place == Destination.overview.path)
            #expect(end.says("If you lose this phone") == false)

            let later = site.browser()
            #expect(try await later.passFirstStep(as: ada).place == Destination.backupCode.path)
            #expect(try await world.request(for: phone) == nil)
            let menu = try await later.open(.otherWays)
            #expect(menu.says("It may not answer. Last seen 3 days ago"))
            #expect(try await browser.open(.devices).says("not answering"))

            // Whoever asks it all the same finds the other ways open from the start.
            let asked = try await later.open(.otherWays)
            #expect(asked.forms.contains { $0.action == Destination.approvalAgain.path })
            #expect(try await later.submit(to: .approvalAgain).showsOtherWays)
        }
    }

    @Test func `R-1: is asked first again once it has shown that it lives`() async throws {
        let world = try await World()
        let ada = try await world.person("ada", holding: [.backupCodes])
        let phone = try await world.phone(of: ada.account)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.passFirstStep(as: ada)
            world.time.advance(by: .seconds(30))
            #expect(try await site.browser().passFirstStep(as: ada).place == Destination.backupCode.path)
            let request = try #require(try await world.request(for: phone))
            _ = try await world.services.approvals.receipt(
                .arrived, of: ApprovalRequestID(request.id), by: phone.id)
            #expect(try await site.browser().passFirstStep(as: ada).place == Destination.approval.path)
        }
    }

    @Test func `R-1: once it is removed it is gone, and no page names it`() async throws {
        let world = try await World()
        let ada = try await world.person("ada", holding: [.app, .backupCodes])
        let phone = try await world.phone(of: ada.account)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, with: phone, in: world)
            try await browser.open("\(Destination.deviceRemove.path)?id=\(phone.id.rawValue)")
            #expect(try await browser.submit(to: .deviceRemove).place == Destination.devices.path)
            let later = site.browser()
            #expect(try await later.passFirstStep(as: ada).place == Destination.code.path)
            #expect(try await !later.open(.otherWays).says("Pixel 8"))
            #expect(try await world.request(for: phone) == nil)
        }
    }
}
