internal import Bytes
internal import Identity
internal import OneTimeCodes
internal import PasswordHashing
internal import SignInPolicy

/// A registration whose address is not proven yet. It lives in its conversation alone: there is no account, and
/// nothing to clean up, before the code from the mailbox has come back.
struct PendingRegistration: Conversation {
    static let kind = Roads.Road.registration
    /// Nobody is signing in: there is no account to look at.
    var subject: Identifier? { nil }

    let lifetime: Lifetime
    let name: String
    /// As it was typed; it is read again when it is proven.
    let address: String
    /// PHC string format.
    let passwordHash: String
    let standsAlone: Bool
    /// The code that was mailed last; `nil` while none was, because the address has an account or the budget is spent.
    private(set) var code: SentCode?

    struct SentCode: Codable, Sendable {
        /// An HMAC: eight digits are few, and the conversation is not sealed.
        let mark: [UInt8]
        var life: OneTimeCodeLife
    }

    init(_ entry: Joining.Entry, _ hash: PasswordHash, address: String, startedAt now: Moment) {
        lifetime = Lifetime(from: now, for: Limits.attemptLife)
        name = entry.name.text
        self.address = address
        passwordHash = hash.text
        standsAlone = entry.standsAlone
    }

    /// Puts a new code in place of the last one, which is dead with that (OTP-04).
    mutating func codeSent(mark: [UInt8], at now: Moment) {
        code = SentCode(mark: mark, life: .issued(by: .mail, at: now))
    }

    /// Counts a try and says whether it was right. Save the registration whatever it says.
    mutating func codeTried(mark: [UInt8], at now: Moment) -> Bool {
        guard lifetime.holds(at: now), var sent = code else { return false }
        let admission = sent.life.admit(at: now)
        code = sent
        switch admission {
        case .compare: return equalInConstantTime(sent.mark, mark)
        case .expired, .triedTooOften: return false
        }
    }
}
