internal import Delivery
package import Identity
internal import PublicKeyCredentials
package import SignInPolicy
internal import Store

// Adding a passkey or security key. Which of the two it becomes is the person's choice: the browser is asked for one
// that is found by itself and checks its user, or for one that is only a second step.

/// What a browser has answered to the question for a new credential, read but not believed.
package struct NewKeyAnswer: Sendable {
    let ceremony: KeyCeremonyID
    let kind: Enrolment.Kind
    /// `nil` for a text that is no answer of a browser.
    let response: RegistrationResponse?

    /// - Parameters:
    ///   - method: what the person wanted to add; anything but a passkey is a security key.
    ///   - credential: `PublicKeyCredential.toJSON()`, as text.
    package init(ceremony: String, for method: Identity.Method?, credential: String) {
        self.ceremony = KeyCeremonyID(ceremony)
        kind = method == .passkey ? .passkey : .securityKey
        response = try? RegistrationResponse(json: Array(credential.utf8))
    }
}

extension Enrolling {
    /// The two questions that the page of a new key can put; both have one challenge, and one answer.
    package struct KeyQuestions: Sendable, Hashable {
        package let ceremony: KeyCeremonyID
        /// The options of WebAuthn L3 §5.1.8 in JSON.
        package let passkey: String
        package let securityKey: String
    }

    /// What came of asking for a new key.
    package enum KeyBeginning: Sendable {
        case ask(KeyQuestions)
        /// A key, or an app, is verified already and waits for backup codes.
        case saveCodes
        /// The account has as many as it may.
        case tooMany
    }

    /// Why a key was not added.
    package enum KeyRefusal: Sendable, Hashable {
        case notUnderstood
        case notVerified
        case notTouched
        case wrongPage
        /// It, or one that calls itself so, is registered already.
        case known
        /// The administrator wants the maker to vouch for it.
        case notVouchedFor
        case modelNotAllowed
        /// The administrator wants keys that stay on one device.
        case synced
    }

    /// What came of a new key.
    package enum KeyAnswered: Sendable, Hashable {
        case added(AuthenticatorID)
        /// It is verified, and counts as soon as backup codes are confirmed: make them next.
        case saveCodes
        case refused(KeyRefusal)
        case nameRefused(ChosenName.Refusal)
        /// It took too long, or the account changed meanwhile: begin again.
        case beginAgain
    }

    /// Begins to add a key.
    package func beginKey(for account: AccountID, heldBy holder: Enrolment.Holder) async throws -> KeyBeginning {
        let now = environment.time.now()
        return try await environment.store.write { transaction in
            guard let record = try transaction.holdAccount(account) else { return .tooMany }
            let shape = try transaction.shape(of: record, settings: environment.settings, at: now)
            if try waitingFactor(of: shape, heldBy: holder, in: transaction, at: now) != nil { return .saveCodes }
            let existing = try transaction.credentials(of: account)
            guard existing.count < Limits.keys else { return .tooMany }
            let ceremony = try KeyCeremonies(environment: environment).begin(
                .registration(generation: shape.factorGeneration), ownedBy: holder.name, in: transaction, at: now)
            return .ask(try questions(ceremony, for: record, existing, in: transaction))
        }
    }

    private func questions(
        _ ceremony: KeyCeremonyRecord, for account: AccountRecord, _ existing: [CredentialRecord],
        in transaction: any WriteTransaction
    ) throws -> KeyQuestions {
        let handle = try transaction.keyHandle(
            of: account.id, orElse: environment.tokens.random(Limits.keyHandleBytes))
        let user = CreationOptions.Account(
            handle: handle, name: try transaction.chiefIdentifier(of: account.id), displayName: account.displayName)
        let known = existing.map { CredentialDescriptor(id: $0.credentialID, transports: $0.transports) }
        let options = { (kind: Enrolment.Kind) in
            try KeyCeremonies.json(
                CreationOptions(
                    registration(ceremony, kind), for: user, existing: known, isDiscoverable: kind == .passkey,
                    asksForAttestation: environment.settings.keys.attestation.asks))
        }
        return KeyQuestions(
            ceremony: ceremony.id, passkey: try options(.passkey), securityKey: try options(.securityKey))
    }

    /// What was asked, and what the answer is verified against.
    private func registration(_ ceremony: KeyCeremonyRecord, _ kind: Enrolment.Kind) -> Registration {
        Registration(
            party: environment.settings.keys.party, challenge: ceremony.challenge,
            demandsUserVerification: kind == .passkey)
    }

