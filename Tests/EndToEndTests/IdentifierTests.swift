import Addresses
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

@Suite struct `Sign-in addresses` {
    private static let second = "ada.second@example.org"

    @Test func `OTP-08: a new one counts when its mailbox is proven, and the old one is told`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await browser.add(Self.second)
            #expect(await browser.page.place == Destination.identifierVerify.path)
            #expect(try await world.store.read { try $0.isTaken(identifier: Self.second) } == false)
            let code = try #require(try await world.mailedCode(to: Self.second))
            #expect(await !browser.page.text.contains(code))
            // Until then the old one names the account, and the new one nobody.
            for (address, isTheirs) in [(ada.address, true), (Self.second, false)] {
                let meanwhile = site.browser()
                try await meanwhile.open(.signIn)
                try await meanwhile.submit([.identifier: address], to: .signIn)
                let answer = try await meanwhile.submit([.password: ada.password], to: .password)
                #expect(answer.status == (isTheirs ? 200 : 422), "\(address)")
            }

            try await browser.submit([.code: code], to: .identifierVerify)
            #expect(await browser.page.place == Destination.identifiers.path)
            #expect(await browser.page.says(Self.second))
            for address in [ada.address, Self.second] {
                let subjects = try await world.letters(to: address).map(\.letter.subject)
                #expect(subjects.contains("A sign-in address was added"), "\(address)")
            }
            let next = site.browser()
            try await next.open(.signIn)
            try await next.submit([.identifier: Self.second], to: .signIn)
            #expect(try await next.submit([.password: ada.password], to: .password).place == Destination.code.path)

