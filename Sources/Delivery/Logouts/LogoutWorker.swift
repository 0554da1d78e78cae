package import HTTPTransfer
package import Logging
internal import Metrics
internal import ServiceLifecycle
internal import Store

/// Takes logout tokens to applications until it is told to stop (OpenID Connect Back-Channel Logout 1.0 §2.5).
///
/// Nobody who signs out waits for it: an application that is down hears of it later, or not at all.
package struct LogoutWorker: Service {
    private let desk: any LogoutDesk
    private let client: HTTPClient
    private let spread: @Sendable () -> Double
    private let logger: Logger

    /// How often it is looked for sessions that have ended.
    private static let poll = Duration.seconds(2)
    /// How many applications are told at once.
    private static let width = 8
    /// Longer than an application may take.
    private static let lease = Duration.seconds(30)
    private static let timeLimit = Duration.seconds(10)
    /// About three hours: longer than the restart of an application, shorter than its own sessions.
    private static let backoff = Backoff(first: .seconds(5), longest: .seconds(1_800), tries: 14)

    /// - Parameter addresses: what an application's address may lead to.
    package init(
        desk: any LogoutDesk, addresses: AddressRule, authorities: String? = nil,
        spread: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }, logger: Logger
    ) throws {
        self.desk = desk
        // Registration allows http to this machine only.
        client = try HTTPClient(
            HTTPClientSettings(
                addresses: addresses, allowsPlainText: true, authorities: authorities, totalTimeout: Self.timeLimit,
                bodyLimit: 16 * 1_024))
        self.spread = spread
        self.logger = logger
    }

    package func run() async throws {
        let (rings, ringer) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        await withDiscardingTaskGroup { group in
            group.addTask {
                while !Task.isCancelled {
                    ringer.yield()
                    try? await Task.sleep(for: Self.poll)
                }
            }
            for await _ in rings.cancelOnGracefulShutdown() { await tellWhatIsDue() }
            group.cancelAll()
        }
    }

    private func tellWhatIsDue() async {
        do {
            while try await tellBatch() == Self.width, !Task.isShuttingDownGracefully {}
        } catch {
            logger.error("can't tell applications of the end of sessions", metadata: ["error": "\(error)"])
        }
    }

    /// Tells what is due now, and returns when all of it has been handled.
    ///
    /// - Returns: how many there were.
    @discardableResult
    package func tellBatch() async throws -> Int {
        let letters = try await desk.claim(atMost: Self.width, for: Self.lease)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for letter in letters { group.addTask { try await tell(letter) } }
            try await group.waitForAll()
        }
        return letters.count
    }

    private func tell(_ letter: LogoutLetter) async throws {
        guard let reason = await refusal(of: letter) else {
            count("told")
            return try await desk.close(letter.notice)
        }
        guard let pause = Self.backoff.pause(afterTry: letter.notice.tries + 1, spread: spread()) else {
            count("given-up")
            return try await desk.giveUp(letter.notice, because: reason)
        }
        logger.warning(
            "an application was not told of a sign-out",
            metadata: ["application": "\(letter.notice.application)", "reason": "\(reason)"])
        count("postponed")
        try await desk.postpone(letter.notice, by: pause)
    }

    /// - Returns: why the application didn't take it; `nil` if it did.
    private func refusal(of letter: LogoutLetter) async -> String? {
        let request = HTTPRequest(
            .post, letter.address, fields: [(name: "Content-Type", value: "application/x-www-form-urlencoded")],
            body: Array("logout_token=\(letter.token)".utf8))
        do {
            let status = try await client.send(request).status
            return (200..<300).contains(status) ? nil : "status \(status)"
        } catch {
            return "\(error)"
        }
    }

    private func count(_ outcome: String) {
        Counter(label: "aikagi_logout_notices", dimensions: [("outcome", outcome)]).increment()
    }
}
