internal import Bytes

/// What was asked of an authenticator that signs.
package struct Assertion: Sendable {
    package let party: RelyingParty
    /// 32 random bytes, given once, to this browser.
    package let challenge: [UInt8]
    package let demandsUserVerification: Bool
    /// The credentials that were asked for; empty where the authenticator was to find one (discoverable credentials).
    package let allowed: Set<[UInt8]>
    /// The handle of the account that was named before; `nil` where the credential is to name it.
    package let userHandle: [UInt8]?

    package init(
        party: RelyingParty, challenge: [UInt8], demandsUserVerification: Bool, allowed: Set<[UInt8]>,
        userHandle: [UInt8]?
    ) {
        self.party = party
        self.challenge = challenge
        self.demandsUserVerification = demandsUserVerification
        self.allowed = allowed
        self.userHandle = userHandle
    }

    /// The credential as it was kept.
    package struct Known: Sendable {
        package let id: [UInt8]
        package let key: CredentialPublicKey
        /// The handle of the account whose it is.
        package let userHandle: [UInt8]
        package let signCount: UInt32
        package let isBackupEligible: Bool

        package init(
            id: [UInt8], key: CredentialPublicKey, userHandle: [UInt8], signCount: UInt32, isBackupEligible: Bool
        ) {
            self.id = id
            self.key = key
            self.userHandle = userHandle
            self.signCount = signCount
            self.isBackupEligible = isBackupEligible
        }
    }

    /// What a signature has shown.
    package struct Verified: Sendable, Hashable {
        /// To be kept in place of the one before.
        package let signCount: UInt32
        /// `false` where the counter didn't go on: two copies of the key may exist (§6.1.1). What follows is a policy.
        package let isCounterPlausible: Bool
        package let isUserVerified: Bool
        package let isBackedUp: Bool
    }

    /// Why a signature proves nothing.
    package enum Refusal: Error, Hashable, Sendable {
        case notAllowed
        /// The answer is of another credential than the caller has looked up.
        case wrongCredential
        /// It is of somebody else, or the authenticator says so.
        case wrongUser
        /// The account wasn't named before, and the authenticator doesn't name it either.
        case userMissing
        case clientData(ClientDataRefusal)
        case authenticatorData(AuthenticatorData.Refusal)
        case wrongRelyingParty
        case userNotPresent
        case userNotVerified
        case contradictoryFlags
        /// Whether a credential can be copied is settled when it is made.
        case backupEligibilityChanged
        case badSignature
    }

    /// Verifies an answer by §7.2, steps 5 to 22.
    ///
    /// - Parameter known: the credential that the answer names, as it was kept. Nothing of it is changed here; the caller
    ///   keeps ``Verified`` (step 24) once nothing else speaks against the sign-in.
    package func verify(_ response: AuthenticationResponse, by known: Known) throws(Refusal) -> Verified {
        try verifyNames(response, known)
        let hash = try clientDataHash(response)
        let data: AuthenticatorData
        do { data = try AuthenticatorData(response.authenticatorData) } catch { throw .authenticatorData(error) }
        try verifyFlags(of: data, known)
        // Steps 20 and 21
        guard known.key.isValid(response.signature, of: response.authenticatorData + hash) else { throw .badSignature }
        // Step 22
        let counts = data.signCount != 0 || known.signCount != 0
        return Verified(
            signCount: data.signCount, isCounterPlausible: !counts || data.signCount > known.signCount,
            isUserVerified: data.flags.contains(.userVerified), isBackedUp: data.flags.contains(.backedUp))
    }

    /// Steps 5 and 6.
    private func verifyNames(_ response: AuthenticationResponse, _ known: Known) throws(Refusal) {
        guard allowed.isEmpty || allowed.contains(response.id) else { throw .notAllowed }
        guard response.id == known.id else { throw .wrongCredential }
        if let userHandle {
            guard known.userHandle == userHandle else { throw .wrongUser }
        } else if response.userHandle == nil {
            throw .userMissing
        }
        guard response.userHandle == nil || response.userHandle == known.userHandle else { throw .wrongUser }
    }

    /// Steps 7 to 14, and 20.
    private func clientDataHash(_ response: AuthenticationResponse) throws(Refusal) -> [UInt8] {
        do {
            let data = try ClientData(response.clientDataJSON)
            try data.verify(type: "webauthn.get", challenge: challenge, for: party)
            return data.hash
        } catch {
            throw .clientData(error)
        }
    }

    private func verifyFlags(of data: AuthenticatorData, _ known: Known) throws(Refusal) {
        // Step 15
        guard equalInConstantTime(data.relyingPartyHash, party.hash) else { throw .wrongRelyingParty }
        // Step 16
        guard data.flags.contains(.userPresent) else { throw .userNotPresent }
        // Step 17
        guard !demandsUserVerification || data.flags.contains(.userVerified) else { throw .userNotVerified }
        // Step 18
        guard data.flags.contains(.backupEligible) || !data.flags.contains(.backedUp) else {
            throw .contradictoryFlags
        }
        // Step 19
        guard data.flags.contains(.backupEligible) == known.isBackupEligible else { throw .backupEligibilityChanged }
    }
}
