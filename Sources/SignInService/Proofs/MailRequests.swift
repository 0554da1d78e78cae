internal import Foundation
package import Identity
internal import Logging
package import SignInPolicy
internal import Store

/// How many mails people who are not signed in may ask for, as the administrator has set it.
package struct MailRequestLimits: Sendable, Hashable {
    package let ofNetwork: Allowance
    package let ofAll: Allowance

    /// - Parameters:
    ///   - ofNetwork: requests an hour from one network address.
    ///   - ofAll: requests an hour from everywhere.
    package init(ofNetwork: Int = Limits.mailRequestsOfNetwork, ofAll: Int = Limits.mailRequestsOfAll) {
        self.ofNetwork = Allowance(count: ofNetwork, in: Limits.mailRequestWindow)
        self.ofAll = Allowance(count: ofAll, in: Limits.mailRequestWindow)
    }
}

/// Why a request for a mail has to wait.
package struct MailPause: Sendable, Hashable {
    package let until: Moment
    package let cause: Cause

    /// Whose allowance is used up.
    package enum Cause: String, Sendable, Hashable, CaseIterable {
        /// That of the network that the request came from; others are not held up.
        case network
        /// That of the whole server.
        case all
    }
}

/// Counts the requests for mails that anybody can make: registrations, password resets, and another code for either.
///
/// Each request counts, whoever it is about and whether or not a mail comes of it, so that the answer tells nothing
/// about an account (RATE-15). Notices that an account's owner must get are no requests and are never held.
struct MailRequests: Sendable {
    let environment: Environment

    /// Counts one request, or says from when on there may be one.
    ///
    /// The counters are held until the transaction ends, so nothing that is asked for in parallel, on this node or
    /// another, gets past them.
    ///
    /// - Returns: `nil` if the mail may go.
    func pause(for client: Client, in transaction: any WriteTransaction, at now: Moment) throws -> MailPause? {
        let limits = environment.settings.mailRequests
        let held = try transaction.holdThrottles(["mails to \(client.network)", "mails to all"])
        let network = limits.ofNetwork.answer(
            usedUntil: held[0].usedUntil(at: now, in: Limits.mailRequestWindow), at: now)
        let all = limits.ofAll.answer(usedUntil: held[1].usedUntil(at: now, in: Limits.mailRequestWindow), at: now)
        switch (network, all) {
        case (.wait(let until), _):
            return noted(MailPause(until: until, cause: .network), client)
        case (_, .wait(let until)):
            return noted(MailPause(until: until, cause: .all), client)
        case (.allowed(let ofNetwork), .allowed(let ofAll)):
            try transaction.save(try held[0].used(until: ofNetwork))
            try transaction.save(try held[1].used(until: ofAll))
            return nil
        }
    }

    private func noted(_ pause: MailPause, _ client: Client) -> MailPause {
        environment.logger.notice(
            "requests for mails are held",
            metadata: ["allowance": "\(pause.cause.rawValue)", "network": "\(client.network)"])
        return pause
    }
}

// What an ``Allowance`` keeps.
extension ThrottleRecord {
    /// A counter that can't be read is damage in the store, and is taken for all used (RATE-24).
    func usedUntil(at now: Moment, in window: Duration) -> Moment? {
        guard let state else { return nil }
        return (try? JSONDecoder().decode(Moment.self, from: Data(state))) ?? now + window
    }

    func used(until end: Moment) throws -> ThrottleRecord {
        var copy = self
        copy.state = Array(try JSONEncoder().encode(end))
        copy.expiresAt = end
        return copy
    }
}
