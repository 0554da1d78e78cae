internal import Identity

/// What the rules of a book make of one account, worked out by trying everything, and not by asking what is complete.
struct AccountFacts {
    let shape: AccountShape
    let ways: WaysIn
    let book: Rulebook
    /// Every proof that could be shown, useless ones included: of things that are dead, stopped or shared.
    let proofs: [Proof]
    /// Every combination of them that the rules let pass.
    let passing: [[Proof]]
    /// Those that can be given: a used backup code is gone.
    let complete: [[Proof]]

    init(of shape: AccountShape, under rules: SignInRules, by book: Rulebook) {
        self.shape = shape
        self.book = book
        let ways = WaysIn(of: shape, under: rules)
        self.ways = ways
        let proofs =
            shape.authenticators.flatMap { authenticator in
                authenticator.methods.map { method in
                    Proof(
                        method: method, authenticator: authenticator.id, holdings: shape.holdings(of: authenticator),
                        userVerified: authenticator.canVerifyUser)
                }
            } + Self.forgeries
        self.proofs = proofs
        passing = proofs.flatMap { first -> [[Proof]] in
            var passing: [[Proof]] = []
            if case .complete = book.first(first, ways) { passing.append([first]) }
            for second in proofs where second.authenticator != first.authenticator || second.method == first.method {
                if case .complete = book.pair(first, second, ways) { passing.append([first, second]) }
            }
            return passing
        }
        complete = passing.filter { $0.allSatisfy { Self.canBeGiven($0, shape) } }
    }

    /// Right proofs by what the account has never had.
    private static let forgeries = [Method.passkey, .totp].map { method in
        Proof(method: method, authenticator: AuthenticatorID("forged"), holdings: [], userVerified: true)
    }

    func canBeGiven(_ proof: Proof) -> Bool { Self.canBeGiven(proof, shape) }

    private static func canBeGiven(_ proof: Proof, _ shape: AccountShape) -> Bool {
        guard proof.method == .backupCode else { return true }
        if case .backupCodes(remaining: ...0) = shape.authenticator(proof.authenticator)?.kind { return false }
        return true
    }

    /// What is neither kept for a bad day nor spent by use.
    var everyday: [[Proof]] {
        complete.filter { proofs in
            guard let first = proofs.first?.method, ![.emailCode, .smsCode, .upstream].contains(first) else {
                return false
            }
            return proofs.allSatisfy { $0.method != .backupCode && $0.method != .passphrase }
        }
    }

    /// Whether anything but the password has ever been turned on to sign in with.
    var hasSecondStep: Bool {
        shape.isPasswordless
            || shape.authenticators.contains { authenticator in
                switch authenticator.kind {
                case .totpApp, .backupCodes, .passphrase, .installation, .passkey, .securityKey:
                    authenticator.state != .pending
                case .phoneNumber: ways.rules.methods.contains(.smsCode)
                case .password, .emailAddress, .upstream: false
                }
            }
    }
}

// MARK: Losing

extension AccountFacts {
    /// The losses after which nothing is left, by taking each thing away and looking.
    var fatalLosses: Set<FloorRule.Loss> {
        let direct = complete + enrolments
        let resets = book.resets(ways)
        guard !direct.isEmpty || resets.contains(where: { !afterReset(by: $0).isEmpty }) else { return [] }
        let relied = direct.filter(isReliable)
        var afterwards: [WaysIn.Way: [[Proof]]] = [:]
        return losses.filter { loss in
            if relied.contains(where: { $0.allSatisfy { $0.survives(loss) } }) { return false }
            return !resets.contains { reset in
                guard reset.survives(loss), isReliable(reset.proofs) else { return false }
                let next = afterwards[reset] ?? afterReset(by: reset)
                afterwards[reset] = next
                return next.contains { proofs in proofs.allSatisfy { $0.survives(loss) } }
            }
        }
    }

    private var losses: Set<FloorRule.Loss> {
        var all: Set<FloorRule.Loss> = []
        for authenticator in shape.authenticators {
            for holding in shape.holdings(of: authenticator) { all.insert(.holding(holding)) }
            if case .installation = authenticator.kind { all.insert(.reinstalled(authenticator.id)) }
        }
        return all
    }

    /// By a password that wants a second factor, and a code to the mailbox that notices go to.
    private var enrolments: [[Proof]] {
        guard let mailbox = proofs.first(where: { $0.authenticator == shape.provenMailbox?.id }) else { return [] }
        return proofs.compactMap { first in
            if case .needsEnrolment = book.first(first, ways) { [first, mailbox] } else { nil }
        }
    }

    private func isReliable(_ proofs: [Proof]) -> Bool {
        proofs.allSatisfy { shape.authenticator($0.authenticator)?.isDoubtful != true }
    }

    private func afterReset(by way: WaysIn.Way) -> [[Proof]] {
        let after = AccountFacts(of: shape.after(reset: way), under: ways.rules, by: book)
        return (after.complete + after.enrolments).filter(after.isReliable)
    }
}
