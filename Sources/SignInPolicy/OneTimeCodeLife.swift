package import Identity

/// How long a code that was sent is good, and how often it may be tried. Only the newest of a purpose counts; the
/// store sees to that when it issues one.
package struct OneTimeCodeLife: Sendable, Hashable, Codable {
    package let lifetime: Lifetime
    /// Tries that have been admitted, right or wrong.
    package private(set) var tries: Int

    /// - Parameter tries: a count below zero can only be damage in the store, and is taken for too many.
    package init(lifetime: Lifetime, tries: Int = 0) {
        self.lifetime = lifetime
        self.tries = tries < 0 ? .max : tries
    }

    /// The life of a code that is issued now. It begins here, not when the mail gets through (OTP-23).
    package static func issued(by method: SentCode, at now: Moment) -> OneTimeCodeLife {
        OneTimeCodeLife(lifetime: Lifetime(from: now, for: method.life))
    }

    /// The road a code is sent by.
    package enum SentCode: String, Sendable, Hashable, Codable, CaseIterable {
        case mail, sms

        package var life: Duration {
            switch self {
            case .mail: Limits.mailCodeLife
            case .sms: Limits.smsCodeLife
            }
        }

        package var digits: Int {
            switch self {
            case .mail: Limits.mailCodeDigits
            case .sms: Limits.smsCodeDigits
            }
        }
    }

    /// What the caller must do with an entry.
    package enum Admission: String, Sendable, Hashable, CaseIterable {
        /// Compare. It is counted already: save first.
        case compare
        case expired
        /// It was tried too often: dead, even for the right code (OTP-04).
        case triedTooOften
    }

    /// Admits and counts an entry, or refuses it.
    package mutating func admit(at now: Moment) -> Admission {
        guard tries < Limits.codeTries else { return .triedTooOften }
        guard lifetime.holds(at: now) else { return .expired }
        tries += 1
        return .compare
    }

    package var triesLeft: Int { max(0, Limits.codeTries - tries) }
}

/// How often codes are sent for one account and purpose, so that nobody's mailbox is flooded (REC-19).
package struct SendBudget: Sendable, Hashable {
    /// When the latest codes were issued, in any order.
    package let issued: [Moment]

    package init(issued: [Moment]) { self.issued = issued }

    /// What the caller must do with a request for another code.
    package enum Answer: Sendable, Hashable {
        case send
        /// Send nothing, and answer the page as if it had been sent.
        case hold(until: Moment)
    }

    /// Whether another code may go out now. Codes dated in the future count as sent just now.
    package func answer(at now: Moment) -> Answer {
        let recent = issued.map { min($0, now) }.filter { now - $0 < Limits.codeSendWindow }.sorted()
        guard let latest = recent.last else { return .send }
        if recent.count >= Limits.codeSends {
            return .hold(until: recent[recent.count - Limits.codeSends] + Limits.codeSendWindow)
        }
        let end = latest + Limits.codeSendPause
        return now < end ? .hold(until: end) : .send
    }
}
