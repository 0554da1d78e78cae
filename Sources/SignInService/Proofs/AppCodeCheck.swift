internal import Identity
internal import OneTimeCodes
internal import SignInPolicy
internal import Store

/// Checks a code from an authenticator app against every app of the account, and spends its step.
///
/// Each app has its own last step (TOTP-16); the time is the server's alone (TOTP-17).
struct AppCodeCheck {
    let entry: String
    let now: Moment

    init(entry: String, at now: Moment) {
        self.entry = entry
        self.now = now
    }

    func find(among apps: [CodeAppRecord], in transaction: any WriteTransaction) throws -> ProofChecker.Finding {
        var failure = ProofChecker.Failure.wrong
        for app in apps {
            switch try verdict(on: app) {
            case .accepted(let step):
                // Two servers may have come as far as this; one of them spends the step (ONCE-01).
                guard try transaction.spend(step: step, of: app.id, at: now) else { return .failed(.used) }
                return .passed(app.id)
            case .replayed: failure = .used
            case .clockOff(let seconds) where failure == .wrong: failure = .clockOff(seconds: seconds)
            case .clockOff, .wrong: break
            }
        }
        return .failed(failure)
    }

    private func verdict(on app: CodeAppRecord) throws -> TOTP.Verdict {
        guard let code = try? OneTimeCode(entry: entry, length: app.digits) else { return .wrong }
        return try app.totp.verdict(on: code, at: now.secondsSinceEpoch, lastUsedStep: app.lastStep)
    }
}

extension CodeAppRecord {
    var totp: TOTP {
        get throws {
            TOTP(
                secret: try TOTPSecret(foreign: seed.reveal()),
                parameters: try TOTPParameters(
                    hash: HashFunction(rawValue: algorithm) ?? .sha1, digits: digits, period: period))
        }
    }
}
