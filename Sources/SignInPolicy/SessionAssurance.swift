package import Identity

extension Assurance {
    /// What is known of a session's person once they have given a later proof in it (decision on sign-in to
    /// applications).
    ///
    /// The session itself gets nothing but time from such a proof (SESS-21). An application is told what was shown
    /// altogether: a password, and later a second thing, are two things.
    ///
    /// - Parameters:
    ///   - opened: what the sign-in reached.
    ///   - methods: what it was done with.
    ///   - later: the newest proof since.
    package static func altogether(_ opened: Assurance, by methods: [Method], and later: Proof?) -> Assurance {
        guard let later, !opened.recovery else { return opened }
        switch later.method {
        case .passkey where later.userVerified:
            return Assurance(level: max(opened.level, .two), phishingResistant: true)
        case .passkey, .securityKey, .totp, .smsCode, .approval, .appCode, .appScan, .backupCode:
            guard methods.contains(.password) else { return opened }
            return Assurance(
                level: max(opened.level, .two),
                phishingResistant: opened.phishingResistant || later.method.resistsPhishing)
        // Two memories, or the same again, are no second thing.
        case .password, .passphrase, .emailCode, .upstream:
            return opened
        }
    }
}

extension WaysIn {
    /// Whether a person who has signed in could reach `wanted` by one more proof.
    package func mayReach(_ wanted: Assurance.Requirement) -> Bool {
        let offered = freshProofs.offers.map(\.method)
        if wanted.phishingResistant { return offered.contains(where: \.resistsPhishing) }
        return wanted.level <= .one || (wanted.level == .two && hasSecondFactor)
    }
}
