import Addresses
import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

extension World {
    static func withGroups(_ entries: [String], registration: Bool = false) async throws -> World {
        let groups = try GroupAddresses(entries)
        return try await World(
            rules: SignInRules(methods: SignInRules.builtMethods, selfRegistration: registration)
        ) { ServiceSettings(origin: $0, rules: $1, groupAddresses: groups) }
    }

    /// Somebody with a password that does not stand alone, and nothing else.
    func bare(_ name: String = "ada") async throws -> Person {
        try await person(name, password: "swift otter", holding: [])
    }

    /// An attempt of theirs that waits for the code in the mailbox.
    func atAddress(_ person: Person, from client: Client) async throws -> Secret<String> {
        let attempt = try #require(try await begin(person.address, from: client))
        let answer = try await services.signIn.submit(password: person.password, to: attempt, from: client)
        #expect(answer.prompt?.step == .address)
        return try #require(answer.newSecret)
    }

    func atEnrolment(_ person: Person, from client: Client) async throws -> Secret<String> {
        let attempt = try await atAddress(person, from: client)
        let code = try #require(try await mailedCode(to: person.address))
        let answer = try await services.signIn.submit(mailCode: code, to: attempt, from: client)
        return try #require(answer.newSecret)
    }
}

@Suite struct `A second step enrolled on the way in` {
    @Test func `FLOW-24: takes the mailbox, an app and kept codes, and only then opens a session`() async throws {
        let world = try await World()
        let ada = try await world.bare()
        let client = world.client()
        let attempt = try await world.atEnrolment(ada, from: client)
        #expect(try await world.store.read { try $0.codeApps(of: ada.account) }.isEmpty)
        let answer = try #require(try await world.enrol(in: attempt, from: client))
        #expect(answer.isSignedIn)
        #expect(try await world.store.read { try $0.codeApps(of: ada.account) }.count == 1)
        #expect(try await world.store.read { try $0.countUnspentBackupCodes(of: ada.account) } == 10)
    }

    @Test func `FLOW-24, TOTP-14: nothing is enrolled by a password alone`() async throws {
        let world = try await World()
        let ada = try await world.bare()
        let client = world.client()
        let attempt = try await world.atAddress(ada, from: client)
        guard case .elsewhere(let answer) = try await world.services.signIn.enrolment(attempt, from: client) else {
            Issue.record("an app was offered")
            return
        }
        #expect(answer.prompt?.step == .address)
        #expect(try await world.enrol(in: attempt, from: client) == nil)
        guard
            case .elsewhere = try await world.services.signIn.submit(
                newAppCode: "123456", named: "Phone", to: attempt, from: client),
            case .elsewhere = try await world.services.signIn.submit(codeGroup: "12345", to: attempt, from: client)
        else {
            Issue.record("a later step was taken")
            return
        }
        #expect(try await world.store.read { try $0.codeApps(of: ada.account) }.isEmpty)
    }

    @Test func `FLOW-04: whoever begins again is asked again`() async throws {
        let world = try await World()
        let ada = try await world.bare()
        let client = world.client()
        _ = try await world.atEnrolment(ada, from: client)
        world.time.advance(by: Limits.codeSendPause)
        _ = try await world.atAddress(ada, from: world.client(mark: client.mark))
        world.time.advance(by: Limits.codeSendPause)
        _ = try await world.atAddress(ada, from: world.client())
    }

    @Test func `OTP-03: the code of one attempt is no good in another`() async throws {
        let world = try await World()
        let ada = try await world.bare()
        let victim = try await world.atAddress(ada, from: world.client())
        let code = try #require(try await world.mailedCode(to: ada.address))
        world.time.advance(by: Limits.codeSendPause)
        let thief = try await world.atAddress(ada, from: world.client())
        let answer = try await world.services.signIn.submit(mailCode: code, to: thief, from: world.client())
        #expect(answer.prompt?.step == .address)
        #expect(answer.newSecret == nil)
        let own = try await world.services.signIn.submit(mailCode: code, to: victim, from: world.client())
        #expect(own.newSecret != nil)
    }

    @Test func `FLOW-12: ends when the account changes before the codes are kept`() async throws {
        let world = try await World()
        let ada = try await world.bare()
        let attempt = try await world.atEnrolment(ada, from: world.client())
        _ = try await world.services.signIn.enrolment(attempt, from: world.client())
        try await world.store.write { _ = try $0.authenticatorsChanged(of: ada.account) }
        guard case .elsewhere(let answer) = try await world.services.signIn.enrolment(attempt, from: world.client())
        else {
            Issue.record("it went on")
            return
        }
        #expect(answer.refusal == .accountChanged)
    }

    @Test func `BKUP-03: a wrong group shows the same codes again and nothing counts`() async throws {
        let world = try await World()
        let client = world.client()
        let attempt = try await world.atEnrolment(try await world.bare(), from: client)
        guard case .addApp(let app, nil) = try await world.services.signIn.enrolment(attempt, from: client),
            case .saveCodes(let shown, false) = try await world.services.signIn.submit(
                newAppCode: try world.code(of: app), named: "Phone", to: attempt, from: client),
            case .saveCodes(let again, true) = try await world.services.signIn.submit(
                codeGroup: "00000", to: attempt, from: client)
        else {
            Issue.record("the steps came otherwise")
            return
        }
        #expect(again.codes.map { $0.reveal() } == shown.codes.map { $0.reveal() })
        #expect(again.asked == shown.asked)
        #expect(try await world.store.read { try $0.codeApps(of: AccountID("account-ada")) }.isEmpty)
    }

    @Test(arguments: World.kinds)
    func `ONCE-03, ONCE-15: of 50 right answers at once one opens a session`(kind: TestDatabase.Kind) async throws {
        let world = try await World(kind)
        let ada = try await world.bare()
        let client = world.client()
        let attempt = try await world.atEnrolment(ada, from: client)
        guard case .addApp(let app, nil) = try await world.services.signIn.enrolment(attempt, from: client),
            case .saveCodes(let codes, false) = try await world.services.signIn.submit(
                newAppCode: try world.code(of: app), named: "Phone", to: attempt, from: client)
        else {
            Issue.record("the steps came otherwise")
            return
        }
        let group = String(codes.codes[codes.asked - 1].reveal().dropFirst(10).prefix(5))
        let opened = try await countYes(of: 50) { _ in
            let answer = try? await world.services.signIn.submit(codeGroup: group, to: attempt, from: client)
            guard case .elsewhere(let last) = answer else { return false }
            return last.isSignedIn
        }
        #expect(opened == 1)
        let now = world.time.now()
        #expect(try await world.store.read { try $0.sessions(of: ada.account, at: now) }.count == 1)
        #expect(try await world.store.read { try $0.codeApps(of: ada.account) }.count == 1)
    }
}
