import Identity
import SignInPolicy
import Testing

@Suite struct `An allowance` {
    private static let noon = Moment(secondsSinceEpoch: 1_800_000_000)
    private static let hour = Duration.seconds(3_600)

    /// Asks again and again without a pause; how often it was allowed, and the first wait that was said.
    private func exhaust(_ allowance: Allowance, usedUntil used: Moment? = nil, at now: Moment) -> (
        allowed: Int, used: Moment?, wait: Moment?
    ) {
        var used = used
        for count in 0...1_000 {
            switch allowance.answer(usedUntil: used, at: now) {
            case .allowed(let end): used = end
            case .wait(let until): return (count, used, until)
            }
        }
        return (.max, used, nil)
    }

    @Test(arguments: [1, 3, 7, 60, 1_000]) func `lets through so many at once and no more`(count: Int) {
        #expect(exhaust(Allowance(count: count, in: Self.hour), at: Self.noon).allowed == count)
    }

    @Test func `lets one more through at the moment that it said, and not before it`() throws {
        let allowance = Allowance(count: 6, in: Self.hour)
        let (_, used, wait) = exhaust(allowance, at: Self.noon)
        let end = try #require(wait)
        #expect(end == Self.noon + .seconds(600))
        #expect(allowance.answer(usedUntil: used, at: end - .milliseconds(1)) == .wait(until: end))
        #expect(exhaust(allowance, usedUntil: used, at: end).allowed == 1)
        #expect(exhaust(allowance, usedUntil: used, at: Self.noon + Self.hour).allowed == 6)
    }

    @Test func `RATE-24: after the clock went back nothing more is let through, and the wait is at most the window`()
        throws
    {
        let allowance = Allowance(count: 6, in: Self.hour)
        let (_, used, _) = exhaust(allowance, at: Self.noon)
        let earlier = Self.noon - .seconds(86_400 * 365)
        let (allowed, _, wait) = exhaust(allowance, usedUntil: used, at: earlier)
        #expect(allowed == 0)
        #expect(try #require(wait) <= earlier + Self.hour)
        for absurd in [Moment(millisecondsSinceEpoch: .max), Moment(millisecondsSinceEpoch: .min)] {
            let answers = exhaust(allowance, usedUntil: absurd, at: Self.noon)
            #expect(answers.allowed <= 6 && answers.wait.map { $0 <= Self.noon + Self.hour } == true)
        }
    }

    @Test func `an allowance of nothing is one of one`() {
        #expect(exhaust(Allowance(count: 0, in: Self.hour), at: Self.noon).allowed == 1)
        #expect(exhaust(Allowance(count: -5, in: Self.hour), at: Self.noon).allowed == 1)
    }
}
