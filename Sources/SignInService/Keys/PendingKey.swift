internal import Identity
internal import PublicKeyCredentials
internal import SignInPolicy
internal import Store

/// A verified key that waits for backup codes, because it would turn the second step on.
struct PendingKey: Codable {
    var machine: Enrolment
    let credentialID: [UInt8]
    let publicKey: [UInt8]
    let signCount: UInt32
    let isUserVerified: Bool
    let isBackupEligible: Bool
    let isBackedUp: Bool
    let transports: [String]
    let model: [UInt8]
    let attestation: String
    let name: String

    /// - Parameter vouchedFor: whether the policy has judged who made it.
    init(_ machine: Enrolment, _ new: NewCredential, named name: ChosenName, vouchedFor: Bool) {
        self.machine = machine
        credentialID = new.id
        publicKey = new.key.encoded
        signCount = new.signCount
        isUserVerified = new.isUserVerified
        isBackupEligible = new.isBackupEligible
        isBackedUp = new.isBackedUp
        transports = new.transports
        model = new.model
        attestation = new.attestation.format.rawValue + (vouchedFor ? " checked" : "")
        self.name = name.text
    }

    /// The key as it is to be enrolled.
    func credential(_ environment: Environment, at now: Moment) -> CredentialRecord {
        CredentialRecord(
            id: environment.tokens.id(), account: machine.account, credentialID: credentialID,
            kind: machine.kind == .passkey ? .passkey : .securityKey, publicKey: publicKey, signCount: signCount,
            isUserVerified: isUserVerified, isBackupEligible: isBackupEligible, isBackedUp: isBackedUp,
            transports: transports, model: model, attestation: attestation, name: name, createdAt: now)
    }
}
