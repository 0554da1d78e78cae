import Foundation
import Identity
import Pages
import ServiceFixtures
import SignInPolicy
import Store
import Testing
import Web

/// A clock that stands still, and notes what it is asked to wait for.
private final class StandingClock: Clock, @unchecked Sendable {
    struct Instant: InstantProtocol {
        let sinceStart: Swift.Duration
        func advanced(by duration: Swift.Duration) -> Instant { Instant(sinceStart: sinceStart + duration) }
        func duration(to other: Instant) -> Swift.Duration { other.sinceStart - sinceStart }
        static func < (left: Instant, right: Instant) -> Bool { left.sinceStart < right.sinceStart }
    }

    private let lock = NSLock()
    private var sleeps: [Duration] = []

    let now = Instant(sinceStart: .zero)
    let minimumResolution = Duration.nanoseconds(1)

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        lock.withLock { sleeps.append(deadline.sinceStart) }
    }

    /// What was waited for since the last look.
    func look() -> [Duration] {
        lock.withLock {
            defer { sleeps = [] }
            return sleeps
        }
    }
}

@Suite struct `The time of an answer` {
    private static let asks: [(Destination, FormField, Destination)] = [
        (.signIn, .identifier, .signIn), (.passwordReset, .identifier, .passwordReset),
    ]

    @Test func `RATE-15: to a stranger's form has a floor, whoever it is about and however it ends`() async throws {
        let world = try await World()
        let ada = try await world.person()
        _ = try await world.person("off", state: .disabled)
        let clock = StandingClock()
        try await Site.serve(world, clock: clock) { site in
            for address in [ada.address, "off@example.org", "nobody@example.org", "no address"] {
                for (page, field, form) in Self.asks {
                    let browser = site.browser()
                    try await browser.open(page)
                    #expect(clock.look().isEmpty)
                    try await browser.submit([field: address], to: form)
                    #expect(clock.look() == [Limits.answerFloor], "\(address) at \(form)")
                }
            }
            let browser = site.browser()
            try await browser.open(.signIn)
            try await browser.submit([.identifier: ada.address], to: .signIn)
            try await browser.submit([.password: "wrong"], to: .password)
            try await browser.submit([.password: ada.password], to: .password)
            try await browser.submit([.code: ada.code(at: world.time.now())], to: .code)
            #expect(clock.look() == Array(repeating: Limits.answerFloor, count: 4))

            // Somebody signed in is not kept waiting.
            try await browser.open(.accountLanguage)
            try await browser.submit([.language: "ja"], to: .accountLanguage)
            #expect(clock.look().isEmpty)
        }
    }

    @Test func `RATE-15: has its floor when the database is gone, too`() async throws {
        let world = try await World()
        let clock = StandingClock()
        try await Site.serve(world, clock: clock) { site in
            let browser = site.browser()
            try await browser.open(.signIn)
            await world.store.close()
            #expect(try await browser.submit([.identifier: "ada@example.org"], to: .signIn).status >= 500)
            #expect(clock.look() == [Limits.answerFloor])
        }
    }
}
