import ApprovalProtocol
import Delivery
import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

@Suite struct `It wasnt me` {
    @Test(arguments: World.kinds)
    func `PUSH-06: is told to the person and every other administrator, in their languages, and recorded`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World(kind)
        let (ada, phone) = try await world.personWithPhone()
        let root = try await world.person("root", role: .administrator)
        let hanako = try await world.person("hanako", role: .administrator)
        let former = try await world.person("former", state: .disabled, role: .administrator)
        _ = try await world.store.write { try $0.setLanguage(.japanese, of: hanako.account) }
        try await world.repudiate(ada, on: phone)

        let own = try #require(try await world.letters(to: ada.address).first?.letter)
        #expect(own.subject == "You said that a sign-in wasn't you")
        #expect(own.text.contains("Change your password:\n\(World.origin)/account/password"))
        #expect(own.text.contains("Pixel 8") && own.text.contains("192.0.2.7"))
        let report = try #require(try await world.letters(to: root.address).first?.letter)
        #expect(report.subject == "ada reports a sign-in that wasn't theirs")
        #expect(report.text.contains(ada.address) && report.text.contains("192.0.2.7"))
        #expect(try await world.letters(to: hanako.address).first?.letter.subject.contains("ada さん") == true)
        #expect(try await world.letters(to: former.address).isEmpty)
        #expect(try await world.letters().count == 3)
        let told = try #require(try await world.told().first)
        #expect(told.result == .succeeded && told.account == ada.account && told.detail == "2")
        #expect(try await world.auditLog().contains { $0.event == AuditEvent.approvalRepudiated.rawValue })
    }

    @Test func `PUSH-06: administrators hear of an account once a day, and the record of every time`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        let root = try await world.person("root", role: .administrator)
        for code in ada.backupCodes.prefix(3) {
            try await world.repudiate(ada, on: phone)
            try await world.signIn(ada, by: code)
        }
        #expect(try await world.letters(to: root.address).count == 1)
        #expect(try await world.told().map(\.reason) == [nil, "told before", "told before"])
        world.time.advance(by: Limits.suspicionWindow)
        try await world.repudiate(ada, on: phone)
        #expect(try await world.letters(to: root.address).count == 2)
    }

    @Test func `PUSH-06: however many report, administrators get ten mails an hour, the last of which says so`()
        async throws
    {
        let world = try await World()
        let root = try await world.person("root", role: .administrator)
        for number in 1...Limits.mailedReports + 5 {
            let (person, phone) = try await world.personWithPhone("person\(number)")
            try await world.repudiate(person, on: phone)
        }
        let reports = try await world.letters(to: root.address).map(\.letter)
        #expect(reports.count == Limits.mailedReports)
        #expect(reports.filter { $0.text.contains("aikagi audit export") }.count == 1)
        #expect(reports.first { $0.text.contains("aikagi audit export") }?.subject.contains("person10 ") == true)
        #expect(try await world.told().map(\.reason).suffix(5) == Array(repeating: "too many", count: 5))
        // Everybody's own notice is sent all the same.
        #expect(try await world.letters(to: "person15@example.org").count == 1)

        world.time.advance(by: Limits.reportWindow)
        let (late, phone) = try await world.personWithPhone("late")
        try await world.repudiate(late, on: phone)
        #expect(try await world.letters(to: root.address).count == Limits.mailedReports + 1)
    }

    @Test func `PUSH-06: the first page after the stronger sign-in asks for another password, until there is one`()
        async throws
    {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        try await world.repudiate(ada, on: phone)
        let doubted = world.time.now()
        world.time.advance(by: .seconds(60))
        let session = try await world.signIn(ada, by: ada.backupCodes[0])
        let own = world.services.own
        #expect(try await own.overview.standing(of: ada.account)?.passwordDoubted == doubted)
        let changed = try await own.password.change(
            from: ada.password, to: "quite another passphrase", by: session, from: world.client())
        guard case .changed = changed else {
            Issue.record("not changed: \(changed)")
            return
        }
        #expect(try await own.overview.standing(of: ada.account)?.passwordDoubted == nil)
    }

    @Test func `PUSH-06: who keeps the password is asked no more, and that is recorded`() async throws {
        let world = try await World()
        let (ada, phone) = try await world.personWithPhone()
        try await world.repudiate(ada, on: phone)
        let session = try await world.signIn(ada, by: ada.backupCodes[0])
        let own = world.services.own
        for _ in 0..<2 { try await own.password.keep(by: session, from: world.client()) }
        #expect(try await own.overview.standing(of: ada.account)?.passwordDoubted == nil)
        #expect(try await world.auditLog().filter { $0.event == AuditEvent.passwordKept.rawValue }.count == 1)
        // The next time it is another doubt.
        try await world.repudiate(ada, on: phone)
        #expect(try await own.overview.standing(of: ada.account)?.passwordDoubted != nil)
    }

    @Test func `PUSH-06: nobody is asked for another password who has none`() async throws {
        let world = try await World()
        let (ada, phone, known) = try await world.withoutPassword()
        let secret = try #require(try await world.begin(ada.address, from: known))
        #expect(try await world.view(secret)?.phase == .sent)
        #expect(try await world.decide(.notMe, on: phone) == .refused)
        let letter = try #require(try await world.letters(to: ada.address).first?.letter)
        #expect(!letter.text.contains("/account/password"))
        #expect(try await world.services.own.overview.standing(of: ada.account)?.passwordDoubted == nil)
    }
}

extension World {
    /// Somebody types the person's password, and the person says "it wasn't me" on the phone.
    fileprivate func repudiate(_ person: Person, on phone: Phone) async throws {
        _ = try await halfWay(person)
        let answer = try await decide(.notMe, on: phone)
        #expect(answer == .refused)
    }

    @discardableResult
    fileprivate func signIn(_ person: Person, by backupCode: String) async throws -> LiveSession {
        let client = client()
        let secret = try await halfWay(person, from: client)
        let answer = try await services.signIn.submit(backupCode: backupCode, to: secret, from: client)
        guard case .signedIn(let session) = answer.outcome else { throw NotSignedIn() }
        return try #require(try await services.sessions.live(session.token, from: client))
    }

    fileprivate func told() async throws -> [AuditEntry] {
        try await auditLog().filter { $0.event == AuditEvent.administratorsTold.rawValue }
    }
}

private struct NotSignedIn: Error {}
