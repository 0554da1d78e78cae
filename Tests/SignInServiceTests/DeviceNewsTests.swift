import ApprovalProtocol
import Delivery
import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

/// What the person is told about their devices, by mail and in the apps that they have.
@Suite struct `Word of what happens to devices` {
    private struct Scene {
        let world: World
        let ada: Person
        let session: LiveSession
        /// Added first, with a push subscription.
        let old: Phone

        init(_ kind: TestDatabase.Kind = .sqlite) async throws {
            world = try await World(kind)
            ada = try await world.person()
            try await world.give(ada, anotherMailbox: "ada@work.example")
            session = try await world.liveSession(of: ada)
            old = try #require(try await world.addPhone(by: session, named: "Old phone")).phone
            let live = try #require(try await world.live(old))
            let push = try #require(world.push("https://push.example.net/1"))
            #expect(try await world.services.installations.subscribe(live, to: push))
            world.time.advance(by: .seconds(1))
        }

        func news() async throws -> [DeviceNews] {
            let live = try #require(try await world.live(old))
            return try #require(try await world.services.installations.standing(of: live)).news
        }

        /// What the pushes say that wait now; they are taken.
        func pushes() async throws -> [String] {
            let now = world.time.now()
            return try await world.store.write { transaction in
                let due = try transaction.claimPushes(dueAt: now, limit: 50, retryAt: now + .seconds(60))
                for push in due { try transaction.remove(push: push.id) }
                return due.map(\.content)
            }
        }

        /// The subjects of the letters of the last change, if every address got the same.
        func subjects(_ change: () async throws -> Void) async throws -> [String] {
            // The letters of one moment have no order.
            world.time.advance(by: .seconds(1))
            let before = try await world.letters().count
            try await change()
            let new = try await world.letters()
            let fresh = new.prefix(new.count - before)
            let home = fresh.filter { $0.recipient == ada.address }.map(\.letter.subject)
            let work = fresh.filter { $0.recipient == "ada@work.example" }.map(\.letter.subject)
            #expect(home == work)
            for letter in fresh {
                #expect(letter.letter.text.contains("If it wasn't you"))
                #expect(letter.letter.text.contains("/password-reset"))
            }
            return home
        }
    }

    @Test(arguments: World.kinds)
    func `DEV-02: a device that is added, put first or removed is told of at every address and on every device`(
        kind: TestDatabase.Kind
    ) async throws {
        let scene = try await Scene(kind)
        let world = scene.world
        let heard = world.store.signals.subscribe(to: [.installation(scene.old.id)])
        var wakes = heard.makeAsyncIterator()
        #expect(try await scene.news().isEmpty)
        _ = try await scene.pushes()
        let added = try await scene.subjects {
            _ = try #require(try await world.addPhone(by: scene.session, named: "Tablet"))
        }
        #expect(added == ["The app was added on a device"])
        #expect(await wakes.next() == [.installation(scene.old.id)])
        #expect(try await scene.pushes() == ["news"])
        let first = try #require(try await scene.news().first)
        #expect(first.kind == .added && first.name == "Tablet" && first.address == "192.0.2.7")
        let tablet = try #require(first.device)
        // It is news for the others, and not for the device itself.
        let own = try await world.store.read { try $0.installation(tablet) }
        #expect(own?.activatedAt == world.time.now())

        let asked = try await scene.subjects {
            _ = try await world.services.installations.promote(tablet, by: scene.session, from: world.client())
        }
        #expect(asked == ["Your primary device is about to change"])
        #expect(try await scene.news().map(\.kind) == [.promotionAsked, .added])
        #expect(try await scene.pushes() == ["news"])

        let removed = try await scene.subjects {
            _ = try await world.services.installations.remove(tablet, by: scene.session, from: world.client())
        }
        #expect(removed == ["A device was removed"])
        let last = try #require(try await scene.news().first)
        #expect(last.kind == .ended && last.device == tablet && last.number > first.number)
        #expect(try await scene.pushes() == ["news"])
        world.time.advance(by: Limits.deviceNewsLife + .seconds(1))
        #expect(try await scene.news().isEmpty)
    }

