internal import Bytes

/// What was asked of an authenticator that makes a new credential.
package struct Registration: Sendable {
    package let party: RelyingParty
    /// 32 random bytes, given once, to this browser.
    package let challenge: [UInt8]
    /// Whether the authenticator must know who used it, by PIN or biometrics.
    package let demandsUserVerification: Bool
    package let algorithms: [COSEAlgorithm]
    /// Whether the browser may make the credential without a question, right after a sign-in with a password
    /// (`mediation: "conditional"`): nobody touches anything then.
    package let isConditional: Bool

    package init(
        party: RelyingParty, challenge: [UInt8], demandsUserVerification: Bool,
        algorithms: [COSEAlgorithm] = COSEAlgorithm.inOrderOfPreference, isConditional: Bool = false
    ) {
        self.party = party
        self.challenge = challenge
        self.demandsUserVerification = demandsUserVerification
        self.algorithms = algorithms
        self.isConditional = isConditional
    }

    /// Why no credential is registered.
    package enum Refusal: Error, Hashable, Sendable {
        case clientData(ClientDataRefusal)
        case attestationObject(AttestationObject.Refusal)
        /// Made for another relying party, a sub-domain included.
        case wrongRelyingParty
        case userNotPresent
        case userNotVerified
        /// Copied, but not to be copied: one of the two flags is a lie.
        case contradictoryFlags
        /// Authenticator data without a credential.
        case credentialMissing
        case key(CredentialPublicKey.Refusal)
        /// An algorithm that wasn't offered.
        case algorithmNotOffered
        case attestation(AttestationRefusal)
        /// More than 1,023 bytes.
        case credentialIDTooLong
        /// The browser and the authenticator name two credentials.
        case contradictoryIDs
    }

    /// WebAuthn L3 §7.1 step 25.
    package static let longestCredentialID = 1_023

    /// Verifies an answer by §7.1, steps 5 to 21, 25 and 27.
    ///
    /// What is left to the caller: whether the path is one to trust (``AttestationTrust``, steps 22 to 24), whether the
    /// identifier is registered already (step 26), and to keep the credential.
    package func verify(_ response: RegistrationResponse) throws(Refusal) -> NewCredential {
        let hash = try clientDataHash(response)
        // Step 13
        let object: AttestationObject
        do { object = try AttestationObject(response.attestationObject) } catch { throw .attestationObject(error) }
        let data = object.data
        try verifyFlags(of: data)
        guard let credential = data.credential else { throw .credentialMissing }
        let key: CredentialPublicKey
        do { key = try CredentialPublicKey(credential.key) } catch { throw .key(error) }
        // Step 19
        guard algorithms.contains(key.algorithm) else { throw .algorithmNotOffered }
        // Steps 20 and 21
        let attestation: Attestation
        do {
            attestation = try object.verify(
                Attested(data: data, credential: credential, key: key, clientDataHash: hash))
        } catch {
            throw .attestation(error)
        }
        // Step 25
        guard credential.id.count <= Self.longestCredentialID else { throw .credentialIDTooLong }
        guard credential.id == response.id else { throw .contradictoryIDs }
        // Step 27
        return NewCredential(
            id: credential.id, key: key, signCount: data.signCount, model: credential.model,
            isUserVerified: data.flags.contains(.userVerified),
            isBackupEligible: data.flags.contains(.backupEligible), isBackedUp: data.flags.contains(.backedUp),
            transports: response.transports, attestation: attestation)
    }

    /// Steps 5 to 12.
    private func clientDataHash(_ response: RegistrationResponse) throws(Refusal) -> [UInt8] {
        do {
            let data = try ClientData(response.clientDataJSON)
            try data.verify(type: "webauthn.create", challenge: challenge, for: party)
            return data.hash
        } catch {
            throw .clientData(error)
        }
    }

    private func verifyFlags(of data: AuthenticatorData) throws(Refusal) {
        // Step 14
        guard equalInConstantTime(data.relyingPartyHash, party.hash) else { throw .wrongRelyingParty }
        // Step 15
        guard isConditional || data.flags.contains(.userPresent) else { throw .userNotPresent }
        // Step 16
        guard !demandsUserVerification || data.flags.contains(.userVerified) else { throw .userNotVerified }
        // Step 17; steps 18 is a policy, which has its say when the credential is known.
        guard data.flags.contains(.backupEligible) || !data.flags.contains(.backedUp) else {
            throw .contradictoryFlags
        }
    }
}

/// A credential that has just been made: the credential record of WebAuthn L3 §4.
package struct NewCredential: Sendable {
    package let id: [UInt8]
    package let key: CredentialPublicKey
    package let signCount: UInt32
    /// The AAGUID: 16 bytes, all zero where the model isn't told.
    package let model: [UInt8]
    package let isUserVerified: Bool
    package let isBackupEligible: Bool
    package let isBackedUp: Bool
    package let transports: [String]
    package let attestation: Attestation
}