            world.letFreshnessPass()
            for change in [Destination.identifierAdd, .identifierRemove, .identifierForNotices] {
                let token = try #require(try await browser.open(.overview).forms.first?.hidden["formToken"])
                let fields = ["formToken": token, "identifier": "third@example.org", "id": "identifier-ada"]
                let answer = try await browser.post(fields, to: change.path)
                #expect(answer.location?.hasPrefix(Destination.stepUp.path) == true, "\(change)")
            }
        }
    }

    @Test func `OTP-03: a code is worth nothing in another session, for another address or another purpose`()
        async throws
    {
        let world = try await World()
        let (ada, eve) = (try await world.person(), try await world.person("eve"))
        try await Site.serve(world) { site in
            let (adas, eves) = (site.browser(), site.browser())
            try await adas.signIn(ada, at: world.time.now())
            try await eves.signIn(eve, at: world.time.now())
            try await adas.add(Self.second)
            let code = try #require(try await world.mailedCode(to: Self.second))
            // Eve would like to have the address too, and has seen Ada's code.
            try await eves.add(Self.second)
            #expect(try await eves.submit([.code: code], to: .identifierVerify).status == 422)
            // Ada asks for another address within the pause between two mails: the old code is not for that one.
            try await adas.add("ada.third@example.org")
            #expect(try await adas.submit([.code: code], to: .identifierVerify).status == 422)
        }
        let taken = try await world.store.read { transaction in
            try [Self.second, "ada.third@example.org"].map { try transaction.isTaken(identifier: $0) }
        }
        #expect(taken == [false, false])
    }

    @Test func `OTP-04: five wrong codes kill the right one`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await browser.add(Self.second)
            let code = try #require(try await world.mailedCode(to: Self.second))
            let wrong = code == "00000000" ? "11111111" : "00000000"
            for _ in 0..<Limits.codeTries {
                guard await browser.page.place == Destination.identifierVerify.path else { break }
                try await browser.submit([.code: wrong], to: .identifierVerify)
            }
            let token = try #require(await browser.page.forms.first?.hidden["formToken"])
            _ = try await browser.post(["formToken": token, "code": code], to: Destination.identifierVerify.path)
        }
        #expect(try await world.store.read { try $0.isTaken(identifier: Self.second) } == false)
    }

    @Test func `OTP-07: a form can't say of itself that an address is verified`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let token = try #require(try await browser.open(.identifierAdd).forms.first?.hidden["formToken"])
            let fields = [
                "formToken": token, "identifier": Self.second, "verified": "true", "emailVerified": "true",
                "is_verified": "1", "verifiedAt": "1", "account": ada.account.rawValue,
            ]
            #expect(try await browser.post(fields, to: Destination.identifierAdd.path).status == 303)
        }
        #expect(try await world.store.read { try $0.isTaken(identifier: Self.second) } == false)
    }

    @Test func `that name another account are said to be taken only to whoever reads their mail`() async throws {
        let world = try await World()
        let (ada, eve) = (try await world.person(), try await world.person("eve"))
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(eve, at: world.time.now())
            try await browser.add("free@example.org")
            let free = await browser.page
            world.time.advance(by: Limits.codeSendPause)
            try await browser.add(ada.address)
            let taken = await browser.page
            #expect(taken.place == free.place && taken.status == free.status)
            let code = try #require(try await world.mailedCode(to: ada.address))
            let answer = try await browser.submit([.code: code], to: .identifierVerify)
            #expect(answer.status == 422 && answer.says("already belongs to an account"))
            #expect(!answer.says("ada,") && !answer.text.contains(ada.account.rawValue))
        }
        #expect(
            try await world.store.read { try $0.account(withIdentifier: ada.address)?.id } == ada.account)
    }

    @Test(arguments: ["ADA@example.org", "ada@EXAMPLE.org", "ａda@example.org"])
    func `OTP-13, OTP-14: another spelling of one's own is one's own`(typed: String) async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await browser.add(typed)
            #expect(await browser.page.status == 422)
        }
        #expect(try await world.letters(to: ada.address).allSatisfy { !$0.letter.subject.contains("code") })
    }

    @Test(arguments: ["", "no address", "a@b@c", "x@example.org, y@example.org", "\"q\"@example.org"])
    func `OTP-09: what is no single address is refused`(typed: String) async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await browser.add(typed)
            #expect(await browser.page.status == 422)
            #expect(await browser.page.fieldErrors.count == 1)
        }
    }

    @Test func `that several people read are refused with the reason`() async throws {
        let groups = try GroupAddresses(["info@*"])
        let world = try await World(configure: { ServiceSettings(origin: $0, rules: $1, groupAddresses: groups) })
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await browser.add("info@example.org")
            #expect(await browser.page.fieldErrors.first?.contains("shared by several people") == true)
        }
    }

    @Test func `the last one stays, and a removed one is told`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await world.give(ada, another: Self.second)
        let ids = try await world.store.read { try $0.identifiers(of: ada.account).map(\.id) }
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let first = try #require(ids.first { $0.rawValue == "identifier-ada" })
            try await browser.open(.identifierRemove, query: "id=\(first)")
            try await browser.submit(to: .identifierRemove)
            #expect(await browser.page.says("The address was removed"))
            #expect(
                try await world.letters(to: ada.address).contains {
                    $0.letter.subject == "A sign-in address was removed"
                })
            let token = try #require(await browser.page.forms.first?.hidden["formToken"])
            let answer = try await browser.post(
                ["formToken": token, "id": "identifier-\(Self.second)"], to: Destination.identifierRemove.path)
            #expect(answer.status == 422 && answer.says("This is your last address"))
        }
        #expect(try await world.store.read { try $0.identifiers(of: ada.account).count } == 1)
    }

    @Test
    func `REC-10: when notices move both addresses are told, and the former one for a month, even when it is removed`()
        async throws
    {
        let world = try await World()
        let ada = try await world.person()
        try await world.give(ada, another: Self.second)
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await browser.open(.identifiers)
            try await browser.submit(to: .identifierForNotices)
            #expect(await browser.page.says("Notices now go to the address you chose"))
            for address in [ada.address, Self.second] {
                #expect(
                    try await world.letters(to: address).contains {
                        $0.letter.subject == "Notices go to another address"
                    })
            }
        }
        let chosen = try await world.store.read { try $0.identifiers(of: ada.account).first(where: \.forNotices) }
        #expect(chosen?.identifier.shown == Self.second)

        let removed = try await world.store.write {
            try $0.remove(IdentifierID("identifier-ada"), of: ada.account, at: world.time.now())
        }
        #expect(removed)
        for isStillTold in [true, false] {
            world.nextCode()
            let before = try await world.letters(to: ada.address).count
            try await Site.serve(world) { site in
                let browser = site.browser()
                try await browser.signIn(ada, as: Self.second, at: world.time.now())
                try await browser.open(.passwordChange)
                try await browser.submit(
                    [.password: ada.password, .newPassword: "another one \(isStillTold)"], to: .passwordChange)
                #expect(await browser.page.says("Your password was changed"))
                try await browser.open(.passwordChange)
                try await browser.submit(
                    [.password: "another one \(isStillTold)", .newPassword: ada.password], to: .passwordChange)
            }
            #expect(try await (world.letters(to: ada.address).count > before) == isStillTold)
            world.time.advance(by: Limits.formerNoticeAddressLife)
        }
    }
}

extension Browser {
    /// Asks to add an address on its page.
    func add(_ address: String) async throws {
        try await open(.identifierAdd)
        try await submit([.identifier: address], to: .identifierAdd)
    }
}
