package import Identity

/// A road for letters out of this server.
package protocol Transport: Sendable {
    /// Hands one letter over. Never throws: whatever goes wrong is one of the outcomes.
    func send(_ letter: Letter, named name: String, to recipient: String, at date: Moment) async -> SendOutcome
}

/// What became of one try to send a letter. Reasons are for the administrator and hold nothing of the letter.
package enum SendOutcome: Sendable, Equatable {
    /// The receiving server has taken responsibility for it.
    case sent
    /// There is no road: the letter stays in the outbox for the administrator to read.
    case kept
    /// It may go later: no connection, a time-out, a refusal that the server calls temporary.
    case tryAgain(reason: String)
    /// It will never go: the address can't be written, or the server refused it for good.
    case undeliverable(reason: String)
}

/// The default while no mail server is configured: keeps every letter where the administrator can read it.
package struct OutboxTransport: Transport {
    package init() {}

    package func send(_ letter: Letter, named name: String, to recipient: String, at date: Moment) async -> SendOutcome
    {
        .kept
    }
}
