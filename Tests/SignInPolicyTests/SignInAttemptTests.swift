import Identity
import SignInPolicy
import Testing

@Suite struct `A sign-in attempt, on every way` {
    /// One account of each sort that the machine treats differently.
    static let worlds: [SignInWalk] = [
        SignInWalk(Fixture.everyday, Fixture.plain),
        SignInWalk(Fixture.account([Fixture.longPassword, Fixture.mailbox]), Fixture.plain),
        SignInWalk(Fixture.account([Fixture.longPassword, Fixture.mailbox]), Fixture.plainRequired),
        SignInWalk(Fixture.account([Fixture.password]), Fixture.plain),
        SignInWalk(
            Fixture.account([Fixture.app(), Fixture.passkey, Fixture.mailbox, Fixture.codes]), Fixture.everyMethod),
        SignInWalk(Fixture.everyday.with(state: .disabled), Fixture.plain),
        SignInWalk(Fixture.phantom, Fixture.plain),
        SignInWalk(Fixture.everyday, SignInRules(methods: [])),
        SignInWalk(Fixture.account([Fixture.password, Fixture.app(), Fixture.mailbox]), Fixture.everyMethod),
    ]

    static let walked: [(broken: [String], seen: Set<Transition>, states: Int)] = worlds.map { world in
        var broken: [String] = []
        let (seen, states) = walk(from: world, with: SignInWalk.Event.all) { state, event in
            guard state.broken == nil else { return nil }
            let transition = state.take(event)
            if let found = state.broken { broken.append("\(event): \(found)") }
            return transition
        }
        return (broken, seen, states)
    }

    @Test(arguments: worlds.indices)
    func `FLOW-08, FLOW-03, BKUP-07, SESS-21: opens at most one session, of the level that its way in has`(world: Int) {
        #expect(Self.walked[world].broken == [])
        #expect(Self.walked[world].states > 1)
    }

    @Test func `reaches a session where there is a way, and never where there is none`() {
        let signedIn = Self.walked.map { walked in walked.seen.contains { $0.to == "signedIn" } }
        #expect(signedIn == [true, true, true, false, true, false, false, false, true])
    }

    @Test func `RATE-15: a disabled account takes the same steps as one that does not exist`() {
        #expect(Self.walked[5].seen.subtracting([.accountChangedAnywhere]) == Self.walked[6].seen)
    }

    @Test func `is what its page in docs says`() throws {
        let seen = Self.walked.reduce(into: Set<Transition>()) { $0.formUnion($1.seen) }
        let page = try StatePage("sign-in-attempt")
        #expect(page.rows == seen, "the table would be:\n\(seen.table)")
        #expect(page.arrows == seen.arrows)
    }
}

extension Transition {
    static let accountChangedAnywhere = Transition(
        from: "any", event: "any", outcome: "refuse(accountChanged)", to: "refused")
}
