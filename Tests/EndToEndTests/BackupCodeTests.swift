import Delivery
import HTTPTypes
import Identity
import OneTimeCodes
import Pages
import PasswordHashing
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing
import Web

@Suite struct `Backup codes` {
    @Test func `BKUP-01, BKUP-02: are twenty random digits, and only their hashes are kept`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let codes = try await browser.makeCodes()
            #expect(codes.count == 10 && Set(codes).count == 10)
            #expect(codes.allSatisfy { $0.count == 20 })
            try await browser.open(.backupCodesConfirm)
            try await browser.confirm(codes)
            let set = try #require(try await world.store.read { try $0.backupCodes(of: ada.account) })
            let stored = set.codes.map { String(decoding: $0.hash, as: UTF8.self) }
            #expect(stored.allSatisfy { $0.hasPrefix("$argon2id$") })
            #expect(Set(try stored.map { try PasswordHash($0).salt }).count == 1)
            #expect(!codes.contains { code in stored.contains { $0.contains(code) } })
        }
    }

    @Test func `BKUP-03: are shown until they are confirmed, in this session, and never again`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let (browser, other) = (site.browser(), site.browser())
            try await browser.signIn(ada, at: world.time.now())
            world.nextCode()
            try await other.signIn(ada, at: world.time.now())
            let codes = try await browser.makeCodes()
            #expect(await browser.page.headers[.cacheControl] == "no-store")
            #expect(try await other.open(.backupCodesNew).shownCodes.isEmpty)

            let file = try await browser.send(.get, Destination.backupCodesDownload.path)
            #expect(file.headers[.contentDisposition]?.hasPrefix("attachment") == true)
            #expect(codes.allSatisfy { file.text.filter(\.isNumber).contains($0) })
            #expect(try await browser.open(.backupCodesNew).shownCodes == codes)

            try await browser.open(.backupCodesConfirm)
            try await browser.confirm(codes)
            #expect(await browser.page.place == Destination.backupCodes.path)
            for destination in [Destination.backupCodesNew, .backupCodesDownload, .backupCodesConfirm, .backupCodes] {
                let answer = try await browser.open(destination)
                #expect(answer.place == Destination.backupCodes.path)
                #expect(!codes.contains { answer.text.contains($0.prefix(5)) })
            }
        }
    }

    @Test func `count only after the third group of the code that is asked for`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            let before = try await world.store.read { try $0.backupCodes(of: ada.account)?.id }
            let codes = try await browser.makeCodes()
            let page = try await browser.open(.backupCodesConfirm)
            let asked = try #require(page.askedCode)
            for wrong in ["", "1234", Answer.thirdGroup(of: codes[asked % 10]), String(codes[asked - 1].prefix(5))] {
                let answer = try await browser.submit([.code: wrong], to: .backupCodesConfirm)
                #expect(answer.status == 422 && answer.askedCode == asked)
            }
            #expect(try await world.store.read { try $0.backupCodes(of: ada.account)?.id } == before)
            try await browser.confirm(codes)
            #expect(try await world.store.read { try $0.backupCodes(of: ada.account)?.id } != before)
        }
    }

    @Test func `BKUP-04: a confirmed set kills the older one and is told of`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let (browser, other) = (site.browser(), site.browser())
            try await browser.signIn(ada, at: world.time.now())
            let codes = try await browser.makeCodes()
            #expect(try await other.signIn(ada, byBackupCode: ada.backupCodes[0]).place == Destination.overview.path)
            try await browser.open(.backupCodesConfirm)
            try await browser.confirm(codes)
            #expect(try await site.browser().signIn(ada, byBackupCode: ada.backupCodes[1]).status == 422)
            #expect(try await site.browser().signIn(ada, byBackupCode: codes[1]).place == Destination.overview.path)
            let subjects = try await world.letters(to: ada.address).map(\.letter.subject)
            #expect(subjects.contains("New backup codes were made"))
        }
    }

    @Test func `BKUP-05, BKUP-10: a used code is dead, and the sign-in by it is marked`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let first = try await site.browser().signIn(ada, byBackupCode: ada.backupCodes[3])
            #expect(first.place == Destination.overview.path)
            let again = try await site.browser().signIn(ada, byBackupCode: ada.backupCodes[3])
            #expect(again.status == 422)
        }
        let row = try #require(try await world.auditLog().last { $0.event == "signedIn" })
        #expect(row.method == Method.backupCode.rawValue)
    }

    @Test func `BKUP-06: wrong ones at the step-up count with those of the sign-in`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            for _ in 0..<Limits.failuresBeforeDelay {
                try await browser.open(.stepUp, query: "way=backupCode")
                try await browser.submit([.code: "00000 00000 00000 00000"], to: .stepUp)
            }
            let mark = await browser.cookies["__Host-aikagi-browser"]
            let next = site.browser()
            await next.plant("__Host-aikagi-browser", mark)
            #expect(try await next.signIn(ada, byBackupCode: ada.backupCodes[0]).status == 403)
        }
        #expect(try await world.unspentCodes(of: ada) == 10)
    }

    @Test func `BKUP-08: may be typed with any separators and look-alike letters, but not shortened`() async throws {
        let world = try await World()
        let ada = try await world.person()
        try await Site.serve(world) { site in
            let code = ada.backupCodes[0]
            let short = try await site.browser().signIn(ada, byBackupCode: String(code.dropLast()))
            #expect(short.status == 422)
            let tolerant = code.map { $0 == "0" ? "O" : $0 == "1" ? "l" : String($0) }.joined(separator: "-")
            #expect(try await site.browser().signIn(ada, byBackupCode: tolerant).place == Destination.overview.path)
        }
    }

    @Test func `BKUP-09: the last one is warned of on every next page that shows the account`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let set = try #require(try await world.store.read { try $0.backupCodes(of: ada.account) })
        try await world.store.write { transaction in
            for position in 1..<10 { _ = try transaction.spend(backupCode: position, of: set.id, at: World.noon) }
        }
        try await Site.serve(world) { site in
            let browser = site.browser()
            let page = try await browser.signIn(ada, byBackupCode: ada.backupCodes[0])
            #expect(page.says("That was your last backup code"))
            #expect(try await browser.open(.backupCodes).text.contains("is-warning"))
            let stranger = site.browser()
            try await stranger.open(.signIn)
            let before = try await stranger.submit([.identifier: ada.address], to: .signIn)
            #expect(!before.says("backup code"))
        }
    }

    @Test func `are offered to nobody without a second factor`() async throws {
        let world = try await World()
        let ada = try await world.person(password: "a password that may stand alone", holding: [])
        try await Site.serve(world) { site in
            let browser = site.browser()
            try await browser.signIn(ada, at: world.time.now())
            try await browser.open(.backupCodes)
            #expect(try await browser.submit(to: .backupCodesNew).place == Destination.authenticatorAppAdd.path)
        }
        #expect(try await world.store.read { try $0.pendingBackupCodes(of: ada.account) } == nil)
    }
}

extension Browser {
    /// Makes a new set on its page and reads it.
    func makeCodes() async throws -> [String] {
        try await open(.backupCodes)
        return try await submit(to: .backupCodesNew).shownCodes
    }

    /// Signs in with a backup code as the second step.
    @discardableResult
    func signIn(_ person: Person, byBackupCode code: String) async throws -> Answer {
        try await open(.signIn)
        try await submit([.identifier: person.address], to: .signIn)
        try await submit([.password: person.password], to: .password)
        try await open(.backupCode)
        return try await submit([.code: code], to: .backupCode)
    }
}
