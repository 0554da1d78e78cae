internal import Delivery
internal import Identity
internal import PublicKeyCredentials
internal import SignInPolicy
internal import Store

/// Verifies what a key has signed and notes that it has, in the transaction that acts on it.
///
/// Failures are not counted against the key: nobody guesses a signature, and a stranger who has seen the name of a key
/// must not be able to wear it out. They are counted by the attempt (decision 18).
struct KeyCheck {
    let environment: Environment
    let client: Client
    let now: Moment

    /// What a signature is judged by.
    struct Evidence: Sendable {
        let response: AuthenticationResponse?
        /// `nil` once it is spent or over.
        let ceremony: KeyCeremonyRecord?
        /// The credential that has answered; `nil` if it is not one that may.
        let credential: CredentialRecord?
        /// What was asked for; empty where the authenticator was to find one.
        let allowed: Set<[UInt8]>
        /// Whether somebody was named before.
        let isNamed: Bool

        init(
            response: AuthenticationResponse?, ceremony: KeyCeremonyRecord?, credential: CredentialRecord?,
            allowed: Set<[UInt8]>, isNamed: Bool
        ) {
            self.response = response
            self.ceremony = ceremony
            self.credential = credential
            self.allowed = allowed
            self.isNamed = isNamed
        }
    }

    /// What a signature was worth: its counter and flags are kept if it proves something.
    func find(_ evidence: Evidence, in transaction: any WriteTransaction) throws -> ProofChecker.Finding {
        guard let ceremony = evidence.ceremony else { return .failed(.key(.overdue)) }
        guard let response = evidence.response, let credential = evidence.credential,
            let handle = try transaction.keyHandle(of: credential.account)
        else { return .failed(.key(.notRecognised)) }
        let verified: Assertion.Verified
        do {
            let assertion = Assertion(
                party: environment.settings.keys.party, challenge: ceremony.challenge,
                demandsUserVerification: credential.kind == .passkey, allowed: evidence.allowed,
                userHandle: evidence.isNamed ? handle : nil)
            verified = try assertion.verify(response, by: try Assertion.Known(credential, of: handle))
        } catch let refusal as Assertion.Refusal {
            return .failed(.key(KeyProblem(refusal)))
        }
        guard verified.isCounterPlausible,
            try transaction.note(
                signCount: verified.signCount, isBackedUp: verified.isBackedUp, by: credential.id, at: now)
        else {
            try suspectCopy(of: credential, in: transaction)
            return .failed(.key(.copied))
        }
        return .passed(credential.id)
    }

    /// Two of one key: whoever holds the other may be a thief (WebAuthn L3 §6.1.1). The person hears of it at once.
    private func suspectCopy(of credential: CredentialRecord, in transaction: any WriteTransaction) throws {
        try transaction.record(
            AuditEntry(
                .keyCopySuspected, .refused, of: credential.account, by: client, at: now,
                subject: credential.id.rawValue, method: credential.method, detail: credential.name))
        guard let account = try transaction.account(credential.account) else { return }
        try environment.tellOnce(
            account, .keyCopied(name: credential.name, client.occasion(at: now)), in: transaction, at: now)
    }
}

/// A key's answer as a try at a step of a conversation.
struct KeyTry: Sendable {
    let answer: KeyAnswer
    /// Whose question it answers.
    var owner = ""
    /// Whether nothing is proven before it: then the authenticator has found the credential by itself.
    var isFirst = false
    /// How the credential proves that has answered.
    var method = Method.passkey
}

extension ProofChecker {
    /// Finds out whether a passkey or a security key of the account has answered, since these are two methods. One that
    /// is neither counts as whatever the step may have asked for, and fails as that.
    func recognised(
        _ submission: Submission, ofOwner owner: String, isFirst: Bool, of shape: AccountShape,
        in transaction: any ReadTransaction
    ) throws -> Submission {
        guard case .key(var tried) = submission else { return submission }
        tried.owner = owner
        tried.isFirst = isFirst
        guard !isFirst else { return .key(tried) }
        let found = try tried.answer.response.flatMap { try transaction.credential(called: $0.id) }
        if let found, found.account == shape.account {
            tried.method = found.method
        } else {
            tried.method = shape.authenticators.contains { $0.methods == [.passkey] } ? .passkey : .securityKey
        }
        return .key(tried)
    }
}

extension KeyCheck.Evidence {
    /// Ends the ceremony and gathers what its answer is judged by.
    ///
    /// - Parameter authenticators: those that may answer; none for an account that only behaves like one.
    init(
        _ tried: KeyTry, to authenticators: [Authenticator], of account: AccountID,
        in transaction: any WriteTransaction, at now: Moment
    ) throws {
        let names = Set(authenticators.filter { $0.state == .active }.map(\.id))
        let offered = try transaction.credentials(of: account).filter { names.contains($0.id) }
        response = tried.answer.response
        ceremony = try transaction.spend(
            ceremony: tried.answer.ceremony, ownedBy: tried.owner, for: KeyCeremonies.Purpose.proof.name, at: now)
        credential = offered.first { $0.credentialID == tried.answer.response?.id }
        allowed = tried.isFirst ? [] : Set(offered.map(\.credentialID))
        isNamed = true
    }
}

extension CredentialRecord {
    /// How it proves.
    var method: Method {
        switch kind {
        case .passkey: .passkey
        case .securityKey: .securityKey
        }
    }
}

extension Assertion.Known {
    fileprivate init(_ credential: CredentialRecord, of handle: [UInt8]) throws {
        self.init(
            id: credential.credentialID, key: try CredentialPublicKey(encoded: credential.publicKey),
            userHandle: handle, signCount: credential.signCount, isBackupEligible: credential.isBackupEligible)
    }
}

extension KeyProblem {
    fileprivate init(_ refusal: Assertion.Refusal) {
        self =
            switch refusal {
            case .userNotPresent: .notTouched
            case .userNotVerified: .notVerified
            case .clientData(let refusal): refusal.isOfPage ? .wrongPage : .notRecognised
            case .wrongRelyingParty: .wrongPage
            case .notAllowed, .wrongCredential, .wrongUser, .userMissing, .authenticatorData, .contradictoryFlags,
                .backupEligibilityChanged, .badSignature:
                .notRecognised
            }
    }
}

extension ClientDataRefusal {
    /// Whether it is about where the page was, and not about what was signed.
    var isOfPage: Bool {
        switch self {
        case .wrongOrigin, .crossOrigin, .wrongTopOrigin: true
        case .tooLong, .notJSON, .memberMissing, .wrongType, .wrongChallenge: false
        }
    }
}
