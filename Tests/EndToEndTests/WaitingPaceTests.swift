import HTTPTypes
import Identity
import Pages
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import Testing
import Web

@Suite(.timeLimit(.minutes(10))) struct `Pages that wait` {
    private func ada(in world: World) async throws -> (person: Person, phone: Phone) {
        let person = try await world.person("ada", holding: [.backupCodes])
        return (person, try await world.phone(of: person.account))
    }

    @Test func `PUSH-22: one that asks faster than it was told is told to slow down, and nobody else is`() async throws
    {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        let bob = try await world.person("bob", holding: [.backupCodes])
        _ = try await world.phone(of: bob.account)
        try await Site.serve(world) { site in
            let (hasty, other) = (site.browser(), site.browser())
            let number = try await hasty.passFirstStep(as: ada).shownNumber
            try await other.passFirstStep(as: bob)
            var looks = 1
            while try await hasty.send(.get, Destination.approval.path).status == 200 { looks += 1 }
            #expect(looks == Limits.looksOfPage)
            for path in [Destination.approval.path, Destination.approvalEvents.path, Destination.scan.path] {
                let slow = try await hasty.send(.get, path)
                #expect(slow.status == 429, "\(path)")
                let seconds = try #require(slow.headers[.retryAfter].flatMap { Int64($0) })
                #expect(.seconds(seconds) >= Limits.lookPause)
                let refresh = try #require(HTTPField.Name("Refresh"))
                #expect(slow.headers[refresh] == "\(seconds)")
            }
            let token = try #require(await hasty.page.forms.first?.hidden["formToken"])
            #expect(try await hasty.post(["formToken": token], to: Destination.approval.path).status == 429)
            // It is about waiting: every other page of the same browser is there, and so is everybody else's.
            #expect(try await hasty.send(.get, Destination.otherWays.path).status == 200)
            #expect(try await other.send(.get, Destination.approval.path).status == 200)

            // Nothing is lost by it: after the pause that it was told the sign-in goes on.
            #expect(try await world.approve(on: phone, number: number) == .approved)
            world.time.advance(by: Limits.lookPause)
            #expect(try await hasty.open(.approval).says("Approved. You can go on."))
            #expect(try await hasty.submit(to: .approval).place == Destination.overview.path)
        }
    }

    @Test func `PUSH-22: four tabs without scripts that keep the interval are never told so`() async throws {
        let world = try await World()
        let (ada, _) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            let page = try await browser.passFirstStep(as: ada)
            let interval =
                "<noscript><meta http-equiv=\"refresh\" content=\"\(Limits.lookPause.wholeSeconds)\"></noscript>"
            #expect(page.text.contains(interval))
            for _ in 0..<20 {
                world.time.advance(by: Limits.lookPause)
                for _ in 0..<4 { #expect(try await browser.send(.get, Destination.approval.path).status == 200) }
            }
        }
    }

    @Test func `PUSH-22: a session's page that waits is slowed down, and its other pages are not`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, with: phone, in: world)
            var statuses: [Int] = []
            for _ in 0...Limits.looksOfPage {
                statuses.append(try await browser.send(.get, Destination.stepUpApproval.path).status)
            }
            #expect(statuses.last == 429 && !statuses.dropLast().contains(429))
            #expect(try await browser.send(.get, Destination.deviceEvents.path).status == 429)
            #expect(try await browser.send(.get, Destination.devices.path).status == 200)
        }
    }

    /// Each waits for a QR to be read, which takes no account, so that there can be many.
    @Test func `PUSH-22: hundreds that wait at once keep nobody from signing in, and are told when it is their turn`()
        async throws
    {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        let waiting = 400
        try await Site.serve(world) { site in
            let last = site.browser()
            let number = try await last.passFirstStep(as: ada).shownNumber
            try await withThrowingTaskGroup(of: Answer?.self) { group in
                for _ in 0..<waiting {
                    let secret = try await world.services.scans.begin(from: world.client())
                    let browser = site.browser()
                    await browser.plant("__Host-aikagi-attempt", secret.reveal())
                    group.addTask { try? await browser.send(.get, Destination.scanEvents.path) }
                }
                try await world.listeners(waiting)
                let listener = await last.copy()
                async let stream = listener.send(.get, Destination.approvalEvents.path)
                try await world.listeners(waiting + 1)

                // Somebody else signs in, from the first page to the last.
                let bob = try await world.person("bob")
                let browser = site.browser()
                try await browser.signIn(bob, at: world.time.now())
                #expect(try await browser.isSignedIn())
                // One of those who wait is answered, is told, and goes on.
                #expect(try await world.approve(on: phone, number: number) == .approved)
                #expect(try await stream.text.hasSuffix("{\"phase\":\"approved\",\"overdue\":false}\n\n"))
                #expect(try await last.submit(to: .approval).place == Destination.overview.path)
                group.cancelAll()
            }
        }
        #expect(world.store.signals.count == 0)
    }
}

extension World {
    /// Returns once so many streams are open; throws when the time of the test is over.
    fileprivate func listeners(_ count: Int) async throws {
        while store.signals.count < count {
            try Task.checkCancellation()
            await Task.yield()
        }
    }
}
