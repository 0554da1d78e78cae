package import Identity

extension WaysIn {
    /// How a person comes from nothing to being signed in, with all that has to be in hand on the way.
    package enum Road: Sendable, Hashable {
        /// By a complete way in.
        case signIn(Way)
        /// By a right password and a code to the mailbox, and then by enrolling a second factor.
        case enrolment(password: Proof, mailbox: Proof)
        /// By a new password, and then by one of these ways.
        case reset(Way, then: [Way])

        /// What the person does first, in order.
        package var methods: [Method] {
            switch self {
            case .signIn(let way), .reset(let way, then: _): way.methods
            case .enrolment: [.password, .emailCode]
            }
        }
    }

    /// Every road that the account has now.
    ///
    /// A reset gives nothing but the right to choose a password, so it is a road only where that password, with what the
    /// reset has left, signs in.
    package var roads: [Road] { roads(with: complete) }

    func roads(with complete: [Way]) -> [Road] {
        complete.map(Road.signIn) + enrolments + resets
    }

    private var enrolments: [Road] {
        guard leadsToEnrolment, let mailbox = shape.provenMailbox.flatMap(mailProof) else { return [] }
        return possibleProofs.compactMap { first in
            guard case .needsEnrolment = judge(first: first) else { return nil }
            return .enrolment(password: first, mailbox: mailbox)
        }
    }

    private var resets: [Road] {
        var after: [AccountShape: [Way]] = [:]
        return passwordResets.compactMap { way in
            let changed = shape.after(reset: way)
            let then = after[changed] ?? WaysIn(of: changed, under: rules, reaching: requirement).afterReset
            after[changed] = then
            return then.isEmpty ? nil : .reset(way, then: then)
        }
    }

    /// What the new password leads to.
    private var afterReset: [Way] {
        let ways = complete
        guard let password = shape.proof(by: .password, with: shape.newPassword), leadsToEnrolment,
            let mailbox = shape.provenMailbox.flatMap(mailProof)
        else { return ways }
        return ways + [Way(proofs: [password, mailbox], assurance: Assurance(level: .one))]
    }
}

extension AccountShape {
    /// The password that a reset would set: another memory than the one that is lost.
    var newPassword: AuthenticatorID { AuthenticatorID("new-password-" + account.rawValue) }

    /// The account once its password was reset by `way`: the password is new, and a backup code is spent.
    func after(reset way: WaysIn.Way) -> AccountShape {
        let spent = Set(way.proofs.filter { $0.method == .backupCode }.map(\.authenticator))
        let kept = replacing { old in
            guard spent.contains(old.id), case .backupCodes(let remaining) = old.kind else { return old }
            return Authenticator(
                id: old.id, kind: .backupCodes(remaining: max(0, remaining - 1)), name: old.name, state: old.state)
        }
        let password = Authenticator(id: newPassword, kind: .password(standsAlone: true))
        return kept.without { if case .password = $0.kind { true } else { false } }.with([password])
    }
}
