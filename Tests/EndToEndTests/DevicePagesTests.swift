import ApprovalProtocol
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

@Suite struct `The pages of the devices` {
    private func ada(in world: World) async throws -> (person: Person, phone: Phone) {
        let person = try await world.person("ada")
        return (person, try await world.phone(of: person.account))
    }

    private func devices(_ person: Person, in world: World) async throws -> [OwnDevice] {
        try await world.services.installations.own(of: person.account)
    }

    @Test func `D-7: tell state, last sign of life and last approval of each in plain words`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        _ = try await world.phone(of: ada.account, named: "Tablet")
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, with: phone, in: world)
            let page = try await browser.open(.devices)
            #expect(page.says("Pixel 8") && page.says("primary") && page.says("last approval just now"))
            #expect(page.says("Tablet") && page.says("ready"))
            #expect(try await browser.open(.overview).says("Pixel 8, Tablet"))
        }
    }

    @Test func `give a device another name, and no name that is too long or empty`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, with: phone, in: world)
            try await browser.open("\(Destination.deviceRename.path)?id=\(phone.id.rawValue)")
            #expect(try await browser.submit([.name: " "], to: .deviceRename).fieldErrors.count == 1)
            let long = String(repeating: "x", count: Limits.nameLength + 1)
            #expect(try await browser.submit([.name: long], to: .deviceRename).status == 422)
            let page = try await browser.submit([.name: "<b>Work</b>"], to: .deviceRename)
            #expect(page.place == Destination.devices.path && page.says("The device was renamed."))
            #expect(page.text.contains("&lt;b&gt;Work&lt;/b&gt;"))
        }
    }

    @Test func `DEV-04: a device of somebody else is one that does not exist, and nothing happens to it`() async throws
    {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        let eve = try await world.person("eve")
        let hers = try await world.phone(of: eve.account, named: "Eve’s")
        let before = try await devices(eve, in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, with: phone, in: world)
            let token = try #require(try await browser.open(.devices).forms.first?.hidden["formToken"])
            for page in [Destination.deviceRename, .deviceTest, .devicePromote, .deviceLost, .deviceRemove] {
                for id in [hers.id.rawValue, "nobody", ""] {
                    let fields = ["formToken": token, "id": id, "name": "Mine"]
                    let posted = try await browser.post(fields, to: page.path)
                    #expect(posted.status == 404, "POST \(page) \(id)")
                    let read = try await browser.send(.get, "\(page.path)?id=\(id)")
                    #expect(read.status == 404 && !read.says("Eve"), "GET \(page) \(id)")
                }
            }
            let events = try await browser.send(.get, "\(Destination.deviceEvents.path)?id=\(hers.id.rawValue)")
            #expect(events.status == 404)
        }
        #expect(try await devices(eve, in: world) == before)
        #expect(try await world.request(for: hers) == nil)
    }

    @Test func `D-5: a device that is reported lost is dead at once, and the next one is asked`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        let tablet = try await world.phone(of: ada.account, named: "Tablet")
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, with: tablet, in: world)
            let page = try await browser.open("\(Destination.deviceLost.path)?id=\(phone.id.rawValue)")
            #expect(page.says("Was Pixel 8 lost or stolen?") && page.says("Requests will go to Tablet first"))
            let done = try await browser.submit(to: .deviceLost)
            #expect(done.says("The device is switched off.") && !done.says("Pixel 8"))
            #expect(try await site.browser().passFirstStep(as: ada).says("We asked your Tablet."))
            #expect(try await world.request(for: phone) == nil)
        }
        let letters = try await world.letters(to: ada.address).map(\.letter.text)
        #expect(letters.contains { $0.contains("Pixel 8") })
    }

    @Test func `DEV-05: need a fresh proof for everything that takes away or puts first`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        let tablet = try await world.phone(of: ada.account, named: "Tablet")
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, with: phone, in: world)
            let token = try #require(try await browser.open(.devices).forms.first?.hidden["formToken"])
            world.letFreshnessPass()
            for page in [Destination.deviceAdd, .devicePromote, .deviceLost, .deviceRemove] {
                let fields = ["formToken": token, "id": tablet.id.rawValue]
                for answer in [
                    try await browser.post(fields, to: page.path),
                    try await browser.send(.get, "\(page.path)?id=\(tablet.id.rawValue)"),
                ] {
                    #expect(answer.location?.hasPrefix(Destination.stepUp.path) == true, "\(page)")
                }
            }
        }
        #expect(try await devices(ada, in: world).count == 2)
    }

    @Test func `D-4: another primary device waits for the word of the present one, while that answers`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        let tablet = try await world.phone(of: ada.account, named: "Tablet")
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, with: phone, in: world)
            let page = try await browser.open("\(Destination.devicePromote.path)?id=\(tablet.id.rawValue)")
            #expect(page.says("Make Tablet the primary device?") && page.says("Your Pixel 8 will be told"))
            let waits = try await browser.submit(to: .devicePromote)
            #expect(waits.says("Becomes the primary device in 24 hours"))
            #expect(try await browser.submit(to: .deviceKeepPrimary).says("Your primary device stays as it was."))
            #expect(try await devices(ada, in: world).allSatisfy { $0.promotionDue == nil })

            try await browser.open("\(Destination.devicePromote.path)?id=\(tablet.id.rawValue)")
            try await browser.submit(to: .devicePromote)
        }
        world.time.advance(by: Limits.promotionWait)
        #expect(try await devices(ada, in: world).first { $0.role == .primary }?.id == tablet.id)
    }

    @Test func `D-8: a test tells whether the app answers`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, with: phone, in: world)
            try await browser.open(.devices)
            let sent = try await browser.submit(to: .deviceTest)
            #expect(sent.place == Destination.deviceTest.path && sent.says("A test is on its way to Pixel 8."))
            world.time.advance(by: Limits.receiptTimeout)
            #expect(try await browser.open(sent.path).says("Pixel 8 isn’t answering."))
            #expect(try await world.approve(on: phone, number: nil) == .approved)
            #expect(try await browser.open(sent.path).says("Pixel 8 has answered. It works."))
        }
    }

    @Test func `DEV-01: a link adds a device, and stays the same while it lives`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, with: phone, in: world)
            try await browser.open(.devices)
            let page = try await browser.submit(to: .deviceAdd)
            let link = try #require(page.between("href=\"/app#enrol=", "\""))
            #expect(link.count == 43 && page.text.contains("<svg"))
            #expect(try await browser.open(.deviceAdd).between("href=\"/app#enrol=", "\"") == link)
            world.time.advance(by: Limits.installationLinkLife - .seconds(1))
            // It is shown to its own session only.
            let other = site.browser()
            #expect(try await other.open(.deviceAdd).place == Destination.signIn.path)
        }
    }

    @Test func `D-3: a new device asks whose place it takes, and takes it`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, with: phone, in: world)
            world.time.advance(by: .seconds(1))
            for (name, answer) in [("Pixel 9", Destination.deviceKeepOthers), ("Pixel 8, new", .deviceReplace)] {
                try await browser.open(.devices)
                let page = try await browser.submit(to: .deviceAdd)
                let link = try #require(page.between("href=\"/app#enrol=", "\""))
                let new = NewPhone()
                guard case .enrolled(let enrolled) = try await world.enrol(new, with: Secret(link), named: name) else {
                    Issue.record("not enrolled")
                    return
                }
                #expect(try await world.approve(on: new.phone(enrolled), number: nil) == .approved)
                world.time.advance(by: .seconds(1))
                let asked = try await browser.open(.deviceAdd)
                #expect(asked.place == Destination.deviceReplace.path && asked.says("\(name) is ready."))
                #expect(asked.says("Is this a re-install of") && asked.says("Pixel 8"))
                let answered = try await browser.submit(to: answer)
                #expect(answered.place == Destination.devices.path)
                #expect(answered.says("The old copy is switched off.") == (answer == .deviceReplace))
                #expect(try await browser.open(.deviceReplace).place == Destination.devices.path)
            }
            #expect(try await devices(ada, in: world).map(\.name) == ["Pixel 9", "Pixel 8, new"])
        }
    }

    @Test func `QR-08: a link that was used is not shown again, and the device that used it is named`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, with: phone, in: world)
            try await browser.open(.devices)
            let page = try await browser.submit(to: .deviceAdd)
            let link = try #require(page.between("href=\"/app#enrol=", "\""))
            let new = NewPhone()
            guard case .enrolled(let answer) = try await world.enrol(new, with: Secret(link), named: "Leaked") else {
                Issue.record("not enrolled")
                return
            }
            let linked = try await browser.open(.deviceAdd)
            #expect(linked.says("Leaked") && !linked.text.contains("#enrol="))
            #expect(try await world.approve(on: new.phone(answer), number: nil) == .approved)
            _ = try await world.enrol(NewPhone(), with: Secret(link), named: "Thief")
            let activity = try await browser.open(.activity)
            #expect(activity.says("A device came with a used link and was not added"))
        }
    }

    @Test func `DEV-15: shows name, model, when it was added, last use and place, and escapes what the app said`()
        async throws
    {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, with: phone, in: world)
            _ = try await world.contact(of: phone, address: "<b>198.51.100.9")
            let page = try await browser.open(.devices)
            #expect(page.says("Android · last seen just now at <b>198.51.100.9"))
            #expect(page.says("added just now") && !page.text.contains("<b>198"))
        }
    }

    @Test func `D-9: new sign-ins are blocked at once, and allowed again after a fresh proof`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, with: phone, in: world)
            try await browser.open(.devices)
            let blocked = try await browser.submit(to: .restrict)
            #expect(blocked.place == Destination.devices.path && blocked.says("New sign-ins are blocked."))
            let other = site.browser()
            let refused = try await other.signIn(ada, with: phone, in: world)
            #expect(refused.says("New sign-ins are blocked") && refused.says("sign in with a backup code"))

            world.letFreshnessPass()
            let token = try #require(try await browser.open(.devices).forms.first?.hidden["formToken"])
            let posted = try await browser.post(["formToken": token], to: Destination.restrictionLift.path)
            #expect(posted.location?.hasPrefix(Destination.stepUp.path) == true)
            #expect(try await browser.open(.restrictionLift).place == Destination.stepUp.path)
            #expect(try await world.services.installations.isRestricted(ada.account))
        }
    }

    @Test func `D-9: a backup code gets in, and lifts the block on the page`() async throws {
        let world = try await World()
        let ada = try await world.person("ada", holding: [.backupCodes])
        let phone = try await world.phone(of: ada.account)
        let live = try #require(try await world.live(phone))
        let outcome = try await world.services.installations.restrict(true, by: live, from: world.client())
        #expect(outcome == .done)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.passFirstStep(as: ada)
            try await browser.open(.backupCode)
            try await browser.submit([.code: ada.backupCodes[0]], to: .backupCode)
            #expect(try await browser.open(.devices).says("They are blocked."))
            try await browser.open(.restrictionLift)
            let lifted = try await browser.submit(to: .restrictionLift)
            #expect(lifted.says("New sign-ins are allowed again."))
            #expect(try await site.browser().signIn(ada, with: phone, in: world).place == Destination.overview.path)
        }
    }

    @Test func `R-12: backup codes come first where the phone would be the only way back`() async throws {
        let world = try await World()
        let ada = try await world.person("ada", password: "a password that may stand alone", holding: [])
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await browser.open(.devices)
            let first = try await browser.submit(to: .deviceAdd)
            #expect(first.says("Save backup codes first") && !first.text.contains("#enrol="))
            let codes = try await browser.submit(to: .backupCodesNew).shownCodes
            try await browser.open(.backupCodesConfirm)
            let next = try await browser.confirm(codes)
            #expect(next.place == Destination.deviceAdd.path)
            #expect(next.text.contains("/app#enrol="))
            // The codes alone are no second step yet.
            #expect(try await world.unspentCodes(of: ada) == 0)
        }
    }

    @Test func `step-up: an approval is a fresh proof, and leads back to what was wanted`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, with: phone, in: world)
            world.letFreshnessPass()
            let ask = try await browser.open("\(Destination.deviceRemove.path)?id=\(phone.id.rawValue)")
            #expect(ask.place == Destination.stepUp.path && ask.says("Ask Pixel 8"))
            let waiting = try await browser.submit(to: .stepUpApprovalAgain)
            #expect(waiting.place == Destination.stepUpApproval.path)
            #expect(try await browser.submit(to: .stepUpApproval).place == Destination.stepUpApproval.path)
            #expect(try await world.approve(on: phone, number: waiting.shownNumber) == .approved)
            let back = try await browser.submit(to: .stepUpApproval)
            #expect(back.place == Destination.deviceRemove.path && back.says("Remove Pixel 8?"))
        }
    }

    @Test func `step-up: a refusal in the app proves nothing`() async throws {
        let world = try await World()
        let (ada, phone) = try await ada(in: world)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, with: phone, in: world)
            world.letFreshnessPass()
            try await browser.open("\(Destination.deviceRemove.path)?id=\(phone.id.rawValue)")
            try await browser.submit(to: .stepUpApprovalAgain)
            #expect(try await world.decide(.refuse, on: phone) == .refused)
            try await browser.open(.devices)
            #expect(try await browser.open(.deviceAdd).place == Destination.stepUp.path)
        }
    }
}
