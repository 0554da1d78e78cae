import Identity
import Testing

@Suite struct `A moment` {
    @Test(arguments: [(0, 0), (1_999, 1), (2_000, 2), (-1, -1), (-1_000, -1), (-1_001, -2)] as [(Int64, Int64)])
    func `rounds seconds towards the past`(milliseconds: Int64, seconds: Int64) {
        #expect(Moment(millisecondsSinceEpoch: milliseconds).secondsSinceEpoch == seconds)
    }

    @Test func `adds and subtracts durations of either sign`() {
        let noon = Moment(secondsSinceEpoch: 43_200)
        #expect(noon + .seconds(60) == Moment(secondsSinceEpoch: 43_260))
        #expect(noon - .milliseconds(1) == Moment(millisecondsSinceEpoch: 43_199_999))
        #expect(noon + .seconds(-60) == noon - .seconds(60))
        #expect((noon + .seconds(90)) - noon == .seconds(90))
        #expect(noon - (noon + .seconds(90)) == .seconds(-90))
    }

    @Test func `RATE-24: saturates instead of trapping or wrapping round`() {
        let last = Moment(millisecondsSinceEpoch: .max)
        let first = Moment(millisecondsSinceEpoch: .min)
        #expect(last + .seconds(1) == last)
        #expect(first - .seconds(1) == first)
        #expect(last - first > .zero)
        #expect(first - last < .zero)
        #expect(Moment(secondsSinceEpoch: .max) == last)
        #expect(Moment(secondsSinceEpoch: .min) == first)
        #expect(last - .seconds(Int64.max) < last)
    }

    @Test func `orders as time does`() {
        #expect(Moment(secondsSinceEpoch: -1) < Moment(secondsSinceEpoch: 0))
        #expect(!(Moment(secondsSinceEpoch: 0) < Moment(secondsSinceEpoch: 0)))
    }
}
