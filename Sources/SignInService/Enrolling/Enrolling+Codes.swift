internal import Delivery
internal import Identity
internal import OneTimeCodes
internal import PasswordHashing
internal import SignInPolicy
internal import Store

extension Enrolling {
    /// A sheet that was just drawn and hashed, before anybody has it.
    struct Sheet: Sendable {
        let codes: [BackupCode]
        let hashes: [PasswordHash]
        let salt: Salt
        /// The place of the code that will be asked for.
        let asked: Int
    }

    /// Draws a sheet and hashes it under one salt (BKUP-01, BKUP-02). Slow: not inside a transaction.
    func newSheet() async throws -> Sheet {
        var random = environment.tokens.generator()
        let codes = BackupCode.makeSet(using: &random)
        let salt = environment.tokens.salt()
        let hashes = try await environment.passwords.hash(codes.map(\.text), salt: salt)
        return Sheet(
            codes: codes, hashes: hashes, salt: salt, asked: Int.random(in: codes.indices, using: &random))
    }

    /// Whether a set would stand in for something: the account has a second factor, or is about to get one.
    func mayHaveCodes(
        _ account: AccountID, heldBy holder: Enrolment.Holder, in transaction: any ReadTransaction, at now: Moment
    ) throws -> Bool {
        guard let shape = try shape(of: account, in: transaction) else { return false }
        if !isFirstSecondFactor(of: shape) { return true }
        if try waitingFactor(of: shape, heldBy: holder, in: transaction, at: now) != nil { return true }
        return try isAddingInstallation(account, heldBy: holder, in: transaction, at: now)
    }

    /// Whether the holder has begun to add the app, and was sent here first.
    private func isAddingInstallation(
        _ account: AccountID, heldBy holder: Enrolment.Holder, in transaction: any ReadTransaction, at now: Moment
    ) throws -> Bool {
        try transaction.enrolment(ofKind: Adding.kind, of: account, ownedBy: holder.name, at: now) != nil
    }

    /// The set that a holder has proven to have, and that waits for an installation to count with.
    func provenCodes(
        of account: AccountID, heldBy holder: Enrolment.Holder, in transaction: any ReadTransaction, at now: Moment
    ) throws -> PendingCodes? {
        guard let pending = try pendingCodes(of: account, heldBy: holder, in: transaction, at: now),
            pending.content.isProven == true,
            try transaction.pendingBackupCodes(of: account)?.id == pending.content.set
        else { return nil }
        return pending.content
    }

    /// Keeps a sheet that waits for its proof.
    ///
    /// - Returns: `nil` if the account is gone.
    func propose(
        _ sheet: Sheet, for account: AccountID, heldBy holder: Enrolment.Holder, in transaction: any WriteTransaction,
        at now: Moment
    ) throws -> ShownCodes? {
        guard let record = try transaction.holdAccount(account) else { return nil }
        let set = environment.tokens.id(AuthenticatorID.self)
        try transaction.propose(
            BackupCodeSet(
                id: set, account: account, state: .pending, salt: sheet.salt.bytes,
                cost: sheet.hashes.first?.cost.words ?? "", createdAt: now,
                codes: sheet.hashes.enumerated().map { .init(position: $0, hash: Array($1.text.utf8)) }))
        let machine = Enrolment(
            of: .backupCodes, for: account, heldBy: holder, generation: Int64(record.factorGeneration), startedAt: now)
        let content = PendingCodes(
            machine: machine, set: set, codes: sheet.codes.map(\.text), asked: sheet.asked, made: now)
        try keep(content, of: machine, as: environment.tokens.id(), in: transaction)
        return try shown(content, of: account, in: transaction)
    }

