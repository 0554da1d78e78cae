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
        case .smsCode, .approval, .appCode, .appScan, .passkey, .securityKey, .totp, .backupCode, .passphrase: nil
        }
    }
}
