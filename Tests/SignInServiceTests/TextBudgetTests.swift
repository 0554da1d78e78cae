import Identity
import ServiceFixtures
import SignInPolicy
import SignInService
import Store
import TestSupport
import Testing

@Suite struct `Budgets of text messages` {
    private static let number = "+819012345678"

    @Test(arguments: World.kinds)
    func `hold a number to so many a day, and let it go on the next`(kind: TestDatabase.Kind) async throws {
        let world = try await World.texting(kind, limits: TextLimits(ofNumber: 2))
        let ada = try await world.person(holding: [.backupCodes])
        try await world.give(ada)
        for _ in 0..<4 {
            let half = try await world.halfWayToText(ada)
            // The page is the same whether or not a message went out, and another way is there.
            let prompt = try await world.services.signIn.current(half.secret).prompt
            #expect(prompt?.method == .smsCode && prompt?.hasOtherWays == true)
            world.time.advance(by: Limits.codeSendPause)
        }
        #expect(try await world.letters(to: Self.number).count == 2)
        world.time.advance(by: Limits.textWindow)
        _ = try await world.halfWayToText(ada)
        #expect(try await world.letters(to: Self.number).count == 3)
    }

    @Test func `hold an account, whatever numbers it has`() async throws {
        let world = try await World.texting(limits: TextLimits(ofAccount: 1))
        let ada = try await world.person()
        try await world.give(ada)
        try await world.give(ada, number: "+818011112222")
        _ = try await world.askForTextCode(Self.number)
        world.time.advance(by: Limits.codeSendPause)
        _ = try await world.askForTextCode("+818011112222")
        #expect(try await world.letters().map(\.recipient) == [Self.number])
    }

    @Test func `hold numbers in a row, whosever they are`() async throws {
        let world = try await World.texting(limits: TextLimits(ofPrefix: 1))
        try await world.give(try await world.person())
        try await world.give(try await world.person("bob"), number: "+819012345679")
        try await world.give(try await world.person("eve"), number: "+818011112222")
        for number in [Self.number, "+819012345679", "+818011112222"] { _ = try await world.askForTextCode(number) }
        #expect(try await Set(world.letters().map(\.recipient)) == [Self.number, "+818011112222"])
    }

    @Test(arguments: World.kinds)
    func `hold the whole server, also what is asked for at once`(kind: TestDatabase.Kind) async throws {
        let world = try await World.texting(kind, limits: TextLimits(ofAll: 3))
        let numbers = (1...8).map { "+8190\($0)2345678" }
        for (index, number) in numbers.enumerated() {
            try await world.give(try await world.person("person\(index)", holding: [.backupCodes]), number: number)
        }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for number in numbers { tasks.addTask { _ = try await world.askForTextCode(number) } }
            try await tasks.waitForAll()
        }
        #expect(try await world.letters().count == 3)
    }

    @Test func `leave the last code good when they are used up`() async throws {
        let world = try await World.texting(limits: TextLimits(ofNumber: 1))
        let ada = try await world.person(holding: [.backupCodes])
        try await world.give(ada)
        let half = try await world.halfWayToText(ada)
        let code = try #require(try await world.textedCode())
        world.time.advance(by: Limits.codeSendPause)
        _ = try await world.services.signIn.sendCodeAgain(half.secret, from: half.client)
        #expect(try await world.services.signIn.submit(textCode: code, to: half.secret, from: half.client).isSignedIn)
    }
}
