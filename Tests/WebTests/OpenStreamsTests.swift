import Identity
import Synchronization
import Testing

@testable import Web

@Suite struct `The count of open streams` {
    private func browser(_ name: String) -> OpenStreams.Owner { .browser(Secret(name)) }

    @Test func `PUSH-22: there are so many in all, of pages and of apps together`() {
        let streams = OpenStreams(most: 3, mostOfOne: 2)
        var places = [
            streams.enter(.installation(AuthenticatorID("a"))) {},
            streams.enter(.installation(AuthenticatorID("b"))) {},
            streams.enter(browser("c")) {},
        ]
        #expect(places.allSatisfy { $0 != nil } && streams.all == 3)
        #expect(streams.enter(browser("d")) {} == nil)
        #expect(streams.enter(.installation(AuthenticatorID("d"))) {} == nil)
        places.removeLast()
        #expect(streams.all == 2)
        #expect(streams.enter(browser("d")) {} != nil)
        places = []
        #expect(streams.all == 0)
    }

    @Test func `PUSH-22: one browser has so many, whatever it waits for, and leaves room when it leaves`() {
        let streams = OpenStreams(most: 100, mostOfOne: 2)
        var places = [streams.enter(browser("a")) {}, streams.enter(browser("a")) {}]
        #expect(streams.enter(browser("a")) {} == nil)
        #expect(streams.enter(browser("b")) {} != nil)
        places.removeFirst()
        places.append(streams.enter(browser("a")) {})
        #expect(places.allSatisfy { $0 != nil })
    }

    @Test func `PUSH-22: a new stream of an installation ends its oldest one`() {
        let streams = OpenStreams(most: 100, mostOfOne: 2)
        let ended = Mutex<[Int]>([])
        let app = OpenStreams.Owner.installation(AuthenticatorID("a"))
        var places = (0..<4).map { number in streams.enter(app) { ended.withLock { $0.append(number) } } }
        #expect(places.allSatisfy { $0 != nil } && ended.withLock { $0 } == [0, 1] && streams.all == 2)
        // Those that were ended let go later, and are not counted twice.
        places.removeFirst(2)
        #expect(streams.all == 2)
        places = []
        #expect(streams.all == 0)
    }
}
