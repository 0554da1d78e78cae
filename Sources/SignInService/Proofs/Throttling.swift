internal import Bytes
internal import Identity
internal import SignInPolicy
internal import Store

/// Which of an authenticator's two delay counters a request falls under (RATE-10).
struct ThrottleSide: Sendable {
    let name: String

    /// The side of a browser that the account knows by its mark; any other browser is on the strangers' side.
    init(of client: Client, for account: AccountID, in transaction: any ReadTransaction) throws {
        guard let mark = client.mark.map(TokenHash.init), try transaction.knows(client, of: account) else {
            name = "strangers"
            return
        }
        name = Hexadecimal.encode(Array(mark.bytes.prefix(12)))
    }
}

extension ReadTransaction {
    /// Whether somebody has signed in to the account with this browser before.
    func knows(_ client: Client, of account: AccountID) throws -> Bool {
        guard let mark = client.mark.map(TokenHash.init) else { return false }
        return try isKnown(browser: mark.bytes, of: account)
    }
}

/// What the throttles say to a try that may be meant for any of several authenticators.
enum TryAdmission: Sendable, Hashable {
    /// Look at the proof, for these only: the try is counted with each of them.
    case evaluate([AuthenticatorID])
    /// Don't look. From this moment on one of them lets a try through.
    case wait(until: Moment)
    /// Don't look: all of them are disabled.
    case disabled
}

extension WriteTransaction {
    /// Asks the throttle of each authenticator for one try, and counts it where it is let through.
    ///
    /// Each stands for itself: an app that is never used collects the mistypings of the one beside it, because only its
    /// own success takes them back, and must not hold that one up (RATE-12, TOTP-16).
    func admit(to authenticators: [AuthenticatorID], from side: ThrottleSide, at now: Moment) throws -> TryAdmission {
        var admitted: [AuthenticatorID] = []
        var ends: [Moment] = []
        for (authenticator, held) in zip(authenticators, try hold(authenticators, side)) {
            var throttle = held
            switch throttle.value.admit(at: now) {
            case .evaluate: admitted.append(authenticator)
            case .wait(let until): ends.append(until)
            case .disabled: break
            }
            // Saved also where it is refused: a clock that went back has begun the delay anew.
            try save(throttle, at: now)
        }
        guard admitted.isEmpty, !authenticators.isEmpty else { return .evaluate(admitted) }
        return ends.min().map { .wait(until: $0) } ?? .disabled
    }

    /// Takes the failures of one authenticator back, because it has just been used rightly (RATE-12, RATE-13). What
    /// they were makes no difference, so nothing is read.
    func succeeded(with authenticator: AuthenticatorID, from side: ThrottleSide, at now: Moment) throws {
        try save(
            HeldThrottle(
                side: ThrottleRecord(key: ThrottleKey.side(authenticator, side), state: nil, expiresAt: nil),
                total: ThrottleRecord(key: ThrottleKey.total(authenticator), state: nil, expiresAt: nil),
                value: .afterSuccess), at: now)
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
        try save([
            throttle.side.with(throttle.value.side, expiresAt: now + Limits.suspicionWindow),
            throttle.total.with(throttle.value.total, expiresAt: nil),
        ])
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
        self = Self(text: String(decoding: state, as: UTF8.self)) ?? Self(failures: .max)
    }

    /// Failures, a space, and the milliseconds of the last one, if there is a last one. Not JSON: the two numbers are
    /// written and read several times in every step of a sign-in.
    fileprivate var stored: [UInt8]? {
        guard failures > 0 else { return nil }
        return Array("\(failures) \(lastFailure.map { String($0.millisecondsSinceEpoch) } ?? "")".utf8)
    }

    private init?(text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let failures = Int(parts[0]) else { return nil }
        let last = Int64(parts[1]).map { Moment(millisecondsSinceEpoch: $0) }
        guard last != nil || parts[1].isEmpty else { return nil }
        self.init(failures: failures, lastFailure: last)
    }
}

extension ThrottleRecord {
    fileprivate var counter: Throttle.Counter { Throttle.Counter(stored: state) }

    fileprivate func with(_ counter: Throttle.Counter, expiresAt: Moment?) -> ThrottleRecord {
        var copy = self
        copy.state = counter.stored
        copy.expiresAt = copy.state == nil ? Moment(secondsSinceEpoch: 0) : expiresAt
        return copy
    }
}