    /// Takes a new key: admit, examine, settle, because certificates are looked at outside of transactions.
    package func submit(
        key answer: NewKeyAnswer, named name: String, for account: AccountID, heldBy holder: Enrolment.Holder,
        from client: Client
    ) async throws -> KeyAnswered {
        let chosen: ChosenName
        do throws(ChosenName.Refusal) { chosen = try ChosenName(name) } catch { return .nameRefused(error) }
        let now = environment.time.now()
        let admitted = try await environment.store.write { transaction in
            try admit(answer, for: account, heldBy: holder, in: transaction, at: now)
        }
        guard let (ceremony, generation) = admitted else { return .beginAgain }
        let credential: NewCredential
        do throws(KeyRefused) {
            credential = try await examine(answer, ceremony)
        } catch {
            return .refused(error.reason)
        }
        let machine = Enrolment(
            of: answer.kind, for: account, heldBy: holder, generation: generation, startedAt: ceremony.createdAt)
        let verified = PendingKey(
            machine, credential, named: chosen, vouchedFor: environment.settings.keys.attestation.asks)
        defer { environment.outbox.ring() }
        return try await environment.store.write { transaction in
            try settle(verified, from: client, in: transaction, at: environment.time.now())
        }
    }

    private func admit(
        _ answer: NewKeyAnswer, for account: AccountID, heldBy holder: Enrolment.Holder,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> (KeyCeremonyRecord, generation: Int64)? {
        guard let record = try transaction.holdAccount(account) else { return nil }
        let generation = Int64(record.factorGeneration)
        let purpose = KeyCeremonies.Purpose.registration(generation: generation)
        let ceremony = try transaction.spend(
            ceremony: answer.ceremony, ownedBy: holder.name, for: purpose.name, at: now)
        return ceremony.map { ($0, generation: generation) }
    }

    /// A registration that is not taken.
    private struct KeyRefused: Error {
        let reason: KeyRefusal
    }

    private func examine(_ answer: NewKeyAnswer, _ ceremony: KeyCeremonyRecord) async throws(KeyRefused)
        -> NewCredential
    {
        guard let response = answer.response else { throw KeyRefused(reason: .notUnderstood) }
        let credential: NewCredential
        do {
            credential = try registration(ceremony, answer.kind).verify(response)
        } catch {
            throw KeyRefused(reason: KeyRefusal(error))
        }
        let keys = environment.settings.keys
        guard keys.allowsSynced || !credential.isBackupEligible else { throw KeyRefused(reason: .synced) }
        do throws(AttestationPolicy.Refusal) {
            try await keys.attestation.judge(credential, at: environment.time.now().secondsSinceEpoch)
        } catch {
            switch error {
            case .notVouchedFor: throw KeyRefused(reason: .notVouchedFor)
            case .modelNotAllowed: throw KeyRefused(reason: .modelNotAllowed)
            }
        }
        return credential
    }

    /// Makes a verified key count, unless it would be the first second factor: then it waits for backup codes.
    private func settle(
        _ verified: PendingKey, from client: Client, in transaction: any WriteTransaction, at now: Moment
    ) throws -> KeyAnswered {
        var key = verified
        guard let account = try transaction.holdAccount(key.machine.account) else { return .beginAgain }
        guard try transaction.credential(called: key.credentialID) == nil else { return .refused(.known) }
        guard try transaction.credentials(of: account.id).count < Limits.keys else { return .beginAgain }
        let generation = Int64(account.factorGeneration)
        guard case .enrol = key.machine.proofChecked(.passed, by: key.machine.holder, generation: generation, at: now)
        else { return .beginAgain }
        let shape = try transaction.shape(of: account, settings: environment.settings, at: now)
        if isFirstSecondFactor(of: shape) {
            try keep(key, of: key.machine, as: environment.tokens.id(), in: transaction)
            return .saveCodes
        }
        let record = key.credential(environment, at: now)
        guard try transaction.enrol(record) else { return .refused(.known) }
        try noteAdded(record, to: account, key.machine.holder, from: client, in: transaction, at: now)
        return .added(record.id)
    }

    /// The record of it, and word to the person, unless they are just joining and know of nothing else.
    func noteAdded(
        _ key: CredentialRecord, to account: AccountRecord, _ holder: Enrolment.Holder, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws {
        try transaction.record(
            AuditEntry(
                .keyAdded, .succeeded, of: account.id, by: client, at: now, subject: key.id.rawValue,
                method: key.method, reason: key.attestation, detail: key.name))
        guard holder.isOfSignedUpPerson else { return }
        try environment.tell(account, .keyAdded(name: key.name, client.occasion(at: now)), in: transaction, at: now)
    }
}

extension Enrolling.KeyRefusal {
    fileprivate init(_ refusal: Registration.Refusal) {
        self =
            switch refusal {
            case .userNotPresent: .notTouched
            case .userNotVerified: .notVerified
            case .clientData(let refusal): refusal.isOfPage ? .wrongPage : .notUnderstood
            case .wrongRelyingParty: .wrongPage
            case .attestationObject, .contradictoryFlags, .credentialMissing, .key, .algorithmNotOffered, .attestation,
                .credentialIDTooLong, .contradictoryIDs:
                .notUnderstood
            }
    }
}