    @Test func `DEV-02: it was not me: the device that was added is dead at once, from the other app`() async throws {
        let scene = try await Scene()
        let world = scene.world
        let (stolen, _) = try #require(try await world.addPhone(by: scene.session, named: "Thief"))
        let device = try #require(try await scene.news().first?.device)
        let live = try #require(try await world.live(scene.old))
        #expect(try await world.services.installations.reportLost(device, by: live, from: world.client()) == .done)
        guard case .refused(.gone(.reportedLost)) = try await world.contact(of: stolen) else {
            Issue.record("it goes on")
            return
        }
    }

    @Test(arguments: World.kinds)
    func `QR-08: a second device with the link of another is refused, and the person and that device hear of it`(
        kind: TestDatabase.Kind
    ) async throws {
        let scene = try await Scene(kind)
        let world = scene.world
        let token = try #require(try await world.invitation(by: scene.session))
        let new = NewPhone()
        guard case .enrolled(let answer) = try await world.enrol(new, with: token) else {
            Issue.record("not enrolled")
            return
        }
        #expect(try await world.approve(on: new.phone(answer), number: nil) == .approved)
        _ = try await scene.pushes()
        world.time.advance(by: .seconds(5))

        // The same app asks again, because it never got its answer: that is nobody else.
        #expect(try await scene.subjects { _ = try await world.enrol(new, with: token) }.isEmpty)
        let told = try await scene.subjects {
            for _ in 0..<3 {
                guard case .linkGone = try await world.enrol(NewPhone(), with: token, named: "Thief") else {
                    Issue.record("a used link added a device")
                    return
                }
            }
        }
        #expect(told == ["A device could not be added"])
        let letter = try #require(try await world.letters(to: scene.ada.address).first).letter.text
        #expect(letter.contains("Thief") && letter.contains("192.0.2.7"))
        let news = try #require(try await scene.news().first)
        #expect(news.kind == .linkShownAgain && news.name == "Thief" && news.device == nil)
        #expect(try await scene.pushes() == ["news"])
        let bound = try #require(try await world.live(new.phone(answer)))
        let standing = try #require(try await world.services.installations.standing(of: bound))
        #expect(standing.news.first?.kind == .linkShownAgain)
        #expect(standing.devices.count == 2)
        let entry = try await world.auditLog().last
        #expect(entry?.event == "installationLinkShownAgain" && entry?.actor == "stranger")
    }

    @Test func `QR-12: links that lead nowhere are counted by network, and the right one is looked at later`()
        async throws
    {
        let world = try await World()
        let session = try await world.liveSession(of: world.person())
        let token = try #require(try await world.invitation(by: session))
        for _ in 0..<Limits.wrongCodesOfNetwork {
            guard case .linkGone = try await world.enrol(NewPhone(), with: world.environment.tokens.token()) else {
                Issue.record("a guess was no guess")
                return
            }
        }
        guard case .slowDown(let until) = try await world.enrol(NewPhone(), with: token) else {
            Issue.record("there is no bound")
            return
        }
        world.time.set(to: until)
        guard case .enrolled = try await world.enrol(NewPhone(), with: token) else {
            Issue.record("the link was spent by what was refused")
            return
        }
    }
}

extension World {
    /// Gives a person another verified address, past its page.
    func give(_ person: Person, anotherMailbox address: String) async throws {
        let now = time.now()
        try await store.write { transaction in
            _ = try transaction.add(
                IdentifierRecord(
                    id: IdentifierID("identifier-\(address)"), account: person.account,
                    identifier: .email(EmailAddress(canonical: address, shown: address)), skeleton: address,
                    isPlain: true, verifiedAt: now))
        }
    }
}
