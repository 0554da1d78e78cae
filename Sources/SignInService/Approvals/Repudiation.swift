internal import Delivery
internal import Identity
internal import SignInPolicy
internal import Store

/// What "it wasn't me" leads to (PUSH-06): no more questions until a stronger sign-in, the wish for another password,
/// and word to the person and to the administrators.
struct Repudiation: Sendable {
    let environment: Environment

    /// - Parameters:
    ///   - request: what was answered.
    ///   - device: where.
    ///   - account: held by the caller.
    func carryOut(
        on request: AskedRequest, by device: InstallationRecord, of account: AccountRecord,
        in transaction: any WriteTransaction, at now: Moment
    ) throws {
        try transaction.setApprovalsStopped(at: now, of: account.id)
        try transaction.authenticatorsChanged(of: account.id)
        let passwordIsKnown = try request.machine.purpose.followsPassword && transaction.password(of: account.id) != nil
        if passwordIsKnown { try transaction.setPasswordDoubted(at: now, of: account.id) }
        let occasion = Notice.Occasion(at: request.record.createdAt, source: request.source)
        try environment.tell(
            account, .approvalRepudiated(device: device.name, passwordIsKnown: passwordIsKnown, occasion),
            in: transaction, at: now)
        try tellAdministrators(of: account, occasion, in: transaction, at: now)
    }

    /// Why administrators get no mail, in the audit log.
    private enum Silence: String {
        /// They were told of this account not long ago.
        case toldBefore = "told before"
        case tooMany = "too many"
        case nobody = "no other administrator"
    }

    /// Mails a report to every other administrator, and records whether it did.
    ///
    /// Whoever has an account can say "it wasn't me" to themselves as often as they like. So there is one mail a day about
    /// an account and ten an hour in all, the last of which says where to find the others.
    private func tellAdministrators(
        of account: AccountRecord, _ occasion: Notice.Occasion, in transaction: any WriteTransaction, at now: Moment
    ) throws {
        var held = try transaction.holdThrottles(["reported \(account.id)", "reports"])
        if let until = held[0].expiresAt, held[0].state != nil, now < until {
            return try record(.toldBefore, account, in: transaction, at: now)
        }
        let allowance = Allowance(count: Limits.mailedReports, in: Limits.reportWindow)
        let used = held[1].usedUntil(at: now, in: Limits.reportWindow)
        guard case .allowed(let end) = allowance.answer(usedUntil: used, at: now) else {
            return try record(.tooMany, account, in: transaction, at: now)
        }
        let administrators = try transaction.activeAdministrators().filter { $0.id != account.id }
        guard !administrators.isEmpty else { return try record(.nobody, account, in: transaction, at: now) }
        held[0].state = []
        held[0].expiresAt = now + Limits.suspicionWindow
        try transaction.save(held[0])
        try transaction.save(try held[1].used(until: end))
        let isLast = if case .wait = allowance.answer(usedUntil: end, at: now) { true } else { false }
        let report = Notice.memberRepudiated(
            name: account.displayName, identifier: try transaction.chiefIdentifier(of: account.id),
            isLastForNow: isLast, occasion)
        for administrator in administrators {
            try environment.tell(administrator, report, in: transaction, at: now)
        }
        try record(nil, account, told: administrators.count, in: transaction, at: now)
    }

    private func record(
        _ silence: Silence?, _ account: AccountRecord, told count: Int = 0, in transaction: any WriteTransaction,
        at now: Moment
    ) throws {
        try transaction.record(
            AuditEntry(
                at: now, event: AuditEvent.administratorsTold.rawValue, result: silence == nil ? .succeeded : .refused,
                account: account.id, actor: "system", reason: silence?.rawValue, detail: "\(count)"))
    }
}

extension ApprovalRequest.Purpose {
    /// Whether somebody who is asked this has typed the password before, or taken over a session that began with it. A
    /// QR names nobody before it is read.
    fileprivate var followsPassword: Bool { self == .signIn || self == .stepUp }
}

extension AskedRequest {
    /// The browser that asked.
    fileprivate var source: ClientSource {
        ClientSource(address: context.address, browser: BrowserDescription(name: context.browser, platform: nil))
    }
}
