internal import Identity
internal import OneTimeCodes
internal import SignInPolicy
internal import Store

/// Checks a time-based code against everything of the account that shows such codes, and spends its step.
///
/// Each app has its own last step (TOTP-16); the time is the server's alone (TOTP-17).
struct AppCodeCheck {
    let entry: String
    let now: Moment

    init(entry: String, at now: Moment) {
        self.entry = entry
        self.now = now
    }

    /// Against third-party apps.
    func find(among apps: [CodeAppRecord], in transaction: any WriteTransaction) throws -> ProofChecker.Finding {
        try find(among: apps.map { Candidate(id: $0.id, totp: try $0.totp, digits: $0.digits, lastStep: $0.lastStep) })
        { step, app in
            try transaction.spend(step: step, of: app, at: now)
        }
    }

    /// Against the Aikagi app, which shows codes with a secret of its own.
    func find(among installations: [InstallationCodes], in transaction: any WriteTransaction) throws
        -> ProofChecker.Finding
    {
        let candidates = try installations.map { codes in
            Candidate(
                id: codes.installation, totp: TOTP(secret: try TOTPSecret(foreign: codes.seed.reveal())),
                digits: Limits.totpDigits, lastStep: codes.lastStep)
        }
        return try find(among: candidates) { step, installation in
            try transaction.spend(step: step, ofInstallation: installation)
        }
    }

    private struct Candidate {
        let id: AuthenticatorID
        let totp: TOTP
        let digits: Int
        let lastStep: Int64
    }

    private func find(
        among candidates: [Candidate], spending spend: (Int64, AuthenticatorID) throws -> Bool
    ) throws -> ProofChecker.Finding {
        var failure = ProofChecker.Failure.wrong
        for candidate in candidates {
            switch verdict(on: candidate) {
            case .accepted(let step):
                // Two servers may have come as far as this; one of them spends the step (ONCE-01).
                guard try spend(step, candidate.id) else { return .failed(.used) }
                return .passed(candidate.id)
            case .replayed: failure = .used
            case .clockOff(let seconds) where failure == .wrong: failure = .clockOff(seconds: seconds)
            case .clockOff, .wrong: break
            }
        }
        return .failed(failure)
    }

    private func verdict(on candidate: Candidate) -> TOTP.Verdict {
        guard let code = try? OneTimeCode(entry: entry, length: candidate.digits) else { return .wrong }
        return candidate.totp.verdict(on: code, at: now.secondsSinceEpoch, lastUsedStep: candidate.lastStep)
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
