internal import ApprovalProtocol

/// Another lock, and the new approval key that comes with it: who can't open the old lock can't set a new one (DEV-10).
///
/// Made once for each change. ``Installation/changeLock(to:from:approvalKey:at:)`` sends it, and
/// ``SavedInstallation/keep(_:codes:)`` keeps what came of it.
public struct LockChange: Sendable {
    /// What approves from then on.
    public let approvalKey: SoftwareKey
    /// Nil for no lock at all.
    public let pin: UnlockedPIN?

    /// A change to a PIN that was just chosen, or to none. Nothing is sent or kept yet.
    public init(to pin: UnlockedPIN?) {
        self.pin = pin
        approvalKey = SoftwareKey()
    }

    /// What the server is sent.
    func body(
        from old: UnlockedPIN?, approvalKey oldKey: any SigningKey, of installation: Installation, at time: Int64
    ) throws -> LockBody {
        let statement = KeyStatement.newApprovalKey(
            try InstallationKey(x963: approvalKey.publicKey), installation: installation.id,
            origin: installation.origin.text, time: time)
        return LockBody(
            lock: pin == nil ? .none : .pin, oldProof: old.map { WireBytes($0.stretched.proof) },
            proof: pin.map { WireBytes($0.stretched.proof) }, approvalKey: WireBytes(approvalKey.publicKey), time: time,
            signature: WireBytes(try oldKey.sign(statement.bytesToSign)),
            newSignature: WireBytes(try approvalKey.sign(statement.bytesToSign)))
    }
}

/// A change of the lock that the server has carried out: from now on only its approval key counts, so it is to be kept
/// before anything else is done.
public struct ChangedLock: Sendable {
    let change: LockChange
    let share: [UInt8]?

    init(_ change: LockChange, _ answer: ShareAnswer) throws {
        guard change.pin == nil || answer.share?.bytes.count == StretchedPIN.shareLength else {
            throw UnreadableAnswer(status: 200)
        }
        self.change = change
        share = answer.share?.bytes
    }
}
