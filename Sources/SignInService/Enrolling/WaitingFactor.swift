internal import Identity
internal import SignInPolicy
internal import Store

/// A proven second factor that waits for backup codes, to begin to count together with them.
enum WaitingFactor {
    case app(Pending<PendingApp>)
    case key(Pending<PendingKey>)

    var record: EnrolmentRecord {
        switch self {
        case .app(let pending): pending.record
        case .key(let pending): pending.record
        }
    }
}

extension Enrolling {
    /// What waits for codes of the same holder, while nothing else has changed on the account.
    func waitingFactor(
        of shape: AccountShape, heldBy holder: Enrolment.Holder, in transaction: any ReadTransaction, at now: Moment
    ) throws -> WaitingFactor? {
        if let app = try pendingApp(of: shape.account, heldBy: holder, in: transaction, at: now),
            app.content.proven != nil, app.content.machine.generation == shape.factorGeneration
        {
            return .app(app)
        }
        for kind in [Enrolment.Kind.passkey, .securityKey] {
            let key: Pending<PendingKey>? = try pending(
                kind, of: shape.account, heldBy: holder, in: transaction, at: now)
            if let key, key.content.machine.generation == shape.factorGeneration { return .key(key) }
        }
        return nil
    }

    /// Makes what has waited count, together with the set of codes.
    ///
    /// - Returns: `nil` if it can't (any more): the caller gives the transaction up or begins again.
    func enrol(
        _ waiting: WaitingFactor, with codes: AuthenticatorID, of account: AccountRecord,
        _ holder: Enrolment.Holder, from client: Client, in transaction: any WriteTransaction, at now: Moment
    ) throws -> NewFactor? {
        guard try transaction.finish(waiting.record.id, at: now) else { return nil }
        switch waiting {
        case .app(let pending):
            guard let app = pending.content.app(environment, at: now),
                try transaction.enrol(app, withBackupCodes: codes)
            else { return nil }
            try noteAdded(app, to: account, holder, from: client, in: transaction, at: now)
            return NewFactor(id: app.id, method: .totp)
        case .key(let pending):
            let key = pending.content.credential(environment, at: now)
            // Somebody has registered the same key meanwhile: undo the confirmation of the codes too.
            guard try transaction.enrol(key, withBackupCodes: codes) else { throw Overtaken() }
            try noteAdded(key, to: account, holder, from: client, in: transaction, at: now)
            return NewFactor(id: key.id, method: key.method)
        }
    }
}
