internal import Delivery
package import Identity
internal import PublicKeyCredentials
package import SignInPolicy
internal import Store

// Signing in with a passkey, with or without an identifier, and the second step with a key.

extension SignIn {
    private var ceremonies: KeyCeremonies { KeyCeremonies(environment: environment) }

    /// Whether people may sign in with a passkey here.
    package var offersPasskeys: Bool { rules.methods.contains(.passkey) }

    // MARK: Without an identifier

    /// The question of the first page, for whichever passkey the browser finds: the same for everybody (WAA-18).
    ///
    /// - Returns: `nil` where passkeys are not offered, or for a browser that keeps no cookies.
    package func keyQuestion(from client: Client) async throws -> KeyQuestion? {
        guard offersPasskeys, let owner = client.keyOwner else { return nil }
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            let ceremony = try ceremonies.begin(.discovery, ownedBy: owner, in: transaction, at: now)
            return try ceremonies.question(ceremony, allowing: [], demandsUserVerification: true)
        }
    }

    /// What came of a passkey that names its account by itself.
    package enum Discovery: Sendable {
        case signedIn(OpenedSession)
        case refused(Refusal, HelpCode)
        case failed(KeyProblem)
    }

    /// Takes a passkey's answer as the first and only step (product.md P-6).
    package func discover(_ answer: KeyAnswer, from client: Client) async throws -> Discovery {
        defer { environment.outbox.ring() }
        guard let owner = client.keyOwner else { return .failed(.overdue) }
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            let found = try answer.response.flatMap { try transaction.credential(called: $0.id) }
            let account = try found.flatMap { try transaction.account($0.account) }
            let shape = try account.map { try transaction.shape(of: $0, settings: environment.settings, at: now) }
            let credential = found.flatMap { found in
                found.kind == .passkey && shape?.authenticator(found.id)?.state == .active ? found : nil
            }
            let evidence = KeyCheck.Evidence(
                response: answer.response,
                ceremony: try transaction.spend(
                    ceremony: answer.ceremony, ownedBy: owner, for: KeyCeremonies.Purpose.discovery.name, at: now),
                credential: credential, allowed: [], isNamed: false)
            let finding = try KeyCheck(environment: environment, client: client, now: now)
                .find(evidence, in: transaction)
            return try decide(finding, by: account, shape, from: client, in: transaction, at: now)
        }
    }

    private func decide(
        _ finding: ProofChecker.Finding, by account: AccountRecord?, _ shape: AccountShape?, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> Discovery {
        var machine = SignInAttempt(startedAt: now)
        let check = shape.map { finding.check(by: .passkey, of: $0) } ?? .failed
        switch machine.discovered(check, of: shape, under: rules, at: now) {
        case .grantSession(let grant):
            guard let account else { return .failed(.notRecognised) }
            if let refusal = try transaction.objection(to: grant, for: account, from: client) {
                let step = RefusedStep(name: SignInAttempt.Step.identifier.rawValue, menu: nil, proofs: grant.proofs)
                return .refused(
                    refusal, try keep(refusal, at: step, on: account.id, from: client, in: transaction, at: now))
            }
            return .signedIn(try opening.open(grant, for: account, from: client, in: transaction))
        case .askFirst, .askAgain, .outOfOrder:
            try transaction.record(
                AuditEntry(
                    .signInFailed, .refused, of: account?.id, by: client, at: now, method: .passkey,
                    reason: String(describing: finding.keyProblem)))
            return .failed(finding.keyProblem)
        case .refuse(let refusal):
            return .refused(
                refusal,
                try keep(
                    refusal, at: RefusedStep(name: SignInAttempt.Step.identifier.rawValue, menu: nil, proofs: []),
                    on: account?.id, from: client, in: transaction, at: now))
        }
    }

    // MARK: In a conversation

    /// The question of the step that this browser's attempt is at; `nil` if the step offers no key.
    ///
    /// Before anything is proven it names no credential, so that it is the same for an account that has some, has none,
    /// or doesn't exist (RATE-16).
    package func keyQuestion(in secret: Secret<String>, from client: Client) async throws
        -> (question: KeyQuestion, prompt: SignInPrompt)?
    {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard let attempt = try attempts.load(secret, in: transaction, at: now), let shape = attempt.shape,
                let menu = attempt.machine.menu(of: shape, under: rules), menu.offersKey
            else { return nil }
            let isFirst = attempt.machine.step == .first
            let allowed = isFirst ? [] : try transaction.credentials(of: shape.account, offeredIn: menu)
            let ceremony = try ceremonies.begin(
                .proof, ownedBy: ApprovalOwner.attempt(attempt.record.id).name, in: transaction, at: now)
            let question = try ceremonies.question(
                ceremony, allowing: allowed, demandsUserVerification: allowed.allSatisfy { $0.kind == .passkey })
            return (question, prompt(attempt.machine, of: shape))
        }
    }

    /// Takes a key's answer as the first or the second step.
    package func submit(key answer: KeyAnswer, to secret: Secret<String>, from client: Client) async throws
        -> SignInAnswer
    {
        try await submit(.key(KeyTry(answer: answer)), to: secret, from: client)
    }
}

extension Menu {
    /// Whether a passkey or security key may be used now.
    var offersKey: Bool { offers.contains { $0.method == .passkey || $0.method == .securityKey } }
}

extension ReadTransaction {
    /// The credentials that a menu stands for.
    func credentials(of account: AccountID, offeredIn menu: Menu) throws -> [CredentialRecord] {
        let offered = Set(
            menu.offers.filter { $0.method == .passkey || $0.method == .securityKey }.flatMap(\.authenticators))
        return try credentials(of: account).filter { offered.contains($0.id) }
    }
}

extension ProofChecker.Finding {
    /// What was wrong with a key that has named its account.
    fileprivate var keyProblem: KeyProblem {
        if case .failed(.key(let problem)) = self { problem } else { .notRecognised }
    }
}
