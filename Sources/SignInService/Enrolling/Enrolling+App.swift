internal import Delivery
internal import Identity
internal import OneTimeCodes
internal import SignInPolicy
internal import Store

extension Enrolling {
    func beginApp(
        for account: AccountID, heldBy holder: Enrolment.Holder, in transaction: any WriteTransaction, at now: Moment
    ) throws -> AppBeginning {
        guard let record = try transaction.holdAccount(account) else { return .tooMany }
        let generation = Int64(record.factorGeneration)
        if let pending = try pendingApp(of: account, heldBy: holder, in: transaction, at: now),
            pending.content.machine.generation == generation
        {
            return pending.content.proven == nil
                ? .show(try secret(of: pending.content.seed, for: account, in: transaction)) : .saveCodes
        }
        guard try transaction.codeApps(of: account).count < Limits.codeApps else { return .tooMany }
        let machine = Enrolment(
            of: .totpApp, for: account, heldBy: holder, generation: generation, startedAt: now)
        let seed = environment.tokens.random(Limits.totpSecretBytes)
        try keep(
            PendingApp(machine: machine, seed: seed), of: machine, as: environment.tokens.id(), in: transaction)
        return .show(try secret(of: seed, for: account, in: transaction))
    }

    func prove(
        appCode typed: String, named name: String, for account: AccountID, heldBy holder: Enrolment.Holder,
        from client: Client, in transaction: any WriteTransaction, at now: Moment
    ) throws -> AppAnswer {
        guard let record = try transaction.holdAccount(account),
            var pending = try pendingApp(of: account, heldBy: holder, in: transaction, at: now)
        else { return .beginAgain }
        guard pending.content.proven == nil else { return .saveCodes }
        let chosen: ChosenName
        do throws(ChosenName.Refusal) { chosen = try ChosenName(name) } catch { return .nameRefused(error) }

        let result = try check(typed, against: pending.content.seed, at: now)
        let outcome = pending.content.machine.proofChecked(
            result.isPassed ? .passed : .failed, by: holder, generation: Int64(record.factorGeneration), at: now)
        switch (outcome, result) {
        case (.enrol, .passed(let step)):
            pending.content.proven = PendingApp.Proven(name: chosen.text, step: step)
            return try enrol(pending, of: record, from: client, in: transaction, at: now)
        case (.askAgain, .failed(let problem)):
            try keep(pending.content, of: pending.content.machine, as: pending.record.id, in: transaction)
            return .askAgain(problem)
        case (.drop, _), (.outOfOrder, _), (.enrol, .failed), (.askAgain, .passed):
            try transaction.abandon(pending.record.id)
            return .beginAgain
        }
    }

    /// Makes a proven app count, unless it would be the first second factor: then it waits for backup codes.
    private func enrol(
        _ pending: Pending<PendingApp>, of account: AccountRecord, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws -> AppAnswer {
        let shape = try transaction.shape(of: account, settings: environment.settings, at: now)
        if isFirstSecondFactor(of: shape) {
            try keep(pending.content, of: pending.content.machine, as: pending.record.id, in: transaction)
            return .saveCodes
        }
        guard try transaction.finish(pending.record.id, at: now), let app = pending.content.app(environment, at: now)
        else { return .beginAgain }
        try transaction.enrol(app)
        try noteAdded(app, to: account, pending.content.machine.holder, from: client, in: transaction, at: now)
        return .added(app.id)
    }

    /// The record of it, and word to the person, unless they are just joining and know of nothing else.
    func noteAdded(
        _ app: CodeAppRecord, to account: AccountRecord, _ holder: Enrolment.Holder, from client: Client,
        in transaction: any WriteTransaction, at now: Moment
    ) throws {
        try transaction.record(
            AuditEntry(
                .authenticatorAppAdded, .succeeded, of: account.id, by: client, at: now, subject: app.id.rawValue,
                method: .totp, detail: app.name))
        guard holder.isOfSignedUpPerson else { return }
        try environment.tell(
            account, .authenticatorAppAdded(name: app.name, client.occasion(at: now)), in: transaction, at: now)
    }

    private func secret(of seed: [UInt8], for account: AccountID, in transaction: any ReadTransaction) throws
        -> AppSecret
    {
        let secret = try TOTPSecret(random: seed)
        let link = OTPAuthURI(
            issuer: environment.settings.serviceName, account: try transaction.chiefIdentifier(of: account),
            totp: TOTP(secret: secret))
        return AppSecret(secret: Secret(secret.base32), link: Secret(link.text))
    }

    private enum CodeResult {
        case passed(step: Int64)
        case failed(ProofProblem)

        var isPassed: Bool { if case .passed = self { true } else { false } }
    }

    private func check(_ typed: String, against seed: [UInt8], at now: Moment) throws -> CodeResult {
        guard let code = try? OneTimeCode(entry: typed, length: Limits.totpDigits) else { return .failed(.wrong) }
        let totp = TOTP(secret: try TOTPSecret(random: seed))
        return switch totp.verdict(on: code, at: now.secondsSinceEpoch, lastUsedStep: nil) {
        case .accepted(let step): .passed(step: step)
        case .clockOff(let seconds): .failed(.clockOff(seconds: seconds))
        case .replayed, .wrong: .failed(.wrong)
        }
    }
}

extension PendingApp {
    /// The app as it is to be enrolled; `nil` if it isn't proven.
    func app(_ environment: Environment, at now: Moment) -> CodeAppRecord? {
        proven.map { proven in
            CodeAppRecord(
                id: environment.tokens.id(), account: machine.account, name: proven.name, seed: Secret(seed),
                lastStep: proven.step, createdAt: now)
        }
    }
}

extension Enrolment.Holder {
    /// Whether there was an account with a way in before, whose person has to hear of every change.
    var isOfSignedUpPerson: Bool {
        switch self {
        case .session, .attempt: true
        case .link: false
        }
    }
}

extension ReadTransaction {
    /// The identifier that stands for the account where one is shown: the one for notices.
    func chiefIdentifier(of account: AccountID) throws -> String {
        let identifiers = try identifiers(of: account)
        return (identifiers.first(where: \.forNotices) ?? identifiers.first)?.identifier.shown ?? ""
    }
}
