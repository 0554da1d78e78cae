import Delivery
import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

@Suite struct `A mobile number of one's own` {
    private static let number = "+819012345678"

    @Test(arguments: World.kinds)
    func `OTP-16: is added by the code that was sent to it, in E.164, and names the account`(
        kind: TestDatabase.Kind
    ) async throws {
        let world = try await World.texting(kind)
        let ada = try await world.person()
        let session = try await world.liveSession(of: ada)
        let identifiers = world.services.own.identifiers
        #expect(try await identifiers.begin(adding: "+81 (0)90-1234-5678", by: session) == .codeSent)
        #expect(try await identifiers.pending(in: session)?.canonical == Self.number)
        #expect(try await world.store.read { try $0.isTaken(identifier: Self.number) } == false)
        let code = try #require(try await world.textedCode())
        #expect(try await identifiers.submit(code: code, in: session, from: world.client()) == .added)
        let account = try await world.store.read { try $0.account(withIdentifier: Self.number)?.id }
        #expect(account == ada.account)
        #expect(try await world.letters(to: ada.address).contains { $0.letter.subject == "A sign-in number was added" })
        // In other words it is the same number.
        #expect(try await identifiers.begin(adding: "+81 90 1234 5678", by: session) == .alreadyYours)
    }

    @Test(arguments: [
        "+41791", "tel:+819012345678", "+819012345678;ext=12", "+81 90 1234 5678p1", "+123456789012345678",
        "09012345678",
    ])
    func `OTP-16: what is no number of anybody's is refused before anything is sent`(typed: String) async throws {
        let world = try await World.texting()
        let session = try await world.liveSession(of: try await world.person())
        let before = try await world.letters().count
        let answer = try await world.services.own.identifiers.begin(adding: typed, by: session)
        #expect([.numberUnreadable, .unreadable, .notMobile].contains(answer), "\(answer)")
        #expect(try await world.letters().count == before)
    }

    @Test(arguments: World.kinds)
    func `OTP-17: belongs to one account, and a code for one opens no other`(kind: TestDatabase.Kind) async throws {
        let world = try await World.texting(kind)
        let (ada, eve) = (try await world.person(), try await world.person("eve", holding: [.backupCodes, .app]))
        try await world.give(ada)
        let session = try await world.liveSession(of: eve)
        let identifiers = world.services.own.identifiers
        #expect(try await identifiers.begin(adding: Self.number, by: session) == .codeSent)
        // They share the telephone, so Eve reads the code.
        let code = try #require(try await world.textedCode())
        // The later message is told from the first by its time.
        world.time.advance(by: .seconds(1))
        let (secret, client) = try await world.askForTextCode(Self.number)
        #expect(try await world.services.signIn.submit(textCode: code, to: secret, from: client).problem == .wrong)
        let adas = try #require(try await world.textedCode())
        try #require(adas != code)
        #expect(try await identifiers.submit(code: adas, in: session, from: world.client()) == .askAgain(.wrong))
        #expect(try await identifiers.submit(code: code, in: session, from: world.client()) == .taken)
        let account = try await world.store.read { try $0.account(withIdentifier: Self.number)?.id }
        #expect(account == ada.account)
    }

    @Test func `OTP-18: is not added while nothing better than SMS is there`() async throws {
        let world = try await World.texting()
        let ada = try await world.person(password: "a password that may stand alone", holding: [])
        let session = try await world.liveSession(of: ada)
        let answer = try await world.services.own.identifiers.begin(adding: Self.number, by: session)
        #expect(answer == .needsBetterFactor)
        #expect(try await world.letters(to: Self.number).isEmpty)
    }

    @Test func `is no address for notices, and does not let the last e-mail address go`() async throws {
        let world = try await World.texting()
        let ada = try await world.person()
        try await world.give(ada)
        let session = try await world.liveSession(of: ada)
        let identifiers = world.services.own.identifiers
        let client = world.client()
        let number = IdentifierID("number-\(Self.number)")
        #expect(try await !identifiers.chooseForNotices(number, by: session, from: client))
        #expect(
            try await identifiers.remove(IdentifierID("identifier-ada"), by: session, from: client)
                == .refused(.lastIdentifier))
        #expect(try await identifiers.remove(number, by: session, from: client) == .removed)
        #expect(try await world.letters(to: Self.number).isEmpty)
        #expect(
            try await world.letters(to: ada.address).contains { $0.letter.subject == "A sign-in number was removed" })
    }

    @Test func `where no messages are sent a number is neither read nor added`() async throws {
        let world = try await World()
        let ada = try await world.person()
        let session = try await world.liveSession(of: ada)
        guard case .unreadable = try await world.services.signIn.begin(Self.number, from: world.client()) else {
            Issue.record("a number was read")
            return
        }
        #expect(try await world.services.own.identifiers.begin(adding: Self.number, by: session) == .unreadable)
    }
}
