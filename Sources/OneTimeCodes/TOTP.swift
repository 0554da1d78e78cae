/// A time-based code generator (RFC 6238): a secret with its parameters.
///
/// Time is in whole seconds since 1970 UTC, and a step is the number of whole periods in it.
package struct TOTP: Sendable {
    package let secret: TOTPSecret
    package let parameters: TOTPParameters

    package init(secret: TOTPSecret, parameters: TOTPParameters = .standard) {
        self.secret = secret
        self.parameters = parameters
    }

    /// What a typed code is worth.
    package enum Verdict: Sendable, Hashable {
        /// Right. The caller must store the step as the last used one, on condition that it still is later, before
        /// anything else comes of the code.
        case accepted(step: Int64)
        /// Right, but this step or a later one was used before: the person waits for the next code, or somebody
        /// else has seen this one (TOTP-05).
        case replayed(step: Int64)
        /// Would have been right at another time within ten minutes. The device's clock is ahead by this many
        /// seconds, behind if negative, give or take half a period. Between −60 and 0 the person may only have been
        /// slow.
        case clockOff(seconds: Int)
        case wrong
    }

    /// The step that `seconds` lies in; rounds towards the past before 1970 too.
    package func step(at seconds: Int64) -> Int64 {
        let (quotient, remainder) = seconds.quotientAndRemainder(dividingBy: Int64(parameters.period))
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// The code of one step. Steps before 1970 have none.
    package func code(atStep step: Int64) -> OneTimeCode? {
        guard let counter = UInt64(exactly: step) else { return nil }
        return HOTP.code(counter: counter, secret: secret, hash: parameters.hash, length: parameters.digits)
    }

    /// Judges a typed code: the current step is right, and the previous one during the first ten seconds of a new
    /// one, which is for people who began to type in time (TOTP-03).
    ///
    /// - Parameter lastUsedStep: The step of the last accepted code; it and every earlier one are never accepted
    ///   again, however the server's clock moves (TOTP-04, TOTP-06).
    package func verdict(on code: OneTimeCode, at seconds: Int64, lastUsedStep: Int64?) -> Verdict {
        let current = step(at: seconds)
        var allowed = [current]
        if secondsIntoStep(at: seconds) < Self.graceSeconds { allowed.append(current - 1) }

        guard let step = allowed.first(where: { matches(code, step: $0) }) else {
            return verdictOnMismatch(code, at: seconds, lastUsedStep: lastUsedStep)
        }
        if let lastUsedStep, step <= lastUsedStep { return .replayed(step: step) }
        return .accepted(step: step)
    }

    /// How long the code of the previous step is still right, in seconds.
    package static let graceSeconds = 10
    /// How wrong a device's clock may be to be told so, in seconds (product.md §4.8).
    package static let clockHelpSeconds = 600

    /// Looks for the step that a code belongs to, nearest first, without accepting it.
    private func verdictOnMismatch(_ code: OneTimeCode, at seconds: Int64, lastUsedStep: Int64?) -> Verdict {
        if let lastUsedStep, matches(code, step: lastUsedStep) { return .replayed(step: lastUsedStep) }
        let current = step(at: seconds)
        let reach = Int64(Self.clockHelpSeconds / parameters.period)
        guard reach > 0 else { return .wrong }
        for distance in 1...reach {
            for step in [current - distance, current + distance] where matches(code, step: step) {
                return .clockOff(seconds: clockError(ofStep: step, at: seconds))
            }
        }
        return .wrong
    }

    /// From now to the middle of the step: where the device's clock stands, as well as one code can tell.
    private func clockError(ofStep step: Int64, at seconds: Int64) -> Int {
        let steps = Int(step - self.step(at: seconds))
        return steps * parameters.period + parameters.period / 2 - secondsIntoStep(at: seconds)
    }

    private func secondsIntoStep(at seconds: Int64) -> Int {
        let remainder = Int(seconds % Int64(parameters.period))
        return remainder < 0 ? remainder + parameters.period : remainder
    }

    private func matches(_ code: OneTimeCode, step: Int64) -> Bool {
        self.code(atStep: step)?.matches(code) ?? false
    }
}
