package import Identity

extension WaysIn {
    /// What a signed-in person may prove themselves by once more, best first.
    package var freshProofs: Menu {
        secondMenu { method, authenticator in
            unavailability(of: method, with: authenticator) ?? freshProofObstacle(method, authenticator)
        }
    }

    /// Whether `proof` is one of those.
    package func isFreshProof(_ proof: Proof) -> Bool {
        guard let authenticator = shape.authenticator(proof.authenticator) else { return false }
        return obstacle(to: proof.method, with: authenticator) == nil
            && freshProofObstacle(proof.method, authenticator) == nil
    }

    private func freshProofObstacle(_ method: Method, _ authenticator: Authenticator) -> Withheld.Reason? {
        switch method {
        case .password: hasSecondFactor ? .tooWeak : nil
        case .emailCode, .upstream: .neverSecond
        // Where the app stands for the password too, it has to know who holds it.
        case .approval, .appCode, .appScan: shape.isPasswordless && !authenticator.canVerifyUser ? .noAppLock : nil
        case .smsCode, .passkey, .securityKey, .totp, .backupCode, .passphrase: nil
        }
    }
}
