package import Identity

extension WaysIn {
    /// One complete combination of proofs.
    package struct Way: Sendable, Hashable {
        /// In the order in which they are given: one or two.
        package let proofs: [Proof]
        package let assurance: Assurance

        package init(proofs: [Proof], assurance: Assurance) {
            self.proofs = proofs
            self.assurance = assurance
        }

        /// What has to be in hand for it.
        package var holdings: Set<Holding> { proofs.reduce(into: []) { $0.formUnion($1.holdings) } }
        package var methods: [Method] { proofs.map(\.method) }
    }

    /// Every complete way in that the account has now, whatever a page would offer first.
    package var complete: [Way] {
        let proofs = possibleProofs
        return proofs.flatMap { first -> [Way] in
            switch judge(first: first) {
            case .complete(let assurance):
                return [Way(proofs: [first], assurance: assurance)]
            case .needsSecondStep:
                return proofs.compactMap { second in
                    guard case .complete(let assurance) = judge(second: second, after: first) else { return nil }
                    return Way(proofs: [first, second], assurance: assurance)
                }
            case .needsEnrolment, .insufficient:
                return []
            }
        }
    }

    /// Every way to a new password: the mailbox, and the second step where there is one (product.md R-7).
    package var passwordResets: [Way] {
        guard shape.maySignIn else { return [] }
        let takesSecondStep = resetTakesSecondStep
        let proofs = takesSecondStep ? possibleProofs : []
        return shape.authenticators.compactMap(mailProof).flatMap { mail -> [Way] in
            guard takesSecondStep else { return [Way(proofs: [mail], assurance: Assurance(level: .one))] }
            return proofs.compactMap { second in
                guard case .complete(let assurance) = judge(second: second, after: mail) else { return nil }
                return Way(proofs: [mail, second], assurance: assurance)
            }
        }
    }

    /// Whether the mailbox alone does not reset the password: there is a second factor, or there is no password, and
    /// the mailbox alone must not put one in the place of the app.
    var resetTakesSecondStep: Bool { hasSecondFactor || shape.isPasswordless }

    /// The password, where it completes a QR that the account's app has read before anybody was named (P-5).
    ///
    /// An app that is not enough alone is a second step; given first, it waits for the password.
    package func password(completing scan: Proof) -> Offer? {
        guard scan.method == .appScan,
            let offer = firstSteps(for: nil).offers.first(where: { $0.method == .password }),
            let password = offer.authenticators.lazy.compactMap({ shape.proof(by: .password, with: $0) }).first,
            case .complete = judge(first: password, second: scan)
        else { return nil }
        return offer
    }

    /// Whether a right password leads to the road on which a second factor is enrolled.
    package var leadsToEnrolment: Bool {
        shape.provenMailbox != nil
            && possibleProofs.contains { first in
                if case .needsEnrolment = judge(first: first) { true } else { false }
            }
    }

    /// A code to a mailbox, as a proof for something else than signing in: the policy's list of ways in does not matter.
    func mailProof(_ authenticator: Authenticator) -> Proof? {
        guard case .emailAddress(_, isShared: false) = authenticator.kind else { return nil }
        return shape.proof(by: .emailCode, with: authenticator.id)
    }

    /// Every proof that somebody who holds everything could give now.
    var possibleProofs: [Proof] {
        shape.authenticators.flatMap { authenticator in
            authenticator.methods.compactMap { method in
                guard unavailability(of: method, with: authenticator) == nil else { return nil }
                return shape.proof(by: method, with: authenticator.id, userVerified: authenticator.canVerifyUser)
            }
        }
    }
}

extension Authenticator {
    /// Whether it can check its user by itself.
    var canVerifyUser: Bool {
        switch kind {
        case .passkey: true
        case .installation(let installation): installation.appLock != .none
        case .password, .totpApp, .backupCodes, .passphrase, .securityKey, .phoneNumber, .emailAddress, .upstream:
            false
        }
    }
}