    func shown(_ content: PendingCodes, of account: AccountID, in transaction: any ReadTransaction) throws
        -> ShownCodes?
    {
        // Another browser's newer set has taken this one's place.
        guard try transaction.pendingBackupCodes(of: account)?.id == content.set else { return nil }
        return ShownCodes(
            codes: content.codes.map { Secret($0) }, asked: content.asked + 1, made: content.made,
            replacesOlder: try transaction.backupCodes(of: account) != nil,
            identifier: try transaction.chiefIdentifier(of: account))
    }

    func confirm(
        codeGroup typed: String, for account: AccountID, heldBy holder: Enrolment.Holder, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> CodesAnswer {
        guard let record = try transaction.holdAccount(account),
            var pending = try pendingCodes(of: account, heldBy: holder, in: transaction, at: now),
            pending.content.isProven != true
        else { return .beginAgain }
        let isRight = pending.content.isThirdGroup(typed)
        let outcome = pending.content.machine.proofChecked(
            isRight ? .passed : .failed, by: holder, generation: Int64(record.factorGeneration), at: now)
        switch outcome {
        case .enrol:
            guard try transaction.finish(pending.record.id, at: now) else { return .beginAgain }
            if try waitsForInstallation(account, heldBy: holder, in: transaction, at: now) {
                pending.content.isProven = true
                try keep(pending.content, of: pending.content.machine, as: pending.record.id, in: transaction)
                return .confirmed(factor: nil)
            }
            return try activate(pending.content, of: record, from: client, in: transaction, at: now)
        case .askAgain:
            try keep(pending.content, of: pending.content.machine, as: pending.record.id, in: transaction)
            return .askAgain
        case .drop, .outOfOrder:
            try transaction.abandon(pending.record.id)
            return .beginAgain
        }
    }

    /// Whether the set would be the only second factor until the app is added that the holder has begun to add. It
    /// begins to count together with that.
    private func waitsForInstallation(
        _ account: AccountID, heldBy holder: Enrolment.Holder, in transaction: any ReadTransaction, at now: Moment
    ) throws -> Bool {
        guard let shape = try shape(of: account, in: transaction), isFirstSecondFactor(of: shape),
            try waitingFactor(of: shape, heldBy: holder, in: transaction, at: now) == nil
        else { return false }
        return try isAddingInstallation(account, heldBy: holder, in: transaction, at: now)
    }

    /// Makes the set count; with it the app or key that waited for it, as one change of the account.
    private func activate(
        _ codes: PendingCodes, of account: AccountRecord, from client: Client, in transaction: any WriteTransaction,
        at now: Moment
    ) throws -> CodesAnswer {
        let holder = codes.machine.holder
        let shape = try transaction.shape(of: account, settings: environment.settings, at: now)
        var factor: NewFactor?
        if isFirstSecondFactor(of: shape) {
            guard let waiting = try waitingFactor(of: shape, heldBy: holder, in: transaction, at: now) else {
                return .beginAgain
            }
            factor = try enrol(
                waiting, with: codes.set, of: account, holder, from: client, in: transaction, at: now)
            guard factor != nil else { return .beginAgain }
        } else {
            guard try transaction.confirm(backupCodes: codes.set, of: account.id) else { return .beginAgain }
        }
        try transaction.record(
            AuditEntry(
                .backupCodesConfirmed, .succeeded, of: account.id, by: client, at: now, subject: codes.set.rawValue,
                method: .backupCode))
        if holder.isOfSignedUpPerson {
            try environment.tell(account, .backupCodesMade(client.occasion(at: now)), in: transaction, at: now)
        }
        return .confirmed(factor: factor)
    }
}

extension PendingCodes {
    /// Whether `entry` is the third group of the code that was asked for.
    func isThirdGroup(_ entry: String) -> Bool {
        guard codes.indices.contains(asked), let code = try? BackupCode(entry: codes[asked]) else { return false }
        return (try? code.hasGroup(2, entry: entry)) ?? false
    }
}

extension Argon2Cost {
    /// For the record only: each hash carries its own.
    fileprivate var words: String { "m=\(memory),t=\(passes),p=\(lanes)" }
}
