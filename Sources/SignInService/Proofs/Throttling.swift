internal import Bytes
internal import Foundation
internal import Identity
internal import SignInPolicy
internal import Store

/// Which of an authenticator's two delay counters a request falls under (RATE-10).
struct ThrottleSide: Sendable {
    fileprivate let name: String

    /// The side of a browser that the account knows by its mark; any other browser is on the strangers' side.
    init(of client: Client, for account: AccountID, in transaction: any ReadTransaction) throws {
        guard let mark = client.mark.map(TokenHash.init),
            try transaction.isKnown(browser: mark.bytes, of: account)
        else {
            name = "strangers"
            return
        }
        name = Hexadecimal.encode(Array(mark.bytes.prefix(12)))
    }
}

extension WriteTransaction {
    /// Asks the throttle of each authenticator for one try, and counts it with all of them or with none.
    func admit(to authenticators: [AuthenticatorID], from side: ThrottleSide, at now: Moment) throws
        -> Throttle.Admission
    {
        let held = try hold(authenticators, side)
        var admitted: [HeldThrottle] = []
        for var throttle in held {
            let admission = throttle.value.admit(at: now)
            guard admission == .evaluate else {
                // A clock that went back has begun the delay anew; that is kept.
                try save(throttle, at: now)
                return admission
            }
            admitted.append(throttle)
        }
        for throttle in admitted { try save(throttle, at: now) }
        return .evaluate
    }

    /// Takes the failures of one authenticator back, because it has just been used rightly (RATE-12, RATE-13).
    func succeeded(with authenticator: AuthenticatorID, from side: ThrottleSide, at now: Moment) throws {
        for var throttle in try hold([authenticator], side) {
            throttle.value.succeeded()
            try save(throttle, at: now)
        }
    }

    /// Takes back one failure of each, because the try was meant for another authenticator and proved it: somebody with
    /// two apps uses one of them, and must not be held for never using the other.
    func spare(_ authenticators: [AuthenticatorID], from side: ThrottleSide, at now: Moment) throws {
        for var throttle in try hold(authenticators, side) {
            throttle.value.spared()
            try save(throttle, at: now)
        }
    }

    private func hold(_ authenticators: [AuthenticatorID], _ side: ThrottleSide) throws -> [HeldThrottle] {
        let keys = authenticators.flatMap { [ThrottleKey.side($0, side), ThrottleKey.total($0)] }
        let records = try holdThrottles(keys)
        return authenticators.indices.map { index in
            let side = records[2 * index]
            let total = records[2 * index + 1]
            return HeldThrottle(
                side: side, total: total, value: Throttle(side: side.counter, total: total.counter))
        }
    }

    private func save(_ throttle: HeldThrottle, at now: Moment) throws {
        // A delay counter says nothing any more after a day without failures; the total stays until success.
        try save(throttle.side.with(throttle.value.side, expiresAt: now + Limits.suspicionWindow))
        try save(throttle.total.with(throttle.value.total, expiresAt: nil))
    }
}

private struct HeldThrottle {
    let side: ThrottleRecord
    let total: ThrottleRecord
    var value: Throttle
}

enum ThrottleKey {
    /// What the key of an authenticator's total has before the ID, for the statement that reads all of an account's.
    static let totalPrefix = "total "

    fileprivate static func total(_ authenticator: AuthenticatorID) -> String { "\(totalPrefix)\(authenticator)" }
    fileprivate static func side(_ authenticator: AuthenticatorID, _ side: ThrottleSide) -> String {
        "side \(authenticator) \(side.name)"
    }
}

extension Throttle.Counter {
    /// Nothing stored is no failure. A counter that can't be read is damage in the store, and is taken for too many
    /// failures (RATE-24).
    init(stored state: [UInt8]?) {
        guard let state else {
            self.init()
            return
        }
        self = (try? JSONDecoder().decode(Self.self, from: Data(state))) ?? Self(failures: .max)
    }
}

extension ThrottleRecord {
    fileprivate var counter: Throttle.Counter { Throttle.Counter(stored: state) }

    fileprivate func with(_ counter: Throttle.Counter, expiresAt: Moment?) throws -> ThrottleRecord {
        var copy = self
        let isEmpty = counter.failures == 0
        copy.state = isEmpty ? nil : Array(try JSONEncoder().encode(counter))
        copy.expiresAt = isEmpty ? Moment(secondsSinceEpoch: 0) : expiresAt
        return copy
    }
}
