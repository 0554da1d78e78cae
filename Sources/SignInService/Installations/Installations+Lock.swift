package import ApprovalProtocol
internal import Bytes
internal import Delivery
internal import Identity
internal import SignInPolicy
internal import Store

extension Installations {
    /// What came of a PIN.
    package enum Unlocking: Sendable {
        case share([UInt8])
        case wrong(triesLeft: Int)
        /// The server's share is gone, and with it the approval key: the installation has ended and is added anew.
        case destroyed
        /// No PIN is set.
        case noPin
        case gone
    }

    /// Gives out the server's share of the key that wraps the approval key, for the right PIN.
    ///
    /// The tries are counted here, because whoever has copied the app's storage could try for ever there (PUSH-23).
    package func unlock(_ live: LiveInstallation, proof: [UInt8], from client: Client) async throws -> Unlocking {
        let now = environment.time.now()
        let outcome: Unlocking = try await environment.store.write { transaction in
            guard let (device, account) = try transaction.hold(live) else { return .gone }
            let answer = try transaction.tryPin(
                verifier: StretchedPIN.verifier(of: proof), of: device.id, tries: Limits.appLockTries)
            switch answer {
            case .right(let share): return .share(share.reveal())
            case .noPin: return .noPin
            case .wrong(let left): return .wrong(triesLeft: left)
            case .destroyed:
                // It could never approve again; nobody shall wait for it.
                try ending.end(
                    device, of: account, because: .revoked, .pinDestroyed, by: client, in: transaction, at: now)
                return .destroyed
            }
        }
        environment.outbox.ring()
        return outcome
    }

    /// What came of another app lock.
    package enum LockChange: Sendable {
        /// - Parameter share: for a PIN only.
        case changed(share: [UInt8]?)
        case pinWrong(triesLeft: Int)
        case pinDestroyed
        /// The old key has not agreed, or the new one is not there (DEV-10).
        case badSignature
        /// A key is none of ours to accept or in use, or a proof is missing.
        case badInput
        /// The account has no password, and without this lock nothing would sign in to it (product.md §4.5).
        case lastWayIn
        case gone
    }

    /// Gives an installation another lock and another approval key behind it.
    ///
    /// The old approval key signs the new one, so whoever has only the contact key can't replace it; with a PIN the old
    /// PIN is asked for as well. A change to the key that is in force already is one whose answer was lost: it is
    /// answered again, and changes nothing.
    package func changeLock(_ live: LiveInstallation, to body: LockBody, from client: Client) async throws
        -> LockChange
    {
        let now = environment.time.now()
        guard let key = try? InstallationKey(x963: body.approvalKey.bytes),
            let lock = NewLock(body.lock, proof: body.proof)
        else { return .badInput }
        let share = environment.tokens.random(StretchedPIN.shareLength)
        let outcome: LockChange = try await environment.store.write { transaction in
            guard let (device, account) = try transaction.hold(live) else { return .gone }
            let statement = KeyStatement.newApprovalKey(
                key, installation: device.id.rawValue, origin: environment.settings.origin.text, time: body.time)
            if device.approvalKey == key.bytes {
                guard statement.isSigned(by: key, body.newSignature.bytes, at: now.millisecondsSinceEpoch) else {
                    return .badSignature
                }
                return try repeated(lock, device, account, client, in: transaction, at: now)
            }
            let old = try InstallationKey(x963: device.approvalKey)
            guard statement.isSigned(by: old, body.signature.bytes, at: now.millisecondsSinceEpoch),
                statement.isSigned(by: key, body.newSignature.bytes, at: now.millisecondsSinceEpoch)
            else { return .badSignature }
            guard try lock.lock != .none || mayDropLock(of: device, account, in: transaction, at: now) else {
                return .lastWayIn
            }
            if device.appLock == .pin {
                let refusal = try refusal(
                    ofOldProof: body.oldProof?.bytes, device, account, client, in: transaction, at: now)
                if let refusal { return refusal }
            }
            let pin = lock.verifier.map {
                InstallationPin(verifier: $0, share: Secret(share), tries: Limits.appLockTries)
            }
            guard try transaction.changeLock(of: device.id, to: lock.lock, pin: pin, approvalKey: key.bytes) else {
                return .badInput
            }
            try asking.withdrawAll(of: account.id, in: transaction, at: now)
            try transaction.record(
                AuditEntry(
                    .installationLockChanged, .succeeded, of: account.id, by: client, at: now,
                    subject: device.id.rawValue, detail: lock.lock.rawValue))
            try environment.tell(
                account, .installationLockChanged(name: device.name, client.occasion(at: now)), in: transaction,
                at: now)
            return .changed(share: pin == nil ? nil : share)
        }
        environment.outbox.ring()
        return outcome
    }

    /// The answer to a change that has happened: for a PIN, what opening it gives, and wrong ones count as they do there.
    private func repeated(
        _ lock: NewLock, _ device: InstallationRecord, _ account: AccountRecord, _ client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> LockChange {
        guard device.appLock == lock.lock else { return .badInput }
        guard let verifier = lock.verifier else { return .changed(share: nil) }
        switch try transaction.tryPin(verifier: verifier, of: device.id, tries: Limits.appLockTries) {
        case .right(let share): return .changed(share: share.reveal())
        case .wrong(let left): return .pinWrong(triesLeft: left)
        case .noPin: return .badInput
        case .destroyed:
            try ending.end(device, of: account, because: .revoked, .pinDestroyed, by: client, in: transaction, at: now)
            return .pinDestroyed
        }
    }

    private func mayDropLock(
        of device: InstallationRecord, _ account: AccountRecord, in transaction: any ReadTransaction, at now: Moment
    ) throws -> Bool {
        let shape = try transaction.shape(of: account, settings: environment.settings, at: now)
        let verdict = FloorRule(under: environment.settings.rules).judge(.dropAppLock(device.id), of: shape)
        if case .refused = verdict { return false }
        return true
    }

    private func refusal(
        ofOldProof proof: [UInt8]?, _ device: InstallationRecord, _ account: AccountRecord, _ client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> LockChange? {
        guard let proof else { return .badInput }
        let answer = try transaction.tryPin(
            verifier: StretchedPIN.verifier(of: proof), of: device.id, tries: Limits.appLockTries)
        switch answer {
        case .right: return nil
        case .wrong(let left): return .pinWrong(triesLeft: left)
        case .noPin: return .badInput
        case .destroyed:
            try ending.end(device, of: account, because: .revoked, .pinDestroyed, by: client, in: transaction, at: now)
            return .pinDestroyed
        }
    }
}

/// A lock that is to be set: a PIN comes with its proof, every other one without.
struct NewLock: Sendable {
    let lock: Installation.AppLock
    /// What recognises the PIN later.
    let verifier: [UInt8]?

    init?(_ lock: AppLock, proof: WireBytes?) {
        switch (lock, proof) {
        case (.none, nil): (self.lock, verifier) = (.none, nil)
        case (.platform, nil): (self.lock, verifier) = (.platform, nil)
        case (.pin, .some(let proof)) where proof.bytes.count == StretchedPIN.shareLength:
            (self.lock, verifier) = (.pin, StretchedPIN.verifier(of: proof.bytes))
        case (.none, _), (.platform, _), (.pin, _): return nil
        }
    }
}
